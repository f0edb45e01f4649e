#include "wire/http/echo.h"

#include <nlohmann/json.hpp>
#include <set>

#include "core/hex.h"
#include "core/text.h"
#include "wire/base64.h"

namespace muster {
namespace {

constexpr size_t least_length = 8;
constexpr std::string_view scrubbed = "(scrubbed)";  // as on tapes

void add_forms(const std::string& secret, std::set<std::string, std::greater<>>& forms) {
  if (secret.size() < least_length) return;
  const std::string json =
      nlohmann::json(secret).dump(-1, ' ', true, nlohmann::json::error_handler_t::replace);
  forms.insert(
      {secret, json.substr(1, json.size() - 2), percent_encode(secret), to_base64(secret)});
}

void replace_all(std::string& text, const std::string& what) {
  for (size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += scrubbed.size()) {
    text.replace(at, what.size(), scrubbed);
  }
}

}  // namespace

void take_echo_out(const Endpoint& endpoint, const Request& request, Response& response) {
  std::set<std::string, std::greater<>> forms;
  for (const Secret& secret : endpoint.secrets) add_forms(secret.reveal(), forms);
  for (const Header& header : request.headers) {
    const std::string& value = header.value.reveal();
    if (lower(header.name) == "authorization") add_forms(value.substr(value.rfind(' ') + 1), forms);
  }
  for (const std::string& form : forms) {
    replace_all(response.reason, form);
    replace_all(response.body, form);
    for (auto& [name, value] : response.headers) replace_all(value, form);
  }
}

}  // namespace muster
