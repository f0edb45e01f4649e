#include "config/known.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "config/key.h"
#include "config/reading.h"
#include "core/text.h"

namespace muster::config_file {
namespace {

constexpr std::string_view newest_word = "newest";

// Calls fn(reading, node, key) for every key of a mapping.
template <class Fn>
void each_named(Reading& in, const yaml::Node& node, const char* example, Fn&& fn) {
  if (node.kind != yaml::Kind::mapping) {
    return in.fault(node, in.key() + " must be a mapping", std::string("write ") + example);
  }
  for (const yaml::Entry& entry : node.entries) {
    Reading each{in.layer, in.trouble, in.origins, in.path + "." + entry.key};
    each.origins[each.path] = each.at(entry.value);
    fn(each, entry.value, entry.key);
  }
}

}  // namespace

std::string schema_of_records() {
  return nlohmann::ordered_json{{"type", "object"},
                                {"propertyNames", {{"pattern", "^[a-z0-9-]{1,40}$"}}},
                                {"additionalProperties", {{"enum", kept_in_words}}}}
      .dump();
}

std::string schema_of_fields() {
  return nlohmann::ordered_json{
      {"type", "object"},
      {"propertyNames", {{"enum", policy_fields}}},
      {"additionalProperties",
       {{"oneOf",
         {{{"const", newest_word}},
          {{"type", "array"}, {"items", {{"$ref", "#/$defs/name"}}}, {"minItems", 1}}}}}}}
      .dump();
}

std::string schema_of_required() {
  return nlohmann::ordered_json{
      {"type", "object"},
      {"propertyNames", {{"enum", required_kinds}}},
      {"additionalProperties", {{"type", "array"}, {"items", {{"enum", required_words}}}}}}
      .dump();
}

std::string schema_of_tenants() {
  return nlohmann::ordered_json{{"type", "object"},
                                {"additionalProperties", {{"$ref", "#/$defs/slug"}}}}
      .dump();
}

void read_records(Reading& in, const yaml::Node& node, KeptKinds& out) {
  each_named(in, node, "{storage: files, volume: cache}",
             [&](Reading& each, const yaml::Node& value, const std::string& kind) {
               if (slugify(kind) != kind) {
                 return each.fault(value, "kind " + quote(kind) + " is none of a record",
                                   "muster connector try SOURCE shows the kinds that come");
               }
               std::string told;
               read_choice<kept_in_words>(each, value, told);
               if (!told.empty())
                 out[kind] = told == word(KeptIn::files) ? KeptIn::files : KeptIn::cache;
             });
}

void read_fields(Reading& in, const yaml::Node& node, FieldPolicies& out) {
  each_named(
      in, node, "{platform: [puppet, vc1], model: newest}",
      [&](Reading& each, const yaml::Node& value, const std::string& field) {
        if (std::find(policy_fields.begin(), policy_fields.end(), field) == policy_fields.end()) {
          const std::vector<std::string> known(policy_fields.begin(), policy_fields.end());
          return each.fault(value, "field " + quote(field) + " is not known in fields",
                            suggestion(field, known));
        }
        FieldPolicy policy;
        policy.newest = value.kind == yaml::Kind::scalar && value.text == newest_word;
        if (!policy.newest) read_words(each, value, policy.first);
        out[field] = std::move(policy);
      });
}

void read_required(Reading& in, const yaml::Node& node, RequiredFields& out) {
  each_named(in, node, "{device: [serial, model], vm: [platform]}",
             [&](Reading& each, const yaml::Node& value, const std::string& becomes) {
               if (std::find(required_kinds.begin(), required_kinds.end(), becomes) ==
                   required_kinds.end()) {
                 return each.fault(value, quote(becomes) + " is nothing that hosts become",
                                   "use device or vm");
               }
               read_choices<required_words>(each, value, out[becomes]);
             });
}

void read_tenants(Reading& in, const yaml::Node& node, std::map<std::string, std::string>& out) {
  each_named(in, node, "{\"Finance department\": finance}",
             [&](Reading& each, const yaml::Node& value, const std::string& told) {
               read_slug(each, value, out[told]);
             });
}

nlohmann::json shown(const KeptKinds& records) {
  nlohmann::json out = nlohmann::json::object();
  for (const auto& [kind, kept] : records) out[kind] = word(kept);
  return out;
}

nlohmann::json shown(const FieldPolicies& fields) {
  nlohmann::json out = nlohmann::json::object();
  for (const auto& [field, policy] : fields) {
    out[field] = policy.newest ? nlohmann::json(newest_word) : nlohmann::json(policy.first);
  }
  return out;
}

nlohmann::json shown(const RequiredFields& fields) {
  nlohmann::json out = nlohmann::json::object();
  for (const auto& [becomes, names] : fields) out[becomes] = names;
  return out;
}

}  // namespace muster::config_file
