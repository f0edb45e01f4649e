// What the commands that decide of many hosts print, and what they leave in the files.
#include "cli_scene.h"

using namespace muster;
using namespace muster::test;

namespace {

struct Many : CliScene {
  HostText web1{.id = "aaaaaaaaaa", .name = "web1", .approval = "pending"};
  HostText web2{.id = "bbbbbbbbbb", .name = "web2", .approval = "pending", .address = "10.20.4.18"};
  HostText none{.id = "cccccccccc", .name = "", .approval = "pending", .address = "10.20.4.19"};

  Many() {
    for (const HostText& host : {web1, web2, none}) {
      std::string text = host.text();
      text.insert(text.find("observed:"),
                  "# ── muster's: rewritten by discover; edits below are lost ──\n");
      write(host.path(), text);
    }
    commit("Add hosts");
  }

  // Lines that stand otherwise than in HEAD.
  std::string changed() const {
    return git("diff -U0 --no-color | grep '^[-+][a-z ]' | grep -v '^---' || true");
  }
};

}  // namespace

TEST_CASE("hosts are taken from standard input, from lines of muster ls too") {
  Many scene;
  CHECK(scene.run("ls --no-head --where 'name ~ \"web*\"'") == 0);
  scene.input = scene.out;
  CHECK(scene.run("approve --stdin --expect 2") == 0);
  CHECK(scene.out ==
        "  hosts/berlin/web1--aaaaaaaaaa.yaml\n  hosts/berlin/web2--bbbbbbbbbb.yaml\n"
        "approval: approved set for 2 hosts, 0 had it already\n"
        "next: git add -A hosts && git commit, then muster reconcile --plan\n");
  CHECK(scene.run("reset --stdin") == 0);
  CHECK(scene.changed() == "");
  scene.input = "";
  CHECK(scene.run("approve --stdin") == 64);
  CHECK(scene.err == "error: no host is chosen\n  fix: see what there is: muster ls\n");
}

TEST_CASE("several values are set at once, against what was observed too") {
  Many scene;
  CHECK(scene.run("set serial=X1 tags+=lab tags+=old web1 10.20.4.18 --dry-run") == 0);
  CHECK(
      scene.out ==
      "  hosts/berlin/web1--aaaaaaaaaa.yaml\n  hosts/berlin/web2--bbbbbbbbbb.yaml\n"
      "overrides.serial: X1, tags: +lab, tags: +old would be set for 2 hosts, 0 had it already\n");
  CHECK(scene.run("set serial=X1 tags+=lab web1") == 0);
  CHECK(scene.changed() == "+overrides: {serial: X1}\n+tags: [lab]");
  CHECK(scene.run("set web1") == 64);
  CHECK(scene.err ==
        "error: say what is to be set\n  fix: for example muster set tags+=lab site=paris web1\n");
  CHECK(scene.run("set tagz=x web1") == 64);
  CHECK(scene.err == "error: \"tagz\" is nothing that people set\n  fix: did you mean \"tags\"?\n");
}

TEST_CASE("a name that another host has is refused before anything is written") {
  Many scene;
  CHECK(scene.run("name web2 10.20.4.19") == 3);
  CHECK(scene.err ==
        "hosts/berlin/host--cccccccccc.yaml:4:7: error: name \"web2\" is also in "
        "hosts/berlin/web2--bbbbbbbbbb.yaml\n    4 | name: web2\n      |       ^\n"
        "  fix: give one of the two another name\n"
        "error: 1 mistake in the inventory or the configuration\n"
        "  fix: mend them, then run again\n");
  CHECK(scene.changed() == "");
  CHECK(scene.run("name 'pc-{address}' --where 'name = \"\"'") == 0);
  CHECK(scene.changed() == "+name: pc-10-20-4-19");
  CHECK(scene.run("name Druck_er 10.20.4.19") == 3);
  CHECK(scene.run("name") == 64);
  CHECK(scene.err == "error: say the name\n  fix: for example muster name printer-3 10.20.4.19\n");
}

