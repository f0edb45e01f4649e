// What commands print and the exit codes they end with.
#include <fstream>
#include <nlohmann/json.hpp>

#include "cli_scene.h"
#include "wire/lock.h"

using namespace muster;
using namespace muster::test;

namespace {

struct Reviewed : CliScene {
  HostText web1 = put({.id = "aaaaaaaaaa", .name = "web1"});
  HostText web2 = put({.id = "bbbbbbbbbb", .name = "web2", .address = "10.20.4.18"});

  Reviewed() { commit("Add hosts"); }

  int plan(const std::string& flags = "") { return run("reconcile --plan --offline " + flags); }
  int apply(const std::string& flags = "") { return run("reconcile --offline " + flags); }
};

}  // namespace

TEST_CASE("no words and --help print help and succeed") {
  CliScene scene;
  CHECK(scene.run("") == 0);
  CHECK(scene.out == cli::help_text());
  for (const cli::Command& command : cli::commands()) {
    INFO(command.name);
    CHECK(scene.run(std::string(command.name) + " --help") == 0);
    CHECK(scene.out == cli::help_text(command));
  }
}

TEST_CASE("a command line that cannot be meant is exit 64, as text and as JSON") {
  CliScene scene;
  CHECK(scene.run("reconcile --prune all") == 64);
  CHECK(scene.err ==
        "error: --prune \"all\" is not known\n  fix: use one of none, retire, delete\n");
  CHECK(scene.run("reconcile --prune all --json") == 64);
  CHECK(scene.err == "");
  CHECK(scene.out ==
        "{\n  \"errors\": [\n    {\n      \"fix\": \"use one of none, retire, delete\",\n"
        "      \"message\": \"--prune \\\"all\\\" is not known\",\n      \"severity\": \"error\"\n"
        "    }\n  ],\n  \"exit\": 64,\n  \"format_version\": 1\n}\n");
}

TEST_CASE("words that a command wants are asked for before the repository is looked at") {
  CliScene scene;
  CHECK(scene.run("where") == 64);
  CHECK(scene.err ==
        "error: muster where wants one MAC, address or name\n"
        "  fix: for example muster where 00:11:32:a1:b2:01\n");
  CHECK(scene.run("classify") == 64);
  CHECK(scene.err ==
        "error: name the classification\n"
        "  fix: for example muster classify printer --where 'vendor ~ \"HP*\"'\n");
  CHECK(scene.run("schema") == 64);
  CHECK(scene.err ==
        "error: name one schema\n  fix: use one of config, connector, host, plan, platform, "
        "rules\n");
  CHECK(scene.run("schema hst") == 64);
  CHECK(scene.err == "error: schema \"hst\" is not known\n  fix: did you mean \"host\"?\n");
  CHECK(scene.run("completion zs") == 64);
  CHECK(scene.err == "error: shell \"zs\" is not known\n  fix: did you mean \"zsh\"?\n");
}

TEST_CASE("a classification that is not configured is refused") {
  Reviewed scene;
  CHECK(scene.run("classify servr web1") == 64);
  CHECK(scene.err ==
        "error: classification \"servr\" is not in muster.yaml\n  fix: did you mean \"server\"?\n");
}

TEST_CASE("a plan is exit 0, exit 2 when asked for detail, exit 4 when a rail refuses") {
  Reviewed scene;
  CHECK(scene.plan() == 0);
  CHECK(scene.plan("--detailed-exitcode") == 2);
  CHECK(scene.apply() == 0);
  CHECK(scene.plan("--detailed-exitcode") == 0);
  scene.git("rm -q " + scene.web1.path());
  scene.commit("Remove web1");
  CHECK(scene.plan("--max-deletes 0") == 4);
  CHECK(scene.plan("--max-deletes 0 --allow deletes") == 0);
  CHECK(scene.apply("--max-deletes 0") == 4);
  CHECK(scene.err.find("error: 1 rail refuses this plan: deletes\n") != std::string::npos);
  CHECK(scene.apply() == 0);
}

