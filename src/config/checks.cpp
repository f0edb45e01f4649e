#include "config/checks.h"

#include <algorithm>

#include "config/url.h"
#include "core/text.h"

namespace muster::config_file {
namespace {

std::string quote(const std::string& text) { return "\"" + text + "\""; }

struct Check {
  const Config& config;
  Diagnostics& trouble;

  Where origin(const std::string& path) const {
    const auto found = config.origins.find(path);
    return found == config.origins.end() ? Where{} : found->second;
  }
  void fault(std::string message, const std::string& path, std::string fix) const {
    trouble.add(Error(std::move(message), Exit::invalid).at(origin(path)).mend(std::move(fix)));
  }
};

struct SiteNetwork {
  Cidr network;
  const SiteConfig* site;
  size_t index;
  std::string path() const { return "sites." + site->slug + ".networks." + std::to_string(index); }
};

void report_overlap(const Check& check, const SiteNetwork& a, const SiteNetwork& b) {
  const std::string relation =
      a.network == b.network ? "is in site " : "lies in " + render(a.network) + " of site ";
  const Where other = check.origin(a.path());
  check.trouble.add(Error("network " + quote(render(b.network)) + " of site " +
                              quote(b.site->slug) + " " + relation + quote(a.site->slug) +
                              (a.network == b.network ? " too" : ""),
                          Exit::invalid)
                        .at(check.origin(b.path()))
                        .because("the other stands in " + other.file + ":" +
                                 std::to_string(other.line) + ":" + std::to_string(other.column))
                        .mend("give each address to one site"));
}

// Networks nest or are disjoint, so one pass over the sorted list finds every overlap.
void check_networks(const Check& check) {
  std::vector<SiteNetwork> all;
  for (const auto& [slug, site] : check.config.sites) {
    for (size_t i = 0; i < site.networks.size(); ++i) all.push_back({site.networks[i], &site, i});
  }
  std::stable_sort(all.begin(), all.end(), [](const SiteNetwork& a, const SiteNetwork& b) {
    return a.network < b.network;
  });
  const SiteNetwork* outer = nullptr;
  for (const SiteNetwork& one : all) {
    if (outer == nullptr || !outer->network.contains(one.network.ip)) {
      outer = &one;
    } else if (outer->site != one.site) {
      report_overlap(check, *outer, one);
    }
  }
}

void check_site(const Check& check, const SourceConfig& source) {
  if (source.site.empty() || check.config.sites.contains(source.site)) return;
  std::vector<std::string> slugs;
  for (const auto& [slug, site] : check.config.sites) slugs.push_back(slug);
  check.fault("site " + quote(source.site) + " is not known", "sources." + source.name + ".site",
              slugs.empty() ? "add it under sites:" : suggestion(source.site, slugs));
}

// A Proxmox source logs in by token or by password; both are pairs.
void check_login(const Check& check, const SourceConfig& source) {
  if (source.kind != "proxmox") return;
  const std::string path = "sources." + source.name;
  const auto given = [&](const char* key) { return check.origin(path + "." + key).line > 0; };
  const bool token = given("token_id") || given("token");
  const bool password = given("username") || given("password");
  std::string fix;
  if (token == password) {
    fix = (token ? "keep" : "add") + std::string(" token_id and token, or username and password");
  } else if (token && given("token_id") != given("token")) {
    fix = given("token") ? "add token_id: user@realm!name" : "add token: {env: NAME}";
  } else if (password && given("username") != given("password")) {
    fix = given("password") ? "add username: user@realm" : "add password: {env: NAME}";
  }
  if (fix.empty()) return;
  check.trouble.add(
      Error("source " + quote(source.name) + " needs either an API token or a user with password",
            Exit::invalid)
          .at(source.where)
          .mend(fix));
}

void check_open_line(const Check& check, const std::string& path, const std::string& address) {
  const auto url = parse_url(address);
  if (!url || url->scheme != "http" || url->loopback()) return;
  check.trouble.add(Error(path + " sends its secret unencrypted", Exit::invalid)
                        .at(check.origin(path))
                        .mend("use https")
                        .as(Severity::warning));
}

// `seen` maps what must be unique to the name of the first that has it.
void check_unique(const Check& check, std::map<std::string, std::string>& seen,
                  const std::string& value, const std::string& name, const std::string& path,
                  const std::string& what) {
  if (value.empty()) return;
  const auto [first, fresh] = seen.try_emplace(value, name);
  if (fresh) return;
  check.fault(
      quote(name) + " " + what + " " + quote(value) + ", as " + quote(first->second) + " does",
      path, "keep one of the two");
}

// Version 1 and 2c know a community; version 3 a user, and passwords where they are used.
std::string missing_of_snmp(const SourceConfig& source) {
  const SnmpConfig& snmp = source.snmp;
  if (snmp.version != "3") return snmp.community.empty() ? "add community: {env: NAME}" : "";
  if (source.username.empty()) return "add username";
  if (snmp.auth == "none" && snmp.priv != "none") return "add auth: sha256 and auth_password";
  if (snmp.auth != "none" && source.password.empty()) return "add auth_password: {env: NAME}";
  if (snmp.priv != "none" && snmp.privacy.empty()) return "add priv_password: {env: NAME}";
  return "";
}

void check_switch(const Check& check, const SourceConfig& source) {
  if (source.kind != "switch") return;
  if (source.snmp.address.empty()) {
    check.trouble.add(Error("source " + quote(source.name) + " has no switch", Exit::invalid)
                          .at(source.where)
                          .mend("add address: 10.20.0.4, or switches: {sw1: 10.20.0.4}"));
  }
  const std::string missing = missing_of_snmp(source);
  if (missing.empty()) return;
  check.trouble.add(Error("source " + quote(source.name) + " cannot log in by SNMP version " +
                              source.snmp.version,
                          Exit::invalid)
                        .at(source.where)
                        .mend(missing));
}

void check_sweep(const Check& check, const SourceConfig& source) {
  if (source.kind != "sweep" || !source.sweep.networks.empty()) return;
  check.trouble.add(
      Error("source " + quote(source.name) + " has no network to sweep", Exit::invalid)
          .at(source.where)
          .mend("add networks: [10.20.0.0/24], here or to the site"));
}

void check_leases(const Check& check, const SourceConfig& source) {
  if (source.kind != "dhcp-leases" || source.leases.ssh.empty()) return;
  const std::string path = "sources." + source.name + ".";
  if (source.leases.known_hosts.empty()) {
    check.fault("source " + quote(source.name) + " has no known_hosts", path + "ssh",
                "add known_hosts: FILE with the server's host key (ssh-keyscan writes it)");
  }
  if (source.leases.identity.empty() && source.password.empty()) {
    check.fault("source " + quote(source.name) + " cannot log in by SSH", path + "ssh",
                "add identity: FILE or password: {env: NAME}");
  }
}

void check_sources(const Check& check) {
  std::map<std::string, std::string> seen;
  for (const SourceConfig& source : check.config.sources) {
    const std::string path = "sources." + source.name + ".url";
    check_site(check, source);
    check_login(check, source);
    check_open_line(check, path, source.url);
    check_switch(check, source);
    check_sweep(check, source);
    check_leases(check, source);
    check_unique(check, seen, source.url, source.name, path, "reads");
    check_unique(check, seen, source.snmp.address, source.name,
                 "sources." + source.name + ".address", "reads");
  }
}

void check_targets(const Check& check) {
  std::map<std::string, std::string> seen;
  for (const TargetConfig& target : check.config.targets) {
    const std::string path = "targets." + target.name + ".";
    if (const auto* netbox = std::get_if<NetboxConfig>(&target.kind)) {
      check_open_line(check, path + "url", netbox->url);
      check_unique(check, seen, netbox->url, target.name, path + "url", "writes to");
    } else {
      const auto& unbound = std::get<UnboundConfig>(target.kind);
      check_unique(check, seen, unbound.file, target.name, path + "file", "writes");
    }
  }
}

}  // namespace

void check_config(const Config& config, Diagnostics& trouble) {
  const Check check{config, trouble};
  check_networks(check);
  check_sources(check);
  check_targets(check);
}

}  // namespace muster::config_file
