// Whom secrets are sent to when somebody else may have changed muster.yaml.
#include "config/trust.h"

#include <catch2/catch.hpp>
#include <set>

#include "config/tables.h"

using namespace muster;

namespace {

const std::string sites = "sites:\n  lab: {domain: lab.example, networks: [10.0.0.0/24]}\n";

struct Kind {
  std::string section, kind, keys;    // as it was reviewed, and
  std::vector<std::string> proposed;  // what somebody proposes instead or besides
};

const std::vector<Kind> kinds{
    {"sources",
     "mikrotik",
     "site: lab, url: 'https://10.0.0.1', username: u, password: {env: S}",
     {"url: 'https://evil.example'", "url: 'http://10.0.0.1'", "proxy: 'http://evil.example:3128'",
      "fingerprint: '" + std::string(64, 'a') + "'", "ca_file: evil.pem", "password: {env: OTHER}",
      "password: {file: /root/secret}", "transport: api-tls", "plain_login: true"}},
    {"sources",
     "proxmox",
     "site: lab, url: 'https://10.0.0.1', token_id: 'a@pve!b', token: {file: /run/token}",
     {"url: 'https://10.0.0.1:8443'", "proxy: 'socks5h://evil.example'", "token: {env: OTHER}",
      "token: {file: /run/other}", "ca_file: evil.pem"}},
    {"sources",
     "switch",
     "site: lab, address: 10.0.0.1, community: {env: S}",
     {"address: 10.0.0.66", "version: 1", "community: {env: OTHER}"}},
    {"sources",
     "dhcp-leases",
     "site: lab, format: dnsmasq, path: /l, ssh: m@10.0.0.1, known_hosts: /k, password: {env: S}",
     {"ssh: m@evil.example", "known_hosts: /tmp/k", "path: /root/.ssh/id",
      "password: {env: OTHER}"}},
    {"sources",
     "connector",
     "site: lab, connector: foreman, url: 'https://10.0.0.1', username: u, password: {env: S}",
     {"url: 'https://evil.example'", "connector: ontap", "password: {env: OTHER}",
      "vars: {search: x}", "proxy: 'http://evil.example'"}},
    {"sources",
     "vsphere",
     "site: lab, url: 'https://10.0.0.1', username: u, password: {env: S}",
     {"url: 'https://evil.example'", "username: root", "password: {env: OTHER}"}},
    {"targets",
     "netbox",
     "url: 'https://netbox.example', token: {env: S}",
     {"url: 'https://evil.example'", "proxy: 'http://evil.example'", "token: {env: OTHER}",
      "ca_file: evil.pem"}},
    {"targets",
     "powerdns",
     "url: 'https://ns1.example:8081', key: {env: S}",
     {"url: 'https://evil.example'", "proxy: 'http://evil.example'", "key: {file: /root/secret}",
      "server: other"}},
    {"targets",
     "unbound",
     "file: /f, ssh: m@10.0.0.1, known_hosts: /k, password: {env: S}",
     {"ssh: m@evil.example", "known_hosts: /tmp/k", "password: {env: OTHER}",
      "control_path: /tmp/x", "sudo: true"}},
};

Config config_of(const std::string& repository, const std::string& own = "") {
  std::vector<ConfigText> layers{{"muster.yaml", repository, false, "/inventory"}};
  if (!own.empty()) layers.push_back({"/home/u/muster.yaml", own, true});
  Diagnostics trouble;
  auto config = read_config(layers, trouble);
  INFO(repository << render(trouble));
  REQUIRE(config);
  return *config;
}

// `name` with the keys of a kind, and `instead` in place of its own key or besides.
std::string written(const Kind& kind, const std::string& instead = "",
                    const std::string& name = "it") {
  std::string keys = kind.keys;
  const std::string key = instead.substr(0, instead.find(':') + 1);
  if (const size_t at = (" " + keys).find(" " + key); !key.empty() && at != std::string::npos) {
    size_t end = keys.find(',', at);
    if (end == std::string::npos) end = keys.size();
    keys.replace(at, end - at, instead);
  } else if (!instead.empty()) {
    keys += ", " + instead;
  }
  return sites + kind.section + ":\n  " + name + ": {kind: " + kind.kind + ", " + keys + "}\n";
}

std::string refusal(const Config& config, const std::vector<Config>& trusted) {
  Trust trust(config);
  for (const Config& each : trusted) trust.as_in(each, "muster.yaml of main");
  try {
    for (const SourceConfig& source : config.sources) trust.require(source);
    for (const TargetConfig& target : config.targets) trust.require(target);
  } catch (const Error& error) {
    return render(error);
  }
  return "";
}

}  // namespace