TEST_CASE("a plan ends with what is to be done next") {
  Reviewed scene;
  const auto ends_with = [&](const std::string& line) {
    INFO(scene.out);
    return scene.out.ends_with("\n" + line);
  };
  CHECK(scene.plan() == 0);
  CHECK(ends_with("next: muster reconcile\n"));
  CHECK(scene.plan("--out " + scene.folder() + "/plan.json") == 0);
  CHECK(ends_with("next: muster reconcile --approved " + scene.folder() + "/plan.json\n"));
  CHECK(scene.plan("--json") == 0);
  CHECK(scene.out.find("next:") == std::string::npos);
  CHECK(scene.apply() == 0);
  CHECK(scene.plan() == 0);
  CHECK(scene.out.find("next:") == std::string::npos);
  scene.git("rm -q " + scene.web1.path());
  scene.commit("Remove web1");
  CHECK(scene.plan("--max-deletes 0") == 4);
  CHECK(ends_with("next: if all of it is meant, muster reconcile --allow deletes\n"));
}

TEST_CASE("what discover found ends with what is to be done next") {
  CliScene scene;
  scene.lease({"bc:24:11:00:00:03 10.20.4.19 web3"});
  CHECK(scene.run("discover --dry-run") == 0);
  CHECK(scene.out.find("next:") == std::string::npos);
  CHECK(scene.run("discover") == 0);
  CHECK(scene.out.ends_with(
      "\nnext: git diff HEAD...muster/discover/berlin, then git merge muster/discover/berlin\n"));
  CHECK(scene.run("discover") == 0);
  CHECK(scene.out.find("next:") == std::string::npos);
  CHECK(scene.run("discover --worktree") == 0);
  CHECK(scene.out.ends_with("\nnext: git diff hosts, then git add hosts && git commit\n"));
}

TEST_CASE("a file named - is standard output, or is refused where the plan goes there") {
  Reviewed scene;
  CHECK(scene.run("sheet export --out -") == 0);
  CHECK(scene.out.starts_with("id,"));
  CHECK(scene.run("report -o -") == 0);
  CHECK(scene.out.starts_with("<!doctype html>"));
  CHECK(scene.run("validate --format json=-") == 0);
  CHECK(scene.out.starts_with("{"));
  CHECK(scene.run("status --prom -") == 0);
  CHECK(scene.out.starts_with("# HELP"));
  for (const char* option : {"--out -", "--snapshot-out -"}) {
    CHECK(scene.plan(option) == 64);
    CHECK(scene.err ==
          "error: the plan itself goes to standard output\n"
          "  fix: name a file, or use --format json to have the plan as JSON there\n");
  }
}

TEST_CASE("only an approved plan is applied, and more than it is exit 5") {
  Reviewed scene;
  const std::string saved = scene.folder() + "/plan.json";
  CHECK(scene.plan("--out " + saved) == 0);
  scene.put({.id = "cccccccccc", .name = "web3", .address = "10.20.4.20"});
  scene.commit("Add web3");
  CHECK(scene.apply("--approved " + saved) == 5);
  CHECK(scene.err.ends_with(
      "error: 2 operations beyond the approved plan\n"
      "  why: create record A web3.berlin.example; create record PTR 20.4.20.10.in-addr.arpa\n"
      "  fix: review a new plan: muster reconcile --plan --out plan.json\n"));
  CHECK_FALSE(std::filesystem::exists(scene.zones()));
  CHECK(scene.plan("--out " + saved) == 0);
  CHECK(scene.apply("--approved " + saved) == 0);
}

