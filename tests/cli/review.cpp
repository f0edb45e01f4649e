// Deciding on many hosts as one text: in an editor, key by key, in a spreadsheet, as a rule.
#include <fstream>

#include "cli_scene.h"
#include "flow/bulk/review_keys.h"

using namespace muster;
using namespace muster::test;

namespace {

struct Reviewing : CliScene {
  Reviewing() {
    put_host("aaaaaaaaaa", "web1", "10.20.4.17");
    put_host("bbbbbbbbbb", "", "10.20.4.18");
    put_host("cccccccccc", "", "10.20.4.19");
    commit("Add hosts");
    write("../editor", "#!/bin/sh\ncp \"$1\" '" + folder() + "/seen'\n. '" + folder() + "/edit'\n");
    std::filesystem::permissions(folder() + "/editor", std::filesystem::perms::owner_all);
    git("config core.editor '" + folder() + "/editor'");
    unsetenv("GIT_EDITOR");
  }

  void put_host(const std::string& id, const std::string& name, const std::string& address) const {
    const HostText host{.id = id, .name = name, .approval = "pending", .address = address};
    std::string text = host.text();
    text.insert(text.find("observed:"),
                "# ── muster's: rewritten by discover; edits below are lost ──\n");
    write(host.path(), text);
  }

  // What the editor does, as a script with the file as $1.
  void editor_does(const std::string& script) const { write("../edit", script + "\n"); }
  std::string seen() const { return read("../seen"); }
  std::string kept() const { return root() + "/.git/MUSTER_REVIEW"; }
  std::string changed() const {
    return git("diff -U0 --no-color | grep '^[-+][a-z ]' | grep -v '^---' || true");
  }
};

// A person who presses these keys, and types these lines where one is asked for.
struct Typed : Replies {
  std::vector<std::string> keys, lines;
  size_t key = 0, typed = 0;
  Typed(std::vector<std::string> some, std::vector<std::string> others)
      : keys(std::move(some)), lines(std::move(others)) {}
  bool by_keys() const override { return true; }
  std::optional<std::string> next() override {
    return key < keys.size() ? std::optional(keys[key++]) : std::nullopt;
  }
  std::optional<std::string> line() override {
    return typed < lines.size() ? std::optional(lines[typed++]) : std::nullopt;
  }
};

}  // namespace

TEST_CASE("unnamed hosts are named in one go, a line a host") {
  Reviewing scene;
  scene.editor_does(
      "sed -i -E 's/^(bbb\\S+ +)pending( +\\S+ +)- /\\1a\\2shop /; s/^(ccc\\S+ +\\S+ +\\S+ +)-( "
      "+)-/"
      "\\1till\\2lab,old/' \"$1\"; sort -r -o \"$1\" \"$1\"");
  CHECK(scene.run("review") == 0);
  CHECK(scene.seen() ==
        "# 3 hosts to review\n"
        "# A line a host: what stands before | is yours to change, what is behind it is known.\n"
        "# approval: pending, approved or rejected (p, a, r). name: - is none. tags: one,two or "
        "-.\n"
        "# The order of lines means nothing; a host whose line is taken out stays as it is.\n"
        "bbbbbbbbbb  pending   server  -     -     | berlin · 10.20.4.18 · 02:00:62:62:62:62\n"
        "cccccccccc  pending   server  -     -     | berlin · 10.20.4.19 · 02:00:63:63:63:63\n"
        "aaaaaaaaaa  pending   server  web1  -     | berlin · 10.20.4.17 · 02:00:61:61:61:61\n");
  CHECK(scene.changed() ==
        "-approval: pending\n+approval: approved\n+name: shop\n+name: till\n+tags: [lab, old]");
  CHECK_FALSE(std::filesystem::exists(scene.kept()));
}

