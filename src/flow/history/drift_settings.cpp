#include "flow/history/drift_settings.h"

#include <algorithm>

namespace muster {
namespace {

// Where a field stands in a host file; "" when nowhere.
std::string stated_at(const std::string& field) {
  const auto& keys = setting_keys();
  for (std::string key : {field, "overrides." + field}) {
    if (std::binary_search(keys.begin(), keys.end(), key)) return key;
  }
  return "";
}

}  // namespace

std::map<std::string, std::vector<Setting>> settings_of_drift(const Plan& plan) {
  std::map<std::string, std::vector<Setting>> out;
  for (const Operation& operation : plan.operations) {
    const bool machine = operation.kind == "device" || operation.kind == "virtual-machine";
    if (!machine || operation.host.empty()) continue;
    for (const FieldChange& change : operation.changes) {
      const std::string key = stated_at(change.field);
      const Text* there = std::get_if<Text>(&change.before);
      if (change.cause == Cause::repo || key.empty() || there == nullptr) continue;
      out[operation.host].push_back({key, there->str()});
    }
  }
  return out;
}

}  // namespace muster
