#include "collect/switch/identity.h"

#include <algorithm>
#include <array>

#include "collect/switch/values.h"
#include "core/text.h"

namespace muster::switches {
namespace {

// PhysicalClass (ENTITY-MIB).
constexpr uint32_t kChassis = 3;
constexpr uint32_t kStack = 11;
constexpr size_t kMostChassis = 32;
constexpr size_t kMostPlatform = 80;

constexpr std::array<std::string_view, 9> kNoValues{
    "", "0", "none", "n/a", "na", "unknown", "undefined", "not specified", "not available"};

std::string told_of(const SnmpValue* value) {
  const std::string text = value == nullptr ? "" : text_of(*value);
  const bool nothing =
      std::find(kNoValues.begin(), kNoValues.end(), lower(text)) != kNoValues.end();
  return nothing ? "" : text;
}

std::string at(const Tables& tables, Column column, uint32_t index) {
  for (const SnmpRow& row : tables.rows(column)) {
    if (row.index == Oid{index}) return told_of(&row.value);
  }
  return "";
}

std::vector<uint32_t> rows_of_class(const Tables& tables, uint32_t wanted) {
  std::vector<uint32_t> rows;
  for (const SnmpRow& row : tables.rows(Column::entity_class)) {
    if (row.index.size() != 1 || number_of(row.value) != wanted) continue;
    if (rows.size() < kMostChassis) rows.push_back(row.index[0]);
  }
  return rows;
}

std::vector<uint32_t> rows_within(const Tables& tables, const std::vector<uint32_t>& containers) {
  std::vector<uint32_t> rows;
  for (const SnmpRow& row : tables.rows(Column::entity_parent)) {
    const auto parent = number_of(row.value);
    const bool within =
        parent && std::find(containers.begin(), containers.end(), *parent) != containers.end();
    if (row.index.size() == 1 && within && rows.size() < kMostChassis) rows.push_back(row.index[0]);
  }
  return rows;
}

// The text after `mark` up to one of `ends`: "Version 15.2(4)E8, RELEASE" gives "15.2(4)E8".
std::string text_after(const std::string& description, std::string_view mark, const char* ends) {
  const size_t found = mark == "^" ? 0 : mark.empty() ? std::string::npos : description.find(mark);
  if (found == std::string::npos) return "";
  const std::string rest = description.substr(mark == "^" ? 0 : found + mark.size());
  return rest.substr(0, rest.find_first_of(ends));
}

std::string version_in(const std::string& description, const Profile& profile) {
  for (const std::string_view mark : profile.version_after) {
    std::string version = text_after(description, mark, " ,;\\[\r\n");
    if (!version.empty()) return version;
  }
  return "";
}

std::string model_in(const std::string& description, const Profile& profile) {
  for (const std::string_view mark : profile.model_after) {
    std::string model = text_after(description, mark, " ,;()[\\\r\n");
    if (!model.empty()) return model;
  }
  return "";
}

std::string description_of(const Tables& tables) {
  const SnmpValue* told = tables.value(Column::sys_descr);
  return told == nullptr ? "" : text_of(*told);
}

// What runs: by ENTITY-MIB, the vendor, the description, and the probe that RMON has in it.
std::string platform_of(const Tables& tables, const Profile& profile, std::string version) {
  const std::string description = description_of(tables);
  if (version.empty()) version = told_of(tables.value(Column::vendor_software));
  if (version.empty()) version = version_in(description, profile);
  if (version.empty()) version = told_of(tables.value(Column::probe_software));
  const std::string bare = version_in(version, profile);  // "Version 5.170 V200R010"
  if (!bare.empty()) version = bare;
  std::string platform(profile.system);
  if (platform.empty() && version.empty()) return clean(description, kMostPlatform);
  if (!platform.empty() && !version.empty()) platform += " ";
  return clean(platform + version, kMostPlatform);
}

std::vector<Chassis> chassis_of(const Tables& tables, const std::vector<uint32_t>& rows) {
  std::vector<Chassis> all;
  for (const uint32_t row : rows) {
    const Chassis one{at(tables, Column::entity_model, row),
                      at(tables, Column::entity_serial, row)};
    if (!one.model.empty() || !one.serial.empty()) all.push_back(one);
  }
  return all;
}

std::string version_of(const Tables& tables, const Profile& profile,
                       const std::vector<uint32_t>& rows) {
  for (const uint32_t row : rows) {
    const std::string runs = profile.boots_software ? at(tables, Column::entity_firmware, row) : "";
    std::string told = runs.empty() ? at(tables, Column::entity_software, row) : runs;
    if (!told.empty()) return told;
  }
  return "";
}

std::optional<Mac> real_mac(std::optional<Mac> mac) {
  const bool real = mac && !mac->multicast() && classify(*mac) != MacClass::invalid;
  return real ? mac : std::nullopt;
}

}  // namespace

std::string Identity::key() const {
  if (lldp) return render(*lldp);
  return bridge ? render(*bridge) : "";
}

std::string object_id_of(const Tables& tables) {
  const SnmpValue* value = tables.value(Column::sys_object_id);
  return value == nullptr ? "" : render(value->oid);
}

std::vector<uint32_t> chassis_rows(const Tables& tables) {
  auto rows = rows_of_class(tables, kChassis);
  return rows.empty() ? rows_of_class(tables, kStack) : rows;
}

std::vector<uint32_t> stack_members(const Tables& tables) {
  const auto stacks = rows_of_class(tables, kStack);
  return stacks.empty() ? stacks : rows_within(tables, stacks);
}

std::vector<uint32_t> top_rows(const Tables& tables) { return rows_within(tables, {0}); }

bool tells_hardware(const Tables& tables, const std::vector<uint32_t>& rows) {
  return std::any_of(rows.begin(), rows.end(), [&](uint32_t row) {
    return !at(tables, Column::entity_model, row).empty() ||
           !at(tables, Column::entity_serial, row).empty();
  });
}

Identity decode_identity(const Tables& tables, const Profile& profile) {
  Identity identity;
  identity.vendor = profile.vendor;
  if (const SnmpValue* name = tables.value(Column::sys_name)) identity.name = text_of(*name);
  std::string version;
  for (const HardwareRung rung : {&chassis_rows, &stack_members, &top_rows}) {
    const auto rows = rung(tables);
    if (version.empty()) version = version_of(tables, profile, rows);
    if (identity.chassis.empty() && tells_hardware(tables, rows)) {
      identity.chassis = chassis_of(tables, rows);
    }
  }
  if (identity.chassis.empty()) identity.chassis.emplace_back();
  Chassis& first = identity.chassis.front();
  if (first.model.empty()) first.model = told_of(tables.value(Column::vendor_model));
  if (first.model.empty()) first.model = clean(model_in(description_of(tables), profile));
  if (first.serial.empty()) first.serial = told_of(tables.value(Column::vendor_serial));
  identity.platform = platform_of(tables, profile, version);
  if (const SnmpValue* mac = tables.value(Column::bridge_mac))
    identity.bridge = real_mac(mac_of(*mac));
  const SnmpValue* kind = tables.value(Column::lldp_chassis_kind);
  const SnmpValue* chassis = tables.value(Column::lldp_chassis);
  if (kind != nullptr && chassis != nullptr && number_of(*kind) == kChassisIsMac) {
    identity.lldp = real_mac(mac_of(*chassis));
  }
  return identity;
}

}  // namespace muster::switches
