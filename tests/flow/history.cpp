// A story of forty commits by four people, and what history, diff, rollback and conflicts tell of
// it.
#include "flow/history/conflicts.h"
#include "flow/history/ledger.h"
#include "flow/sightings_branch.h"
#include "story_scene.h"
#include "view/history/conflicts.h"

using namespace muster;
using namespace muster::test;

TEST_CASE("the history of a host tells who changed what in it") {
  FortyCommits story;
  REQUIRE(story.commits.size() == 41);
  CHECK(story.told({.host = "shop"}) ==
        "#35  2026-08-18T12:00:00Z  decision  bob  set name\n"
        "    name  nothing → \"shop\"\n"
        "#28  2026-08-16T13:00:00Z  decision  bob  set notes\n"
        "    notes  nothing → \"rack 4\"\n"
        "#16  2026-08-13T13:00:00Z  decision  ada  set approval\n"
        "    approval  \"pending\" → \"approved\"\n"
        "#4  2026-08-10T13:00:00Z  discover  muster  discover berlin: 1 new\n"
        "    Muster-Run: r3\n    Muster-Sources: dhcp-leases:lan\n"
        "    the host is new\n    classification  nothing → \"server\"\n");
  CHECK(story.told({.host = FortyCommits::id(2), .limit = 1}) ==
        "#37  2026-08-19T10:00:00Z  edit  dan  Take the second away\n"
        "    its file is removed\nthere are older ones: --limit N\n");
}

TEST_CASE("the history of all is filtered by person, source and day") {
  FortyCommits story;
  story.git("update-ref refs/muster/applied/ns " + story.commits[39]);
  CHECK(story.told({.limit = 4}) ==
        "#40  2026-08-19T13:00:00Z  edit  dan  Say what rules there are\n"
        "#39  2026-08-19T12:00:00Z  discover  muster  discover berlin: 1 changed  (~1)\n"
        "    Muster-Run: s6\n    Muster-Sources: dhcp-leases:lan\n    applied to ns\n"
        "#38  2026-08-19T11:00:00Z  discover  muster  discover berlin: 1 changed  (~1)\n"
        "    Muster-Run: s5\n    Muster-Sources: dhcp-leases:lan\n"
        "#37  2026-08-19T10:00:00Z  edit  dan  Take the second away  (−1)\n"
        "there are older ones: --limit N\n");
  CHECK(story.told({.person = "EVE@", .limit = 2}) ==
        "#36  2026-08-18T13:00:00Z  decision  eve  set approval  (~1)\n"
        "#34  2026-08-18T11:00:00Z  decision  eve  set tags  (~1)\n"
        "there are older ones: --limit N\n");
  Day day{};
  parse_day("2026-08-10", day);
  CHECK(story.told({.person = "muster", .until = day, .limit = 1}) ==
        "#4  2026-08-10T13:00:00Z  discover  muster  discover berlin: 1 new  (+1)\n"
        "    Muster-Run: r3\n    Muster-Sources: dhcp-leases:lan\n"
        "there are older ones: --limit N\n");
  CHECK(story.told({.source = "proxmox:pve1"}) == "no commit fits\n");
  parse_day("2026-08-19", day);
  CHECK(history(story.workspace(), {.source = "dhcp-leases:lan", .since = day}, story.runner, {})
            .entries.size() == 2);
}

TEST_CASE("what became of hosts between two commits is told in words of hosts") {
  FortyCommits story;
  CHECK(story.differs(story.commits[34] + "..HEAD") ==
        "removed pc2  berlin  hosts/berlin/pc2--aaaaaaaa12.yaml\n"
        "changed shop  berlin  hosts/berlin/pc3--aaaaaaaa13.yaml\n"
        "          name  nothing → \"shop\"\n"
        "changed pc4  berlin  hosts/berlin/pc4--aaaaaaaa14.yaml\n"
        "          approval  \"approved\" → \"rejected\"\n"
        "changed pc5  berlin  hosts/berlin/pc5--aaaaaaaa15.yaml\n"
        "          state  \"present\" → \"gone\"\n"
        "changed pc6  berlin  hosts/berlin/pc6--aaaaaaaa16.yaml\n"
        "          interfaces  +eth0 02:00:61:61:31:36 10.20.4.27/24 −eth0 02:00:61:61:31:36 "
        "10.20.4.16/24\n"
        "rules.yaml differs, too\n"
        "#34..#40: 4 changed, 1 removed\n");
  CHECK(story.differs(story.commits[30], {.words = {"pc7"}}) ==
        "changed pc7  berlin  hosts/berlin/pc7--aaaaaaaa17.yaml\n          tags  +lab\n"
        "#30..#40: 1 changed\n");
  CHECK(story.differs("HEAD..HEAD") == "#40..#40: no host differs\n");
  CHECK(story.differs("HEAD~40.." + story.commits[1]) ==
        "new     pc0  berlin  hosts/berlin/pc0--aaaaaaaa10.yaml\n"
        "          classification  nothing → \"server\"\n"
        "#0..#1: 1 new\n");
}

