#include "report/page/topology.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <tuple>

#include "core/text.h"
#include "inventory/called.h"

namespace muster {
namespace {

// As people count: "Gi1/0/2" before "Gi1/0/10".
std::string natural_key(std::string_view text) {
  std::string key;
  for (size_t at = 0; at < text.size();) {
    const size_t end = std::min(text.find_first_not_of("0123456789", at), text.size());
    if (end > at) {
      key += std::string(20 - std::min<size_t>(20, end - at), '0');
      key += text.substr(at, end - at);
      at = end;
    } else {
      key += text[at++];
    }
  }
  return lower(key);
}

std::string device_name(const HostFile* file, const std::string& told) {
  return file == nullptr || effective_name(file->host).empty() ? told : effective_name(file->host);
}

// The trees of one site.
class Planter {
 public:
  Planter(const Called& called, std::string site) : called_(called) { out_.site = std::move(site); }

  void add(const HostFile& file) { files_.push_back(&file); }

  SiteTopology take() {
    for (const HostFile* file : files_) {
      for (const Attachment& place : file->host.observed.attached) note(place.device);
    }
    number();
    for (const HostFile* file : files_) plug(*file);
    for (TopologySwitch& one : out_.switches) arrange(one);
    return std::move(out_);
  }

 private:
  using SwitchName =
      std::tuple<std::string, std::string, const HostFile*>;  // sorts as people count

  SwitchName name_of(const std::string& device) const {
    const HostFile* file = called_.find(out_.site, device);
    const std::string name = device_name(file, device);
    return {natural_key(name), name, file};
  }

  void note(const std::string& device) { told_[name_of(device)].insert(device); }

  void number() {
    for (const auto& [name, told] : told_) {
      const size_t place = out_.switches.size();
      out_.switches.push_back(
          {std::get<1>(name), {told.begin(), told.end()}, std::get<2>(name), {}, true});
      for (const std::string& device : told) numbers_[device] = place;
      above_.emplace_back();
      if (std::get<2>(name) != nullptr) by_file_[std::get<2>(name)] = place;
    }
  }

  size_t number_of(const std::string& device) const { return numbers_.at(device); }

  TopologyPort& port(size_t device, const std::string& name) {
    auto& ports = out_.switches[device].ports;
    const auto found = std::find_if(ports.begin(), ports.end(),
                                    [&](const TopologyPort& one) { return one.name == name; });
    return found != ports.end() ? *found : ports.emplace_back(TopologyPort{name, {}, {}});
  }

  bool is_above(size_t upper, size_t lower) const {
    for (std::optional<size_t> at = lower; at; at = above_[*at]) {
      if (*at == upper) return true;
    }
    return false;
  }

  void plug(const HostFile& file) {
    const auto& attached = file.host.observed.attached;
    const auto self = by_file_.find(&file);
    if (self != by_file_.end()) {
      for (const Attachment& place : attached) hang(self->second, place);
      return;
    }
    ++(attached.empty() ? out_.unplaced : out_.placed);
    for (const Attachment& place : attached) {
      port(number_of(place.device), place.port).hosts.push_back(&file);
    }
  }

  // Behind the first switch that it does not stand above of.
  void hang(size_t device, const Attachment& place) {
    const size_t upper = number_of(place.device);
    if (above_[device] || is_above(device, upper)) return;
    above_[device] = upper;
    out_.switches[device].top = false;
    port(upper, place.port).switches.push_back(device);
  }

  static void arrange(TopologySwitch& device) {
    std::sort(
        device.ports.begin(), device.ports.end(), [](const TopologyPort& a, const TopologyPort& b) {
          return std::pair(natural_key(a.name), a.name) < std::pair(natural_key(b.name), b.name);
        });
    for (TopologyPort& port : device.ports) {
      std::sort(port.switches.begin(), port.switches.end());
      std::sort(port.hosts.begin(), port.hosts.end(), [](const HostFile* a, const HostFile* b) {
        return std::tuple(effective_name(a->host), a->path) <
               std::tuple(effective_name(b->host), b->path);
      });
    }
  }

  const Called& called_;
  SiteTopology out_;
  std::vector<const HostFile*> files_;
  std::map<SwitchName, std::set<std::string>> told_;
  std::map<std::string, size_t> numbers_;  // by what is told
  std::map<const HostFile*, size_t> by_file_;
  std::vector<std::optional<size_t>> above_;
};

}  // namespace

size_t TopologySwitch::hosts() const {
  size_t count = 0;
  for (const TopologyPort& port : ports) count += port.hosts.size();
  return count;
}

std::vector<SiteTopology> topology_of(const Inventory& inventory) {
  Called called;
  for (const auto& file : inventory.files) called.add(*file);
  std::map<std::string, Planter> sites;
  for (const auto& file : inventory.files) {
    if (effective_state(file->host) != State::present) continue;
    const std::string& site = file->host.observed.site;
    sites.try_emplace(site, called, site).first->second.add(*file);
  }
  std::vector<SiteTopology> all;
  for (auto& [site, planter] : sites) {
    SiteTopology one = planter.take();
    if (!one.switches.empty()) all.push_back(std::move(one));
  }
  return all;
}

}  // namespace muster
