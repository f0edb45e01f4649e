#include "config/sources/switch.h"

#include <array>

#include "config/check.h"
#include "config/key.h"

namespace muster::config_file {
namespace {

constexpr std::array<std::string_view, 3> versions{"1", "2c", "3"};
constexpr std::array<std::string_view, 7> auths{"none",   "md5",    "sha1",  "sha224",
                                                "sha256", "sha384", "sha512"};
constexpr std::array<std::string_view, 6> privs{"none",   "des",    "aes128",
                                                "aes192", "aes256", "aes256-cisco"};

// Version 1 and 2c know a community; version 3 a user, and passwords where they are used.
std::string missing_of(const SwitchConfig& config) {
  if (config.version != "3") return config.community.empty() ? "add community: {env: NAME}" : "";
  if (config.username.empty()) return "add username";
  if (config.auth == "none" && config.priv != "none") return "add auth: sha256 and auth_password";
  if (config.auth != "none" && config.auth_password.empty()) {
    return "add auth_password: {env: NAME}";
  }
  if (config.priv != "none" && config.priv_password.empty()) {
    return "add priv_password: {env: NAME}";
  }
  return "";
}

}  // namespace

std::vector<Key<SwitchConfig>> keys_of(const SwitchConfig&) {
  using S = SwitchConfig;
  return {
      key<&S::address, read_host>(
          "address", "Name or address of the switch, with :port if not 161.", "10.20.0.4"),
      key<&S::switches, read_hosts>("switches",
                                    "Many switches that are asked alike: name to address.",
                                    R"({"sw-b1-04": "10.20.0.4"})"),
      choice<&S::version, versions>("version", "The version of SNMP: \"1\", 2c or \"3\"."),
      key<&S::community, read_secret>("community",
                                      "Where the community of version 1 and 2c is kept."),
      key<&S::username, read_text>("username", "The user of version 3."),
      choice<&S::auth, auths>("auth", "How version 3 proves the user: sha256 or another."),
      key<&S::auth_password, read_secret>("auth_password", "Where the password for auth is kept."),
      choice<&S::priv, privs>("priv", "How version 3 encrypts: aes128 or another."),
      key<&S::priv_password, read_secret>("priv_password", "Where the password for priv is kept."),
      key<&S::contexts, read_words>("contexts",
                                    "More SNMP contexts to read ARP tables from, such as VRFs."),
      number<&S::retries, 0, 10>("retries", "How often a request is sent again."),
      key<&S::deadline, read_timeout>("deadline",
                                      "The longest time for the whole switch, 100ms to 1h."),
  };
}

void check(Check& check, const SwitchConfig& config) {
  if (config.address.empty()) {
    check.fault("has no switch", "add address: 10.20.0.4, or switches: {sw1: 10.20.0.4}");
  }
  const std::string missing = missing_of(config);
  if (!missing.empty()) check.fault("cannot log in by SNMP version " + config.version, missing);
  check.unique("address", config.address, "reads");
}

}  // namespace muster::config_file
