#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "config/config.h"

using namespace muster;
using nlohmann::json;

namespace {

Config config() {
  Diagnostics trouble;
  const auto read = read_config({{"muster.yaml", R"(sites:
  berlin: {domain: berlin.example, networks: [10.20.0.0/16]}
targets:
  nb: {kind: netbox, url: "https://netbox.example", token: {command: [pass, nb]}, timeout: 1500ms}
  ns: {kind: unbound, file: /etc/m.conf}
policy: {max_deletes: 2.5%, max_updates: 7}
)"}},
                                trouble);
  INFO(render(trouble));
  REQUIRE(read);
  return *read;
}

}  // namespace

TEST_CASE("the effective configuration is shown as it would be written") {
  CHECK(to_json(config(), false) == json::parse(R"({
    "sites": {"berlin": {"name": "berlin", "domain": "berlin.example",
                         "networks": ["10.20.0.0/16"],
                         "vrf": "", "vrfs": {}, "reverse": true}},
    "sources": {},
    "classifications": {"ignore": {"netbox": "none", "backup": ""},
                        "unknown": {"netbox": "none", "backup": ""}},
    "credentials": {}, "jobs": {},
    "targets": {
      "nb": {"kind": "netbox", "url": "https://netbox.example", "token": {"command": ["pass", "nb"]},
             "ca_file": "", "proxy": "", "timeout": "1500ms", "batch": 200, "also": []},
      "ns": {"kind": "unbound", "file": "/etc/m.conf", "config": "", "control": false,
             "address": "", "port": 53, "ttl": 3600, "style": "local-data", "ssh": "", "servers": {}, "identity": "",
             "password": null, "agent": false, "known_hosts": "", "host_keys": [], "sudo": false,
             "control_path": "", "checkconf_path": ""}},
    "policy": {"records": {}, "fields": {}, "required": {}, "tenants": {}, "branch": "", "gone_after": "14d", "randomised_macs": false, "max_merge_requests": 3,
               "max_hosts": 250, "approvers": [], "signed_decisions": false, "four_eyes": false,
               "max_deletes": "2.5%",
               "max_updates": "7", "max_creates": "100%", "windows": [], "guard_from": 10,
               "backup": {"repository": "", "key": null, "workers": 5, "deadline": "300s",
                          "trust": "known", "recipients": []}}})"));
}

TEST_CASE("the effective configuration tells where each value was said") {
  const json shown = to_json(config(), true);
  CHECK(shown["sites"]["berlin"]["domain"] ==
        json{{"value", "berlin.example"}, {"origin", "muster.yaml:2:20"}});
  CHECK(shown["policy"]["guard_from"] == json{{"value", 10}, {"origin", "default"}});
}

TEST_CASE("the effective configuration as text has one line a value") {
  CHECK(render(config(), true) ==
        "classifications.ignore.backup:   # default\n"
        "classifications.ignore.netbox: none   # default\n"
        "classifications.unknown.backup:   # default\n"
        "classifications.unknown.netbox: none   # default\n"
        "policy.approvers: []   # default\n"
        "policy.backup: {\"deadline\":\"300s\",\"key\":null,\"recipients\":[],\"repository\":\"\","
        "\"trust\":\"known\",\"workers\":5}   # default\n"
        "policy.branch:   # default\n"
        "policy.fields: {}   # default\n"
        "policy.four_eyes: false   # default\n"
        "policy.gone_after: 14d   # default\n"
        "policy.guard_from: 10   # default\n"
        "policy.max_creates: 100%   # default\n"
        "policy.max_deletes: 2.5%   # muster.yaml:6:23\n"
        "policy.max_hosts: 250   # default\n"
        "policy.max_merge_requests: 3   # default\n"
        "policy.max_updates: 7   # muster.yaml:6:42\n"
        "policy.randomised_macs: false   # default\n"
        "policy.records: {}   # default\n"
        "policy.required: {}   # default\n"
        "policy.signed_decisions: false   # default\n"
        "policy.tenants: {}   # default\n"
        "policy.windows: []   # default\n"
        "sites.berlin.domain: berlin.example   # muster.yaml:2:20\n"
        "sites.berlin.name: berlin   # default\n"
        "sites.berlin.networks: [\"10.20.0.0/16\"]   # muster.yaml:2:46\n"
        "sites.berlin.reverse: true   # default\n"
        "sites.berlin.vrf:   # default\n"
        "sites.berlin.vrfs: {}   # default\n"
        "targets.nb.also: []   # default\n"
        "targets.nb.batch: 200   # default\n"
        "targets.nb.ca_file:   # default\n"
        "targets.nb.kind: netbox   # muster.yaml:4:14\n"
        "targets.nb.proxy:   # default\n"
        "targets.nb.timeout: 1500ms   # muster.yaml:4:92\n"
        "targets.nb.token: {\"command\":[\"pass\",\"nb\"]}   # muster.yaml:4:60\n"
        "targets.nb.url: https://netbox.example   # muster.yaml:4:27\n"
        "targets.ns.address:   # default\n"
        "targets.ns.agent: false   # default\n"
        "targets.ns.checkconf_path:   # default\n"
        "targets.ns.config:   # default\n"
        "targets.ns.control: false   # default\n"
        "targets.ns.control_path:   # default\n"
        "targets.ns.file: /etc/m.conf   # muster.yaml:5:29\n"
        "targets.ns.host_keys: []   # default\n"
        "targets.ns.identity:   # default\n"
        "targets.ns.kind: unbound   # muster.yaml:5:14\n"
        "targets.ns.known_hosts:   # default\n"
        "targets.ns.password: null   # default\n"
        "targets.ns.port: 53   # default\n"
        "targets.ns.servers: {}   # default\n"
        "targets.ns.ssh:   # default\n"
        "targets.ns.style: local-data   # default\n"
        "targets.ns.sudo: false   # default\n"
        "targets.ns.ttl: 3600   # default\n");
  CHECK(render(config(), false).starts_with("classifications.ignore.backup:\n"));
}
