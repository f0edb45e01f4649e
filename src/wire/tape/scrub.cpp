#include "wire/tape/scrub.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "core/error.h"
#include "core/json.h"
#include "core/text.h"

namespace muster {
namespace {

constexpr std::array<std::string_view, 10> secret_words = {
    "password", "passwd", "passphrase", "ticket",  "token",
    "secret",   "cookie", "credential", "private", "apikey"};
// Free text and keys of people: Proxmox guests carry them in their configuration.
constexpr std::array<std::string_view, 6> personal_keys = {"description", "sshkeys", "notes",
                                                           "otp",         "args",    "key"};

bool is_secret(std::string_view field) {
  const std::string name = lower(field);
  const bool personal =
      std::find(personal_keys.begin(), personal_keys.end(), name) != personal_keys.end();
  return personal || std::any_of(secret_words.begin(), secret_words.end(),
                                 [&](auto word) { return name.find(word) != std::string::npos; });
}

bool scrub(nlohmann::ordered_json& value) {
  bool changed = false;
  if (value.is_array()) {
    for (auto& item : value) changed |= scrub(item);
  }
  if (!value.is_object()) return changed;
  for (auto& [field, inner] : value.items()) {
    if (!is_secret(field)) {
      changed |= scrub(inner);
    } else if (inner != scrubbed) {
      inner = scrubbed;
      changed = true;
    }
  }
  return changed;
}

}  // namespace

std::optional<std::string> scrub_json(std::string_view body) try {
  const std::string repaired = repair_json(body);
  parse_json(repaired, "the body");  // for its bounds; the order of fields is kept below
  auto json = nlohmann::ordered_json::parse(repaired);
  return scrub(json) ? std::optional(json.dump()) : std::nullopt;
} catch (const Error&) {
  return std::nullopt;
}

std::string scrub_form(std::string_view form) {
  std::vector<std::string> fields = split(form, '&');
  for (std::string& field : fields) {
    const size_t equals = field.find('=');
    if (equals == std::string::npos || !is_secret(field.substr(0, equals))) continue;
    field = field.substr(0, equals + 1) + std::string(scrubbed);
  }
  return join(fields, "&");
}

std::string scrub_path(std::string_view path) {
  const size_t question = path.find('?');
  if (question == std::string_view::npos) return std::string(path);
  return std::string(path.substr(0, question + 1)) + scrub_form(path.substr(question + 1));
}

std::string scrub_body(std::string_view body, std::string_view content_type) {
  if (content_type.find("form") != std::string_view::npos) return scrub_form(body);
  return scrub_json(body).value_or(std::string(body));
}

}  // namespace muster
