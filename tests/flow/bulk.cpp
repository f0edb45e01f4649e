// Which hosts words choose, and what happens to their files.
#include "flow/bulk/decisions.h"
#include "flow/bulk/surgery.h"
#include "flow_scene.h"

using namespace muster;
using namespace muster::test;

namespace {

struct Hosts : FlowScene {
  HostText web1{.id = "aaaaaaaaaa", .name = "web1", .address = "10.20.4.17"};
  HostText web2{.id = "bbbbbbbbbb", .name = "web2", .address = "10.20.4.18"};
  HostText twin{.id = "cccccccccc", .name = "web2", .address = "10.20.4.18"};

  Hosts() {
    for (const HostText& host : {web1, web2, twin}) put_with(host, "");
    commit("Add hosts");
  }

  // With further lines of people's.
  void put_with(const HostText& host, const std::string& lines) const {
    std::string text = host.text();
    const std::string banner = "# ── muster's: rewritten by discover; edits below are lost ──\n";
    write(host.path(), text.insert(text.find("observed:"), lines + banner));
  }

  // The names of what is chosen.
  std::string chosen(HostChoice choice) const {
    Diagnostics trouble;
    const auto inventory = load_hosts(workspace(), {}, trouble);
    std::string text;
    for (const HostFile* file : choose_hosts(*inventory, choice)) text += file->host.id + " ";
    return text;
  }

  DecisionReport merge(const std::string& keep, const Surgery& surgery) {
    Workspace place = workspace();
    return merge_hosts(place, keep, surgery, runner, {});
  }

  Host host(const std::string& path) const {
    Diagnostics trouble;
    const auto file = parse_host_file(read(path), path, trouble);
    INFO(render(trouble));
    REQUIRE(file);
    return file->host;
  }
};

// What stands in for the MAC of a host of this scene: the end of its id.
std::string mac_of(const HostText& host) {
  const std::string& text = host.text();
  return text.substr(text.find("mac:02") + 4, 17);
}

}  // namespace

TEST_CASE("a host is named by id, name, MAC, address or a path from where one stands") {
  Hosts scene;
  const std::string one = "aaaaaaaaaa ";
  CHECK(scene.chosen({.words = {"aaaaaaaaaa"}}) == one);
  CHECK(scene.chosen({.words = {"WEB1"}}) == one);
  CHECK(scene.chosen({.words = {"02:00:61:61:61:61"}}) == one);
  CHECK(scene.chosen({.words = {"0200.6161.6161"}}) == one);
  CHECK(scene.chosen({.words = {"10.20.4.17"}}) == one);
  CHECK(scene.chosen({.words = {scene.web1.path()}}) == one);
  CHECK(scene.chosen({.words = {"web1--aaaaaaaaaa.yaml"}, .folder = "hosts/berlin"}) == one);
  CHECK(scene.chosen({.words = {"../hosts/berlin/web1--aaaaaaaaaa.yaml"}, .folder = "docs"}) ==
        one);
  CHECK(scene.chosen({.words = {"./" + scene.web1.path()}}) == one);
  CHECK(scene.chosen({.words = {"aaaaaaaaaa", "web1"}, .listed = {{"bbbbbbbbbb"}}}) ==
        "aaaaaaaaaa bbbbbbbbbb ");
  CHECK(scene.chosen({.listed = {{}}}) == "");
  CHECK(scene.chosen({.where = "name = web2"}) == "bbbbbbbbbb cccccccccc ");
}

TEST_CASE("what several hosts have, and what none has, chooses nothing") {
  Hosts scene;
  const auto refusal = [&](const std::string& word) {
    return refused([&] { scene.chosen({.words = {word}}); });
  };
  CHECK(refusal("web2") ==
        "exit 64\nerror: 2 hosts are called \"web2\"\n"
        "  fix: name them by id; muster ls shows it\n");
  CHECK(refusal("10.20.4.18") ==
        "exit 64\nerror: 2 hosts are called \"10.20.4.18\"\n"
        "  fix: name them by id; muster ls shows it\n");
  CHECK(refusal("") ==
        "exit 64\nerror: no host has the id, name, MAC, address or path \"\"\n"
        "  fix: muster ls lists them\n");
  CHECK(refused([&] { scene.chosen({.where = "name = web2", .expect = 3}); }) ==
        "exit 4\nerror: 2 hosts chosen, 3 expected\n"
        "  fix: look at them with muster ls, nothing was written\n");
}

