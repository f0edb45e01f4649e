// One project on a forge, as far as muster speaks with it, by the documented API of each kind. It
// refuses what the real ones refuse: a wrong token, an unknown path, an unknown or missing member,
// a second merge request of one branch, a body that is too long.
#pragma once
#include <fmt/core.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "core/hex.h"
#include "core/text.h"
#include "forge/forge.h"

namespace muster::test {

class ForgeDouble : public Http {
 public:
  using Json = nlohmann::json;

  struct Request_ {
    std::string branch, into, title, body, closed_at, merged_at;
    std::vector<std::string> labels;
    bool fork = false;
    std::vector<ForgeComment> comments;
    bool is_open() const { return closed_at.empty() && merged_at.empty(); }
  };

  explicit ForgeDouble(ForgeKind kind) : kind_(kind) {}

  std::vector<Request_> requests;   // number = index + 1
  std::vector<std::string> labels;  // of a Gitea: id = index + 1
  std::string user = "muster-bot";  // "" = the token of a workflow, which is nobody's
  int level = 30;                   // of the token in a GitLab project: 30 is Developer
  std::string scope = "api";        // of a GitLab token
  bool may_push = true;             // elsewhere
  std::vector<std::string> calls;   // "POST /projects/…"
  size_t page = 2;                  // objects a page

  ForgePlace place() const {
    return forge_place(fmt::format("https://{}.example/net/inventory.git", word(kind_)),
                       [](const char*) { return std::nullopt; });
  }

  std::unique_ptr<Forge> forge(const std::string& token = "t0ken") {
    return make_forge(place(), Secret(token), *this);
  }

  Response get(const Endpoint& endpoint, const Request& request, std::stop_token) override {
    return answer(endpoint, request);
  }
  Response send(const Endpoint& endpoint, const Request& request, std::stop_token) override {
    calls.push_back(request.method + " " + request.path);
    return answer(endpoint, request);
  }

 private:
  static Response json(int status, const Json& body) { return {status, "", {}, body.dump()}; }
  static Response refusal(int status, const std::string& message) {
    return json(status, {{"message", message}});
  }

  Response answer(const Endpoint& endpoint, const Request& request) {
    if (endpoint.url != place().api) return refusal(404, "no API is here");
    const std::string wanted = kind_ == ForgeKind::gitlab   ? "PRIVATE-TOKEN: t0ken"
                               : kind_ == ForgeKind::github ? "Authorization: Bearer t0ken"
                                                            : "Authorization: token t0ken";
    const bool known = std::any_of(
        request.headers.begin(), request.headers.end(),
        [&](const Header& header) { return header.name + ": " + header.value.reveal() == wanted; });
    if (!known) return refusal(401, "401 Unauthorized");
    const size_t mark = request.path.find('?');
    path_ = request.path.substr(0, mark);
    query_.clear();
    if (mark != std::string::npos) {
      for (const std::string& pair : split(request.path.substr(mark + 1), '&')) {
        query_[pair.substr(0, pair.find('='))] = pair.substr(pair.find('=') + 1);
      }
    }
    body_ = request.body.empty() ? Json() : Json::parse(request.body);
    return kind_ == ForgeKind::gitlab ? gitlab(request.method) : pulls(request.method);
  }

  // True where the body has exactly these members.
  bool has(const std::set<std::string>& names) const {
    std::set<std::string> there;
    for (const auto& [name, value] : body_.items()) there.insert(name);
    return there == names;
  }

  Response list(const Json& all) const {
    const size_t number = query_.contains("page") ? std::stoul(query_.at("page")) : 1;
    const size_t from = std::min((number - 1) * page, all.size());
    const size_t to = std::min(from + page, all.size());
    Response response = json(200, Json(Json::array_t(all.begin() + static_cast<long>(from),
                                                     all.begin() + static_cast<long>(to))));
    if (to < all.size()) response.headers["link"] = "<https://x/?page=9>; rel=\"next\"";
    return response;
  }

  bool wanted(const Request_& one) const {
    const std::string state = query_.contains("state") ? query_.at("state") : "";
    return state.starts_with("open") ? one.is_open() : !one.is_open();
  }

