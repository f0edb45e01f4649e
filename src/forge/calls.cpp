#include "forge/calls.h"

#include <nlohmann/json.hpp>

#include "core/json.h"
#include "core/text.h"

namespace muster::forge {
namespace {

using Json = nlohmann::json;

std::string rights(const ForgePlace& place) {
  switch (place.kind) {
    case ForgeKind::gitlab:
      return "give the token the scope api and the role Developer; a job token may not do this";
    case ForgeKind::github:
      return "give the token read and write access to pull requests and issues of " + place.project;
    case ForgeKind::gitea:
      break;
  }
  return "give the token the scopes write:repository, write:issue and read:user";
}

Error refused(const ForgePlace& place, Error error, int status) {
  if (status == 401) return std::move(error).mend("the token is wrong or has expired");
  if (status == 403) return std::move(error).mend(rights(place));
  if (status == 404) {
    return std::move(error).mend("see that " + place.project +
                                 " is the project and that the token may see it");
  }
  return error;
}

}  // namespace

Calls::Calls(const ForgePlace& place, std::vector<Header> headers, Http& http)
    : place_(place), headers_(std::move(headers)), http_(http) {
  endpoint_.url = place.api;
  endpoint_.max_bytes = 32 << 20;
}

Request Calls::request(const std::string& method, const std::string& path) const {
  Request request;
  request.method = method;
  request.path = path;
  request.headers = headers_;
  request.headers.push_back({"Accept", Secret("application/json")});
  request.headers.push_back({"User-Agent", Secret("muster")});  // GitHub refuses who has none
  return request;
}

Json Calls::answer(const Request& request, const Response& response) const {
  if (response.status / 100 != 2) {
    throw refused(place_, http_error(endpoint_, request, response), response.status);
  }
  return parse_json(response.body, request.method + " " + endpoint_.url + request.path);
}

Json Calls::get(const std::string& path, std::stop_token stop) {
  const Request asked = request("GET", path);
  return answer(asked, http_.get(endpoint_, asked, std::move(stop)));
}

std::vector<Json> Calls::all(const std::string& path, size_t pages, std::stop_token stop) {
  const std::string size = place_.kind == ForgeKind::gitea ? "limit=50" : "per_page=100";
  std::vector<Json> out;
  for (size_t page = 1; page <= pages; ++page) {
    const Request asked = request("GET", path + (path.find('?') == std::string::npos ? "?" : "&") +
                                             size + "&page=" + std::to_string(page));
    const Response response = http_.get(endpoint_, asked, stop);
    const Json list = answer(asked, response);
    if (!list.is_array()) {
      throw Error("GET " + endpoint_.url + path.substr(0, path.find('?')) +
                  " answers with no list");
    }
    out.insert(out.end(), list.begin(), list.end());
    const auto link = response.headers.find("link");
    if (link == response.headers.end() || link->second.find("rel=\"next\"") == std::string::npos) {
      break;
    }
  }
  return out;
}

Json Calls::send(const std::string& method, const std::string& path, const Json& body,
                 std::stop_token stop) {
  Request asked = request(method, path);
  asked.body = body.dump(-1, ' ', false, Json::error_handler_t::replace);
  return answer(asked, http_.send(endpoint_, asked, std::move(stop)));
}

std::string text_in(const Json& object, const char* name) {
  const auto found = object.is_object() ? object.find(name) : object.end();
  return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

long long number_in(const Json& object, const char* name) {
  const auto found = object.is_object() ? object.find(name) : object.end();
  return found != object.end() && found->is_number_integer() ? found->get<long long>() : 0;
}

const Json& object_in(const Json& object, const char* name) {
  static const Json none;
  const auto found = object.is_object() ? object.find(name) : object.end();
  return found != object.end() && found->is_object() ? *found : none;
}

}  // namespace muster::forge
