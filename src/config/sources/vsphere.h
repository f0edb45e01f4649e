#pragma once
#include <string>

#include "config/kind.h"
#include "config/secret_ref.h"
#include "config/sources/http.h"

namespace muster {

struct VsphereConfig : HttpConfig {
  static constexpr std::string_view kind = "vsphere";
  static constexpr std::string_view about = "A vCenter or ESXi host, over its SOAP API.";
  static constexpr bool forwards = false;

  std::string username;
  SecretRef password;
};

namespace config_file {

std::vector<Key<VsphereConfig>> keys_of(const VsphereConfig&);

}  // namespace config_file
}  // namespace muster