  // "/merge_requests/2/notes/7" behind `base`: its words.
  std::vector<std::string> words_behind(const std::string& base) const {
    return path_.starts_with(base + "/") ? split(path_.substr(base.size() + 1), '/')
                                         : std::vector<std::string>();
  }

  Request_* numbered(const std::string& text) {
    const auto number = parse_int(text);
    if (!number || *number < 1 || *number > static_cast<long long>(requests.size())) return nullptr;
    return &requests.at(static_cast<size_t>(*number - 1));
  }

  static ForgeComment* comment(Request_& of, const std::string& id) {
    for (ForgeComment& one : of.comments) {
      if (std::to_string(one.id) == id) return &one;
    }
    return nullptr;
  }

  bool taken(const std::string& branch) const {
    return std::any_of(requests.begin(), requests.end(), [&](const Request_& one) {
      return one.branch == branch && one.is_open() && !one.fork;
    });
  }

  Json form(const Request_& one) const {
    const auto number = static_cast<long long>(&one - requests.data()) + 1;
    const auto or_null = [](const std::string& text) { return text.empty() ? Json() : Json(text); };
    if (kind_ == ForgeKind::gitlab) {
      return {{"iid", number},
              {"source_branch", one.branch},
              {"source_project_id", one.fork ? 8 : 7},
              {"target_project_id", 7},
              {"web_url",
               fmt::format("https://gitlab.example/net/inventory/-/merge_requests/{}", number)},
              {"title", one.title},
              {"description", one.body},
              {"closed_at", or_null(one.closed_at)}};
    }
    return {
        {"number", number},
        {"head",
         {{"ref", one.branch},
          {"label", one.branch},
          {"repo", {{"full_name", one.fork ? "other/inventory" : "net/inventory"}}}}},
        {"html_url", fmt::format("https://{}.example/net/inventory/pull/{}", word(kind_), number)},
        {"title", one.title},
        {"body", one.body},
        {"merged_at", or_null(one.merged_at)},
        {"closed_at", or_null(one.closed_at.empty() ? one.merged_at : one.closed_at)}};
  }

  Json listed() const {
    Json all = Json::array();
    for (const Request_& one : requests) {
      const bool merged = kind_ == ForgeKind::gitlab && !one.merged_at.empty();
      const bool other = query_.contains("source_branch") &&
                         query_.at("source_branch") != percent_encode(one.branch);
      if (wanted(one) && !merged && !other) all.push_back(form(one));
    }
    return all;
  }

  Json notes(const Request_& of, const char* author, const char* name) const {
    Json all = Json::array();
    for (const ForgeComment& one : of.comments) {
      all.push_back({{"id", one.id}, {author, {{name, one.author}}}, {"body", one.body}});
    }
    return all;
  }

  Response add_comment(Request_& to) {
    if (!has({"body"})) return refusal(400, "body is missing");
    to.comments.push_back({++last_id_, user.empty() ? "github-actions[bot]" : user,
                           body_["body"].get<std::string>()});
    return json(201, {{"id", last_id_}});
  }

  Response edit_comment(Request_& of, const std::string& id) {
    ForgeComment* one = comment(of, id);
    if (one == nullptr) return refusal(404, "404 Not found");
    if (!has({"body"})) return refusal(400, "body is missing");
    one->body = body_["body"].get<std::string>();
    return json(200, {{"id", one->id}});
  }

  Response gitlab(const std::string& method) {
    const std::string base = "/projects/net%2Finventory/merge_requests";
    if (method == "GET" && path_ == "/user") return json(200, {{"username", user}});
    if (method == "GET" && path_ == "/projects/net%2Finventory") {
      return json(200,
                  {{"permissions",
                    {{"project_access", {{"access_level", level}}}, {"group_access", nullptr}}}});
    }
    if (method == "GET" && path_ == "/personal_access_tokens/self") {
      return json(200, {{"scopes", {scope}}});
    }
    if (method == "GET" && path_ == base) return list(listed());
    if (method == "POST" && path_ == base) {
      if (!has({"source_branch", "target_branch", "title", "description", "labels",
                "remove_source_branch"})) {
        return refusal(400, "title is missing");
      }
      if (taken(body_["source_branch"])) {
        return refusal(409, "Another open merge request already exists for this source branch");
      }
      requests.push_back({body_["source_branch"],
                          body_["target_branch"],
                          body_["title"],
                          body_["description"],
                          "",
                          "",
                          split(body_["labels"].get<std::string>(), ','),
                          false,
                          {}});
      return json(201, form(requests.back()));
    }
    const auto words = words_behind(base);
    Request_* one = words.empty() ? nullptr : numbered(words[0]);
    if (one == nullptr) return refusal(404, "404 Not found");
    if (method == "PUT" && words.size() == 1) return change(*one, "description");
    if (words.size() < 2 || words[1] != "notes") return refusal(404, "404 Not found");
    if (method == "GET" && words.size() == 2) return list(notes(*one, "author", "username"));
    if (method == "POST" && words.size() == 2) return add_comment(*one);
    if (method == "PUT" && words.size() == 3) return edit_comment(*one, words[2]);
    return refusal(404, "404 Not found");
  }

