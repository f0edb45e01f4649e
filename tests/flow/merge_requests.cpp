// The review branches of discover as merge requests.
#include "flow/merge_requests.h"

#include "flow/comment.h"
#include "flow/discover.h"
#include "flow_scene.h"
#include "forge/forge_double.h"
#include "view/review.h"

using namespace muster;
using namespace muster::test;

namespace {

struct Offering : FlowScene {
  ForgeDouble project{ForgeKind::gitlab};

  Offering() { lease({"bc:24:11:00:00:01 10.20.4.17 web1"}); }

  // What is said of the merge request of berlin.
  std::string discover_and_offer() {
    Workspace place = workspace();
    DiscoverReport report = discover(place, {}, wires, {});
    const auto forge = project.forge();
    offer_reviews(place, report, *forge, ForgeKind::gitlab,
                  {review_title, review_body, with_review}, clock.time, {});
    return report.sites.at(0).merge_request + render(report.notes);
  }

  void merge() {
    git("merge -q --no-edit muster/discover/berlin");
    project.requests.back().merged_at = "2026-08-21T00:00:00Z";
  }
};

constexpr const char* first = "https://gitlab.example/net/inventory/-/merge_requests/1";

}  // namespace

TEST_CASE("one merge request a branch is opened, left alone while nothing changes, and updated") {
  Offering scene;
  CHECK(scene.discover_and_offer() == std::string("opened ") + first);
  REQUIRE(scene.project.requests.size() == 1);
  const auto& request = scene.project.requests.at(0);
  CHECK(request.branch == "muster/discover/berlin");
  CHECK(request.into == "main");
  CHECK(request.title == "muster berlin: 1 new, 0 changed, 0 gone (1 to decide)");
  CHECK(request.labels == std::vector<std::string>{"muster", "site/berlin"});
  scene.project.requests.at(0).body += "Ada: wait for me.";
  CHECK(scene.discover_and_offer() == std::string("unchanged ") + first);
  scene.lease({"bc:24:11:00:00:01 10.20.4.17 web1", "bc:24:11:00:00:02 10.20.4.18 web2"});
  CHECK(scene.discover_and_offer() == std::string("updated ") + first);
  CHECK(request.title == "muster berlin: 2 new, 0 changed, 0 gone (2 to decide)");
  CHECK(request.body.ends_with("Ada: wait for me."));
  CHECK(scene.project.requests.size() == 1);
}

TEST_CASE("nothing to say opens none, and after a merge the next news is a new one") {
  Offering scene;
  scene.discover_and_offer();
  scene.merge();
  CHECK(scene.discover_and_offer() == "");
  CHECK(scene.project.requests.size() == 1);
  scene.lease({"bc:24:11:00:00:01 10.20.4.17 web1", "bc:24:11:00:00:02 10.20.4.18 web2"});
  CHECK(scene.discover_and_offer() ==
        "opened https://gitlab.example/net/inventory/-/merge_requests/2");
}

TEST_CASE("a merge request shows what a merge would bring, whatever went on in main") {
  Offering scene;
  scene.discover_and_offer();
  scene.write("hosts/berlin/byhand--bbbbbbbbbb.yaml",
              "id: bbbbbbbbbb\nclassification: server\napproval: approved\nname: byhand\n"
              "overrides: {site: berlin}\n");
  scene.commit("Add a host by hand");
  CHECK(scene.discover_and_offer() == std::string("unchanged ") + first);
  scene.git("merge -q --squash muster/discover/berlin");
  scene.commit("Squashed");
  scene.project.requests.back().merged_at = "2026-08-21T00:00:00Z";
  CHECK(scene.discover_and_offer() == "");
}

TEST_CASE("one that people closed is snoozed for 14 days") {
  Offering scene;
  scene.discover_and_offer();
  scene.project.requests.at(0).closed_at = "2026-08-21T09:00:00Z";
  CHECK(scene.discover_and_offer() ==
        "none: the last was closed on 2026-08-21, the next may come on 2026-09-04");
  scene.clock.time = at("2026-09-04");
  CHECK(scene.discover_and_offer().starts_with("opened "));
}

TEST_CASE("no more are open than the policy allows") {
  Offering scene;
  for (const char* site : {"bonn", "kiel", "ulm"}) {
    scene.project.requests.push_back(
        {std::string("muster/discover/") + site, "main", "t", "", "", "", {}, false, {}});
  }
  CHECK(scene.discover_and_offer() ==
        "none yet: 3 are open, as many as policy.max_merge_requests allows");
  scene.project.requests.at(0).branch = "feature";
  CHECK(scene.discover_and_offer().starts_with("opened "));
}

TEST_CASE("what the forge refuses is told, and the branch stands all the same") {
  Offering scene;
  Workspace place = scene.workspace();
  DiscoverReport report = discover(place, {}, scene.wires, {});
  const auto forge = scene.project.forge("wrong");
  offer_reviews(place, report, *forge, ForgeKind::gitlab, {review_title, review_body, with_review},
                {}, {});
  CHECK(render(report.notes) ==
        "error: GET https://gitlab.example/api/v4/projects/net%2Finventory/merge_requests failed: "
        "401\n  why: 401 Unauthorized\n  fix: the token is wrong or has expired\n");
  CHECK(report.sites.at(0).commit);
}

TEST_CASE("there is one comment, edited in place and never by an older pipeline") {
  ForgeDouble project(ForgeKind::github);
  const auto forge = project.forge();
  project.requests = {{"b",
                       "main",
                       "t",
                       "",
                       "",
                       "",
                       {},
                       false,
                       {{5, "mallory", "<!-- muster:plan seq=99 -->\nnothing to do"}}}};
  const auto put = [&](long long sequence, const std::string& text) {
    return std::string(word(put_comment(*forge, {1, "plan", sequence, text}, {})));
  };
  CHECK(put(7, "+1") == "created");
  CHECK(put(7, "+1") == "unchanged");
  CHECK(put(8, "+2") == "updated");
  CHECK(put(7, "+1") == "left as it is: a later pipeline wrote it");
  const auto& comments = project.requests.at(0).comments;
  REQUIRE(comments.size() == 2);
  CHECK(comments[0].body == "<!-- muster:plan seq=99 -->\nnothing to do");
  CHECK(comments[1].body == "<!-- muster:plan seq=8 -->\n+2");
}
