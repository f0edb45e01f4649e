#include "config/schema.h"

#include <nlohmann/json.hpp>

#include "config/rule_keys.h"

namespace muster {
namespace config_file {
namespace {

using Json = nlohmann::ordered_json;

// The types that keys name by $ref.
constexpr std::string_view types = R"({
  "name": {"type": "string", "pattern": "^[a-z0-9][a-z0-9_-]{0,49}$"},
  "text": {"type": "string", "minLength": 1, "maxLength": 255},
  "slug": {"type": "string", "pattern": "^[A-Za-z0-9_-]{1,100}$"},
  "label": {"type": "string", "minLength": 1, "maxLength": 100},
  "path": {
    "description": "A path; relative ones start from the folder of this file.",
    "type": "string", "pattern": "^[^~]"
  },
  "url": {"type": "string", "pattern": "^[Hh][Tt][Tt][Pp][Ss]?://[^@?#\\s]+$"},
  "duration": {
    "description": "A time from 100ms to 1h.",
    "type": "string", "pattern": "^([0-9]+(ms|s|m|h|d|w))+$", "examples": ["10s", "2m"]
  },
  "limit": {
    "description": "A percentage, a count, or both; the smaller of the two counts.",
    "oneOf": [
      {"type": "integer", "minimum": 0},
      {"type": "string", "pattern": "^[0-9.]+%?( or [0-9.]+%?)?$"}
    ],
    "examples": ["10%", 25, "10% or 25"]
  },
  "secret": {
    "description":
      "Where a secret is kept. A command runs only from the user's own muster.yaml.",
    "type": "object", "additionalProperties": false, "minProperties": 1, "maxProperties": 1,
    "properties": {
      "env": {
        "description": "The name of an environment variable.",
        "type": "string", "pattern": "^[A-Za-z_][A-Za-z0-9_]*$"
      },
      "file": {"description": "A file that holds nothing else.", "$ref": "#/$defs/path"},
      "command": {
        "description": "A program and its arguments; no shell reads them.",
        "type": "array", "minItems": 1, "items": {"type": "string", "minLength": 1}
      }
    },
    "examples": [
      {"env": "NETBOX_TOKEN"},
      {"file": "/run/secrets/netbox"},
      {"command": ["pass", "show", "netbox"]}
    ]
  },
  "host": {
    "description": "A name or an address, with :port where wanted.",
    "type": "string", "pattern": "^[A-Za-z0-9_.:\\[\\]-]+$", "maxLength": 300
  },
  "words": {"type": "array", "maxItems": 256, "items": {"$ref": "#/$defs/text"}}
})";

Json ref(const std::string& name) { return {{"$ref", "#/$defs/" + name}}; }

Json parse_example(std::string_view text) {
  const bool structured = text.starts_with('[') || text.starts_with('{');
  return structured ? Json::parse(text) : Json(text);
}

// What a reader takes where the key is not given; null where that cannot be written.
template <class T>
Json default_of(const Key<T>& key, const T& empty) {
  const nlohmann::json value = key.required ? nlohmann::json() : key.show(empty);
  const bool nothing = value == "" || (value.is_structured() && value.empty());
  return nothing ? Json() : Json(value);
}

template <class T>
Json property(const Section<T>& section, const Variant<T>& variant, const Key<T>& key) {
  Json out{{"description", key.doc}};
  if (key.name == section.selector) {
    out["const"] = variant.kind;
    return out;
  }
  out.update(Json::parse(key.schema));
  const Json value = default_of(key, variant.empty);
  if (!value.is_null()) out["default"] = value;
  if (!key.example.empty()) out["examples"] = Json::array({parse_example(key.example)});
  return out;
}

template <class T>
Json shape(const Section<T>& section, const Variant<T>& variant, std::string_view about) {
  Json out{{"description", about}, {"type", "object"}, {"additionalProperties", false}};
  Json required = Json::array();
  for (const Key<T>& key : variant.keys) {
    out["properties"][std::string(key.name)] = property(section, variant, key);
    if (key.required) required.push_back(key.name);
  }
  if (!required.empty()) out["required"] = std::move(required);
  return out;
}

// `one` is the shape that its selector chooses.
template <class T>
void add_chosen(const Section<T>& section, const std::string& one, Json& definitions) {
  const std::string selector(section.selector);
  Json kinds = Json::array();
  Json choices = Json::array();
  for (const Variant<T>& variant : section.variants) {
    const std::string name = one + "_" + std::string(variant.kind);
    kinds.push_back(variant.kind);
    choices.push_back(
        {{"if",
          {{"properties", {{selector, {{"const", variant.kind}}}}}, {"required", {selector}}}},
         {"then", ref(name)}});
    definitions[name] = shape(section, variant, variant.about);
  }
  definitions[one] = {{"description", section.about_one},
                      {"type", "object"},
                      {"required", {selector}},
                      {"properties", {{selector, {{"enum", kinds}}}}},
                      {"allOf", std::move(choices)}};
}

// A mapping of names to items; an item none of whose keys is needed may be left empty.
template <class T>
void add_section(const Section<T>& section, Json& schema) {
  const std::string one(section.one);
  Json item = ref(one);
  if (section.selector.empty()) {
    schema["$defs"][one] = shape(section, section.variants[0], section.about_one);
    item = {{"oneOf", {ref(one), {{"type", "null"}}}}};
  } else {
    add_chosen(section, one, schema["$defs"]);
  }
  schema["properties"][std::string(section.name)] = {{"description", section.about},
                                                     {"type", "object"},
                                                     {"propertyNames", ref("name")},
                                                     {"additionalProperties", std::move(item)}};
}

}  // namespace

