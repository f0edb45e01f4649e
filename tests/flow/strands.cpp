// A site with more hosts than a merge request should have.
#include "flow/discover.h"
#include "flow_scene.h"

using namespace muster;
using namespace muster::test;

namespace {

// Each new host has its number in MAC and address.
struct CrowdScene : FlowScene {
  int hosts = 0;

  void see(int number) {
    hosts = number;
    std::vector<std::string> lines;
    for (int i = 1; i <= number; ++i) {
      lines.push_back(fmt::format("bc:24:11:00:00:{:02x} 10.20.4.{} web{}", i, i, i));
    }
    lease(lines);
  }

  // "berlin 3, berlin-2 2": files that each branch has beyond main.
  std::string run(size_t most) {
    Workspace place = workspace();
    DiscoverOptions options;
    options.most_hosts = most;
    const DiscoverReport report = discover(place, options, wires, {});
    CHECK(render(report.notes) == "");
    std::string out;
    for (const SiteReport& site : report.sites) {
      const std::string files =
          git("diff --name-only --diff-filter=d main..." + site.branch + " -- hosts | wc -l");
      out +=
          (out.empty() ? "" : ", ") + site.branch.substr(site.branch.rfind('/') + 1) + " " + files;
    }
    return out;
  }

  std::string files_of(const std::string& branch) const {
    return git("ls-tree -r --name-only muster/discover/" + branch + " -- hosts");
  }
};

}  // namespace

TEST_CASE("hosts beyond what a merge request should have go to further branches, and stay there") {
  CrowdScene scene;
  scene.see(5);
  CHECK(scene.run(2) == "berlin 2, berlin-2 2, berlin-3 1");
  const std::string second = scene.files_of("berlin-2");
  const std::string tips = scene.git("for-each-ref --format='%(objectname)' refs/heads/muster");
  CHECK(scene.run(2) == "berlin 2, berlin-2 2, berlin-3 1");
  CHECK(scene.git("for-each-ref --format='%(objectname)' refs/heads/muster") == tips);
  scene.see(6);
  CHECK(scene.run(2) == "berlin 2, berlin-2 2, berlin-3 2");
  CHECK(scene.files_of("berlin-2") == second);
}

TEST_CASE("every branch validates alone, and merging all of them gives every host once") {
  CrowdScene scene;
  scene.see(5);
  scene.run(2);
  for (const std::string branch : {"berlin", "berlin-2", "berlin-3"}) {
    CHECK(scene.git("ls-tree --name-only muster/discover/" + branch + " -- schema/") ==
          "schema/host.v1.json");
    scene.git("merge -q --no-edit muster/discover/" + branch);
  }
  CHECK(scene.git("ls-files hosts | wc -l") == "5");
  CHECK(scene.run(2) == "berlin 0, berlin-2 0, berlin-3 0");
}

TEST_CASE("what was merged makes room on its branch, the other hosts stay where they are") {
  CrowdScene scene;
  scene.see(4);
  scene.run(2);
  const std::string second = scene.git("rev-parse muster/discover/berlin-2");
  scene.git("merge -q --no-edit muster/discover/berlin");
  scene.see(5);
  CHECK(scene.run(2) == "berlin 1, berlin-2 2");
  CHECK(scene.git("rev-parse muster/discover/berlin-2") == second);
}

TEST_CASE("people's lines on a further branch stand, and its hosts are not told as new again") {
  CrowdScene scene;
  scene.see(3);
  scene.run(2);
  scene.git("checkout -q muster/discover/berlin-2");
  const std::string path = scene.git("ls-files hosts");
  scene.git("grep -l . -- hosts");
  std::string text = scene.read(path);
  text.replace(text.find("\napproval: pending"), 18, "\napproval: approved");
  scene.write(path, text);
  scene.commit("Approve");
  scene.git("checkout -q main");
  const std::string tip = scene.git("rev-parse muster/discover/berlin-2");
  CHECK(scene.run(0) == "berlin 2, berlin-2 1");
  CHECK(scene.git("rev-parse muster/discover/berlin-2") == tip);
}

TEST_CASE("a site whose name another one's further branch would have keeps it") {
  CrowdScene scene;
  scene.write("muster.yaml", scene.read("muster.yaml").replace(0, 7, "sites:\n  berlin-2: {}\n"));
  scene.commit("Add another site");
  scene.see(3);
  CHECK(scene.run(2) == "berlin 2, berlin-3 1");
}
