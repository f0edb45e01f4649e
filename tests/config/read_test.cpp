#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "config/config.h"

using namespace muster;

namespace {

const std::string whole = R"(# yaml-language-server: $schema=schema/config.v1.json
sites:
  berlin: {name: Berlin, domain: berlin.example, networks: [10.20.0.0/16, "2001:db8:20::/48"]}
  bonn:
sources:
  core: {kind: mikrotik, site: berlin, url: "https://10.20.0.1/", username: muster, password: {env: CORE_PASSWORD}, ca_file: ca.pem, timeout: 10s}
  pve1:
    kind: proxmox
    site: berlin
    url: https://pve1.berlin.example:8006
    token_id: "muster@pve!ro"
    token: {file: /run/secrets/pve}
    fingerprint: "AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA"
    enabled: false
classifications:
  server: {netbox: device, role: server, manufacturer: generic, device_type: generic-server, status: active, tenant: ops, platform: debian, dns: true}
  vm: {netbox: vm, role: vm, dns: true, manage: {status: never, memory: always}}
  printer: {netbox: none}
targets:
  ns1: {kind: unbound, file: /etc/unbound/muster.conf, config: /etc/unbound/unbound.conf, control: true, address: 127.0.0.1, port: 5353, ttl: 60}
  zz: {kind: netbox, url: "https://netbox.example", token: {env: NETBOX_TOKEN}, ca_file: certs/ca.pem, timeout: 2m, batch: 100}
policy: {gone_after: 7d, randomised_macs: true, max_deletes: "5% or 20", max_updates: 30%, guard_from: 5}
)";

Config read_good(const std::vector<ConfigText>& texts) {
  Diagnostics trouble;
  auto config = read_config(texts, trouble);
  INFO(render(trouble));
  REQUIRE(trouble.empty());
  REQUIRE(config);
  return *config;
}

std::string read_bad(const std::vector<ConfigText>& texts) {
  Diagnostics trouble;
  REQUIRE_FALSE(read_config(texts, trouble));
  return render(trouble);
}

}  // namespace

TEST_CASE("a whole muster.yaml becomes values") {
  const Config config = read_good({{"inv/muster.yaml", whole}});
  CHECK(config.file == "inv/muster.yaml");

  CHECK(config.sites.at("berlin").name == "Berlin");
  CHECK(config.sites.at("berlin").domain == "berlin.example");
  CHECK(config.sites.at("berlin").networks.size() == 2);
  CHECK(config.sites.at("bonn").name == "bonn");

  REQUIRE(config.sources.size() == 2);
  const SourceConfig& core = config.sources[0];
  CHECK(core.id() == "mikrotik:core");
  CHECK(core.as<MikrotikConfig>().url == "https://10.20.0.1");
  CHECK(core.as<MikrotikConfig>().password.env == "CORE_PASSWORD");
  CHECK_FALSE(core.as<MikrotikConfig>().password.own);
  CHECK(core.as<MikrotikConfig>().ca_file == "inv/ca.pem");
  CHECK(core.timeout == Seconds(10));
  const SourceConfig& pve = config.sources[1];
  CHECK(pve.as<ProxmoxConfig>().token_id == "muster@pve!ro");
  CHECK(pve.as<ProxmoxConfig>().token.file == "/run/secrets/pve");
  CHECK_FALSE(pve.enabled);

  const ClassConfig* server = config.classification("server");
  REQUIRE(server != nullptr);
  CHECK(server->netbox == Becomes::device);
  CHECK(server->device_type == "generic-server");
  CHECK(server->tenant == "ops");
  CHECK(server->dns);
  CHECK(config.classification("vm")->netbox == Becomes::vm);
  CHECK(config.classification("vm")->manage ==
        Managed{{"memory", Manage::always}, {"status", Manage::never}});
  CHECK(config.classification("printer")->netbox == Becomes::nothing);
  CHECK(config.classification("ignore")->netbox == Becomes::nothing);
  CHECK(config.classification("unheard-of") == nullptr);

  REQUIRE(config.targets.size() == 2);
  CHECK(config.targets[0].name == "zz");
  const auto& netbox = std::get<NetboxConfig>(config.targets[0].settings);
  CHECK(netbox.url == "https://netbox.example");
  CHECK(netbox.ca_file == "inv/certs/ca.pem");
  CHECK(netbox.timeout == Seconds(120));
  CHECK(netbox.batch == 100);
  const auto& unbound = std::get<UnboundConfig>(config.targets[1].settings);
  CHECK(unbound.file == "/etc/unbound/muster.conf");
  CHECK(unbound.control);
  CHECK(unbound.port == 5353);
  CHECK(unbound.ttl == 60);

  CHECK(config.policy.gone_after == std::chrono::days(7));
  CHECK(config.policy.randomised_macs);
  CHECK(config.policy.max_deletes.percent == 5.0);
  CHECK(config.policy.max_deletes.count == 20);
  CHECK(config.policy.max_updates.percent == 30.0);
  CHECK_FALSE(config.policy.max_updates.count);
  CHECK(config.policy.guard_from == 5);
}

TEST_CASE("an empty muster.yaml is a configuration of nothing") {
  const Config config = read_good({{"muster.yaml", ""}});
  CHECK(config.sites.empty());
  CHECK(config.policy.max_deletes.count == 25);
  CHECK(config.classification("ignore") != nullptr);
}