TEST_CASE("a list of hosts has a host at the beginning of each line") {
  using Words = std::vector<std::string>;
  CHECK(listed_words("") == Words{});
  CHECK(listed_words("web1\n\n  web2  berlin server\r\nweb3") == Words{"web1", "web2", "web3"});
  CHECK(listed_words(std::string("a b\nc\0d\0", 8)) == Words{"a", "d"});
}

TEST_CASE("a file of decisions names hosts and what is to be set") {
  const auto decisions = parse_decisions(
      R"({"format_version": 1, "decisions": [
        {"id": "aaaaaaaaaa", "approval": "approved", "tags": ["lab", "old"], "protect": true},
        {"id": "bbbbbbbbbb"}]})",
      "decisions.json");
  REQUIRE(decisions.size() == 2);
  CHECK(decisions[0].id == "aaaaaaaaaa");
  CHECK(decisions[0].settings ==
        std::vector<Setting>{{"approval", "approved"}, {"protect", "true"}, {"tags", "lab,old"}});
  CHECK(decisions[1].settings.empty());
  const auto refusal = [](const std::string& text) {
    return refused([&] { parse_decisions(text, "d.json"); });
  };
  const std::string fix =
      "  fix: write {\"format_version\": 1, \"decisions\": [{\"id\": \"…\", \"approval\": "
      "\"approved\"}]}\n";
  CHECK(refusal("[]") == "exit 64\nerror: d.json is no decisions.json of format 1\n" + fix);
  CHECK(refusal(R"({"format_version": "1", "decisions": []})") ==
        "exit 64\nerror: d.json is no decisions.json of format 1\n" + fix);
  CHECK(refusal(R"({"format_version": 1, "decisions": [{"name": "x"}]})") ==
        "exit 64\nerror: d.json: decision 1 has no \"id\"\n" + fix);
  CHECK(refusal(R"({"format_version": 1, "decisions": [{"id": "x", "name": 7}]})") ==
        "exit 64\nerror: d.json: decision 1 has no text for \"name\"\n" + fix);
}

TEST_CASE("a pattern for names is filled in by what is known of a host") {
  Hosts scene;
  const Host host = scene.host(scene.web1.path());
  CHECK(filled_name("printer-3", host) == "printer-3");
  CHECK(filled_name("{class}-{address}-{mac}.{site}", host) ==
        "server-10-20-4-17-02-00-61-61-61-61.berlin");
  CHECK(filled_name("{vendor}x{port}{", host) == "x{");
  CHECK(refused([&] { filled_name("a-{ip}", host); }) ==
        "exit 64\nerror: {ip} stands for nothing\n"
        "  fix: did you mean \"id\"?\n");
}

TEST_CASE("of two files of one host one stays, with what is known of both") {
  Hosts scene;
  scene.put_with(scene.twin, "tags: [lab]\nnotes: rack 4\n");
  scene.commit("Write into the twin");
  const DecisionReport report =
      scene.merge("bbbbbbbbbb", {.choice = {.words = {"cccccccccc"}}, .commit = true});
  CHECK(report.what == "merged into web2");
  CHECK(report.changed == std::vector<std::string>{scene.twin.path(), scene.web2.path()});
  CHECK(scene.git("log -1 --format=%B") == "merge into bbbbbbbbbb: 1 host\n\nMuster-Count: 1");
  CHECK(scene.git("show --format= --name-status") ==
        "M\t" + scene.web2.path() + "\nD\t" + scene.twin.path());
  CHECK(scene.git("status --porcelain").empty());
  const Host host = scene.host(scene.web2.path());
  CHECK(host.observed.identity ==
        std::vector<std::string>{"mac:" + mac_of(scene.web2), "mac:" + mac_of(scene.twin)});
  CHECK(host.observed.interfaces.size() == 2);
  CHECK(host.tags == std::vector<std::string>{"lab"});
  CHECK(host.notes == "rack 4");
}

