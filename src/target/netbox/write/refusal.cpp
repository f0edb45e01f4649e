#include "target/netbox/write/refusal.h"

#include <nlohmann/json.hpp>

#include "core/error.h"
#include "core/json.h"
#include "core/text.h"

namespace muster::netbox {
namespace {

constexpr size_t sentence_limit = 500;
constexpr int deepest = 6;

// {"name": ["already used"], "__all__": ["…"]} → "name: already used; …"
std::string sentence(const Json& value, int depth = 0) {
  if (value.is_string()) return value.get<std::string>();
  if (depth > deepest || !value.is_structured()) return value.is_null() ? "" : value.dump();
  std::string out;
  for (const auto& [name, part] : value.items()) {
    const std::string words = sentence(part, depth + 1);
    if (words.empty()) continue;
    const bool field = value.is_object() && name != "__all__" && name != "non_field_errors" &&
                       name != "detail" && name != "error";
    out += (out.empty() ? "" : "; ") + (field ? name + ": " + words : words);
  }
  return out;
}

std::string shown(const Json& value) { return clean(sentence(value), sentence_limit); }

void take_structured(const Json& errors, Refusal& refusal) {
  for (const Json& item : errors) {
    const Json& index = member(item, "index");
    const Json& why =
        member(item, "errors").is_null() ? member(item, "detail") : member(item, "errors");
    if (index.is_number_unsigned()) refusal.by_index[index.get<size_t>()] = shown(why);
    if (const long long id = id_of(item); id != 0) refusal.by_id[id] = shown(why);
  }
}

}  // namespace

Refusal decode_refusal(const Response& response) {
  Refusal refusal;
  refusal.sentence = clean(std::to_string(response.status) + " " + response.reason, 200);
  Json body;
  try {
    body = parse_json(response.body, "answer");
  } catch (const Error&) {
    return refusal;
  }
  if (body.is_array()) {
    for (size_t i = 0; i < body.size(); ++i) {
      if (body[i].is_object() && !body[i].empty()) refusal.by_index[i] = shown(body[i]);
    }
    if (!refusal.by_index.empty()) refusal.sentence = refusal.by_index.begin()->second;
    return refusal;
  }
  if (member(body, "errors").is_array()) take_structured(body["errors"], refusal);
  if (body.is_object() && body.contains("exception")) {
    refusal.sentence = clean(text(body, "error"), sentence_limit);
  } else if (refusal.by_index.empty() && refusal.by_id.empty()) {
    if (std::string words = shown(body); !words.empty()) refusal.sentence = words;
  } else {
    refusal.sentence = clean(text(body, "detail"), sentence_limit);
  }
  return refusal;
}

}  // namespace muster::netbox
