#include "config/approvers.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "config/key.h"

namespace muster::config_file {

const std::vector<Key<Approvers>>& approvers_keys() {
  static const std::vector<Key<Approvers>> keys{
      needed(key<&Approvers::path, read_text>("path", "Files that this is about, as a glob.",
                                              "hosts/berlin/*")),
      needed(key<&Approvers::people, read_words>(
          "people", "Mail addresses of those who may decide there, as globs.",
          R"(["ada@example.org", "*@ops.example.org"])")),
  };
  return keys;
}

std::string schema_of_approvers() {
  nlohmann::ordered_json item{{"type", "object"}, {"additionalProperties", false}};
  for (const auto& key : approvers_keys()) {
    auto shape = nlohmann::ordered_json::parse(key.schema);
    shape["description"] = key.doc;
    item["properties"][std::string(key.name)] = std::move(shape);
    item["required"].push_back(key.name);
  }
  return nlohmann::ordered_json{{"type", "array"}, {"items", std::move(item)}}.dump();
}

namespace {

void read_one(Reading& in, const yaml::Node& node, Approvers& out) {
  const auto& keys = approvers_keys();
  std::vector<std::string> names;
  for (const auto& key : keys) names.emplace_back(key.name);
  for (const yaml::Entry& entry : node.entries) {
    Reading each{in.layer, in.trouble, in.origins, in.path + "." + entry.key};
    const auto key = std::find_if(keys.begin(), keys.end(),
                                  [&](const auto& one) { return one.name == entry.key; });
    if (key == keys.end()) {
      each.fault(entry.value, "key " + quote(entry.key) + " is not known in " + in.path,
                 suggestion(entry.key, names));
    } else {
      key->read(each, entry.value, out);
    }
  }
}

}  // namespace

void read_approvers(Reading& in, const yaml::Node& node, std::vector<Approvers>& out) {
  constexpr const char* fix = "write - {path: \"hosts/berlin/*\", people: [ada@example.org]}";
  if (node.kind != yaml::Kind::sequence) {
    return in.fault(node, in.key() + " must be a list", fix);
  }
  out.clear();
  for (const yaml::Node& item : node.items) {
    Reading each{in.layer, in.trouble, in.origins, in.path + "." + std::to_string(out.size())};
    each.origins[each.path] = each.at(item);
    Approvers one;
    if (item.kind == yaml::Kind::mapping) read_one(each, item, one);
    if (one.path.empty() || one.people.empty()) {
      in.fault(item, in.key() + " needs a path and people", fix);
    }
    out.push_back(std::move(one));
  }
}

}  // namespace muster::config_file
