// The rules that need more than one host file, or the configuration.
#include <deque>
#include <unordered_map>

#include "config/vrf.h"
#include "core/text.h"
#include "inventory/inventory.h"
#include "model/fqdn.h"
#include "model/idna.h"

namespace muster {
namespace {

// Within what something may be once: a site, a domain; and what. Views of the host files.
struct Named {
  std::string_view within;
  std::string_view text;
  bool operator==(const Named&) const = default;
};

struct Placed {
  std::string_view within;  // a site, a VRF
  Ip ip;
  bool operator==(const Placed&) const = default;
};

struct Hashed {
  size_t operator()(const Named& key) const { return of(key.within) * 31 + of(key.text); }
  size_t operator()(const Placed& key) const {
    return of(key.within) * 31 +
           of({reinterpret_cast<const char*>(key.ip.bytes.data()), key.ip.bytes.size()});
  }
  static size_t of(std::string_view text) { return std::hash<std::string_view>()(text); }
};

// Things no two hosts may share: each remembers who had it first.
template <class Key>
class Owners {
 public:
  explicit Owners(size_t expected) { owners_.reserve(expected); }
  // The host that has `key` already; null when it is `file` itself or nobody.
  const HostFile* claim(const Key& key, const HostFile& file) {
    const auto [entry, fresh] = owners_.try_emplace(key, &file);
    return fresh || entry->second == &file ? nullptr : entry->second;
  }

 private:
  std::unordered_map<Key, const HostFile*, Hashed> owners_;
};

std::string shown(const Where& where) {
  return where.line == 0 ? where.file : where.file + ":" + std::to_string(where.line);
}

// What is known again only inside one L2 domain.
bool local_identity(std::string_view identity) {
  return identity.starts_with("mac:") || identity.starts_with("duid:") ||
         identity.starts_with("ip:");
}

// discover says itself that the two may be one.
bool told(const Host& host, const Host& other) {
  const auto& notes = host.observed.attention;
  return std::find(notes.begin(), notes.end(), "duplicate-of:" + other.id) != notes.end();
}

class Checker {
 public:
  Checker(const Config& config, size_t hosts, Diagnostics& trouble)
      : config_(config),
        trouble_(trouble),
        ids_(hosts),
        identities_(2 * hosts),
        names_(0),
        domains_(hosts),
        addresses_(hosts),
        netbox_addresses_(hosts) {
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
    if (const HostFile* other = ids_.claim({"", file.host.id}, file)) {
      mistake(file.where("id"),
              "id \"" + file.host.id + "\" is also in " + shown(other->where("id")),
              "keep one of the two files");
    }
  }

  void unique_identity(const HostFile& file) {
    for (const std::string& identity : file.host.observed.identity) {
      const std::string_view domain = local_identity(identity)
                                          ? std::string_view(effective_site(file.host))
                                          : std::string_view();
      const HostFile* other = identities_.claim({domain, identity}, file);
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
    const std::string& site = effective_site(file.host);
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
              suggestion(name, classes_),
              file.host.approval == Approval::approved ? Severity::error : Severity::warning);
    }
    return kind;
  }

  void good_name(const HostFile& file) {
    const std::string& name = effective_name(file.host);
    if (name.empty()) {
      mistake(file.where("name"), "an approved host has no name",
              "write one here, or set approval to pending");
      return;
    }
    const Where where = file.told("name");
    if (!is_dns_label(name) && !in_own_letters(name)) {
      const std::string label = dns_label(name);
      mistake(where, "name \"" + clean(name) + "\" is no DNS label",
              label.empty() ? "write a name of letters, digits and dashes as name:"
                            : "write name: " + label);
      return;
    }
    unique_name(file, name, where);
    for (const std::string& alias : file.host.aliases) good_alias(file, alias);
  }

  void good_alias(const HostFile& file, const std::string& alias) {
    const Where where = file.where("aliases", alias);
    if (is_fqdn(alias) || in_own_letters(alias, true)) return unique_name(file, alias, where);
    mistake(where, "alias \"" + clean(alias) + "\" is no DNS name",
            "write a name of letters, digits and dashes in lower case");
  }

