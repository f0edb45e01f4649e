// The rules that need more than one host file, or the configuration.
#include <unordered_map>

#include "core/text.h"
#include "inventory/inventory.h"
#include "model/fqdn.h"

namespace muster {
namespace {

// Things no two hosts may share: each remembers who had it first.
class Owners {
 public:
  // The host that has `key` already; null when it is `file` itself or nobody.
  const HostFile* claim(std::string key, const HostFile& file) {
    const auto [entry, fresh] = owners_.try_emplace(std::move(key), &file);
    return fresh || entry->second == &file ? nullptr : entry->second;
  }

 private:
  std::unordered_map<std::string, const HostFile*> owners_;
};

std::string shown(const Where& where) {
  return where.line == 0 ? where.file : where.file + ":" + std::to_string(where.line);
}

// What is known again only inside one L2 domain.
bool local_identity(std::string_view identity) {
  return identity.starts_with("mac:") || identity.starts_with("ip:");
}

// discover says itself that the two may be one.
bool told(const Host& host, const Host& other) {
  const auto& notes = host.observed.attention;
  return std::find(notes.begin(), notes.end(), "duplicate-of:" + other.id) != notes.end();
}

class Checker {
 public:
  Checker(const Config& config, Diagnostics& trouble) : config_(config), trouble_(trouble) {
    for (const auto& [name, site] : config.sites) sites_.push_back(name);
    for (const auto& [name, kind] : config.classifications) classes_.push_back(name);
    writes_netbox_ =
        std::any_of(config.targets.begin(), config.targets.end(),
                    [](const TargetConfig& target) { return target.kind() == NetboxConfig::kind; });
  }

  void check(const HostFile& file) {
    unique_id(file);
    unique_identity(file);
    known_site(file);
    const bool wanted = file.host.approval != Approval::rejected;
    const ClassConfig* kind = wanted ? known_class(file) : nullptr;
    const bool there = effective_state(file.host) == State::present;
    if (kind == nullptr || file.host.approval != Approval::approved || !there) return;
    if (kind->netbox == Becomes::nothing && !kind->dns) return;
    good_name(file);
    unique_addresses(file, kind->netbox != Becomes::nothing);
  }

 private:
  void mistake(Where where, std::string message, std::string fix,
               Severity severity = Severity::error) {
    trouble_.add(Error(std::move(message), Exit::invalid)
                     .at(std::move(where))
                     .mend(std::move(fix))
                     .as(severity));
  }

  void unique_id(const HostFile& file) {
    if (const HostFile* other = ids_.claim(file.host.id, file)) {
      mistake(file.where("id"),
              "id \"" + file.host.id + "\" is also in " + shown(other->where("id")),
              "keep one of the two files");
    }
  }

  void unique_identity(const HostFile& file) {
    for (const std::string& identity : file.host.observed.identity) {
      const std::string domain = local_identity(identity) ? effective_site(file.host) : "";
      const HostFile* other = identities_.claim(domain + "\n" + identity, file);
      if (other == nullptr || other->host.id == file.host.id) continue;
      const bool known = told(file.host, other->host) || told(other->host, file.host);
      mistake(file.where("observed.identity", identity),
              "identity \"" + clean(identity) + "\" is also in " +
                  shown(other->where("observed.identity", identity)),
              "keep the file that was approved, and remove the other",
              known ? Severity::warning : Severity::error);
    }
  }

  void known_site(const HostFile& file) {
    const std::string site = effective_site(file.host);
    if (config_.sites.contains(site)) return;
    mistake(file.told("site"), "site \"" + clean(site) + "\" is not in " + config_.file,
            suggestion(site, sites_));
  }

  const ClassConfig* known_class(const HostFile& file) {
    const std::string& name = file.host.classification;
    if (name.empty()) {
      if (file.host.approval == Approval::approved) {
        mistake(file.where("classification"), "an approved host has no classification",
                "use one of " + join(classes_, ", "));
      }
      return nullptr;
    }
    const ClassConfig* kind = config_.classification(name);
    if (kind == nullptr) {
      mistake(file.where("classification"),
              "classification \"" + clean(name) + "\" is not in " + config_.file,
              suggestion(name, classes_));
    }
    return kind;
  }

  void good_name(const HostFile& file) {
    const std::string name = effective_name(file.host);
    if (name.empty()) {
      mistake(file.where("name"), "an approved host has no name",
              "write one here, or set approval to pending");
      return;
    }
    const Where where = file.told("name");
    if (!is_dns_label(name)) {
      const std::string label = dns_label(name);
      mistake(where, "name \"" + clean(name) + "\" is no DNS label",
              label.empty() ? "write a name of letters, digits and dashes as name:"
                            : "write name: " + label);
      return;
    }
    unique_name(file, name, where);
  }

  void unique_name(const HostFile& file, const std::string& name, const Where& where) {
    const std::string site = effective_site(file.host);
    const auto found = config_.sites.find(site);
    const std::string domain = found == config_.sites.end() ? "" : found->second.domain;
    const std::string key = domain.empty() ? name + "\n" + site : name + "." + domain;
    const HostFile* other = names_.claim(key, file);
    if (other == nullptr) return;
    mistake(where,
            "name \"" + name + "\" is also in " + shown(other->told("name")) +
                (domain.empty() ? ", same site" : ", same domain " + domain),
            "give one of the two another name");
  }

  void unique_addresses(const HostFile& file, bool in_netbox) {
    const std::string site = effective_site(file.host);
    for (const Interface& interface : effective_interfaces(file.host)) {
      for (const Cidr& cidr : interface.addresses) {
        if (!is_host_address(cidr.ip)) continue;
        const std::string address = render(cidr.ip);
        if (unique_address(file, site, address) && in_netbox) once_in_netbox(file, address);
      }
    }
  }

  bool unique_address(const HostFile& file, const std::string& site, const std::string& address) {
    const HostFile* other = addresses_.claim(site + "\n" + address, file);
    if (other == nullptr) return true;
    mistake(place_of(file, address),
            "address " + address + " is also in " + shown(place_of(*other, address)),
            "state under overrides.interfaces which host has it");
    return false;
  }

  void once_in_netbox(const HostFile& file, const std::string& address) {
    const HostFile* other = netbox_addresses_.claim(address, file);
    if (other == nullptr || !writes_netbox_) return;
    mistake(place_of(file, address),
            "address " + address + " is also in " + shown(place_of(*other, address)) +
                ", at site " + effective_site(other->host) + ", and NetBox holds it once",
            "state the addresses of one of the two without it under overrides.interfaces");
  }

  static Where place_of(const HostFile& file, const std::string& address) {
    return file.told("interfaces", address + "/");
  }

  const Config& config_;
  Diagnostics& trouble_;
  std::vector<std::string> sites_;
  std::vector<std::string> classes_;
  Owners ids_;
  Owners identities_;
  Owners names_;
  Owners addresses_;
  Owners netbox_addresses_;
  bool writes_netbox_ = false;
};

}  // namespace

void check_inventory(const Inventory& inventory, const Config& config, Diagnostics& trouble) {
  Checker checker(config, trouble);
  for (const auto& file : inventory.files) checker.check(*file);
}

}  // namespace muster