TEST_CASE("hosts of two sites are not merged") {
  Hosts scene;
  scene.put_with(scene.twin, "overrides: {site: paris}\n");
  const std::string said =
      refused([&] { scene.merge("bbbbbbbbbb", {.choice = {.words = {"cccccccccc"}}}); });
  CHECK(said == "exit 4\nerror: " + scene.web2.path() + " and " + scene.twin.path() +
                    " are not one host\n  why: one is at berlin, the other at paris\n"
                    "  fix: nothing was written\n");
}

TEST_CASE("a MAC that is another host's gets a file of its own, which discover will know") {
  Hosts scene;
  scene.merge("bbbbbbbbbb", {.choice = {.words = {"cccccccccc"}}, .commit = true});
  Workspace place = scene.workspace();
  const std::string mac = mac_of(scene.twin);
  const DecisionReport report =
      split_host(place, "web2", {mac}, {.commit = true}, scene.runner, {});
  REQUIRE(report.changed.size() == 2);
  CHECK(report.changed[1] == scene.web2.path());
  const Host fresh = scene.host(report.changed[0]);
  CHECK(fresh.approval == Approval::pending);
  CHECK(fresh.observed.identity == std::vector<std::string>{"mac:" + mac});
  CHECK(fresh.observed.interfaces.size() == 1);
  CHECK(scene.host(scene.web2.path()).observed.identity ==
        std::vector<std::string>{"mac:" + mac_of(scene.web2)});
  CHECK(refused([&] { split_host(place, "web2", {mac}, {}, scene.runner, {}); }) ==
        "exit 64\nerror: " + scene.web2.path() +
            " cannot be split: it has no interface with one of the MACs\n"
            "  fix: muster where shows the MACs of a host\n");
  CHECK(refused([&] { split_host(place, "web2", {mac_of(scene.web2)}, {}, scene.runner, {}); }) ==
        "exit 64\nerror: " + scene.web2.path() +
            " cannot be split: nothing would be left of it\n"
            "  fix: muster where shows the MACs of a host\n");
}

TEST_CASE("a file goes where its name says, and nothing in it changes") {
  Hosts scene;
  scene.put_with(scene.web1, "name: shop\n");
  scene.commit("Name it");
  Workspace place = scene.workspace();
  const DecisionReport report =
      move_files(place, {.choice = {.where = "name ~ \"*\""}, .commit = true}, scene.runner, {});
  CHECK(report.chosen == 3);
  CHECK(scene.git("show -M --format= --name-status") ==
        "R100\t" + scene.web1.path() + "\thosts/berlin/shop--aaaaaaaaaa.yaml");
}

TEST_CASE("the files of hosts that are long gone are removed, but not protected ones") {
  Hosts scene;
  HostText gone = scene.web1, kept = scene.web2;
  gone.state = kept.state = "gone";
  kept.protect = true;
  scene.put_with(gone, "");
  scene.put_with(kept, "");
  scene.commit("Two are gone");
  Workspace place = scene.workspace();
  const Day today = std::chrono::floor<std::chrono::days>(at("2026-08-21"));
  const DecisionReport report =
      prune_files(place, std::chrono::days(30), today, {.commit = true}, scene.runner, {});
  CHECK(report.changed == std::vector<std::string>{scene.web1.path()});
  CHECK(report.protected_ones == std::vector<std::string>{scene.web2.path()});
  CHECK(scene.git("show --format= --name-status") == "D\t" + scene.web1.path());
  CHECK(prune_files(place, std::chrono::days(30), today, {}, scene.runner, {}).changed.empty());
}
