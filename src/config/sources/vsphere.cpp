#include "config/sources/vsphere.h"

#include "config/key.h"

namespace muster::config_file {

std::vector<Key<VsphereConfig>> keys_of(const VsphereConfig&) {
  using V = VsphereConfig;
  return part_of<V, HttpConfig>() +
         std::vector{
             needed(key<&V::username, read_text>("username", "The user@domain to log in as.",
                                                 "muster@vsphere.local")),
             needed(key<&V::password, read_secret>("password", "Where its password is kept.")),
         };
}

}  // namespace muster::config_file