TEST_CASE("a mistake brings the text back with the mistake above its line") {
  Reviewing scene;
  scene.editor_does(
      "if grep -q '^#!' \"$1\"; then cp \"$1\" '" + scene.folder() +
      "/second'; sed -i 's/Shop_1/shop/; s/aproved/approved/' \"$1\"; else "
      "sed -i -E 's/^(bbb\\S+ +)pending( +\\S+ +)- /\\1aproved\\2Shop_1 /' \"$1\"; fi");
  CHECK(scene.run("review bbbbbbbbbb") == 0);
  const std::string second = scene.read("../second");
  CHECK(second.find("#! approval \"aproved\" is not known: pending, approved or rejected\n"
                    "#! name \"Shop_1\" is no DNS label: write shop-1\nbbbbbbbbbb") !=
        std::string::npos);
  CHECK(scene.changed() == "-approval: pending\n+approval: approved\n+name: shop");
}

TEST_CASE("a name that another host has is told on its line, and what was written is kept") {
  Reviewing scene;
  scene.editor_does("sed -i -E 's/^(bbb\\S+ +\\S+ +\\S+ +)- /\\1web1 /' \"$1\"");
  CHECK(scene.run("review") == 3);
  CHECK(scene.err ==
        "error: 1 mistake in the review\n"
        "  why: name \"web1\" is also in hosts/berlin/web1--aaaaaaaaaa.yaml\n"
        "  fix: nothing was written; what you wrote is kept in " +
            scene.kept() + "\n");
  CHECK(scene.changed() == "");
  CHECK(scene.read(".git/MUSTER_REVIEW").find("web1") != std::string::npos);
}

TEST_CASE("an editor that fails writes nothing, and neither does one that changes nothing") {
  Reviewing scene;
  scene.editor_does("exit 3");
  CHECK(scene.run("review") == 1);
  CHECK(scene.err.starts_with("error: the editor ended with 3\n"));
  scene.editor_does("true");
  CHECK(scene.run("review") == 0);
  CHECK(scene.out == "what was reviewed set for 0 hosts, 0 had it already\n");
  scene.editor_does("sed -i /^bbb/d \"$1\"; sed -i 's/^aaa.*/zzz p server x -/' \"$1\"");
  CHECK(scene.run("review") == 3);
  CHECK(scene.err.find("no host of this review has that id") != std::string::npos);
}

TEST_CASE("one host after another, by letters") {
  Reviewing scene;
  scene.answer = "?\na\na\nn Shop 1\nn shop\nc toaster\nc unknown\na\nr\ns\n";
  CHECK(scene.run("review -i") == 0);
  CHECK(scene.err.find("it has no name: n NAME first") != std::string::npos);
  CHECK(scene.err.find("no DNS label: shop-1") != std::string::npos);
  CHECK(scene.changed().find("+approval: rejected") != std::string::npos);
  scene.git("checkout -q .");
  scene.answer = "r\nq\n";
  CHECK(scene.run("review -i") == 0);
  CHECK(scene.changed() == "");
  scene.answer.reset();
  CHECK(scene.run("review -i") == 64);
}

TEST_CASE("one host after another, by keys, and back where one was wrong") {
  Reviewing scene;
  // The order is bbbbbbbbbb, cccccccccc, aaaaaaaaaa: those without a name come first.
  Typed keys{{"a", "n", "a", "r", "u", "u", "u", "\033", "s", "r", "u", "s", "A", "x", "w"},
             {"shop"}};
  scene.keys = &keys;
  scene.answer = "";
  CHECK(scene.run("review -i") == 0);
  CHECK(scene.err.find("[a,r,p,c,n,t,s,u,A,R,w,q,?] n\n  name: ") != std::string::npos);
  CHECK(scene.err.find("nothing was decided before it") != std::string::npos);
  CHECK(scene.err.find("u back to the host before, as it was") != std::string::npos);
  CHECK(scene.changed() == "-approval: pending\n+approval: approved");
  CHECK(scene.git("diff --name-only") == "hosts/berlin/web1--aaaaaaaaaa.yaml");
}

TEST_CASE("what was decided of all that are alike is taken back as one, and stands otherwise") {
  Reviewing scene;
  SECTION("taken back") {
    Typed keys{{"R", "u", "s", "s", "s", "w"}, {}};
    scene.keys = &keys;
    scene.answer = "";
    CHECK(scene.run("review -i") == 0);
    CHECK(scene.changed() == "");
  }
  SECTION("a host decided before is not decided again") {
    // The first has no name and is left out of its own A; R then takes it alone.
    Typed keys{{"A", "R", "w"}, {}};
    scene.keys = &keys;
    scene.answer = "";
    CHECK(scene.run("review -i bbbbbbbbbb aaaaaaaaaa") == 0);
    CHECK(scene.changed().find("+approval: approved") != std::string::npos);
  }
}