TEST_CASE("a person at a terminal is asked before the first write, and only then") {
  Reviewed scene;
  for (const char* no : {"", "n\n", "yess\n"}) {
    scene.answer = no;
    CHECK(scene.apply() == 4);
    CHECK(
        scene.err.ends_with("Write this to ns? [y/N] error: nothing was written: the answer was "
                            "not yes\n  fix: answer y, or add --yes\n"));
    CHECK_FALSE(std::filesystem::exists(scene.zones()));
  }
  scene.answer = "y\n";
  CHECK(scene.apply() == 0);
  scene.answer = "n\n";
  CHECK(scene.apply() == 0);  // nothing to do, nothing to ask
  scene.git("rm -q " + scene.web1.path());
  scene.commit("Remove web1");
  CHECK(scene.plan() == 0);
  CHECK(scene.apply("--yes") == 0);
  CHECK(scene.err.find("[y/N]") == std::string::npos);
}

TEST_CASE("a commit that is not merged is exit 4, and --unmerged applies it") {
  Reviewed scene;
  scene.git("switch -q -c feature");
  scene.commit("Not merged yet");
  CHECK(scene.apply() == 4);
  CHECK(scene.err == "error: commit " + scene.git("rev-parse HEAD").substr(0, 9) +
                         " is not merged: branch main does not contain it\n"
                         "  fix: merge it first, or apply it with --unmerged\n");
  CHECK_FALSE(std::filesystem::exists(scene.zones()));
  CHECK(scene.apply("--unmerged") == 0);
}

TEST_CASE("what was applied last is asked for under the lease") {
  Reviewed scene;
  scene.git("clone -q --bare . ../remote.git");
  scene.git("remote add origin ../remote.git");
  scene.git("push -q -u origin main");
  scene.runner.ran.clear();
  CHECK(scene.run("reconcile") == 0);
  const auto asked = [&](const std::string& word) {
    const auto& all = scene.runner.ran;
    return std::find_if(all.begin(), all.end(), [&](const std::vector<std::string>& words) {
      return std::any_of(words.begin(), words.end(), [&](const std::string& one) {
        return one.find(word) != std::string::npos;
      });
    });
  };
  CHECK(asked("--force-with-lease=refs/muster/lease") < asked("+refs/muster/applied/*"));
  CHECK(asked("+refs/muster/applied/*") != scene.runner.ran.end());
}

TEST_CASE("a merge request needs a forge, a token and a number, told before anything is asked") {
  CliScene scene;
  CHECK(scene.run("comment") == 64);
  CHECK(scene.err ==
        "error: muster comment wants --plan FILE\n  fix: muster reconcile --plan --format markdown "
        ">plan.md && muster comment --plan plan.md\n");
  CHECK(scene.run("discover --open-mr") == 3);
  CHECK(scene.err == "error: the repository has no remote\n  fix: git remote add origin URL\n");
  scene.git("remote add origin https://gitlab.example/net/inventory.git");
  CHECK(scene.run("discover --open-mr") == 1);
  CHECK(scene.err ==
        "error: no token for gitlab\n  fix: set MUSTER_FORGE_TOKEN to one that may use "
        "the api (a project access token)\n");
  scene.write("plan.md", "### a plan\n");
  CHECK(scene.run("comment --plan " + scene.root() + "/plan.md --merge-request x") == 64);
  CHECK(scene.err ==
        "error: --merge-request \"x\" is no number\n  fix: for example --merge-request 12\n");
  CHECK(scene.run("comment --plan " + scene.root() + "/plan.md --merge-request 1") == 0);
  CHECK(scene.out == "### a plan\n");
  CHECK(scene.err ==
        "warning: no token to comment with: the plan is shown here instead\n"
        "  fix: set MUSTER_FORGE_TOKEN\n");
}

TEST_CASE("an apply that did not get everything done is exit 6") {
  Reviewed scene;
  std::filesystem::create_directory(scene.folder() + "/.zones.conf.new");
  CHECK(scene.apply() == 6);
  CHECK(scene.out.ends_with("Applied: 0 done, 5 failed, 0 skipped; run again to go on.\n"));
}

