#include "wire/http/error.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/json.h"
#include "core/text.h"

namespace muster {
namespace {

constexpr size_t sentence = 500;
constexpr size_t error_body = 64 << 10;
constexpr int nesting = 4;

struct Url {
  std::string_view scheme, host, path;
};

Url take_apart(std::string_view url) {
  Url parts;
  const size_t colon = url.find("://");
  if (colon == std::string_view::npos) return parts;
  parts.scheme = url.substr(0, colon);
  url.remove_prefix(colon + 3);
  const size_t end = std::min(url.find_first_of("/?#"), url.size());
  parts.host = url.substr(0, end);
  parts.host.remove_prefix(parts.host.rfind('@') + 1);
  parts.path = url.substr(end);
  return parts;
}

std::string_view without_query(std::string_view path) {
  return path.substr(0, std::min(path.find_first_of("?#"), path.size()));
}

void add(std::string& text, const std::string& more, std::string_view separator) {
  if (more.empty() || text.size() > sentence) return;
  text += text.empty() ? more : std::string(separator) + more;
}

std::string sentence_in(const nlohmann::json& value, int depth);

std::string sentences_in_list(const nlohmann::json& list, int depth) {
  std::string text;
  const bool objects = !list.empty() && list.front().is_object() && list.size() > 1;
  for (size_t i = 0; i < list.size() && text.size() <= sentence; ++i) {
    const std::string one = sentence_in(list[i], depth);
    if (one.empty()) continue;
    add(text, objects ? "item " + std::to_string(i + 1) + ": " + one : one, "; ");
  }
  return text;
}

std::string sentences_in_fields(const nlohmann::json& object, int depth) {
  std::string text;
  for (const auto& [field, value] : object.items()) {
    if (!value.is_structured() && !value.is_string()) continue;
    const std::string one = sentence_in(value, depth);
    if (!one.empty()) add(text, field + ": " + one, "; ");
  }
  return text;
}

std::string sentence_in_object(const nlohmann::json& object, int depth) {
  std::string text;
  for (const char* key : {"detail", "message", "error"}) {
    const auto found = object.find(key);
    if (!text.empty() || found == object.end() || found->is_number()) continue;
    text = sentence_in(*found, depth);
  }
  if (text.empty()) return sentences_in_fields(object, depth);
  if (const auto errors = object.find("errors"); errors != object.end()) {
    add(text, sentence_in(*errors, depth), ": ");
  }
  return text;
}

std::string sentence_in(const nlohmann::json& value, int depth) {
  if (depth == 0) return "";
  if (value.is_string()) return clean(value.get_ref<const std::string&>(), sentence);
  if (value.is_array()) return sentences_in_list(value, depth - 1);
  if (value.is_object()) return sentence_in_object(value, depth - 1);
  return "";
}

// Servers refuse with 403, too, whose token is not known: that is no want of rights.
bool is_about_the_token(const std::string& own) {
  const std::string text = lower(own);
  return text.find("token") != std::string::npos &&
         (text.find("invalid") != std::string::npos || text.find("expired") != std::string::npos);
}

// `own`: what the server says of it.
std::string advice(int status, const std::string& own) {
  constexpr const char* credentials = "see whether the credentials are right and still valid";
  switch (status) {
    case 401:
      return credentials;
    case 403:
      return is_about_the_token(own) ? credentials : "grant the account the right this needs";
    case 404:
      return "see whether the URL is right";
    case 429:
    case 502:
    case 503:
    case 504:
      return "the server is busy or restarting; try again later";
    default:
      return "";
  }
}

}  // namespace

std::string origin_of(std::string_view url) {
  const Url parts = take_apart(url);
  if (parts.host.empty()) return "";
  return clean(std::string(parts.scheme) + "://" + std::string(parts.host));
}

std::string describe(const Endpoint& endpoint, const Request& request) {
  const std::string path(without_query(take_apart(endpoint.url).path));
  return clean(request.method, 16) + " " + origin_of(endpoint.url) +
         clean(path + std::string(without_query(request.path)));
}

std::string server_sentence(std::string_view body) {
  if (body.empty() || body.size() > error_body) return "";
  try {
    const auto json = parse_json(repair_json(body), "the answer");
    return json.is_structured() ? clean(sentence_in(json, nesting), sentence) : "";
  } catch (const Error&) {
    return "";  // an error page for people, of a proxy for instance
  }
}

std::string plain_sentence(const Response& response) {
  const auto type = response.headers.find("content-type");
  const bool plain = type != response.headers.end() && type->second.starts_with("text/plain");
  if (!plain || response.body.size() > error_body) return "";
  const std::string_view text = trim(response.body);
  return clean(trim(text.substr(0, text.find('\n'))), sentence);
}

Error http_error(const Endpoint& endpoint, const Request& request, const Response& response) {
  const std::string reason = clean(response.reason, sentence);
  std::string own = server_sentence(response.body);
  if (own.empty()) own = plain_sentence(response);
  return Error(describe(endpoint, request) + " failed: " + std::to_string(response.status) +
               (reason.empty() ? "" : " " + reason))
      .because(own)
      .mend(advice(response.status, own));
}

}  // namespace muster
