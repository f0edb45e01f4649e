// Where the inventory is reviewed: merge requests and comments of GitLab, GitHub, Gitea, Forgejo.
// Every call is an Error with method, URL and the forge's own sentence when it is refused.
#pragma once
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/secret.h"
#include "forge/place.h"
#include "wire/http/http.h"

namespace muster {

struct MergeRequest {
  long long number = 0;  // as people see it: !12, #12
  std::string branch;    // its source
  std::string url, title, body;
};

struct MergeRequestDraft {
  std::string branch, into, title, body;
  std::vector<std::string> labels;
};

struct ForgeComment {
  long long id = 0;
  std::string author, body;
};

class Forge {
 public:
  virtual ~Forge() = default;

  // Those that are open and whose source is a branch of this project, never of a fork.
  virtual std::vector<MergeRequest> open(std::stop_token stop) = 0;
  // The day on which one from `branch` was last closed without being merged.
  virtual std::optional<Day> closed(const std::string& branch, std::stop_token stop) = 0;
  virtual MergeRequest create(const MergeRequestDraft& draft, std::stop_token stop) = 0;
  virtual void update(long long number, const std::string& title, const std::string& body,
                      std::stop_token stop) = 0;

  virtual std::string login(std::stop_token stop) = 0;  // whose the token is
  virtual std::vector<ForgeComment> comments(long long number, std::stop_token stop) = 0;
  virtual void comment(long long number, const std::string& body, std::stop_token stop) = 0;
  virtual void edit(long long number, long long comment, const std::string& body,
                    std::stop_token stop) = 0;

  // What the token lacks for all that, each in words; nothing is changed to find out.
  virtual std::vector<std::string> lacking(std::stop_token stop) = 0;

  // The page of a file at a commit.
  virtual std::string file_url(const std::string& commit, const std::string& path) const = 0;
};

// What a body may hold in bytes, with room to spare: GitHub refuses above 65,536 characters; the
// others take a megabyte, which nobody reads.
size_t body_budget(ForgeKind kind);

std::unique_ptr<Forge> make_forge(const ForgePlace& place, const Secret& token, Http& http);

}  // namespace muster
