#pragma once
#include <map>
#include <string>

#include "config/kind.h"
#include "config/secret_ref.h"
#include "core/clock.h"

namespace muster {

// How a switch is asked over SNMP.
struct SwitchConfig {
  static constexpr std::string_view kind = "switch";
  static constexpr std::string_view about = "A switch, or many that are asked alike, over SNMP.";
  static constexpr bool forwards = true;

  std::string address;  // name or address of the device, with :port where it is not 161
  // In place of `address`: one source for each, by its own name. read_config() makes those
  // sources, so that a SourceConfig of a Config has an address and no list.
  std::map<std::string, std::string> switches;
  std::string version = "2c";  // "1" | "2c" | "3"
  SecretRef community;
  std::string username;
  std::string auth = "none";  // "none" | "md5" | "sha1" | "sha224" | "sha256" | "sha384" | "sha512"
  SecretRef auth_password;
  std::string priv = "none";  // "none" | "des" | "aes128" | "aes192" | "aes256" | "aes256-cisco"
  SecretRef priv_password;
  std::vector<std::string> contexts;  // more SNMP contexts to read: those of VRFs
  int retries = 1;
  Milliseconds deadline{300'000};  // for the whole device
};

namespace config_file {

std::vector<Key<SwitchConfig>> keys_of(const SwitchConfig&);
void check(Check& check, const SwitchConfig& config);

}  // namespace config_file
}  // namespace muster
