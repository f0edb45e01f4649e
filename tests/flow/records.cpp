// Records of sources in files of the review branch.
#include "flow/discover.h"
#include "flow/merge_requests.h"
#include "flow/search.h"
#include "flow/validate.h"
#include "flow_scene.h"
#include "forge/forge_double.h"
#include "view/known.h"
#include "view/review.h"

using namespace muster;
using namespace muster::test;

namespace {

// Answers every question with one body; "" is a server that is not there.
struct OneAnswer : NoHttp {
  std::string body;
  Response get(const Endpoint&, const Request&, std::stop_token) override {
    if (body.empty()) throw Error("connection refused");
    Response out;
    out.status = 200;
    out.body = body;
    return out;
  }
};

std::string array_json(const std::string& id, const std::string& name, int used) {
  return fmt::format(R"({{"id": "{}", "name": "{}", "used": {}}})", id, name, used);
}

struct RecordScene : FlowScene {
  OneAnswer answers;
  Wires asking{clock, answers, runner, progress};

  explicit RecordScene(const std::string& kept = "{storage: files}") {
    write("muster.yaml",
          "sites:\n  berlin: {domain: berlin.example, networks: [10.20.4.0/24]}\n"
          "sources:\n  arrays: {kind: connector, connector: arrays, site: berlin, "
          "url: 'https://10.20.4.9'}\n"
          "classifications:\n  unknown: {netbox: none}\n  server: {netbox: vm, role: server}\n"
          "policy: {records: " +
              kept + "}\n");
    write("connectors/arrays.yaml",
          "connector: arrays\nabout: Arrays.\nrequests:\n  all: {get: /arrays, items: '@'}\n"
          "records:\n  - {kind: storage, from: all, id: id, set: {name: name, "
          "used: {expr: used, as: number, passing: true}}}\n");
    commit("Arrays");
  }

  // The line of the site in the report, and what went wrong.
  std::string discover_now(const std::string& body) {
    answers.body = body;
    Workspace place = workspace();
    const DiscoverReport report = discover(place, {}, asking, {});
    const SiteReport& site = report.sites.at(0);
    return fmt::format("{} records, {}", site.records, site.commit ? "a commit" : "no commit");
  }

  std::string path() const {
    Record record;
    record.kind = "storage";
    record.id = "a1";
    return "records/berlin/storage/array-1--" + record_file_id("connector:arrays", record) +
           ".yaml";
  }

  std::string branch_file() const { return git("show muster/discover/berlin:" + path()); }
};

}  // namespace

TEST_CASE("records that the policy keeps in files come to the review branch, once") {
  RecordScene scene;
  const std::string one = "[" + array_json("a1", "Array 1", 5) + "]";
  CHECK(scene.discover_now(one) == "1 records, a commit");
  CHECK(scene.branch_file().find("name: Array 1\nstate: present") != std::string::npos);
  CHECK(scene.branch_file().find("used") == std::string::npos);
  CHECK(scene.discover_now("[" + array_json("a1", "Array 1", 6) + "]") == "0 records, no commit");
  CHECK(scene.git("log -1 --format=%s muster/discover/berlin") ==
        "discover(berlin): 0 new, 0 changed, 0 gone, 1 record");
}

TEST_CASE("a source that fails takes no record away, and one that lacks it marks it") {
  RecordScene scene;
  const std::string other = array_json("a2", "Array 2", 5);
  scene.discover_now("[" + array_json("a1", "Array 1", 5) + ", " + other + "]");
  CHECK(scene.discover_now("") == "0 records, no commit");
  CHECK(scene.discover_now("{\"a\": ") == "0 records, no commit");
  CHECK(scene.discover_now("[]") == "0 records, no commit");
  CHECK(scene.discover_now("[" + other + "]") == "1 records, a commit");
  CHECK(scene.branch_file().find("state: missing") != std::string::npos);
}