TEST_CASE("a table goes out and comes back, and changes nothing by itself") {
  Reviewing scene;
  const std::string file = scene.folder() + "/hosts.csv";
  CHECK(scene.run("note '=HYPERLINK(1)' web1 --commit") == 0);
  CHECK(scene.run("sheet export --out " + file) == 0);
  CHECK(scene.out == "3 hosts in " + file + "\n");
  const std::string text = scene.read("../hosts.csv");
  CHECK(
      text.starts_with("id,approval,classification,name,aliases,tags,notes,seen_name,site,state,"
                       "address,mac,vendor,model,proposed,proposed_tags,attention,blob\r\n"));
  CHECK(text.find(",'=HYPERLINK(1),") != std::string::npos);
  CHECK(scene.run("sheet import " + file) == 0);
  CHECK(scene.out == "what " + file + " says set for 0 hosts, 0 had it already\n");
  CHECK(scene.changed() == "");
}

TEST_CASE("what a table says otherwise is set, but not of files that changed since") {
  Reviewing scene;
  const std::string file = scene.folder() + "/hosts.csv";
  CHECK(scene.run("sheet export --out " + file) == 0);
  GitScene::run("sed -i -E 's/^(a+|b+),pending/\\1,rejected/; s/^c+/dddddddddd/' " + file);
  CHECK(scene.run("tag lab bbbbbbbbbb --commit") == 0);
  CHECK(scene.run("sheet import " + file) == 0);
  CHECK(scene.out ==
        "  hosts/berlin/web1--aaaaaaaaaa.yaml\n"
        "what " +
            file +
            " says set for 1 host, 0 had it already\n"
            "left out: hosts/berlin/host--bbbbbbbbbb.yaml changed since it was looked at\n"
            "left out: no host file has the id dddddddddd\n"
            "next: git add -A hosts && git commit, then muster reconcile --plan\n");
  CHECK(scene.changed() == "-approval: pending\n+approval: rejected");
  scene.write("../hosts.csv", "name,x\na,b\n");
  CHECK(scene.run("sheet import " + file) == 64);
  CHECK(scene.err == file +
                         ":1: error: the first line names no column \"id\"\n"
                         "  fix: begin with what muster sheet export writes\n");
}

TEST_CASE("a decision becomes a rule behind the others") {
  Reviewing scene;
  CHECK(scene.run("classify server --where 'ip in 10.20.4.0/24' --as-rule lab") == 0);
  CHECK(scene.out ==
        "  rules.yaml\nrule lab in rules.yaml: 3 hosts\n"
        "next: muster rules test, then git add rules.yaml && git commit\n");
  CHECK(scene.read("rules.yaml") ==
        "rules:\n  - {rule: lab, where: \"ip in 10.20.4.0/24\", classification: server}\n");
  CHECK(scene.run("approve --where 'ip = 10.20.4.17' --as-rule web") == 0);
  CHECK(
      scene.out ==
      "  rules.yaml\nrule web in rules.yaml: 1 host\n1 of them decided by the rule lab before it\n"
      "next: muster rules test, then git add rules.yaml && git commit\n");
  CHECK(
      scene.read("rules.yaml") ==
      "rules:\n  - {rule: lab, where: \"ip in 10.20.4.0/24\", classification: server}\n"
      "  - {rule: web, where: \"ip = 10.20.4.17\", classification: server, approval: approved}\n");
  CHECK(scene.run("approve --where 'approval = pending' --as-rule x") == 64);
  CHECK(scene.run("approve web1 --as-rule x") == 64);
  CHECK(scene.err ==
        "error: --as-rule wants --where and no hosts, because a rule is for hosts to come as well\n"
        "  fix: for example --where 'vendor ~ \"HP*\"' --as-rule hp-printers\n");
}
