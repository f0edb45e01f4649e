// https://docs.github.com/rest/pulls and /rest/issues/comments; Gitea's /swagger.v1.json.
#include "forge/pulls.h"

#include <fmt/core.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/hex.h"
#include "core/text.h"
#include "forge/calls.h"

namespace muster {
namespace {

using forge::number_in, forge::object_in, forge::text_in;
using Json = nlohmann::json;

// Gitea's "ref" of a branch that was deleted is refs/pull/<number>/head; its "label" stays.
std::string branch_of(const Json& form) {
  const Json& head = object_in(form, "head");
  const std::string ref = text_in(head, "ref");
  return ref.starts_with("refs/") ? text_in(head, "label") : ref;
}

MergeRequest of_pull(const Json& form) {
  return {number_in(form, "number"), branch_of(form), text_in(form, "html_url"),
          text_in(form, "title"), text_in(form, "body")};
}

class Pulls : public Forge {
 public:
  Pulls(const ForgePlace& place, const Secret& token, Http& http)
      : place_(place),
        github_(place.kind == ForgeKind::github),
        calls_(place,
               {{"Authorization", Secret((github_ ? "Bearer " : "token ") + token.reveal())}},
               http),
        repo_("/repos/" + place.project) {}

  std::vector<MergeRequest> open(std::stop_token stop) override {
    std::vector<MergeRequest> out;
    for (const Json& form : calls_.all(repo_ + "/pulls?state=open", 100, stop)) {
      if (own(form)) out.push_back(of_pull(form));
    }
    return out;
  }

  // Gitea has no filter by branch: the last closed ones are looked through.
  std::optional<Day> closed(const std::string& branch, std::stop_token stop) override {
    const std::string owner = place_.project.substr(0, place_.project.find('/'));
    const std::string filter =
        github_ ? "&sort=updated&direction=desc&head=" + percent_encode(owner + ":" + branch)
                : "&sort=recentupdate";
    std::optional<Day> last;
    for (const Json& form : calls_.all(repo_ + "/pulls?state=closed" + filter, 4, stop)) {
      Day day{};
      const bool merged = !text_in(form, "merged_at").empty();
      if (merged || !own(form) || branch_of(form) != branch) continue;
      if (!parse_day(text_in(form, "closed_at").substr(0, 10), day)) continue;
      if (!last || *last < day) last = day;
    }
    return last;
  }

  MergeRequest create(const MergeRequestDraft& draft, std::stop_token stop) override {
    Json body{
        {"head", draft.branch}, {"base", draft.into}, {"title", draft.title}, {"body", draft.body}};
    if (!github_) body["labels"] = label_ids(draft.labels, stop);
    MergeRequest made = of_pull(calls_.send("POST", repo_ + "/pulls", body, stop));
    if (github_ && !draft.labels.empty()) {
      calls_.send("POST", issue(made.number) + "/labels", {{"labels", draft.labels}}, stop);
    }
    return made;
  }

  void update(long long number, const std::string& title, const std::string& body,
              std::stop_token stop) override {
    calls_.send("PATCH", repo_ + "/pulls/" + std::to_string(number),
                {{"title", title}, {"body", body}}, stop);
  }

  // The token that a workflow of GitHub gets is nobody's: it writes as github-actions[bot].
  std::string login(std::stop_token stop) override {
    try {
      return text_in(calls_.get("/user", stop), "login");
    } catch (const Error&) {
      if (github_) return "github-actions[bot]";
      throw;
    }
  }

  std::vector<ForgeComment> comments(long long number, std::stop_token stop) override {
    std::vector<ForgeComment> out;
    for (const Json& form : calls_.all(issue(number) + "/comments", 100, stop)) {
      out.push_back({number_in(form, "id"), text_in(object_in(form, "user"), "login"),
                     text_in(form, "body")});
    }
    return out;
  }

  void comment(long long number, const std::string& body, std::stop_token stop) override {
    calls_.send("POST", issue(number) + "/comments", {{"body", body}}, stop);
  }

  void edit(long long, long long comment, const std::string& body, std::stop_token stop) override {
    calls_.send("PATCH", repo_ + "/issues/comments/" + std::to_string(comment), {{"body", body}},
                stop);
  }

  std::vector<std::string> lacking(std::stop_token stop) override {
    const Json repo = calls_.get(repo_, stop);
    const Json& permissions = object_in(repo, "permissions");
    const auto push = permissions.find("push");
    if (push != permissions.end() && push->is_boolean() && push->get<bool>()) return {};
    return {"the right to write " + place_.project};
  }

  std::string file_url(const std::string& commit, const std::string& path) const override {
    return fmt::format("{}/{}/{}/{}/{}", place_.web, place_.project,
                       github_ ? "blob" : "src/commit", commit, percent_encode(path, "-._~/"));
  }

 private:
  bool own(const Json& form) const {
    const Json& repo = object_in(object_in(form, "head"), "repo");
    return lower(text_in(repo, "full_name")) == lower(place_.project);
  }

  std::string issue(long long number) const { return repo_ + "/issues/" + std::to_string(number); }

  // Gitea takes labels by number; those that are missing are made.
  std::vector<long long> label_ids(const std::vector<std::string>& labels, std::stop_token stop) {
    std::vector<long long> out;
    const auto known = calls_.all(repo_ + "/labels", 10, stop);
    for (const std::string& label : labels) {
      const auto found = std::find_if(known.begin(), known.end(), [&](const Json& form) {
        return text_in(form, "name") == label;
      });
      out.push_back(number_in(found != known.end()
                                  ? *found
                                  : calls_.send("POST", repo_ + "/labels",
                                                {{"name", label}, {"color", "#1d76db"}}, stop),
                              "id"));
    }
    return out;
  }

  ForgePlace place_;
  bool github_;
  forge::Calls calls_;
  std::string repo_;
};

}  // namespace

std::unique_ptr<Forge> make_pulls(const ForgePlace& place, const Secret& token, Http& http) {
  return std::make_unique<Pulls>(place, token, http);
}

}  // namespace muster
