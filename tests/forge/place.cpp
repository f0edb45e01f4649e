// Which forge a repository is on.
#include "forge/place.h"

#include <catch2/catch.hpp>
#include <map>

#include "core/error.h"

using namespace muster;

namespace {

using Variables = std::map<std::string, std::string>;

Environment of(const Variables& variables) {
  return [variables](const char* name) -> std::optional<std::string> {
    const auto found = variables.find(name);
    return found == variables.end() ? std::nullopt : std::optional(found->second);
  };
}

std::string shown(const std::string& remote, const Variables& variables = {}) {
  try {
    const ForgePlace place = forge_place(remote, of(variables));
    return std::string(word(place.kind)) + " " + place.api + " " + place.project;
  } catch (const Error& error) {
    return render(error);
  }
}

}  // namespace

TEST_CASE("the forge and the project are told by the address of the remote") {
  CHECK(shown("https://gitlab.com/net/lab/inventory.git") ==
        "gitlab https://gitlab.com/api/v4 net/lab/inventory");
  CHECK(shown("git@github.com:net/inventory.git") == "github https://api.github.com net/inventory");
  CHECK(shown("ssh://git@github.corp.example:2222/net/inventory") ==
        "github https://github.corp.example/api/v3 net/inventory");
  CHECK(shown("http://127.0.0.1:3300/net/inventory.git", {{"MUSTER_FORGE", "forgejo"}}) ==
        "gitea http://127.0.0.1:3300/api/v1 net/inventory");
  CHECK(shown("https://codeberg.org/net/inventory/") ==
        "gitea https://codeberg.org/api/v1 net/inventory");
}

TEST_CASE("a pipeline knows its forge, and Gitea's is not taken for GitHub's") {
  CHECK(shown("https://git.example/net/inventory", {{"GITLAB_CI", "true"}}) ==
        "gitlab https://git.example/api/v4 net/inventory");
  CHECK(shown("https://git.example/net/inventory",
              {{"GITHUB_ACTIONS", "true"}, {"GITEA_ACTIONS", "true"}}) ==
        "gitea https://git.example/api/v1 net/inventory");
}

TEST_CASE("a forge below a path of its host is told by MUSTER_FORGE_URL") {
  CHECK(shown("https://example.org/git/net/inventory",
              {{"MUSTER_FORGE", "gitlab"}, {"MUSTER_FORGE_URL", "https://example.org/git/"}}) ==
        "gitlab https://example.org/git/api/v4 net/inventory");
}

TEST_CASE("a remote that names no forge is refused, and a password in it is never shown") {
  CHECK(shown("https://me:s3cret@git.example/net/inventory") ==
        "error: which forge is at git.example is not known\n"
        "  fix: set MUSTER_FORGE to gitlab, github or gitea\n");
  for (const char* remote : {"/srv/inventory.git", "../inventory", "file:///srv/net/inventory",
                             "https://gitlab.com/inventory", ""}) {
    INFO(remote);
    CHECK(shown(remote) ==
          "error: the remote is on no forge\n"
          "  why: its address is a folder, or has no project in it\n"
          "  fix: merge requests need a remote on GitLab, GitHub, Gitea or Forgejo\n");
  }
  CHECK(shown("https://git.example/a/b", {{"MUSTER_FORGE", "svn"}}) ==
        "error: MUSTER_FORGE \"svn\" is no forge\n"
        "  fix: use one of gitlab, github, gitea, forgejo\n");
}

TEST_CASE("muster's own token goes before the one of the forge's tools") {
  const Variables both{{"MUSTER_FORGE_TOKEN", "ours"}, {"GITLAB_TOKEN", "theirs"}};
  CHECK(forge_token(ForgeKind::gitlab, of(both)).reveal() == "ours");
  CHECK(forge_token(ForgeKind::gitlab, of({{"GITLAB_TOKEN", "theirs"}})).reveal() == "theirs");
  CHECK(!find_forge_token(ForgeKind::gitea, of({{"GITLAB_TOKEN", "theirs"}})));
  try {
    forge_token(ForgeKind::github, of({}));
    FAIL("a token from nowhere");
  } catch (const Error& error) {
    CHECK(render(error) ==
          "error: no token for github\n"
          "  fix: set MUSTER_FORGE_TOKEN to one that may write pull requests and issues\n");
  }
}

TEST_CASE("a pipeline of a merge request knows its number") {
  CHECK(pipeline_merge_request(of({{"CI_MERGE_REQUEST_IID", "12"}})) == 12);
  CHECK(pipeline_merge_request(of({{"GITHUB_REF", "refs/pull/34/merge"}})) == 34);
  CHECK(!pipeline_merge_request(of({{"GITHUB_REF", "refs/heads/main"}})));
  CHECK(pipeline_number(of({{"GITHUB_RUN_NUMBER", "7"}})) == 7);
  CHECK(pipeline_number(of({{"CI_PIPELINE_IID", "8"}})) == 8);
}
