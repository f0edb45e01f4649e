#include "config/manage.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <vector>

#include "config/key.h"
#include "config/reading.h"
#include "core/text.h"

namespace muster::config_file {

std::string schema_of_manage() {
  const nlohmann::json fields = managed_fields;
  const nlohmann::json words = manage_words;
  return nlohmann::ordered_json{{"type", "object"},
                                {"propertyNames", {{"enum", fields}}},
                                {"additionalProperties", {{"enum", words}}}}
      .dump();
}

void read_manage(Reading& in, const yaml::Node& node, Managed& out) {
  if (node.kind != yaml::Kind::mapping) {
    return in.fault(node,
                    in.key() + " must be a mapping of fields to always, empty, never or report",
                    "write {status: never}");
  }
  for (const yaml::Entry& entry : node.entries) {
    Reading each{in.layer, in.trouble, in.origins, in.path + "." + entry.key};
    each.origins[each.path] = each.at(entry.value);
    if (std::find(managed_fields.begin(), managed_fields.end(), entry.key) ==
        managed_fields.end()) {
      const std::vector<std::string> known(managed_fields.begin(), managed_fields.end());
      each.fault(entry.value, "field " + quote(entry.key) + " is not known in " + in.key(),
                 suggestion(entry.key, known));
      continue;
    }
    std::string told;
    read_choice<manage_words>(each, entry.value, told);
    const auto at = std::find(manage_words.begin(), manage_words.end(), told);
    if (at != manage_words.end()) out[entry.key] = static_cast<Manage>(at - manage_words.begin());
  }
}

}  // namespace muster::config_file
