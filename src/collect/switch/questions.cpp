#include "collect/switch/questions.h"

#include <algorithm>
#include <array>
#include <set>

#include "collect/switch/arp.h"
#include "collect/switch/identity.h"
#include "collect/switch/values.h"
#include "collect/switch/vlans.h"
#include "core/text.h"

namespace muster::switches {
namespace {

constexpr size_t kMostContexts = 64;
constexpr size_t kMostContextName = 32;
constexpr size_t kMacParts = 6;

using C = Column;

// A column and when it is worth a walk.
struct Rule {
  Column column;
  Column after = C::count;  // only when this one has rows
  Column but = C::count;    // not before this one is known to have none
};

constexpr std::array<Rule, 39> kRules{{
    {C::bridge_mac},
    {C::if_name},
    {C::if_descr},
    {C::if_type},
    {C::if_alias},
    {C::if_mtu},
    {C::if_mac},
    {C::if_stack},
    {C::base_port},
    {C::root_port},
    {C::lag_attached},
    {C::lag_selected, C::count, C::lag_attached},
    {C::lag_ports, C::count, C::lag_selected},
    {C::vlan_egress},
    {C::vlan_untagged, C::vlan_egress},
    {C::static_egress, C::count, C::vlan_egress},
    {C::static_untagged, C::static_egress},
    {C::ieee_static_egress, C::count, C::static_egress},
    {C::ieee_static_untagged, C::ieee_static_egress},
    {C::pvid},
    {C::lldp_chassis_kind},
    {C::lldp_chassis},
    {C::lldp_remote_chassis},
    {C::lldp_port_id, C::lldp_remote_chassis},
    {C::lldp_port_descr, C::lldp_remote_chassis},
    {C::lldp_remote_chassis_kind, C::lldp_remote_chassis},
    {C::lldp_remote_port_kind, C::lldp_remote_chassis},
    {C::lldp_remote_port, C::lldp_remote_chassis},
    {C::lldp_remote_port_descr, C::lldp_remote_chassis},
    {C::lldp_remote_name, C::lldp_remote_chassis},
    {C::lldp_remote_descr, C::lldp_remote_chassis},
    {C::lldp_remote_capabilities, C::lldp_remote_chassis},
    {C::lldp_remote_address, C::lldp_remote_chassis},
    {C::address_interface},
    {C::address_prefix, C::address_interface},
    {C::old_address_mask, C::old_address_interface},
    {C::entity_class},
    {C::ieee_vlan_untagged, C::ieee_vlan_egress},
    {C::timos_encap, C::timos_port},
}};

constexpr std::array<Rule, 8> kCiscoRules{{
    {C::vtp_vlan_state},
    {C::pagp_group, C::vtp_vlan_state},
    {C::clag_members, C::vtp_vlan_state},
    {C::vm_vlan, C::vtp_vlan_state},
    {C::trunk_status, C::vtp_vlan_state},
    {C::trunk_vlans, C::vtp_vlan_state},
    {C::trunk_vlans_2k, C::vtp_vlan_state},
    {C::trunk_vlans_3k, C::vtp_vlan_state},
}};

constexpr std::array<Rule, 5> kCdpRules{{
    {C::cdp_device},
    {C::cdp_address, C::cdp_device},
    {C::cdp_port, C::cdp_device},
    {C::cdp_platform, C::cdp_device},
    {C::cdp_capabilities, C::cdp_device},
}};

bool has_port(const Rows& rows) {
  return std::any_of(rows.begin(), rows.end(),
                     [](const SnmpRow& row) { return number_of(row.value).value_or(0) != 0; });
}

class Wishes {
 public:
  Wishes(const Told& told, const Profile& profile, const Wants& wants)
      : told_(told), base_(told.base), profile_(profile), wants_(wants) {}

  std::vector<Ask> all() && {
    by_rules(kRules);
    if (profile_.cdp) by_rules(kCdpRules);
    if (reads(FdbSource::vlan_contexts)) by_rules(kCiscoRules);
    if (base_.has_rows(C::vtp_vlan_state)) want(C::trunk_vlans_4k);
    if (profile_.mlt) want(C::mlt_index);
    if (base_.has_rows(C::mlt_index)) want(C::mlt_ports);
    if (profile_.lldp == LldpLocal::neighbor_table && base_.has_rows(C::lldp_remote_chassis)) {
      want(C::mikrotik_neighbor_interface);
    }
    forwarding_tables();
    if (numbers_differ()) want(C::if_status);
    fdb_ids();
    hardware();
    if (base_.asked(C::address_interface) && !tells_v4(base_.rows(C::address_interface), 0)) {
      want(C::old_address_interface);
    }
    address_tables(base_, {});
    for (const std::string& context : contexts()) address_tables(tables_of(context), context);
    return std::move(asks_);
  }