  Response change(Request_& one, const char* body) {
    if (!has({"title", body})) return refusal(422, "Validation Failed");
    one.title = body_["title"];
    one.body = body_[body];
    return json(200, form(one));
  }

  Response create_pull() {
    const bool github = kind_ == ForgeKind::github;
    std::set<std::string> names{"head", "base", "title", "body"};
    if (!github) names.insert("labels");
    const size_t most = github ? 65'536 : 1'048'576;
    if (!has(names) || body_["body"].get<std::string>().size() > most) {
      return refusal(422, "Validation Failed");
    }
    if (taken(body_["head"])) {
      return refusal(github ? 422 : 409, "A pull request already exists for this branch");
    }
    std::vector<std::string> names_of_labels;
    if (!github) {
      for (const Json& id : body_["labels"])
        names_of_labels.push_back(labels.at(id.get<size_t>() - 1));
    }
    requests.push_back({body_["head"],
                        body_["base"],
                        body_["title"],
                        body_["body"],
                        "",
                        "",
                        names_of_labels,
                        false,
                        {}});
    return json(201, form(requests.back()));
  }

  Response known_labels(const std::string& method) {
    if (method == "POST") {
      if (!has({"name", "color"})) return refusal(422, "[Name]: Required");
      labels.push_back(body_["name"]);
      return json(201, {{"id", labels.size()}, {"name", labels.back()}});
    }
    Json all = Json::array();
    for (size_t i = 0; i < labels.size(); ++i) all.push_back({{"id", i + 1}, {"name", labels[i]}});
    return list(all);
  }

  Response issue(const std::string& method, const std::vector<std::string>& words) {
    if (words.size() == 2 && words[0] == "comments" && method == "PATCH") {
      for (Request_& one : requests) {
        if (comment(one, words[1]) != nullptr) return edit_comment(one, words[1]);
      }
      return refusal(404, "Not Found");
    }
    Request_* one = words.empty() ? nullptr : numbered(words[0]);
    if (one == nullptr || words.size() != 2) return refusal(404, "Not Found");
    if (words[1] == "labels" && method == "POST" && has({"labels"})) {
      for (const Json& label : body_["labels"]) one->labels.push_back(label);
      return json(200, Json::array());
    }
    if (words[1] != "comments") return refusal(404, "Not Found");
    return method == "POST" ? add_comment(*one) : list(notes(*one, "user", "login"));
  }

  Response pulls(const std::string& method) {
    const std::string base = "/repos/net/inventory";
    if (path_ == "/user") {
      if (user.empty()) return refusal(403, "Resource not accessible by integration");
      return json(200, {{"login", user}});
    }
    if (path_ == base) return json(200, {{"permissions", {{"pull", true}, {"push", may_push}}}});
    if (path_ == base + "/pulls") return method == "POST" ? create_pull() : list(listed());
    if (path_ == base + "/labels" && kind_ == ForgeKind::gitea) return known_labels(method);
    if (const auto words = words_behind(base + "/issues"); !words.empty()) {
      return issue(method, words);
    }
    const auto words = words_behind(base + "/pulls");
    Request_* one = words.empty() ? nullptr : numbered(words[0]);
    if (one == nullptr || method != "PATCH") return refusal(404, "Not Found");
    return change(*one, "body");
  }

  ForgeKind kind_;
  long long last_id_ = 0;
  std::string path_;
  std::map<std::string, std::string> query_;
  Json body_;
};

}  // namespace muster::test