TEST_CASE("half of the records gone is doubtful, and marks none as missing") {
  RecordScene scene;
  std::string all, half;
  for (int i = 1; i <= 6; ++i) {
    const std::string one = array_json("a" + std::to_string(i), "Array " + std::to_string(i), 5);
    all += (all.empty() ? "" : ", ") + one;
    if (i > 3) half += (half.empty() ? "" : ", ") + one;
  }
  CHECK(scene.discover_now("[" + all + "]") == "6 records, a commit");
  CHECK(scene.discover_now("[" + half + "]") == "0 records, no commit");
}

TEST_CASE("records of the cache are in no file, and are listed beside the hosts") {
  RecordScene scene("{storage: cache}");
  CHECK(scene.discover_now("[" + array_json("a1", "Array 1", 5) + "]") == "0 records, no commit");
  const Workspace here = scene.workspace();
  Diagnostics trouble;
  const View view = load_view(here, {}, trouble);
  CHECK(known_records_text(all_records(here, view, scene.clock.time, 10)) ==
        "kind     name     site    source            state    told        id\n"
        "storage  Array 1  berlin  connector:arrays  present  2026-08-21  a1\n");
}

TEST_CASE("records in files of the tree are found in a clone whose sources told nothing") {
  RecordScene scene;
  scene.discover_now("[" + array_json("a1", "Array 1", 5) + "]");
  scene.git("merge -q --no-edit muster/discover/berlin");
  std::filesystem::remove(scene.workspace().repo.git_dir() + "/muster/knowledge.db");
  const Workspace here = scene.workspace();
  Diagnostics trouble;
  const FoundReport found =
      muster::search(here, load_view(here, {}, trouble), {"array 1", {}, 10}, scene.runner);
  CHECK(found_text(found) == "record  Array 1  connector:arrays storage a1\n        storage a1\n");
}

TEST_CASE("a file of a record that does not read is told, and left alone") {
  RecordScene scene;
  scene.discover_now("[" + array_json("a1", "Array 1", 5) + "]");
  scene.git("merge -q --no-edit muster/discover/berlin");
  scene.write(scene.path(), "kind: [\n");
  scene.commit("Break it");
  CHECK(scene.discover_now("[" + array_json("a1", "Other", 5) + "]") == "0 records, no commit");
  const Validation found = validate(scene.workspace(), {});
  CHECK_FALSE(found.valid());
  CHECK(render(found.findings).find(scene.path()) != std::string::npos);
}

TEST_CASE("a merge request lists the files of records, also where no host differs") {
  RecordScene scene;
  ForgeDouble project{ForgeKind::gitlab};
  scene.answers.body = "[" + array_json("a1", "Array 1", 5) + "]";
  Workspace place = scene.workspace();
  DiscoverReport report = discover(place, {}, scene.asking, {});
  const auto forge = project.forge();
  offer_reviews(place, report, *forge, ForgeKind::gitlab, {review_title, review_body, with_review},
                scene.clock.time, {});
  REQUIRE(project.requests.size() == 1);
  CHECK(project.requests.back().body.find("#### Records (1)") != std::string::npos);
  CHECK(project.requests.back().body.find("berlin/storage/array-1--") != std::string::npos);
}

TEST_CASE("validate --data tells conflicts with their commands beside what targets would lack") {
  RecordScene scene;
  HostText host{.id = "aaaaaaaaaa", .name = "web1"};
  std::string text = host.text();
  text +=
      "  told:\n    - {field: serial, source: connector:a, value: \"SN1\"}\n"
      "    - {field: serial, source: connector:b, value: \"SN2\"}\n"
      "  attention: [serial-conflict]\n";
  scene.write(host.path(), text);
  scene.commit("A host");
  CHECK(render(validate(scene.workspace(), {}).findings) == "");
  const Validation found = validate(scene.workspace(), {}, {}, Depth::data);
  CHECK(found.valid());
  CHECK_THAT(render(found.findings),
             Catch::Contains("a VM that no source knows the cluster of") &&
                 Catch::Contains("serial-conflict: one name, and different serial numbers: SN1 "
                                 "(connector:a), SN2 (connector:b)") &&
                 Catch::Contains("muster set serial=SERIAL aaaaaaaaaa --commit, or muster show "
                                 "aaaaaaaaaa"));
}
