#include "flow/absence.h"

#include "flow_scene.h"

using namespace muster;
using namespace muster::test;

namespace {

constexpr const char* the_id = "7k2m9qx4td";

Snapshot owns(const std::vector<std::string>& hosts) {
  Snapshot actual;
  for (const std::string& host : hosts) {
    Resource& resource = actual.resources.emplace_back();
    resource.key = Key("record", host);
    resource.host = host;
    resource.owned = true;
  }
  return actual;
}

std::string text_of(const std::map<std::string, Standing>& all, const std::string& host) {
  const auto found = all.find(host);
  if (found == all.end()) return "nothing is known";
  const Standing& standing = found->second;
  return standing.why + (standing.known_at_base ? ", known" : ", not known") +
         (standing.protect ? ", protected" : "");
}

// A host that the target knows, in the life that `live` gives it; `live` returns what was last
// applied, if anything.
using Life = std::function<std::optional<ObjectId>(FlowScene&)>;

std::string standing_after(const Life& live, bool worktree = false) {
  FlowScene scene;
  Applied applied;
  applied.commit = live(scene);
  if (applied.commit) applied.inventory = scene.view_of(applied.commit).inventory;
  const Workspace workspace = scene.workspace();
  const View view = scene.view_of(worktree ? std::nullopt : workspace.repo.resolve("HEAD"));
  const auto all = standings(workspace, scene.runner, view, applied, {}, owns({the_id}), {});
  const std::string text = text_of(all, the_id);
  const size_t commit = text.find("file removed in ");
  if (commit == std::string::npos) return text;
  return text.substr(0, commit + 16) +
         scene.git("log -1 --format=%s " + text.substr(commit + 16, 7)) + text.substr(commit + 23);
}

Life stays_as(HostText host) {
  return [host](FlowScene& scene) {
    scene.put({the_id, "web1"});
    const ObjectId applied = scene.commit("Add it");
    scene.put(host);
    scene.commit("Change it");
    return std::optional(applied);
  };
}

ObjectId remove(FlowScene& scene, const HostText& host) {
  scene.git("rm -q " + host.path());
  return scene.commit("Remove it");
}

}  // namespace

TEST_CASE("a host whose file is there is not wanted for what the file says") {
  HostText host{the_id, "web1"};
  host.approval = "rejected";
  CHECK(standing_after(stays_as(host)) == "approval is rejected, known");
  host.approval = "pending";
  CHECK(standing_after(stays_as(host)) == "approval is pending, known");
  host.approval = "approved";
  host.state = "gone";
  CHECK(standing_after(stays_as(host)) == "gone from the network, known");
  host.state = "present";
  host.classification = "unknown";
  CHECK(standing_after(stays_as(host)) == "classification is unknown, known");
  host.protect = true;
  CHECK(standing_after(stays_as(host)) == "classification is unknown, known, protected");
}

TEST_CASE("a host whose file is gone is told with the commit that removed it") {
  CHECK(standing_after([](FlowScene& scene) {
          const HostText host = scene.put({the_id, "web1"});
          const ObjectId applied = scene.commit("Add it");
          remove(scene, host);
          return std::optional(applied);
        }) == "file removed in Remove it, known");
}

TEST_CASE("the youngest removal counts, also under another name") {
  CHECK(standing_after([](FlowScene& scene) {
          const HostText host = scene.put({the_id, "web1"});
          scene.commit("Add it");
          remove(scene, host);
          const HostText again = scene.put({the_id, "web2"});
          const ObjectId applied = scene.commit("Add it again");
          scene.git("rm -q " + again.path());
          scene.commit("Remove it again");
          return std::optional(applied);
        }) == "file removed in Remove it again, known");
}

TEST_CASE("a file removed before the last apply was seen to go by that apply") {
  CHECK(standing_after([](FlowScene& scene) {
          const HostText host = scene.put({the_id, "web1"});
          scene.commit("Add it");
          remove(scene, host);
          return std::optional(scene.commit("Applied"));
        }) == "file removed in Remove it, known");
}

TEST_CASE("a file that came and went since the last apply was known to no apply") {
  CHECK(standing_after([](FlowScene& scene) {
          const ObjectId applied = scene.commit("Applied");
          const HostText host = scene.put({the_id, "web1"});
          scene.commit("Add it");
          remove(scene, host);
          return std::optional(applied);
        }) == "file removed in Remove it, not known");
}

TEST_CASE("without a last apply no removal is known to one") {
  CHECK(standing_after([](FlowScene& scene) -> std::optional<ObjectId> {
          const HostText host = scene.put({the_id, "web1"});
          scene.commit("Add it");
          remove(scene, host);
          return std::nullopt;
        }) == "file removed in Remove it, not known");
}

TEST_CASE("protection outlives the file that said it") {
  CHECK(standing_after([](FlowScene& scene) {
          HostText host{the_id, "web1"};
          host.protect = true;
          scene.put(host);
          scene.commit("Add it");
          remove(scene, host);
          return std::optional(scene.commit("Applied"));
        }) == "file removed in Remove it, known, protected");
}

TEST_CASE("of a work tree the removal has no commit yet") {
  CHECK(standing_after(
            [](FlowScene& scene) {
              const HostText host = scene.put({the_id, "web1"});
              const ObjectId applied = scene.commit("Add it");
              scene.git("rm -q " + host.path());
              return std::optional(applied);
            },
            true) == "file removed, known");
}

TEST_CASE("nothing is known of a host that never had a file") {
  CHECK(standing_after([](FlowScene& scene) { return std::optional(scene.commit("Applied")); }) ==
        "nothing is known");
}

TEST_CASE("neither wanted hosts nor what is not ours have a standing") {
  FlowScene scene;
  const Workspace workspace = scene.workspace();
  Snapshot actual = owns({the_id, "aaaaaaaaaa", ""});
  actual.resources[1].owned = false;
  Resource wanted;
  wanted.host = the_id;
  const View view = scene.view_of(workspace.repo.resolve("HEAD"));
  CHECK(standings(workspace, scene.runner, view, {}, {&wanted, 1}, actual, {}).empty());
  CHECK(scene.runner.ran.empty());
}

TEST_CASE("Git is asked for each file by name, and for all of them when they are many") {
  FlowScene scene;
  const HostText host = scene.put({the_id, "web1"});
  scene.commit("Add it");
  const ObjectId removal = remove(scene, host);
  const Workspace workspace = scene.workspace();
  const View view = scene.view_of(removal);
  std::vector<std::string> ids{the_id};
  standings(workspace, scene.runner, view, {}, {}, owns(ids), {});
  CHECK(scene.runner.ran.back().back() == ":(glob)hosts/**/*--7k2m9qx4td.yaml");
  for (size_t i = 0; i < 200; ++i) ids.push_back("zzzzzzz" + std::to_string(100 + i));
  const auto all = standings(workspace, scene.runner, view, {}, {}, owns(ids), {});
  CHECK(scene.runner.ran.back().back() == "hosts");
  CHECK(all.size() == 1);
  CHECK(text_of(all, the_id) == "file removed in " + removal.substr(0, 7) + ", not known");
}

TEST_CASE("a history that Git cannot tell is an error, not a deletion") {
  FlowScene scene;
  scene.runner.breaks = "fatal: bad object";
  const Workspace workspace = scene.workspace();
  const View view = scene.view_of(workspace.repo.resolve("HEAD"));
  CHECK(refused([&] { standings(workspace, scene.runner, view, {}, {}, owns({the_id}), {}); }) ==
        "exit 1\nerror: git log failed\n  why: fatal: bad object\n");
}
