// A review as a merge request shows it.
#include "view/review.h"

#include <catch2/catch.hpp>

#include "view/markdown.h"

using namespace muster;

namespace {

std::shared_ptr<HostFile> host(const std::string& id, const std::string& name,
                               const std::string& classification) {
  auto file = std::make_shared<HostFile>();
  file->path = "hosts/berlin/" + name + "--" + id + ".yaml";
  file->host.id = id;
  file->host.classification = classification;
  file->host.observed.name = name;
  file->host.observed.site = "berlin";
  file->host.observed.proposed = {classification, "by-vendor", {"oui-hp"}};
  Cidr address;
  address.ip = *parse_ip("10.20.4.17");
  address.prefix = 24;
  file->host.observed.interfaces = {{"eth0", std::nullopt, {address}, {}}};
  return file;
}

std::string page(const std::string& path) { return "https://git.example/" + path; }

Review story() {
  Review review{"berlin", "muster/discover/berlin", "abc", {}, {"switch:sw1: failed, no answer"}};
  auto printer = host("aaaaaaaaaa", "hp1", "printer");
  printer->host.observed.vendor = "HP Inc.";
  printer->host.observed.attached = {{"sw1", "Gi1/0/2", Confidence::certain, {}}};
  auto odd = host("bbbbbbbbbb", "nas", "server");
  odd->host.approval = Approval::approved;
  odd->host.observed.attention = {"name-conflict"};
  auto before = host("cccccccccc", "web1", "server");
  auto after = std::make_shared<HostFile>(*before);
  after->host.approval = before->host.approval = Approval::approved;
  after->host.observed.vendor = "Dell";
  auto lost = std::make_shared<HostFile>(*host("dddddddddd", "old", "server"));
  auto was = std::make_shared<HostFile>(*lost);
  lost->host.observed.state = State::gone;
  lost->host.approval = Approval::rejected;
  review.hosts = {{nullptr, printer}, {nullptr, odd}, {before, after}, {was, lost}};
  return review;
}

}  // namespace

TEST_CASE("the title of a review has its counts and what is left to decide") {
  CHECK(review_title(story()) == "muster berlin: 2 new, 1 changed, 1 gone (1 to decide)");
}