 private:
  void want(Column column, int vlan = 0, const std::string& context = {}, uint32_t row = 0) {
    asks_.push_back({column, vlan, context, row});
  }

  template <size_t N>
  void by_rules(const std::array<Rule, N>& rules) {
    for (const Rule& rule : rules) {
      if (rule.after != C::count && !base_.has_rows(rule.after)) continue;
      if (rule.but != C::count && (!base_.asked(rule.but) || base_.has_rows(rule.but))) continue;
      want(rule.column);
    }
  }

  bool reads(FdbSource source) const {
    return std::find(profile_.fdb.begin(), profile_.fdb.end(), source) != profile_.fdb.end();
  }

  // Each source in its order, until one knows a port.
  void forwarding_tables() {
    for (const FdbSource source : profile_.fdb) {
      bool answered = true;
      bool knows = false;
      switch (source) {
        case FdbSource::none:
          break;
        case FdbSource::vlan_contexts:
          answered = vlan_contexts(knows);
          break;
        case FdbSource::q_bridge:
          answered = table(base_, C::q_port, C::q_status, 0, knows);
          break;
        case FdbSource::ieee_q_bridge:
          answered = table(base_, C::ieee_port, C::ieee_status, 0, knows);
          if (base_.has_rows(C::ieee_port)) want(C::ieee_vlan_egress);
          break;
        case FdbSource::bridge:
          answered = bridge(base_, 0, knows);
          break;
        case FdbSource::vendor:
          answered = vendor(knows);
          break;
      }
      if (!answered || (knows && !profile_.fdb_all)) return;
    }
  }

  // Whether the column has been answered.
  bool table(const Tables& tables, Column port, Column status, int vlan, bool& knows) {
    want(port, vlan);
    knows = knows || has_port(tables.rows(port));
    if (profile_.status && tables.has_rows(port)) want(status, vlan);
    return tables.asked(port);
  }

  // Some agents number the rows: then the MAC stands in a column.
  bool bridge(const Tables& tables, int vlan, bool& knows) {
    const bool answered = table(tables, C::d_port, C::d_status, vlan, knows);
    const Rows& rows = tables.rows(C::d_port);
    const bool numbered = std::any_of(
        rows.begin(), rows.end(), [](const SnmpRow& row) { return row.index.size() < kMacParts; });
    if (numbered) want(C::d_address, vlan);
    return answered;
  }

  bool vendor(bool& knows) {
    bool answered = true;
    for (const VendorFdb& one : profile_.vendor_fdb) {
      if (one.column == C::count) continue;
      want(one.column);
      answered = answered && base_.asked(one.column);
      knows = knows || base_.has_rows(one.column);
    }
    return answered;
  }

  bool vlan_contexts(bool& knows) {
    if (!base_.asked(C::vtp_vlan_state)) return false;
    bool answered = true;
    static const Tables none;
    for (const int vlan : switches::context_vlans(base_)) {
      const auto found = told_.vlans.find(vlan);
      const Tables& tables = found == told_.vlans.end() ? none : found->second;
      answered = bridge(tables, vlan, knows) && answered;
      if (tables.has_rows(C::d_port)) {
        want(C::base_port, vlan);
        want(C::root_port, vlan);
      }
    }
    return answered;
  }

  // Whether a number means one port among bridge ports and another among interfaces.
  bool numbers_differ() const {
    const Rows& ports = base_.rows(C::base_port);
    return base_.asked(C::base_port) &&
           (ports.empty() || std::any_of(ports.begin(), ports.end(), [](const SnmpRow& row) {
              return row.index.size() != 1 || number_of(row.value) != row.index[0];
            }));
  }

  void fdb_ids() {
    const bool ids = base_.has_rows(C::q_port) || base_.has_rows(C::ieee_port);
    if (!ids || profile_.fdb_id == FdbIdRule::id_is_vlan) return;
    if (profile_.fdb_id == FdbIdRule::vendor_map) {
      want(C::jnx_l2ald_tag);
      want(C::jnx_l2ald_fdb_id);
      if (base_.asked(C::jnx_l2ald_tag) && !base_.has_rows(C::jnx_l2ald_tag)) want(C::jnx_ex_tag);
    }
    if (base_.has_rows(C::q_port)) want(C::vlan_fdb_id);
    if (base_.has_rows(C::ieee_port)) want(C::ieee_vlan_fdb_id);
    // Without that table an id is the VLAN that is listed under this number, be it by name alone.
    if (base_.asked(C::vlan_fdb_id) && !base_.has_rows(C::vlan_fdb_id)) want(C::static_name);
    if (base_.asked(C::ieee_static_egress) && !base_.has_rows(C::ieee_static_egress)) {
      want(C::ieee_static_name);
    }
  }