TEST_CASE("an invalid inventory is exit 3 with every mistake") {
  Reviewed scene;
  scene.web1.approval = "aproved";
  scene.put(scene.web1);
  scene.commit("Break it");
  for (const char* line : {"validate", "reconcile --plan --offline", "approve web2"}) {
    INFO(line);
    CHECK(scene.run(line) == 3);
    CHECK(scene.err ==
          scene.web1.path() +
              ":3:11: error: approval \"aproved\" is not known\n    3 | approval: aproved\n"
              "      |           ^\n  fix: did you mean \"approved\"?\n"
              "error: 1 mistake in the inventory or the configuration\n"
              "  fix: mend them, then run again\n");
  }
}

TEST_CASE("a source that fails is exit 6 when the run is told, as text and as JSON") {
  CliScene scene;
  CHECK(scene.run("discover") == 6);
  CHECK(scene.out ==
        "source  dhcp-leases:lan  berlin  FAILED after 0 rows\n"
        "account 0 rows − 0 in host files − 0 explained = 0\n"
        "site    berlin  0 hosts: 0 new, 0 changed, 0 gone  nothing to commit\n");
  CHECK(scene.err.find("error: cannot read " + scene.leases()) != std::string::npos);
  CHECK(scene.run("discover --json") == 6);
  scene.lease({"bc:24:11:00:00:01 10.20.4.17 web1"});
  CHECK(scene.run("discover --quiet") == 0);
}

TEST_CASE("discover leaves a host file that does not read, goes on with the others and is exit 6") {
  CliScene scene;
  const HostText broken{.id = "aaaaaaaaaa", .name = "web1"};
  const std::string text = broken.text() + "more: [\n";
  scene.write(broken.path(), text);
  scene.commit("Break it");
  scene.lease({"bc:24:11:00:00:02 10.20.4.18 web2"});
  CHECK(scene.run("discover") == 6);
  CHECK(scene.err == broken.path() +
                         ":12:7: error: the list that begins here does not end\n"
                         "   12 | more: [\n      |       ^\n  fix: close it with ]\n");
  CHECK_THAT(scene.out, Catch::Contains("1 new"));
  const std::string branch = "muster/discover/berlin";
  CHECK(scene.git("show " + branch + ":" + broken.path()) + "\n" == text);
  CHECK_THAT(scene.git("ls-tree -r --name-only " + branch + " hosts"), Catch::Contains("/web2--"));
  CHECK(scene.run("validate") == 3);
}

TEST_CASE("a second run is locked out with exit 7") {
  CliScene scene;
  scene.run("discover");
  const Workspace workspace = scene.workspace();
  const Lock lock(workspace.repo.git_dir() + "/muster.lock", "a test");
  CHECK(scene.run("discover") == 7);
  CHECK(scene.run("reconcile --offline") == 7);
  CHECK(scene.run("reconcile --plan --offline") == 0);
}

TEST_CASE("notes are told beside the result and not with --quiet") {
  Reviewed scene;
  CHECK(scene.plan() == 0);
  CHECK(scene.err.starts_with("note: no commit is known as applied to ns"));
  CHECK(scene.plan("--quiet") == 0);
  CHECK(scene.err == "");
}

TEST_CASE("hosts are listed in columns as wide as a terminal shows them") {
  Reviewed scene;
  HostText wide{.id = "cccccccccc", .name = "web3", .approval = "pending", .address = "10.20.4.20"};
  scene.write(wide.path(), wide.text() +
                               "  vendor: \"\u6771\u829d e\u0301\"\n"
                               "  attention: [behind-uplink]\n");
  CHECK(scene.run("ls") == 0);
  CHECK(scene.out ==
        "id          name  site    class   approval  state    address     mac                "
        "vendor  attention\n"
        "aaaaaaaaaa  web1  berlin  server  approved  present  10.20.4.17  02:00:61:61:61:61\n"
        "bbbbbbbbbb  web2  berlin  server  approved  present  10.20.4.18  02:00:62:62:62:62\n"
        "cccccccccc  web3  berlin  server  pending   present  10.20.4.20  02:00:63:63:63:63  "
        "\u6771\u829d e\u0301  behind-uplink\n");
}

