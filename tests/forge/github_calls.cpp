// Every call to GitHub, and every answer of the double, held against what GitHub's own description
// of its API says of it (github_calls.json).
#include <catch2/catch.hpp>
#include <fstream>

#include "core/error.h"
#include "forge_double.h"

using namespace muster;
using namespace muster::test;

namespace {

using Json = nlohmann::json;

// "/repos/{owner}/{repo}" and "/repos/net/inventory".
bool is_like(const std::string& pattern, const std::string& path) {
  const auto wanted = split(pattern, '/'), there = split(path, '/');
  if (wanted.size() != there.size()) return false;
  for (size_t i = 0; i < wanted.size(); ++i) {
    const bool any = wanted[i] == "{number}" ? parse_int(there[i]).has_value()
                                             : wanted[i].starts_with('{') && !there[i].empty();
    if (!any && wanted[i] != there[i]) return false;
  }
  return true;
}

bool is_of(const std::string& type, const Json& value) {
  if (type == "string or null") return value.is_null() || value.is_string();
  if (type == "string") return value.is_string();
  if (type == "integer") return value.is_number_integer();
  if (type == "boolean") return value.is_boolean();
  return type == "array" && value.is_array();
}

// What is wrong with `value`, member by member; "" = nothing.
std::string against(const Json& shape, const Json& value, const std::string& at) {
  if (shape.is_string())
    return is_of(shape, value) ? "" : at + " is no " + shape.get<std::string>();
  if (!value.is_object()) return at + " is no object";
  std::string wrong;
  for (const auto& [name, member] : value.items()) {
    wrong += shape.contains(name) ? against(shape.at(name), member, at + "." + name)
                                  : at + "." + name + " is not known; ";
  }
  return wrong;
}

class Described : public Http {
 public:
  explicit Described(ForgeDouble& project) : project_(project) {
    said_ = Json::parse(std::ifstream(TESTS_DIR "/forge/github_calls.json"));
  }

  std::map<std::string, int> made;  // by call
  std::string wrong;

  Response get(const Endpoint& endpoint, const Request& request, std::stop_token stop) override {
    Response answer = project_.get(endpoint, request, stop);
    look_at("GET", request, answer);
    return answer;
  }
  Response send(const Endpoint& endpoint, const Request& request, std::stop_token stop) override {
    Response answer = project_.send(endpoint, request, stop);
    look_at(request.method, request, answer);
    return answer;
  }
  size_t known() const { return said_.at("calls").size(); }

 private:
  void look_at(const std::string& method, const Request& request, const Response& answer) {
    const std::string path = request.path.substr(0, request.path.find('?'));
    for (const Json& call : said_.at("calls")) {
      const std::string name = call.at("call");
      if (!name.starts_with(method + " ") || !is_like(name.substr(method.size() + 1), path))
        continue;
      ++made[name];
      query_of(call, request.path);
      if (method != "GET") body_of(call, Json::parse(request.body));
      answer_of(call, answer);
      return;
    }
    wrong += method + " " + path + " is not described; ";
  }

  void query_of(const Json& call, const std::string& path) {
    const size_t mark = path.find('?');
    if (mark == std::string::npos) return;
    for (const std::string& pair : split(path.substr(mark + 1), '&')) {
      const std::string name = pair.substr(0, pair.find('=')), value = pair.substr(name.size() + 1);
      if (!call.contains("query") || !call["query"].contains(name)) {
        wrong += "?" + name + " is not known; ";
        continue;
      }
      const Json& wanted = call["query"][name];
      const bool fits = wanted.is_array()
                            ? std::find(wanted.begin(), wanted.end(), value) != wanted.end()
                            : wanted == "string" || parse_int(value).has_value();
      if (!fits) wrong += "?" + pair + " is none of those; ";
    }
  }

  void body_of(const Json& call, const Json& body) {
    wrong += against(call.at("takes"), body, "body");
    for (const std::string name : call.at("needs")) {
      if (!body.contains(name)) wrong += "body." + name + " is missing; ";
    }
  }

  void answer_of(const Json& call, const Response& answer) {
    const std::string name = call.at("call");
    if (answer.status != call.at("answer"))
      wrong += name + " answers " + std::to_string(answer.status) + "; ";
    const Json body = Json::parse(answer.body);
    if (!call.value("list", false)) {
      wrong += against(call.at("tells"), body, name);
      return;
    }
    if (!body.is_array()) wrong += name + " answers no list; ";
    for (const Json& one : body) wrong += against(call.at("tells"), one, name);
  }

  ForgeDouble& project_;
  Json said_;
};

}  // namespace

TEST_CASE("every call to GitHub, and what the double answers, is as GitHub describes it") {
  ForgeDouble project(ForgeKind::github);
  Described http(project);
  const auto forge = make_forge(project.place(), Secret("t0ken"), http);
  const MergeRequest made =
      forge->create({"muster/discover/berlin", "main", "A title", "A body", {"muster"}}, {});
  forge->update(made.number, "Another", "Other words", {});
  CHECK(forge->open({}).size() == 1);
  CHECK(forge->login({}) == "muster-bot");
  forge->comment(made.number, "first", {});
  const auto comments = forge->comments(made.number, {});
  REQUIRE(comments.size() == 1);
  forge->edit(made.number, comments[0].id, "second", {});
  project.requests[0].closed_at = "2026-08-21T08:00:00Z";
  CHECK(forge->closed("muster/discover/berlin", {}));
  CHECK(forge->lacking({}).empty());
  CHECK(http.wrong == "");
  CHECK(http.made.size() == http.known());
}