TEST_CASE("tags and notes are added, taken away and replaced") {
  Many scene;
  CHECK(scene.run("tag lab,old web1") == 0);
  CHECK(scene.run("tag old --remove --where 'tag = old'") == 0);
  CHECK(scene.run("note 'under the stairs' web1") == 0);
  CHECK(scene.changed() == "+tags: [lab]\n+notes: under the stairs");
  CHECK(scene.run("note sold --replace web1 --json") == 0);
  CHECK(scene.out ==
        "{\n  \"changed\": [\n    \"hosts/berlin/web1--aaaaaaaaaa.yaml\"\n  ],\n  \"chosen\": 1,\n"
        "  \"format_version\": 1,\n  \"lost\": [],\n  \"nameless\": [],\n  \"protected\": [],\n"
        "  \"stale\": [],\n  \"what\": \"notes: sold\"\n}\n");
  CHECK(scene.changed() == "+tags: [lab]\n+notes: sold");
}

TEST_CASE("a file of decisions is written as it stands, and overruled by no command") {
  Many scene;
  const std::string file = scene.folder() + "/decisions.json";
  scene.write("../decisions.json",
              R"({"format_version": 1, "decisions": [{"id": "aaaaaaaaaa", "approval": "rejected"},
                  {"id": "bbbbbbbbbb", "approval": "approved", "tags": ["lab"]}]})");
  CHECK(scene.run("reset --from " + file) == 64);
  CHECK(scene.err == "error: " + file + " says rejected of host aaaaaaaaaa\n" +
                         "  fix: write what it says with muster approve --from\n");
  CHECK(scene.run("approve --from " + file) == 0);
  CHECK(
      scene.out.ends_with("what " + file +
                          " says set for 2 hosts, 0 had it already\n"
                          "next: git add -A hosts && git commit, then muster reconcile --plan\n"));
  CHECK(scene.changed() ==
        "-approval: pending\n+approval: rejected\n-approval: pending\n+approval: approved\n"
        "+tags: [lab]");
  scene.write("../decisions.json",
              R"({"format_version": 1, "decisions": [{"id": "aaaaaaaaaa", "name": "shop",
                  "blob": "0123456789012345678901234567890123456789"}]})");
  CHECK(scene.run("set --from " + file) == 0);
  CHECK(scene.out ==
        "what " + file +
            " says set for 0 hosts, 0 had it already\n"
            "left out: hosts/berlin/web1--aaaaaaaaaa.yaml changed since it was looked at\n");
}

TEST_CASE("a commit is pushed to the branch of its name, and --push without a remote is refused") {
  Many scene;
  CHECK(scene.run("approve web1 --push") == 3);
  CHECK(scene.err ==
        "error: --push has nowhere to push to: the repository has no remote\n"
        "  fix: git remote add origin URL, or leave out --push\n");
  CHECK(scene.changed() == "");
  scene.git("init -q --bare '" + scene.folder() + "/remote.git'");
  scene.git("remote add origin '" + scene.folder() + "/remote.git'");
  CHECK(scene.run("approve web1 --push") == 0);
  const std::string branch = scene.git("branch --show-current");
  CHECK(scene.out.ends_with("pushed to origin/" + branch + "\n"));
  CHECK(scene.git("rev-parse HEAD") == scene.git("ls-remote origin | cut -c1-40 | head -1"));
}

TEST_CASE("what merge, split and prune want is asked for first") {
  Many scene;
  CHECK(scene.run("merge web1") == 64);
  CHECK(scene.err ==
        "error: name the host that stays and those that are the same\n"
        "  fix: for example muster merge web1 7k2m9qx4td\n");
  CHECK(scene.run("split web1") == 64);
  CHECK(scene.err ==
        "error: name one host, and the MACs that are another one's\n"
        "  fix: for example muster split web1 --mac bc:24:11:aa:bb:cc\n");
  CHECK(scene.run("split web1 --mac web2") == 64);
  CHECK(scene.err == "error: \"web2\" is no MAC address\n  fix: write it as bc:24:11:aa:bb:cc\n");
  CHECK(scene.run("prune --gone soon") == 64);
  CHECK(scene.err == "error: --gone \"soon\" is no time\n  fix: write 30d\n");
  CHECK(scene.run("prune") == 0);
  CHECK(scene.out == "file removed: 0 hosts\n");
}
