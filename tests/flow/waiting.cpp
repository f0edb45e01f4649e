// Hosts that discover has found and nobody has merged yet.
#include "flow/waiting.h"

#include "flow/where.h"
#include "flow_scene.h"
#include "view/where.h"

using namespace muster;
using namespace muster::test;

namespace {

// main has web1; of the review branches the first has web2, the third web3, and berlin-2 is merged.
struct Waits : FlowScene {
  Waits() {
    put({.id = "aaaaaaaaaa", .name = "web1"});
    commit("Add web1");
    git("branch muster/discover/berlin-2");
    add("muster/discover/berlin", {.id = "bbbbbbbbbb", .name = "web2", .address = "10.20.4.18"});
    add("muster/discover/berlin-3", {.id = "cccccccccc", .name = "web3", .address = "10.20.4.19"});
  }
  void add(const std::string& branch, const HostText& host) const {
    git("checkout -qb " + branch + " main");
    put(host);
    commit("Discover");
    git("checkout -q main");
  }
};

}  // namespace

TEST_CASE("hosts that wait for a merge are counted by branch, the further ones of a site too") {
  const Waits scene;
  std::string told;
  const Workspace here = scene.workspace();
  for (const WaitingHosts& one : waiting_hosts(here, scene.view_of(std::nullopt))) {
    told += fmt::format("{} {}\n", one.branch, one.hosts);
  }
  CHECK(told == "muster/discover/berlin 1\nmuster/discover/berlin-3 1\n");
}

TEST_CASE("a host that only a review branch has is found there, and it is said where") {
  const Waits scene;
  const Workspace here = scene.workspace();
  const View view = scene.view_of(std::nullopt);
  CHECK(find_routes(here, view, "web1").branch.empty());
  const FoundRoutes found = find_routes(here, view, "10.20.4.19");
  CHECK(found.branch == "muster/discover/berlin-3");
  CHECK(where_text(found.routes) ==
        "web3  berlin  02:00:63:63:63:63  10.20.4.19  cccccccccc\n  no switch saw it\n");
  CHECK(refused([&] { find_routes(here, view, "10.20.4.20"); }) ==
        "exit 1\nerror: no host file has the address \"10.20.4.20\"\n"
        "  fix: run muster discover, and see what its sources say\n");
}
