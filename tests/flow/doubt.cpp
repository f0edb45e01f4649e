// Doubtful answers, and who says that they are true.
#include "flow/doubt.h"

#include <fmt/core.h>

#include "flow/discover.h"
#include "flow_scene.h"

using namespace muster;
using namespace muster::test;

namespace {

DiscoverReport look_again(FlowScene& scene) {
  Workspace workspace = scene.workspace();
  DiscoverOptions options;
  options.vendors = scene.folder();
  return discover(workspace, options, scene.wires, {});
}

}  // namespace

TEST_CASE("a small answer is believed when for two days other sources bear it out") {
  const auto borne_out = GENERATE(true, false);
  FlowScene scene;
  std::vector<std::string> all;
  for (int n = 1; n <= 9; ++n)
    all.push_back(fmt::format("bc:24:11:00:00:0{} 10.20.4.1{} h{}", n, n, n));
  const std::string other = scene.root() + "/other.leases";
  scene.write("muster.yaml",
              "sites:\n  berlin: {domain: berlin.example}\nsources:\n"
              "  lan: {kind: dhcp-leases, site: berlin, format: dnsmasq, path: " +
                  scene.leases() +
                  "}\n  other: {kind: dhcp-leases, site: berlin, format: dnsmasq, path: " + other +
                  "}\n");
  const auto tell = [&](const std::string& path, size_t first) {
    std::ofstream out(path);
    for (size_t n = first; n < all.size(); ++n) out << "0 " << all[n] << " *\n";
  };
  tell(other, 0);
  scene.lease({all.begin(), all.begin() + 4});
  look_again(scene);
  scene.lease({all.begin() + 2, all.begin() + 4});
  tell(other, borne_out ? 2 : 1);
  const auto run = [&](int more) {
    scene.clock.time += std::chrono::days(more);
    return look_again(scene);
  };
  for (int day = 1; day <= 2; ++day) {
    CHECK(run(1).sources.at(0).doubtful);
    CHECK(run(0).sources.at(0).doubtful);
  }
  const DiscoverReport third = run(1);
  CHECK(third.sources.at(0).doubtful != borne_out);
  const std::string told = render(third.sources.at(0).trouble);
  if (borne_out) {
    CHECK(told ==
          "note: dhcp-leases:lan: it tells less than it did, and is believed\n"
          "  why: for 2 days other sources that know the hosts it leaves out have told of none of "
          "them either\n");
  }
  size_t gone = 0;
  for (int day = 0; day < 20; ++day) gone += run(1).sites.at(0).gone;
  CHECK(gone == (borne_out ? 2 : 0));
}
