// The kinds of source, sorted by name. To add one: config/sources/<kind>.{h,cpp}, which say its
// settings, keys, checks and traits; its settings in the list below; and in collect/ a folder
// <kind>/ and a row of collect/collector.cpp, which does not build without it. One that answers
// HTTP begins with HttpConfig and asks through collect/http_session.h. Keys, secrets,
// `config show`, the schema and every sentence that lists the kinds follow from the list.
#pragma once
#include <string>
#include <variant>

#include "config/sources/connector.h"
#include "config/sources/dhcp_leases.h"
#include "config/sources/mikrotik.h"
#include "config/sources/proxmox.h"
#include "config/sources/sweep.h"
#include "config/sources/switch.h"
#include "config/sources/vsphere.h"
#include "core/clock.h"
#include "core/error.h"

namespace muster {

using SourceSettings = std::variant<ConnectorConfig, DhcpLeasesConfig, MikrotikConfig,
                                    ProxmoxConfig, SweepConfig, SwitchConfig, VsphereConfig>;

struct SourceConfig {
  std::string name = {};
  std::string listed_in = {};  // the source of muster.yaml whose `switches` names it, "" none
  std::string site = {};
  Milliseconds timeout{10'000};
  bool enabled = true;
  SourceSettings settings = {};
  Where where = {};

  std::string_view kind() const {
    return std::visit([](const auto& one) { return one.kind; }, settings);
  }
  // Forwards frames of others: it can tell behind which port a MAC is.
  bool forwards() const {
    return std::visit([](const auto& one) { return one.forwards; }, settings);
  }
  // "<kind>:<name>", as it stands in facts and host files.
  std::string id() const { return std::string(kind()) + ":" + name; }

  // The settings of a source that is of this kind.
  template <class Kind>
  const Kind& as() const {
    return std::get<Kind>(settings);
  }
  template <class Kind>
  Kind& as() {
    return std::get<Kind>(settings);
  }
};

}  // namespace muster
