// The same calls to each kind of forge.
#include "forge/forge.h"

#include <catch2/catch.hpp>

#include "core/error.h"
#include "forge_double.h"

using namespace muster;
using namespace muster::test;

namespace {

constexpr ForgeKind kinds[] = {ForgeKind::gitlab, ForgeKind::github, ForgeKind::gitea};

template <class Fn>
std::string refused(Fn&& fn) {
  try {
    fn();
  } catch (const Error& error) {
    return render(error);
  }
  return "nothing was refused";
}

}  // namespace

TEST_CASE("a merge request is created, found again and updated on every kind of forge") {
  for (const ForgeKind kind : kinds) {
    INFO(word(kind));
    ForgeDouble project(kind);
    const auto forge = project.forge();
    const MergeRequest made = forge->create(
        {"muster/discover/berlin", "main", "A title", "A body", {"muster", "site/berlin"}}, {});
    CHECK(made.number == 1);
    CHECK(made.url.starts_with("https://" + std::string(word(kind)) + ".example/net/inventory/"));
    CHECK(project.requests.at(0).labels == std::vector<std::string>{"muster", "site/berlin"});
    forge->update(1, "Another", "Other words", {});
    const auto open = forge->open({});
    REQUIRE(open.size() == 1);
    CHECK(open[0].branch == "muster/discover/berlin");
    CHECK(open[0].title + "|" + open[0].body == "Another|Other words");
  }
}

TEST_CASE("all pages are read, and what comes from a fork is not muster's") {
  for (const ForgeKind kind : kinds) {
    INFO(word(kind));
    ForgeDouble project(kind);
    for (int i = 0; i < 5; ++i) {
      project.requests.push_back(
          {"b" + std::to_string(i), "main", "t", "", "", "", {}, i == 3, {}});
    }
    const auto open = project.forge()->open({});
    CHECK(open.size() == 4);
    CHECK(open.back().number == 5);
  }
}

TEST_CASE("the day of the last one that was closed unmerged is known") {
  for (const ForgeKind kind : kinds) {
    INFO(word(kind));
    ForgeDouble project(kind);
    project.requests = {{"b", "main", "t", "", "2026-08-01T10:00:00Z", "", {}, false, {}},
                        {"b", "main", "t", "", "2026-08-03T10:00:00.123Z", "", {}, false, {}},
                        {"b", "main", "t", "", "", "2026-08-09T10:00:00Z", {}, false, {}},
                        {"b", "main", "t", "", "2026-08-08T10:00:00Z", "", {}, true, {}},
                        {"c", "main", "t", "", "2026-08-07T10:00:00Z", "", {}, false, {}}};
    Day day{};
    REQUIRE(parse_day("2026-08-03", day));
    CHECK(project.forge()->closed("b", {}) == day);
    CHECK(!project.forge()->closed("d", {}));
  }
}

TEST_CASE("comments are listed with their author, added and edited") {
  for (const ForgeKind kind : kinds) {
    INFO(word(kind));
    ForgeDouble project(kind);
    const auto forge = project.forge();
    project.requests = {{"b", "main", "t", "", "", "", {}, false, {{90, "ada", "looks good"}}}};
    forge->comment(1, "first", {});
    const auto comments = forge->comments(1, {});
    REQUIRE(comments.size() == 2);
    CHECK(comments[1].author == forge->login({}));
    forge->edit(1, comments[1].id, "second", {});
    CHECK(project.requests[0].comments[1].body == "second");
    CHECK(project.requests[0].comments[0].body == "looks good");
  }
}

TEST_CASE("a refusal names the call and what to do about the token") {
  ForgeDouble project(ForgeKind::gitlab);
  CHECK(refused([&] { project.forge("wrong")->open({}); }) ==
        "error: GET https://gitlab.example/api/v4/projects/net%2Finventory/merge_requests failed: "
        "401\n  why: 401 Unauthorized\n  fix: the token is wrong or has expired\n");
  CHECK(
      refused([&] { project.forge()->update(7, "t", "b", {}); }) ==
      "error: PUT https://gitlab.example/api/v4/projects/net%2Finventory/merge_requests/7 failed: "
      "404\n  why: 404 Not found\n"
      "  fix: see that net/inventory is the project and that the token may see it\n");
  project.requests = {{"b", "main", "t", "", "", "", {}, false, {}}};
  CHECK(refused([&] {
          project.forge()->create({"b", "main", "t", "", {}}, {});
        }) ==
        "error: POST https://gitlab.example/api/v4/projects/net%2Finventory/merge_requests failed: "
        "409\n  why: Another open merge request already exists for this source branch\n");
}

TEST_CASE("the token of a workflow is nobody's on GitHub and writes as its bot") {
  ForgeDouble project(ForgeKind::github);
  project.user = "";
  CHECK(project.forge()->login({}) == "github-actions[bot]");
}

TEST_CASE("the page of a file is known, whatever its name") {
  const std::string path = "hosts/berlin/a b--x.yaml";
  CHECK(ForgeDouble(ForgeKind::gitlab).forge()->file_url("abc", path) ==
        "https://gitlab.example/net/inventory/-/blob/abc/hosts/berlin/a%20b--x.yaml");
  CHECK(ForgeDouble(ForgeKind::github).forge()->file_url("abc", path) ==
        "https://github.example/net/inventory/blob/abc/hosts/berlin/a%20b--x.yaml");
  CHECK(ForgeDouble(ForgeKind::gitea).forge()->file_url("abc", path) ==
        "https://gitea.example/net/inventory/src/commit/abc/hosts/berlin/a%20b--x.yaml");
}

TEST_CASE("what a token lacks is told without changing anything") {
  for (const ForgeKind kind : kinds) {
    INFO(word(kind));
    ForgeDouble project(kind);
    CHECK(project.forge()->lacking({}).empty());
    project.level = 20;
    project.scope = "read_api";
    project.may_push = false;
    CHECK(project.forge()->lacking({}) ==
          (kind == ForgeKind::gitlab
               ? std::vector<std::string>{"the role Developer in net/inventory", "the scope api"}
               : std::vector<std::string>{"the right to write net/inventory"}));
    CHECK(project.calls.empty());
  }
}