  // Whether people write the name so in letters of their own: one spelling, in lower case.
  static bool in_own_letters(const std::string& name, bool dots = false) {
    const std::string ascii = ascii_name(name);
    return !ascii.empty() && ascii != name && own_letters(ascii) == name &&
           (dots || is_dns_label(ascii));
  }

  // The name as DNS has it, kept as long as this.
  std::string_view in_ascii(const std::string& name) {
    if (is_fqdn(name)) return name;
    return converted_.emplace_back(ascii_name(name));
  }

  void unique_name(const HostFile& file, const std::string& name, const Where& where) {
    const std::string& site = effective_site(file.host);
    const auto found = config_.sites.find(site);
    const std::string_view domain =
        found == config_.sites.end() ? std::string_view() : std::string_view(found->second.domain);
    const std::string_view ascii = in_ascii(name);
    const size_t dot = ascii.find('.');
    const std::string_view label = ascii.substr(0, dot);
    const std::string_view within = dot == std::string_view::npos ? domain : ascii.substr(dot + 1);
    const HostFile* other =
        within.empty() ? names_.claim({site, label}, file) : domains_.claim({within, label}, file);
    if (other == nullptr) return;
    mistake(where,
            "name \"" + name + "\" is also in " + shown(place_of_name(*other, label, within)) +
                (within.empty() ? ", same site" : ", same domain " + std::string(within)),
            "give one of the two another name");
  }

  // Where a host file says the name: as one of its aliases, or as its own.
  static Where place_of_name(const HostFile& file, std::string_view label,
                             std::string_view within) {
    for (const std::string& alias : file.host.aliases) {
      const std::string ascii = ascii_name(alias);
      const bool whole = ascii == std::string(label) + "." + std::string(within);
      if (whole || ascii == label) return file.where("aliases", alias);
    }
    return file.told("name");
  }

  void unique_addresses(const HostFile& file, bool in_netbox) {
    const std::string& site = effective_site(file.host);
    for (const Interface& interface : effective_interfaces(file.host)) {
      for (const Cidr& cidr : interface.addresses) {
        if (!is_host_address(cidr.ip)) continue;
        if (unique_address(file, site, cidr.ip) && in_netbox) once_in_netbox(file, cidr.ip);
      }
    }
  }

  bool unique_address(const HostFile& file, const std::string& site, const Ip& ip) {
    const HostFile* other = addresses_.claim({site, ip}, file);
    if (other == nullptr) return true;
    const std::string address = render(ip);
    mistake(place_of(file, address),
            "address " + address + " is also in " + shown(place_of(*other, address)),
            "state under overrides.interfaces which host has it");
    return false;
  }

  void once_in_netbox(const HostFile& file, const Ip& ip) {
    if (!writes_netbox_) return;
    const std::string& vrf = vrf_of(config_, effective_site(file.host), ip);
    const HostFile* other = netbox_addresses_.claim({vrf, ip}, file);
    if (other == nullptr) return;
    const std::string address = render(ip);
    mistake(place_of(file, address),
            "address " + address + " is also in " + shown(place_of(*other, address)) +
                ", at site " + effective_site(other->host) + ", and NetBox holds it once" +
                (vrf.empty() ? "" : " in VRF " + vrf),
            "state the addresses of one of the two without it under overrides.interfaces, or say "
            "by vrf: that the sites are in different VRFs");
  }

  static Where place_of(const HostFile& file, const std::string& address) {
    return file.told("interfaces", address + "/");
  }

  const Config& config_;
  Diagnostics& trouble_;
  std::vector<std::string> sites_;
  std::vector<std::string> classes_;
  Owners<Named> ids_;
  Owners<Named> identities_;
  Owners<Named> names_;    // of sites without a domain
  Owners<Named> domains_;  // names within a domain
  Owners<Placed> addresses_;
  Owners<Placed> netbox_addresses_;
  std::deque<std::string> converted_;  // names in ASCII, where people write other letters
  bool writes_netbox_ = false;
};

}  // namespace

void check_inventory(const Inventory& inventory, const Config& config, Diagnostics& trouble) {
  Checker checker(config, inventory.files.size(), trouble);
  for (const auto& file : inventory.files) checker.check(*file);
}

}  // namespace muster