TEST_CASE(
    "a review is read on one page: attention, gone, proposed, changed, and the hosts folded") {
  CHECK(
      review_body(story(), 60'000, page) ==
      "<!-- muster:review -->\n**2 new, 1 changed, 1 gone** in berlin\n"
      "\n1 host wants a decision: edit `approval:` and `classification:` in the files, or\n"
      "`git switch muster/discover/berlin && muster approve --where '…' --commit && git push`. "
      "Or merge it as it is: what is pending is kept and not applied.\n"
      "\n#### ⚠ Attention (1)\n\n| host | addresses | attention |\n|---|---|---|\n"
      "| [nas](https://git.example/hosts/berlin/nas--bbbbbbbbbb.yaml) | 10.20.4.17 | "
      "name-conflict |\n"
      "\n#### Gone (1)\n\n| host | addresses | vendor · model | approval |\n|---|---|---|---|\n"
      "| old | 10.20.4.17 |  | rejected |\n"
      "\n#### New, by classification (2)\n\n"
      "| classification | hosts | approved | for example |\n|---|---|---|---|\n"
      "| printer | 1 | 0 | hp1 |\n| server | 1 | 1 | nas |\n"
      "\n#### Changed (1)\n\n| host | field | before | after |\n|---|---|---|---|\n"
      "| web1 | vendor |  | Dell |\n"
      "\n#### Not heard in full: nothing is taken away because of them (1)\n\n"
      "| source and what it said |\n|---|\n| switch&#58;sw1&#58; failed, no answer |\n"
      "\n<details><summary>New: printer (1)</summary>\n\n"
      "| host | addresses | vendor · model | place | approval | why |\n|---|---|---|---|---|---|\n"
      "| hp1 | 10.20.4.17 | HP Inc. | sw1 Gi1/0/2 | pending | by-vendor&#58; oui-hp |\n"
      "\n</details>\n"
      "\n<details><summary>New: server (1)</summary>\n\n"
      "| host | addresses | vendor · model | place | approval | why |\n|---|---|---|---|---|---|\n"
      "| nas | 10.20.4.17 |  |  | approved | by-vendor&#58; oui-hp |\n"
      "\n</details>\n<!-- /muster:review -->\n");
}

TEST_CASE("a review of any size keeps to the budget, cuts whole rows and says how many") {
  for (const size_t count : {size_t{1}, size_t{400}, size_t{50'000}}) {
    Review review = story();
    for (size_t i = 0; i < count; ++i) {
      review.hosts.push_back({nullptr, host("eeeeeeeeee", "host" + std::to_string(i), "printer")});
    }
    for (const size_t budget : {size_t{60'000}, size_t{200'000}}) {
      const std::string body = review_body(review, budget, page);
      INFO(count << " in " << body.size() << " of " << budget);
      CHECK(body.size() <= budget);
      CHECK(body.ends_with("<!-- /muster:review -->\n"));
      CHECK(body.find("| printer | " + std::to_string(count + 1) + " |") != std::string::npos);
      const bool whole =
          body.find("| host" + std::to_string(count - 1) + " |") != std::string::npos;
      CHECK(whole == (body.find(" more, see the files of the branch\n") == std::string::npos));
      CHECK(whole == (count <= 400));
    }
  }
}

TEST_CASE("however many hosts want attention, the hosts by classification and some of each stay") {
  Review review = story();
  for (size_t i = 0; i < 5'000; ++i) {
    auto odd = host("eeeeeeeeee", "host" + std::to_string(i), "printer");
    odd->host.observed.attention = {"name-conflict"};
    review.hosts.push_back({nullptr, std::move(odd)});
  }
  const std::string body = review_body(review, 60'000, page);
  CHECK(body.size() <= 60'000);
  CHECK(body.size() > 55'000);
  CHECK(body.find("| printer | 5001 |") != std::string::npos);
  CHECK(body.find("| web1 | vendor |  | Dell |") != std::string::npos);
  CHECK(body.find("| host0 | 10.20.4.17 |  |  | pending |") != std::string::npos);
}

TEST_CASE("what hosts call themselves makes no Markdown and no mark") {
  Review review{"berlin", "muster/discover/berlin", "abc", {}, {}};
  auto bad = host("aaaaaaaaaa", "x", "server");
  bad->host.observed.name = "<!-- /muster:review -->@all | #1 [a](javascript:b)\n::error::";
  bad->host.observed.attention = {"<script>"};
  bad->host.classification = "</summary><b>";
  review.hosts = {{nullptr, bad}};
  const std::string body = review_body(review, 60'000, page);
  CHECK(body.find("<script>") == std::string::npos);
  CHECK(body.find("@all") == std::string::npos);
  CHECK(body.find("](javascript") == std::string::npos);
  CHECK(body.find("\n::error") == std::string::npos);
  CHECK(body.find("</summary><b>") == std::string::npos);
  CHECK(body.find("<!-- /muster:review -->") == body.rfind("<!-- /muster:review -->"));
}

TEST_CASE("what people wrote around the review stays") {
  const std::string ours = review_body(story(), 60'000, page);
  CHECK(with_review("", ours) == ours);
  CHECK(with_review("Ada: I look at the printers.\n", ours) ==
        ours + "\nAda: I look at the printers.\n");
  CHECK(with_review("before\n<!-- muster:review -->\r\nold\r\n<!-- /muster:review -->\r\nafter\n",
                    ours) == "before\n" + ours + "after\n");
}

TEST_CASE("a review tells what does not fit together with the command, and the files of records") {
  Review review = story();
  review.conflicts = {{"serial-conflict",
                       "bbbbbbbbbb",
                       "nas",
                       "hosts/berlin/nas--bbbbbbbbbb.yaml",
                       "one name, and different serial numbers: A1 (a), B2 (b)",
                       {"muster set serial=SERIAL bbbbbbbbbb --commit", "muster show bbbbbbbbbb"}}};
  review.records = {{"records/berlin/storage/array--cccccccccc.yaml", "new"}};
  const std::string body = review_body(review, 60'000, page);
  CHECK(body.find("#### What does not fit together, and what settles it (1)\n\n"
                  "| host | what | command |\n|---|---|---|\n" +
                  markdown_row({"nas", "one name, and different serial numbers: A1 (a), B2 (b)",
                                "muster set serial=SERIAL bbbbbbbbbb --commit"})) !=
        std::string::npos);
  CHECK(
      body.find("#### Records (1)\n\n| record | what |\n|---|---|\n"
                "| [berlin/storage/array--cccccccccc.yaml]"
                "(https://git.example/records/berlin/storage/array--cccccccccc.yaml) | new |\n") !=
      std::string::npos);
}
