// What a switch tells of itself.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "collect/switch/profiles.h"
#include "collect/switch/tables.h"
#include "model/mac.h"

namespace muster::switches {

struct Chassis {  // a stack has several
  std::string model, serial;
};

struct Identity {
  std::string name;
  std::string vendor;
  std::string platform;  // "EOS 4.15.3F"
  std::vector<Chassis> chassis;
  std::optional<Mac> bridge;  // its bridge address
  std::optional<Mac> lldp;    // its LLDP chassis id
  // What neighbours know it by: the LLDP chassis id, else the bridge address; "" neither.
  std::string key() const;
};

// sysObjectID as text, for find_profile().
std::string object_id_of(const Tables& tables);
// The rows of ENTITY-MIB that may tell what the device is, best first: those that are a chassis, or
// the stack itself where there is none; what a stack contains; what nothing contains.
using HardwareRung = std::vector<uint32_t> (*)(const Tables& tables);
std::vector<uint32_t> chassis_rows(const Tables& tables);
std::vector<uint32_t> stack_members(const Tables& tables);
std::vector<uint32_t> top_rows(const Tables& tables);
// Whether one of the rows tells a model or a serial number.
bool tells_hardware(const Tables& tables, const std::vector<uint32_t>& rows);
Identity decode_identity(const Tables& tables, const Profile& profile);

}  // namespace muster::switches