TEST_CASE("a secret goes only where the reviewed configuration sends it, for every kind") {
  for (const Kind& kind : kinds) {
    const Config reviewed = config_of(written(kind));
    CHECK(refusal(reviewed, {reviewed}) == "");
    CHECK(refusal(reviewed, {}) != "");
    CHECK(refusal(reviewed, {config_of(sites)}) != "");
    CHECK(refusal(config_of(written(kind, "", "other")), {reviewed}) != "");
    for (const std::string& instead : kind.proposed) {
      INFO(kind.kind << ": " << instead);
      const std::string key = instead.substr(0, instead.find(':'));
      const std::string told = refusal(config_of(written(kind, instead)), {reviewed});
      CHECK_THAT(told, Catch::Contains("muster.yaml of main has another " + key + " for it\n"));
      CHECK(refusal(config_of(written(kind, instead)),
                    {reviewed, config_of(written(kind, instead))}) == "");
    }
  }
}

TEST_CASE("every kind that has a secret stands in that table") {
  const auto check = [](const auto& section) {
    for (const auto& variant : section.variants) {
      const bool has = std::any_of(variant.keys.begin(), variant.keys.end(),
                                   [](const auto& key) { return bool(key.secret); });
      INFO(variant.kind);
      CHECK(has == std::any_of(kinds.begin(), kinds.end(),
                               [&](const Kind& kind) { return kind.kind == variant.kind; }));
    }
  };
  check(config_file::source_section());
  check(config_file::target_section());
}

TEST_CASE("one more switch of a list is not reviewed because the others are") {
  const std::string list =
      sites + "sources:\n  all: {kind: switch, site: lab, community: {env: S}, ";
  const Config reviewed = config_of(list + "switches: {sw1: 10.0.0.1}}\n");
  CHECK(refusal(reviewed, {reviewed}) == "");
  CHECK_THAT(refusal(config_of(list + "switches: {sw1: 10.0.0.1, sw2: 10.0.0.66}}\n"), {reviewed}),
             Catch::StartsWith("muster.yaml:4:86: error: source \"sw2\" is sent no secret"));
  CHECK(refusal(config_of(list + "switches: {sw1: 10.0.0.66}}\n"), {reviewed}) != "");
}

TEST_CASE("what stands wholly in the user's own file is sent, and the repository cannot turn it") {
  const std::string own =
      "targets:\n  nb: {kind: netbox, url: 'https://netbox.example', token: {command: [pass]}}\n";
  CHECK(refusal(config_of(sites, own), {}) == "");
  const std::string turned = "targets:\n  nb: {url: 'https://evil.example'}\n";
  CHECK(refusal(config_of(sites + turned, own), {}) ==
        "muster.yaml:4:3: error: target \"nb\" is sent no secret: nobody has reviewed where it "
        "would go\n"
        "    4 |   nb: {url: 'https://evil.example'}\n"
        "      |   ^\n"
        "  fix: merge the change first; or, if it is yours, commit it and run with --base HEAD, or "
        "put it into the file that MUSTER_TRUST names\n");
  const std::string half = "targets:\n  nb: {kind: netbox, token: {env: S}}\n";
  const std::string address = "targets:\n  nb: {url: 'https://netbox.example'}\n";
  CHECK(refusal(config_of(sites + address, half), {}) != "");
  CHECK(refusal(config_of(sites + address, half), {config_of(sites + address, half)}) == "");
}
