#include "inventory/data/check_data.h"

#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <set>

#include "core/text.h"
#include "model/host_fields.h"
#include "model/record_keys.h"

namespace muster {
namespace {

// NetBox's own, in characters; bytes are never fewer.
constexpr size_t most_name = 64, most_interface = 64, most_serial = 50;

class DataCheck {
 public:
  DataCheck(const Inventory& inventory, const Config& config, Diagnostics& trouble)
      : config_(config), trouble_(trouble) {
    for (const auto& file : inventory.files) {
      if (kind_of(file->host) != nullptr) hold(*file);
    }
  }

  void check(const HostFile& file) {
    file_ = &file;
    kind_ = kind_of(file.host);
    if (kind_ == nullptr) return;
    if (kind_->netbox != Becomes::nothing) {
      good_names();
      good_interfaces();
      good_hardware();
      required();
      unique_values();
    }
    if (kind_->dns) in_dns();
    good_addresses();
  }

 private:
  using Holders = std::map<std::string, std::vector<const HostFile*>>;

  // What the host becomes; nullptr: nothing, or not now.
  const ClassConfig* kind_of(const Host& host) const {
    if (host.approval == Approval::rejected || effective_state(host) == State::gone) return nullptr;
    const ClassConfig* kind = config_.classification(host.classification);
    return kind == nullptr || (kind->netbox == Becomes::nothing && !kind->dns) ? nullptr : kind;
  }

  void hold(const HostFile& file) {
    const std::string& serial = in_force<&Observed::serial>(file.host);
    if (is_proper_serial(serial)) by_serial_[lower(serial)].push_back(&file);
    const std::string& site = effective_site(file.host);
    for (const Interface& port : effective_interfaces(file.host)) {
      if (port.mac) note(by_mac_[site + " " + render(*port.mac)], file);
      for (const Cidr& address : port.addresses) {
        if (is_host_address(address.ip)) note(by_address_[site + " " + render(address.ip)], file);
      }
    }
  }

  static void note(std::vector<const HostFile*>& list, const HostFile& file) {
    if (list.empty() || list.back() != &file) list.push_back(&file);
  }

  // `stops`: a target would refuse it; else it is only less than it could be.
  void tell(bool stops, Where where, std::string message, std::string fix) {
    const bool error = stops && file_->host.approval == Approval::approved;
    trouble_.add(Error(std::move(message), Exit::invalid)
                     .at(std::move(where))
                     .mend(std::move(fix))
                     .as(error ? Severity::error : Severity::warning));
  }

  void good_names() {
    const std::string& name = effective_name(file_->host);
    if (name.empty() && file_->host.approval != Approval::approved) {
      tell(false, file_->where("name"), "a host without a name reaches no target",
           "muster name NAME " + file_->host.id + " --commit");
    }
    if (name.size() > most_name) {
      tell(true, file_->told("name"),
           fmt::format("name is longer than {} characters, NetBox's limit", most_name),
           "write a shorter one as name:");
    }
  }

  void good_interfaces() {
    std::set<std::string> names;
    for (const Interface& port : effective_interfaces(file_->host)) {
      const Where where = file_->told("interfaces", port.name);
      if (port.name.size() > most_interface) {
        tell(true, where,
             fmt::format("interface name \"{}\" is longer than {} characters, NetBox's limit",
                         clean(port.name, 80), most_interface),
             "state the interfaces under overrides.interfaces");
      }
      if (port.name.empty() && !port.mac) {
        tell(true, where, "an interface has neither name nor MAC",
             "state the interfaces under overrides.interfaces");
      }
      if (!port.name.empty() && !names.insert(port.name).second) {
        tell(false, where,
             fmt::format("interface \"{}\" is there twice, and NetBox gets one", clean(port.name)),
             "state the interfaces under overrides.interfaces");
      }
    }
  }

  void good_hardware() {
    const Host& host = file_->host;
    const std::string& serial = in_force<&Observed::serial>(host);
    if (serial.size() > most_serial) {
      tell(false, file_->told("serial"),
           fmt::format("serial is longer than {} characters, NetBox's limit, and is cut",
                       most_serial),
           "muster set serial=SERIAL " + host.id + " --commit");
    }
    const bool known =
        !in_force<&Observed::vendor>(host).empty() && !in_force<&Observed::model>(host).empty();
    if (kind_->netbox == Becomes::device && kind_->device_type == "auto" && !known) {
      const std::string& type = kind_->fallback_type.empty() ? kind_->name : kind_->fallback_type;
      tell(false, file_->where("observed"),
           fmt::format("no source tells vendor and model: its device type is {}", type),
           "muster set vendor=VENDOR model=MODEL " + host.id + " --commit");
    }
    const bool clustered = host.observed.guest && !host.observed.guest->cluster.empty();
    if (kind_->netbox == Becomes::vm && !clustered && kind_->cluster.empty()) {
      tell(false, file_->where("observed"), "a VM that no source knows the cluster of",
           "add cluster: to classification " + kind_->name);
    }
  }