TEST_CASE("a rollback is a commit on a branch of its own, of all hosts or of some") {
  FortyCommits story;
  Workspace place = story.workspace();
  const std::string head = story.git("rev-parse HEAD"), to = story.commits[34];
  RollbackReport some =
      rollback(place, {.to = to, .choice = {.words = {"pc2", "shop"}}}, at("2026-08-21"));
  REQUIRE(some.commit);
  CHECK(story.numbered(rollback_text(some))
            .ends_with("back to #34: 1 new, 1 changed\n"
                       "committed as " +
                       some.commit->substr(0, 9) +
                       " on muster/rollback/#34; the branch you are on "
                       "is as it was\nnext: git push origin muster/rollback/#34 and open a merge "
                       "request\n"));
  CHECK(story.git("rev-parse HEAD") == head);
  CHECK(story.git("status --porcelain").empty());
  CHECK(story.git("diff --name-status HEAD " + *some.commit) ==
        "A\t" + FortyCommits::path(2) + "\nM\t" + FortyCommits::path(3));
  CHECK(story.git("show " + *some.commit + ":" + FortyCommits::path(3)) ==
        story.git("show " + to + ":" + FortyCommits::path(3)));
  CHECK(refused([&] { rollback(place, {.to = to}, at("2026-08-21")); }) ==
        "exit 4\nerror: branch muster/rollback/" + to.substr(0, 9) +
            " is there already\n"
            "  fix: name another with --branch, or git branch -D muster/rollback/" +
            to.substr(0, 9) + "\n");
  const RollbackReport all = rollback(place, {.to = to, .branch = "back"}, at("2026-08-21"));
  CHECK(story.git("diff --name-only " + to + " " + *all.commit + " -- hosts").empty());
  CHECK(rollback(place, {.to = "HEAD"}, at("2026-08-21")).commit == std::nullopt);
}

TEST_CASE("conflicts are told with the commands that settle them") {
  FortyCommits story;
  const auto mark = [&](int host, const std::string& marks) {
    story.write(FortyCommits::path(host),
                story.read(FortyCommits::path(host)) + "  attention: [" + marks + "]\n");
  };
  story.write(FortyCommits::path(0), story.read(FortyCommits::path(0)) +
                                         "  names:\n    - {name: pc0, source: dhcp}\n"
                                         "    - {name: desk, source: ptr}\n");
  mark(0, "name-conflict");
  mark(1, "\"duplicate-of:" + FortyCommits::id(0) + "\"");
  mark(4, "ip-conflict");  // rejected
  mark(7, "ip-conflict");
  mark(8, "identity-changed");
  std::string text = story.read(FortyCommits::path(9));
  story.write(FortyCommits::path(9), text.replace(text.find("10.20.4.19"), 10, "10.20.4.17"));
  story.commit("Mark them");
  Diagnostics trouble;  // two approved hosts have one address
  CHECK(conflicts_text(host_conflicts(load_view(story.workspace(), {}, trouble).inventory)) ==
        "name-conflict  pc0  hosts/berlin/pc0--aaaaaaaa10.yaml\n"
        "    sources tell different names: pc0 (dhcp), desk (ptr)\n"
        "    $ muster set name=pc0 aaaaaaaa10 --commit\n"
        "    $ muster name NAME aaaaaaaa10 --commit\n"
        "duplicate  pc1  hosts/berlin/pc1--aaaaaaaa11.yaml\n"
        "    it is the same host as aaaaaaaa10\n"
        "    $ muster merge aaaaaaaa10 aaaaaaaa11 --commit\n"
        "ip-conflict  pc7  hosts/berlin/pc7--aaaaaaaa17.yaml\n"
        "    10.20.4.17 is also at pc9 (aaaaaaaa19)\n"
        "    $ muster where aaaaaaaa17\n"
        "    $ muster reject aaaaaaaa17 --commit\n"
        "    $ muster merge KEEP aaaaaaaa17 --commit\n"
        "identity-changed  pc8  hosts/berlin/pc8--aaaaaaaa18.yaml\n"
        "    what it was known by is another host's now\n"
        "    $ muster history aaaaaaaa18\n"
        "    $ muster reset aaaaaaaa18 --commit\n"
        "    $ muster split aaaaaaaa18 --mac MAC --commit\n"
        "4 conflicts\n");
}

TEST_CASE("what an apply did is kept with its time, for every clone") {
  FlowScene scene;
  Workspace place = scene.workspace();
  CHECK(last_record(place.repo, "ns") == std::nullopt);
  ApplyRecord record{
      "ns", at("2026-08-21"), scene.git("rev-parse HEAD"), false, {{"create", 2}}, 1, 3, {"no"}};
  write_record(place.repo, record.target, record, {"Ada", "ada@example.net"});
  record.complete = true;
  record.time = at("2026-08-22");
  write_record(place.repo, record.target, record, {"Ada", "ada@example.net"});
  const auto last = last_record(place.repo, "ns");
  REQUIRE(last);
  CHECK(last->time == at("2026-08-22"));
  CHECK(last->complete);
  CHECK(last->done == std::map<std::string, size_t>{{"create", 2}});
  CHECK(last->failed == 1);
  CHECK(last->reasons == std::vector<std::string>{"no"});
  CHECK(scene.git("rev-list --count refs/muster/applies/ns") == "2");
}

TEST_CASE("why a source failed is kept beside how it answered") {
  Health health;
  health["lan"] = {
      "berlin",     "failed",     std::chrono::floor<std::chrono::days>(at("2026-08-21")),
      std::nullopt, {{"arp", 2}}, "no answer in 5 s"};
  const Health again = parse_health(render(health));
  CHECK(again.at("lan").why == "no answer in 5 s");
  CHECK(again.at("lan").told == health.at("lan").told);
  CHECK(render(again) == render(health));
}
