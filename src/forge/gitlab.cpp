// GitLab's REST API, version 4: https://docs.gitlab.com/api/merge_requests/ and /api/notes/.
#include "forge/gitlab.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/hex.h"
#include "core/text.h"
#include "forge/calls.h"

namespace muster {
namespace {

using forge::number_in, forge::object_in, forge::text_in;
using Json = nlohmann::json;

MergeRequest of_gitlab(const Json& form) {
  return {number_in(form, "iid"), text_in(form, "source_branch"), text_in(form, "web_url"),
          text_in(form, "title"), text_in(form, "description")};
}

class GitLab : public Forge {
 public:
  GitLab(const ForgePlace& place, const Secret& token, Http& http)
      : place_(place),
        calls_(place, {{"PRIVATE-TOKEN", token}}, http),
        project_("/projects/" + percent_encode(place.project)) {}

  std::vector<MergeRequest> open(std::stop_token stop) override {
    std::vector<MergeRequest> out;
    for (const Json& form : calls_.all(project_ + "/merge_requests?state=opened", 100, stop)) {
      if (own(form)) out.push_back(of_gitlab(form));
    }
    return out;
  }

  std::optional<Day> closed(const std::string& branch, std::stop_token stop) override {
    const std::string path =
        project_ +
        "/merge_requests?state=closed&order_by=updated_at&source_branch=" + percent_encode(branch);
    std::optional<Day> last;
    for (const Json& form : calls_.all(path, 1, stop)) {
      Day day{};
      if (!own(form) || !parse_day(text_in(form, "closed_at").substr(0, 10), day)) continue;
      if (!last || *last < day) last = day;
    }
    return last;
  }

  MergeRequest create(const MergeRequestDraft& draft, std::stop_token stop) override {
    return of_gitlab(calls_.send("POST", project_ + "/merge_requests",
                                 {{"source_branch", draft.branch},
                                  {"target_branch", draft.into},
                                  {"title", draft.title},
                                  {"description", draft.body},
                                  {"labels", join(draft.labels, ",")},
                                  {"remove_source_branch", true}},
                                 stop));
  }

  void update(long long number, const std::string& title, const std::string& body,
              std::stop_token stop) override {
    calls_.send("PUT", of(number), {{"title", title}, {"description", body}}, stop);
  }

  std::string login(std::stop_token stop) override {
    return text_in(calls_.get("/user", stop), "username");
  }

  std::vector<ForgeComment> comments(long long number, std::stop_token stop) override {
    std::vector<ForgeComment> out;
    for (const Json& note : calls_.all(of(number) + "/notes?sort=asc", 100, stop)) {
      out.push_back({number_in(note, "id"), text_in(object_in(note, "author"), "username"),
                     text_in(note, "body")});
    }
    return out;
  }

  void comment(long long number, const std::string& body, std::stop_token stop) override {
    calls_.send("POST", of(number) + "/notes", {{"body", body}}, stop);
  }

  void edit(long long number, long long comment, const std::string& body,
            std::stop_token stop) override {
    calls_.send("PUT", of(number) + "/notes/" + std::to_string(comment), {{"body", body}}, stop);
  }

  // https://docs.gitlab.com/api/personal_access_tokens/, which project tokens answer, too.
  std::vector<std::string> lacking(std::stop_token stop) override {
    constexpr long long developer = 30;
    std::vector<std::string> out;
    const Json project = calls_.get(project_, stop);
    const Json& permissions = object_in(project, "permissions");
    const long long level =
        std::max(number_in(object_in(permissions, "project_access"), "access_level"),
                 number_in(object_in(permissions, "group_access"), "access_level"));
    if (level < developer) out.push_back("the role Developer in " + place_.project);
    const Json token = calls_.get("/personal_access_tokens/self", stop);
    const auto scopes = token.find("scopes");
    const bool api = scopes != token.end() && scopes->is_array() &&
                     std::find(scopes->begin(), scopes->end(), "api") != scopes->end();
    if (!api) out.emplace_back("the scope api");
    return out;
  }

  std::string file_url(const std::string& commit, const std::string& path) const override {
    return place_.web + "/" + place_.project + "/-/blob/" + commit + "/" +
           percent_encode(path, "-._~/");
  }

 private:
  static bool own(const Json& form) {
    return number_in(form, "source_project_id") == number_in(form, "target_project_id");
  }

  std::string of(long long number) const {
    return project_ + "/merge_requests/" + std::to_string(number);
  }

  ForgePlace place_;
  forge::Calls calls_;
  std::string project_;
};

}  // namespace

std::unique_ptr<Forge> make_gitlab(const ForgePlace& place, const Secret& token, Http& http) {
  return std::make_unique<GitLab>(place, token, http);
}

}  // namespace muster
