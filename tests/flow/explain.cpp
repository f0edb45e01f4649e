#include "flow/explain.h"

#include "flow/discover.h"
#include "flow_scene.h"
#include "view/explain.h"

using namespace muster;
using namespace muster::test;

namespace {

struct Explained : FlowScene {
  Explained() {
    write("rules.yaml",
          "rules:\n  - {rule: web, where: names ~ web*, classification: server}\n"
          "  - {rule: late, where: site = berlin, classification: unknown}\n");
    commit("Add a rule");
    lease({"bc:24:11:00:00:01 10.20.4.17 web1"});
    Workspace place = workspace();
    DiscoverOptions options;
    options.vendors = folder();
    discover(place, options, wires, {});
    git("merge -q --no-edit muster/discover/berlin");
    path = git("ls-files hosts");
  }

  HostExplanation of(const std::string& question) const {
    Diagnostics trouble;
    const Workspace place = workspace();
    return explain(place, load_view(place, std::nullopt, trouble), question, folder());
  }
  std::string text(const std::string& question) const { return explain_text(of(question)); }

  // What `git commit` says of itself: id, day and author of the last one.
  std::string last(const std::string& subject) const {
    return "commit " + git("rev-parse HEAD").substr(0, 9) + " of " + git("log -1 --format=%as") +
           " by Ada: " + subject + "\n";
  }

  void edit(const std::string& from, const std::string& to) const {
    std::string now = read(path);
    const size_t at = now.find(from);
    REQUIRE(at != std::string::npos);
    write(path, now.replace(at, from.size(), to));
  }

  std::string path;
};

}  // namespace

TEST_CASE("a vendor that only the MAC's prefix says is told as such, and what nobody says, too") {
  const Explained scene;
  CHECK(scene.text("web1.vendor") == "web1  " + scene.path + "\n  nobody says anything of it\n");
  scene.edit("  sources: ", "  vendor: Acme Works\n  sources: ");
  scene.git("commit -qam vendor");
  CHECK_THAT(scene.text("web1.vendor"),
             Catch::Contains("vendor: Acme Works\n  decided by source "));
  scene.write("../oui.csv",
              "Registry,Assignment,Organization Name,Organization Address\n"
              "MA-L,BC2411,Acme Works,Somewhere\n");
  CHECK_THAT(scene.text("web1.vendor"),
             Catch::Contains("  decided by MAC prefix of bc:24:11:00:00:01\n"));
}

TEST_CASE("a classification that a rule decided is told with the rule, its reason and what lost") {
  const Explained scene;
  CHECK(scene.text("web1.classification") ==
        "web1  " + scene.path +
            "\n"
            "classification: server\n"
            "  decided by rule web, rules.yaml:2, because names web1\n"
            "  in " +
            scene.path + ":5, commit " + scene.git("rev-parse HEAD").substr(0, 9) +
            " of 2026-08-21 by Ada: discover(berlin): 1 new, 0 changed, 0 gone\n"
            "  lost: unknown (rule late)\n");
  CHECK(scene.text("web1.approval") ==
        "web1  " + scene.path + "\napproval: pending\n  decided by nobody yet\n  in " + scene.path +
            ":7, commit " + scene.git("rev-parse HEAD").substr(0, 9) +
            " of 2026-08-21 by Ada: discover(berlin): 1 new, 0 changed, 0 gone\n");
}

TEST_CASE("what a person decided is told with the commit, and the rule that lost") {
  const Explained scene;
  scene.edit("\napproval: pending", "\napproval: approved");
  scene.edit("classification: server", "classification: unknown");
  CHECK(scene.text("web1.approval") == "web1  " + scene.path +
                                           "\napproval: approved\n  decided by a person\n  in " +
                                           scene.path + ":7, not committed\n");
  scene.commit("Approve it");
  CHECK(scene.text("web1.classification") ==
        "web1  " + scene.path + "\nclassification: unknown\n  decided by a person\n  in " +
            scene.path + ":5, " + scene.last("Approve it") +
            "  lost: server (rule web)\n  lost: unknown (rule late)\n");
}

TEST_CASE("a name stands over those that lost, wherever it was stated") {
  const Explained scene;
  const auto lost = [&] {
    std::vector<std::string> out;
    const HostExplanation host = scene.of("web1.name");
    for (const Lost& one : host.values.at(0).lost) {
      out.push_back(one.value + " (" + one.by + ")");
    }
    return out;
  };
  CHECK(scene.of("web1.name").values.at(0).decider == Decider::source);
  CHECK(scene.of("web1.name").values.at(0).by == "dhcp-leases:lan");
  CHECK(lost().empty());
  scene.edit("overrides: {}", "overrides: {name: web1}");
  CHECK(scene.of("web1.name").values.at(0).decider == Decider::person);
  CHECK(lost() == std::vector<std::string>{"web1 (observed)", "web1 (told by dhcp)"});
}

TEST_CASE("all values in force are told, and what is not there is refused") {
  const Explained scene;
  std::vector<std::string> fields;
  for (const Explanation& one : scene.of("web1").values) fields.push_back(one.field);
  CHECK(fields == std::vector<std::string>{"classification", "approval", "state", "name", "site",
                                           "first_seen", "interfaces"});
  CHECK(refused([&] { scene.text("web1.aproval"); }) ==
        "exit 64\nerror: \"aproval\" is no value of a host file\n"
        "  fix: did you mean \"approval\"?\n");
  CHECK(refused([&] { scene.text("web2"); }) ==
        "exit 64\nerror: no host has the id, name, MAC, address or path \"web2\"\n"
        "  fix: did you mean \"web1\"?\n");
}

TEST_CASE("a host is asked for by what has dots of its own, and by a field behind that") {
  const Explained scene;
  const std::string whole = scene.text("web1");
  const std::string part = scene.text("web1.approval");
  for (const char* host : {"10.20.4.17", "bc24.1100.0001"}) {
    CHECK(scene.text(host) == whole);
    CHECK(scene.text(host + std::string(".approval")) == part);
  }
  scene.edit("name: \"\"", "name: web1.other.example");
  scene.commit("Give it a domain");
  CHECK(scene.text("web1.other.example").starts_with("web1.other.example  " + scene.path));
  CHECK(scene.text("web1.other.example.site").find("\nsite: berlin\n") != std::string::npos);
}