TEST_CASE("a repository without muster.yaml is exit 3") {
  CliScene scene;
  scene.git("rm -q muster.yaml");
  CHECK(scene.run("ls") == 3);
  CHECK(scene.err.starts_with("error: "));
}

TEST_CASE("validate gives its findings in several forms at once") {
  CliScene scene;
  HostText bad{.id = "aaaaaaaaaa", .name = "web1"};
  bad.approval = "aproved";
  scene.write(bad.path(), bad.text());
  scene.commit("Add a mistake");
  const std::string file = scene.folder() + "/report.xml";
  CHECK(scene.run("validate --format rdjson --format human --format junit=" + file) == 3);
  CHECK(nlohmann::json::parse(scene.out)["diagnostics"].size() == 1);
  CHECK_THAT(scene.err, Catch::EndsWith("error: 1 mistake in the inventory or the configuration\n"
                                        "  fix: mend them, then run again\n"));
  CHECK_THAT(GitScene::run("cat " + file), Catch::StartsWith("<?xml version="));
  CHECK(scene.run("validate --format sarif --format json") == 64);
  CHECK(scene.err ==
        "error: sarif and json would both go to standard output\n"
        "  fix: name a file: --format json=FILE\n");
  CHECK(scene.run("validate --format sarf") == 64);
  CHECK(scene.err == "error: --format \"sarf\" is not known\n  fix: did you mean \"sarif\"?\n");
}

TEST_CASE("in GitHub Actions validate annotates without being asked") {
  CliScene scene;
  HostText bad{.id = "aaaaaaaaaa", .name = "web1"};
  bad.approval = "aproved";
  scene.write(bad.path(), bad.text());
  setenv("GITHUB_ACTIONS", "true", 1);
  CHECK(scene.run("validate") == 3);
  unsetenv("GITHUB_ACTIONS");
  CHECK(scene.out == "::error file=" + bad.path() +
                         ",line=3,col=11,title=approval-is-not-known::approval \"aproved\" is not "
                         "known%0Afix: did you mean \"approved\"?\n");
}

TEST_CASE("mistakes of the configuration, the rules and host files are told in one round") {
  CliScene scene;
  HostText bad{.id = "aaaaaaaaaa", .name = "web1"};
  bad.approval = "aproved";
  scene.write(bad.path(), bad.text());
  scene.write("muster.yaml", "sites: {berlin: {domian: x}}\n");
  scene.write("rules.yaml", "rules: 7\n");
  CHECK(scene.run("validate") == 3);
  CHECK_THAT(scene.err, Catch::Contains(":3:11: error: approval \"aproved\""));
  CHECK_THAT(scene.err, Catch::Contains("muster.yaml:1:18: error: key \"domian\""));
  CHECK_THAT(scene.err, Catch::Contains("rules.yaml:1:8: error: rules must be a list"));
  CHECK_THAT(scene.err, Catch::Contains("error: 3 mistakes in"));
}

TEST_CASE("help COMMAND is what COMMAND --help says") {
  CliScene scene;
  for (const std::string command : {"discover", "rules test", "config show"}) {
    CHECK(scene.run(command + " --help") == 0);
    const std::string wanted = scene.out;
    CHECK(scene.run("help " + command) == 0);
    CHECK(scene.out == wanted);
  }
  CHECK(scene.run("help") == 0);
  CHECK_THAT(scene.out, Catch::Contains("usage: muster COMMAND"));
  CHECK(scene.run("help discovr") == 64);
  CHECK(scene.err ==
        "error: command \"discovr\" is not known\n  fix: did you mean \"discover\"?\n");
}

