// What must be there before a host can be: found by slug or name and used as it is, created where
// it is missing.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "config/config.h"
#include "plan/resource.h"

namespace muster::netbox {

// Each call wants one object and returns its key.
class Prerequisites {
 public:
  Key tag();
  // Of all kinds that carry muster's mark; `cables`: of those, too.
  Key custom_field(bool cables);
  Key site(const std::string& slug, const Config& config);
  // `kind`: one that has just a name and a slug.
  Key slugged(std::string_view kind, const std::string& name, const Whence& where);
  Key device_type(const std::string& manufacturer, const std::string& model, const Whence& where);
  Key cluster(const std::string& name, const Key& site_key, const std::string& type,
              const Whence& where);

  // The VLAN of a site, in the site's group.
  Key vlan(const std::string& site, int vid, const Config& config, const Whence& where);
  Resource& prefix(const std::string& site, const Cidr& network, const Config& config,
                   const Whence& where);

  std::vector<Resource> take();  // in the order of kinds()

 private:
  Resource& want(std::string_view kind, const std::string& rest, const std::string& label);
  std::map<Key, Resource> all_;
};

// The slug NetBox knows a name by.
std::string slug_of(std::string_view name);

}  // namespace muster::netbox