  bool has(std::string_view field) const {
    const Host& host = file_->host;
    const auto& ports = effective_interfaces(host);
    if (field == "address") {
      return std::any_of(ports.begin(), ports.end(),
                         [](const Interface& port) { return !port.addresses.empty(); });
    }
    if (field == "mac") {
      return std::any_of(ports.begin(), ports.end(),
                         [](const Interface& port) { return port.mac.has_value(); });
    }
    if (field == "model") return !in_force<&Observed::model>(host).empty();
    if (field == "serial") return !in_force<&Observed::serial>(host).empty();
    if (field == "vendor") return !in_force<&Observed::vendor>(host).empty();
    if (field == "tenant") {
      return !kind_->tenant.empty() || !in_force<&Observed::tenant>(host).empty();
    }
    return !kind_->platform.empty() || !in_force<&Observed::platform>(host).empty();
  }

  void required() {
    const auto wanted =
        config_.policy.required.find(kind_->netbox == Becomes::device ? "device" : "vm");
    if (wanted == config_.policy.required.end()) return;
    for (const std::string& field : wanted->second) {
      if (has(field)) continue;
      tell(true, file_->where("observed"),
           fmt::format("a {} has no {}, which policy.required asks for", wanted->first, field),
           field == "address" || field == "mac"
               ? "state it under overrides.interfaces"
               : fmt::format("muster set {}=VALUE {} --commit", field, file_->host.id));
    }
  }

  void told_of_others(const Holders& holders, const std::string& key, const std::string& what,
                      const Where& where) {
    const auto found = holders.find(key);
    if (found == holders.end() || found->second.size() < 2) return;
    std::vector<std::string> others;
    for (const HostFile* other : found->second) {
      if (other != file_) others.push_back(other->path);
    }
    tell(false, where, fmt::format("{} is also in {}", what, join(others, ", ")),
         fmt::format("muster merge {} {} --commit, or state under overrides which host has it",
                     file_->host.id, host_ids(found->second)));
  }

  std::string host_ids(const std::vector<const HostFile*>& all) const {
    std::vector<std::string> ids;
    for (const HostFile* one : all) {
      if (one != file_) ids.push_back(one->host.id);
    }
    return join(ids, " ");
  }

  void unique_values() {
    const Host& host = file_->host;
    const std::string& serial = in_force<&Observed::serial>(host);
    told_of_others(by_serial_, lower(serial), "serial " + clean(serial), file_->told("serial"));
    for (const Interface& port : effective_interfaces(host)) {
      if (!port.mac) continue;
      const std::string mac = render(*port.mac);
      told_of_others(by_mac_, effective_site(host) + " " + mac, "MAC " + mac,
                     file_->told("interfaces", mac));
    }
  }

  void in_dns() {
    const auto site = config_.sites.find(effective_site(file_->host));
    if (site != config_.sites.end() && site->second.domain.empty()) {
      tell(false, file_->told("site"),
           fmt::format("site {} has no domain: the host gets no name in DNS", site->first),
           "add domain: to the site in " + config_.file);
    }
    if (has("address")) return;
    tell(false, file_->told("interfaces"), "no address is known: the host gets no name in DNS",
         "state one under overrides.interfaces");
  }

  void good_addresses() {
    const std::string& site = effective_site(file_->host);
    const auto known = config_.sites.find(site);
    const bool approved = file_->host.approval == Approval::approved;
    for (const Interface& port : effective_interfaces(file_->host)) {
      for (const Cidr& address : port.addresses) {
        if (!is_host_address(address.ip)) continue;
        const std::string ip = render(address.ip);
        const Where where = file_->told("interfaces", ip + "/");
        if (!approved) told_of_others(by_address_, site + " " + ip, "address " + ip, where);
        if (known == config_.sites.end() || known->second.networks.empty() ||
            in_any(known->second.networks, address.ip)) {
          continue;
        }
        tell(false, where, fmt::format("address {} is in no network of site {}", ip, site),
             "add the network to the site in " + config_.file);
      }
    }
  }

  const Config& config_;
  Diagnostics& trouble_;
  Holders by_serial_, by_mac_, by_address_;
  const HostFile* file_ = nullptr;
  const ClassConfig* kind_ = nullptr;
};

}  // namespace

void check_data(const Inventory& inventory, const Config& config, Diagnostics& trouble) {
  DataCheck check(inventory, config, trouble);
  for (const auto& file : inventory.files) check.check(*file);
}

}  // namespace muster
