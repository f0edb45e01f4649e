// The kinds of target, sorted by name. To add one: config/targets/<kind>.{h,cpp}, which say its
// settings, keys, checks and phase; its settings in the list below; and in target/ a folder
// <kind>/ and a row of target/target.cpp, which does not build without it. Keys, secrets,
// `config show`, the schema and every sentence that lists the kinds follow from the list.
#pragma once
#include <string>
#include <variant>

#include "config/targets/netbox.h"
#include "config/targets/powerdns.h"
#include "config/targets/unbound.h"
#include "core/error.h"

namespace muster {

using TargetSettings = std::variant<NetboxConfig, PowerDnsConfig, UnboundConfig>;

struct TargetConfig {
  std::string name;
  TargetSettings settings;
  Where where;

  std::string_view kind() const {
    return std::visit([](const auto& one) { return one.kind; }, settings);
  }
  Phase phase() const {
    return std::visit([](const auto& one) { return one.phase; }, settings);
  }
};

}  // namespace muster