TEST_CASE("relative paths start from the folder that is given") {
  const ConfigText text{"main:muster.yaml", "targets: {ns: {kind: unbound, file: a/../b.conf}}",
                        false, "/srv/inventory"};
  const Config config = read_good({text});
  CHECK(std::get<UnboundConfig>(config.targets[0].settings).file == "/srv/inventory/b.conf");
}

TEST_CASE("the repository's keys stand above the user's own, key by key") {
  const ConfigText own{"/home/me/muster.yaml", R"(sites: {berlin: {name: Mine}}
targets:
  nb:
    url: https://other.example
    token: {command: [pass, netbox]}
    batch: 50
policy: {guard_from: 3}
)",
                       true};
  const ConfigText repository{"muster.yaml", R"(sites: {berlin: {domain: berlin.example}}
targets: {nb: {kind: netbox, url: "https://netbox.example"}}
policy: {gone_after: 3d}
)"};
  for (const auto& layers : {std::vector{own, repository}, std::vector{repository, own}}) {
    const Config config = read_good(layers);
    CHECK(config.file == "muster.yaml");
    CHECK(config.sites.at("berlin").name == "Mine");
    CHECK(config.sites.at("berlin").domain == "berlin.example");
    const auto& netbox = std::get<NetboxConfig>(config.targets[0].settings);
    CHECK(netbox.url == "https://netbox.example");
    CHECK(netbox.token.own);
    CHECK(netbox.token.command == std::vector<std::string>{"pass", "netbox"});
    CHECK(netbox.batch == 50);
    CHECK(config.policy.guard_from == 3);
    CHECK(config.policy.gone_after == std::chrono::days(3));
    CHECK(config.origins.at("targets.nb.url").file == "muster.yaml");
    CHECK(config.origins.at("targets.nb.batch").file == "/home/me/muster.yaml");
    CHECK(config.origins.at("targets.nb.batch").line == 6);
    CHECK(config.origins.at("targets.nb.batch").column == 12);
    CHECK(config.origins.at("targets.nb.timeout").file == "default");
  }
}

TEST_CASE("a secret of the repository replaces a command of the user's own file as a whole") {
  const Config config = read_good(
      {{"own", "targets: {nb: {token: {command: [pass, nb]}}}", true},
       {"muster.yaml", "targets: {nb: {kind: netbox, url: \"https://nb\", token: {env: T}}}"}});
  const auto& token = std::get<NetboxConfig>(config.targets[0].settings).token;
  CHECK(token.env == "T");
  CHECK(token.command.empty());
  CHECK_FALSE(token.own);
}

TEST_CASE("plain http with a secret is a warning, except to this machine") {
  Diagnostics trouble;
  const auto text = [](const std::string& url) {
    return "targets: {nb: {kind: netbox, url: \"" + url + "\", token: {env: T}}}";
  };
  CHECK(read_config({{"muster.yaml", text("http://netbox.example")}}, trouble));
  CHECK(render(trouble) ==
        "muster.yaml:1:35: warning: targets.nb.url sends its secret unencrypted\n"
        "    1 | targets: {nb: {kind: netbox, url: \"http://netbox.example\", token: {env: T}}}\n"
        "      |                                   ^\n"
        "  fix: use https\n");
  for (const std::string url : {"http://127.0.0.1:8000", "http://localhost", "http://[::1]:80"}) {
    read_good({{"muster.yaml", text(url)}});
  }
}

TEST_CASE("an own file that cannot be read as YAML stops everything") {
  CHECK(read_bad({{"own", "a: [", true}, {"muster.yaml", ""}}).starts_with("own:1:"));
}

TEST_CASE("mistakes beyond a hundred are counted") {
  std::string text;
  for (int i = 0; i < 150; ++i) text += "wrong" + std::to_string(i) + ": 1\n";
  const std::string shown = read_bad({{"muster.yaml", text}});
  CHECK(shown.ends_with("error: 50 more mistakes not shown\n  fix: mend these first\n"));
}

TEST_CASE("a list of switches stands for one source each, asked alike") {
  Diagnostics trouble;
  const auto config = read_config(
      {{"muster.yaml",
        "sites: {b: {networks: [10.0.0.0/24]}}\n"
        "sources:\n"
        "  all: {kind: switch, site: b, version: '3', username: m, auth: sha256,\n"
        "        auth_password: {env: A}, switches: {sw2: 10.0.0.2, sw1: 'sw1.example:1161'}}\n"
        "  near: {kind: sweep, site: b}\n"}},
      trouble);
  INFO(render(trouble));
  REQUIRE(config);
  REQUIRE(config->sources.size() == 3);
  CHECK(config->sources[0].id() == "sweep:near");
  CHECK(config->sources[0].as<SweepConfig>().networks == config->sites.at("b").networks);
  CHECK(config->sources[1].id() == "switch:sw1");
  CHECK(config->sources[1].as<SwitchConfig>().address == "sw1.example:1161");
  CHECK(config->sources[2].as<SwitchConfig>().address == "10.0.0.2");
  CHECK(config->sources[2].listed_in == "all");
  CHECK(config->sources[2].as<SwitchConfig>().auth_password.env == "A");
  CHECK(config->sources[2].where.line == 4);
  CHECK(to_json(*config, true)["sources"]["sw2"]["version"]["origin"] == "muster.yaml:3:41");
}