TEST_CASE("ls shows the columns that are asked for, sorted and cut") {
  CliScene scene;
  scene.put({.id = "aaaaaaaaaa", .name = "web10", .address = "10.20.4.9"});
  scene.put({.id = "bbbbbbbbbb", .name = "web9", .address = "10.20.4.17"});
  scene.commit("Add hosts");
  CHECK(scene.run("ls --columns name,address --sort name") == 0);
  CHECK(scene.out == "name   address\nweb9   10.20.4.17\nweb10  10.20.4.9\n");
  CHECK(scene.run("ls --columns name --sort address --limit 1") == 0);
  CHECK(scene.out == "name\nweb10\n1 of 2 hosts\n");
  CHECK(scene.run("ls --sort name --limit 1 --json") == 0);
  const auto json = nlohmann::json::parse(scene.out);
  CHECK(json["total"] == 2);
  CHECK(json["hosts"][0]["name"] == "web9");
  CHECK(json["hosts"].size() == 1);
  CHECK(scene.run("ls --columns nmae") == 64);
  CHECK(scene.err == "error: column \"nmae\" is not known\n  fix: did you mean \"name\"?\n");
  CHECK(scene.run("ls --limit 0") == 64);
}

TEST_CASE("the manual page has every command with its flags and examples") {
  CliScene scene;
  CHECK(scene.run("help --man") == 0);
  CHECK(scene.out.starts_with(".TH MUSTER 1\n.SH NAME\nmuster \\- "));
  for (const cli::Command& command : cli::commands()) {
    INFO(command.name);
    CHECK(scene.out.find("\n.SS muster " + std::string(command.name) + " ") != std::string::npos);
  }
  CHECK(scene.out.find("\n.TP\n\\fB\\-\\-prune\\fR ") != std::string::npos);
  CHECK(scene.out.find("muster approve \\-\\-where ") != std::string::npos);
}

TEST_CASE("a table keeps to the width of the terminal, and elsewhere nothing is cut") {
  CliScene scene;
  scene.put({.id = "aaaaaaaaaa", .name = "a-host-with-quite-a-long-name"});
  scene.put({.id = "bbbbbbbbbb", .name = "web1", .address = "10.20.4.18"});
  scene.commit("Add hosts");
  const std::string line = "ls --columns id,name,class,path --no-head";
  scene.width = 60;
  CHECK(scene.run(line) == 0);
  CHECK(scene.out ==
        "aaaaaaaaaa  a-host-wi…  server  hosts/berlin/a-host-with-qu…\n"
        "bbbbbbbbbb  web1        server  hosts/berlin/web1--bbbbbbbb…\n");
  scene.width = 0;
  CHECK(scene.run(line) == 0);
  CHECK(scene.out.find("hosts/berlin/a-host-with-quite-a-long-name--aaaaaaaaaa.yaml\n") !=
        std::string::npos);
}

TEST_CASE("lists go through the pager as one, programs' forms and decisions do not") {
  CliScene scene;
  scene.put({.id = "aaaaaaaaaa", .name = "web1"});
  scene.commit("Add hosts");
  scene.page = [](std::ostream& out, const std::string& text) { out << "[" << text << "]"; };
  CHECK(scene.run("ls --columns id --no-head") == 0);
  CHECK(scene.out == "[aaaaaaaaaa\n]");
  CHECK(scene.run("diff HEAD~1..HEAD --detailed-exitcode") == 2);
  CHECK(scene.out.starts_with("[new     web1"));
  CHECK(scene.run("ls --json") == 0);
  CHECK(scene.out.starts_with("{"));
  CHECK(scene.run("reject web1") == 0);
  CHECK(scene.out.starts_with("  hosts/berlin/"));
  CHECK(scene.run("explain nobody") == 64);
  CHECK(scene.out == "");
}
