#include <catch2/catch.hpp>

#include "view/view.h"

namespace muster {
namespace {

Plan deletions(size_t count) {
  Plan plan;
  for (size_t i = 0; i < count; ++i) {
    Operation operation;
    operation.op = Op::remove;
    operation.kind = "device";
    operation.label = "host-" + std::to_string(i);
    operation.reason = "file removed in 1c22f0a";
    operation.id = std::to_string(i);
    plan.operations.push_back(operation);
  }
  return plan;
}

void add_creations(Plan& plan, size_t count) {
  for (size_t i = 0; i < count; ++i) {
    Operation operation;
    operation.op = Op::create;
    operation.kind = "tag";
    operation.label = "tag-" + std::to_string(i);
    plan.operations.push_back(operation);
  }
}

}  // namespace

TEST_CASE("text from the network cannot leave a Markdown cell") {
  CHECK(markdown_cell("plain-text.example 10.2.0.9/24") == "plain-text.example 10.2.0.9/24");
  CHECK(markdown_cell("a|b<c>&`d`") == "a&#124;b&#60;c&#62;&#38;&#96;d&#96;");
  CHECK(markdown_cell("@all #1 !2 [x](y)") == "&#64;all &#35;1 &#33;2 &#91;x&#93;&#40;y&#41;");
  CHECK(markdown_cell("http://evil") == "http&#58;//evil");
  CHECK(markdown_cell("WWW.evil.example") == "WWW&#46;evil.example");
  CHECK(markdown_cell("a\nb\u202e") == "a&#92;u000ab&#92;u202e");
}

TEST_CASE("deletions stay when other rows are cut to the budget") {
  Plan plan = deletions(50);
  add_creations(plan, 1000);
  const std::string text = plan_markdown(plan, 6000);
  CHECK(text.size() <= 6000);
  for (int i = 0; i < 50; ++i)
    CHECK_THAT(text, Catch::Contains("host-" + std::to_string(i) + " |"));
  CHECK_THAT(text, Catch::Contains("more, see the plan file"));
}

TEST_CASE("a comment at 1, 400 and 50,000 changes keeps to what each forge takes") {
  for (const size_t count : {size_t{1}, size_t{400}, size_t{50'000}}) {
    for (const size_t budget : {size_t{60'000}, size_t{200'000}}) {
      Plan plan = deletions(count / 100);
      add_creations(plan, count - count / 100);
      const std::string text = plan_markdown(plan, budget);
      INFO(count << " changes in " << text.size() << " of " << budget << " bytes");
      CHECK(text.size() <= budget);
      for (size_t i = 0; i < count / 100; ++i)
        CHECK(text.find("host-" + std::to_string(i) + " ") != std::string::npos);
      const bool whole = count <= 400;
      CHECK((text.find("more, see the plan file") == std::string::npos) == whole);
      const std::string last = "tag-" + std::to_string(count - count / 100 - 1) + " |";
      CHECK((text.find(last) != std::string::npos) == whole);
      CHECK(text.ends_with("\n"));
    }
  }
}

TEST_CASE("deletions that alone fill the budget are named in short") {
  const std::string text = plan_markdown(deletions(200), 6000);
  CHECK(text.size() <= 6000);
  CHECK_THAT(text, Catch::Contains("host-0, host-1, ") && Catch::Contains("host-199"));
}

TEST_CASE("deletions that do not fit even in short are counted in bold") {
  const std::string text = plan_markdown(deletions(10'000), 6000);
  CHECK(text.size() <= 6000);
  CHECK_THAT(text, Catch::Contains("further deletions, see the plan file**"));
}

TEST_CASE("a table has padded columns and no trailing blanks") {
  const std::vector<std::string> head{"name", "state"};
  const std::vector<std::vector<std::string>> rows{{"wëb1", "present"}, {"a-longer-name", ""}};
  CHECK(table(head, rows, {}) ==
        "name           state\n"
        "wëb1           present\n"
        "a-longer-name\n");
  CHECK(table(head, {}, {.colour = true}) == "\x1b[2mname  state\x1b[0m\n");
}

TEST_CASE("pages of other systems are links in a plan, where they are no more than an address") {
  Plan plan;
  plan.pages["7k2m9qx4td"] = {"https://vc.example/ui/app/vm;nav=h/urn:vmomi:1/summary",
                              "https://x.example/](javascript:1)"};
  const std::string text = plan_markdown(plan, 6000);
  CHECK(text.find("| 7k2m9qx4td | "
                  "[vc.example](https://vc.example/ui/app/vm;nav=h/urn:vmomi:1/summary) "
                  "https&#58;//x.example/&#93;&#40;javascript&#58;1&#41; |\n") !=
        std::string::npos);
}

}  // namespace muster
