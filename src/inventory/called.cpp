#include "inventory/called.h"

#include "core/text.h"
#include "model/host.h"

namespace muster {

void Called::add(const HostFile& file) {
  const Host& host = file.host;
  const std::string& site = host.observed.site;
  for (const auto& candidate : host.observed.names) {
    const bool own = candidate.source == NameSource::device;
    (own ? told_ : called_)[{site, lower(candidate.name)}].insert(&file);
  }
  called_[{site, lower(effective_name(host))}].insert(&file);
  called_[{site, lower(host.observed.name)}].insert(&file);
}

const HostFile* Called::find(const std::string& site, const std::string& name) const {
  for (const Names* names : {&told_, &called_}) {
    const auto found = names->find({site, lower(name)});
    if (found != names->end() && found->second.size() == 1) return *found->second.begin();
  }
  return nullptr;
}

}  // namespace muster