std::string schema_of_backup() {
  const Variant<BackupPolicy> variant{"", "", backup_policy_keys(), {}};
  const Section<BackupPolicy> section{"backup", "", "", "", "", {variant}};
  Json out = shape(section, variant, "Backup of configurations.");
  out.erase("description");
  return out.dump();
}

}  // namespace config_file

std::string rules_schema() {
  using namespace config_file;
  const Section<Rule>& section = rule_section();
  Json schema{{"$schema", "https://json-schema.org/draft/2020-12/schema"},
              {"$id", "https://muster.example/schema/rules.v1.json"},
              {"title", "rules.yaml"},
              {"description", "What hosts are taken for, and which of them need no person."},
              {"type", "object"},
              {"additionalProperties", false}};
  schema["properties"] = {
      {"defaults",
       {{"description", "false: the rules that come with muster do not follow these."},
        {"type", "boolean"},
        {"default", true}}},
      {"rules",
       {{"description", section.about},
        {"type", "array"},
        {"maxItems", 1000},
        {"items", ref("rule")}}}};
  schema["$defs"]["rule"] = shape(section, section.variants[0], section.about_one);
  const Json all = Json::parse(types);
  for (const char* name : {"name", "text", "words"}) schema["$defs"][name] = all[name];
  return schema.dump(2) + "\n";
}

std::string config_schema() {
  using namespace config_file;
  Json schema{
      {"$schema", "https://json-schema.org/draft/2020-12/schema"},
      {"$id", "https://muster.example/schema/config.v1.json"},
      {"title", "muster.yaml"},
      {"description",
       "The configuration of a muster inventory. Secrets are references, never values."},
      {"type", "object"},
      {"additionalProperties", false},
  };
  add_section(site_section(), schema);
  add_section(source_section(), schema);
  add_section(class_section(), schema);
  add_section(target_section(), schema);
  add_section(credential_section(), schema);
  add_section(job_section(), schema);
  schema["properties"]["policy"] = ref("policy");
  const Section<Policy>& policy = policy_section();
  schema["$defs"]["policy"] = shape(policy, policy.variants[0], policy.about_one);
  schema["$defs"].update(Json::parse(types));
  return schema.dump(2) + "\n";
}

}  // namespace muster