  void hardware() {
    for (const HardwareRung rung : {&chassis_rows, &stack_members, &top_rows}) {
      const auto rows = rung(base_);
      for (const uint32_t row : rows) {
        for (const Column column : {C::entity_software, C::entity_serial, C::entity_model}) {
          want(column, 0, {}, row);
        }
        if (profile_.boots_software) want(C::entity_firmware, 0, {}, row);
      }
      if (!rows.empty() && (!base_.asked(C::entity_model) || tells_hardware(base_, rows))) break;
      if (base_.has_rows(C::entity_class)) want(C::entity_parent);
    }
    if (!base_.asked(C::entity_class)) return;
    if (!profile_.model.empty()) want(C::vendor_model);
    if (!profile_.serial.empty()) want(C::vendor_serial);
    if (!profile_.software.empty()) want(C::vendor_software);
    want(C::probe_software);
  }

  // The new table of both families, and the old ones only for what it does not tell.
  void address_tables(const Tables& tables, const std::string& context) {
    want(C::net_to_physical, 0, context);
    if (!tables.asked(C::net_to_physical)) return;
    const Rows& rows = tables.rows(C::net_to_physical);
    if (!rows.empty()) want(C::net_to_physical_type, 0, context);
    if (!tells_v4(rows, 1)) want(C::arp, 0, context);
    if (tables.has_rows(C::arp)) want(C::arp_type, 0, context);
    if (tells_v6(rows, 1)) return;
    want(profile_.cisco_arp ? C::cisco_inet_to_media : C::ipv6_to_media, 0, context);
  }

  const Tables& tables_of(const std::string& context) const {
    static const Tables none;
    const auto found = told_.others.find(context);
    return found == told_.others.end() ? none : found->second;
  }

  // Those configured, and those the agent lists; the ones of VLANs are asked for elsewhere.
  std::set<std::string> contexts() {
    std::set<std::string> all(wants_.contexts.begin(), wants_.contexts.end());
    if (!profile_.vrf_contexts || !wants_.version_3) return all;
    want(C::contexts);
    for (const SnmpRow& row : base_.rows(C::contexts)) {
      const std::string name = text_of(row.value);
      const bool usable = !name.empty() && name == row.value.octets &&
                          name.size() <= kMostContextName && !name.starts_with("vlan-");
      if (usable && all.size() < kMostContexts) all.insert(name);
    }
    return all;
  }

  const Told& told_;
  const Tables& base_;
  const Profile& profile_;
  const Wants& wants_;
  std::vector<Ask> asks_;
};

std::string_view oid_text(Column column, const Profile& profile) {
  switch (column) {
    case C::vendor_model:
      return profile.model;
    case C::vendor_serial:
      return profile.serial;
    case C::vendor_software:
      return profile.software;
    default:
      return spec_of(column).oid;
  }
}

}  // namespace

std::vector<Ask> identity_asks() {
  return {{C::sys_object_id, 0, {}, 0}, {C::sys_descr, 0, {}, 0}, {C::sys_name, 0, {}, 0}};
}

std::vector<Ask> wanted(const Told& told, const Profile& profile, const Wants& wants) {
  return Wishes(told, profile, wants).all();
}

SnmpQuestion question_of(const Ask& ask, const Profile& profile) {
  const ColumnSpec& spec = spec_of(ask.column);
  SnmpQuestion question;
  question.oid = parse_oid(oid_text(ask.column, profile)).value_or(Oid{});
  if (spec.time_filter && profile.time_mark_zero) question.oid.push_back(0);
  if (ask.row != 0) question.oid.push_back(ask.row);
  question.get = spec.get || ask.row != 0;
  question.vlan = ask.vlan;
  question.context = ask.context;
  question.bulk = profile.bulk;
  question.what = spec.what;
  return question;
}

Rows rows_of(const Ask& ask, const Profile& profile, Rows rows) {
  const bool zero_mark = spec_of(ask.column).time_filter && profile.time_mark_zero;
  for (SnmpRow& row : rows) {
    if (zero_mark) row.index.insert(row.index.begin(), 0);
    if (ask.row != 0) row.index.insert(row.index.begin(), ask.row);
  }
  return rows;
}

}  // namespace muster::switches
