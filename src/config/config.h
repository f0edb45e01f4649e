// muster.yaml as values. Shape: schema/config.v1.json. Read from the repository (work tree or a
// commit) and laid over the user's own file ($XDG_CONFIG_HOME/muster/muster.yaml).
#pragma once
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "config/secret_ref.h"
#include "config/targets.h"
#include "core/clock.h"
#include "core/error.h"
#include "model/ip.h"
#include "model/limit.h"

namespace muster {

struct SiteConfig {
  std::string slug;    // the key in muster.yaml; NetBox slug and L2 domain
  std::string name;    // for NetBox; the slug when not given
  std::string domain;  // DNS domain of its hosts, "" = no DNS
  std::vector<Cidr> networks;
  Where where;
};

// How a switch is asked over SNMP.
struct SnmpConfig {
  std::string address;  // name or address of the device, with :port where it is not 161
  // In place of `address`: one source for each, by its own name. read_config() makes those
  // sources, so that a SourceConfig of a Config has an address and no list.
  std::map<std::string, std::string> switches;
  std::string version = "2c";  // "1" | "2c" | "3"
  SecretRef community;
  std::string auth = "none";  // "none" | "md5" | "sha1" | "sha224" | "sha256" | "sha384" | "sha512"
  std::string priv = "none";  // "none" | "des" | "aes128" | "aes192" | "aes256" | "aes256-cisco"
  SecretRef privacy;
  std::vector<std::string> contexts;  // more SNMP contexts to read: those of VRFs
  int retries = 1;
};

// What a sweep probes.
struct SweepConfig {
  std::vector<std::string>
      interfaces;              // of this machine; none: those with an address in `networks`
  std::vector<Cidr> networks;  // read_config() puts the site's here where none are given
  std::vector<Cidr> exclude;
  int rate = 1000;                                 // ARP requests a second
  int retries = 2;                                 // for the silent
  std::vector<int> ports{22, 80, 443, 445, 3389};  // TCP, where hosts are across routers
  bool ipv6 = true;
  bool names = true;  // ask PTR, mDNS, LLMNR and NetBIOS
};

// Where a DHCP server keeps its leases.
struct LeasesConfig {
  std::string format;       // "dnsmasq" | "isc" | "kea" | "kea-socket"
  std::string path;         // the lease file, or Kea's control socket
  std::string ssh;          // "user@host[:port]": read there; "" here
  std::string identity;     // private key file; "" = SourceConfig::password
  std::string known_hosts;  // the file that has the server's key
};

struct SourceConfig {
  std::string name;
  std::string kind;       // collect/collector.h has the table
  std::string listed_in;  // the source of muster.yaml whose `switches` names it, "" none
  std::string site;
  std::string url;
  std::string username;
  SecretRef password;
  std::string token_id;  // proxmox: "user@realm!name"
  SecretRef token;
  std::string cluster;             // proxmox: used where the server tells no cluster name
  std::string transport = "auto";  // mikrotik: "auto" | "rest" | "api" | "api-tls"
  int api_port = 0;                // mikrotik: 0 = 8728, or 8729 with TLS
  bool plain_login = false;        // mikrotik: may tell an old router its password unencrypted
  SnmpConfig snmp;                 // switch
  SweepConfig sweep;               // sweep
  LeasesConfig leases;             // dhcp-leases
  std::string ca_file;
  std::string fingerprint;
  std::string proxy;
  Milliseconds timeout{10'000};
  Milliseconds deadline{300'000};  // for all of it; by HTTP, RouterOS's API and SNMP
  bool enabled = true;
  Where where;
  // "<kind>:<name>", as it stands in facts and host files.
  std::string id() const { return kind + ":" + name; }
};

enum class Becomes { device, vm, nothing };

struct ClassConfig {  // what hosts of a classification become
  std::string name;
  Becomes netbox = Becomes::nothing;
  std::string role;          // slug
  std::string manufacturer;  // slug or name; device only
  std::string device_type;   // slug or model; device only
  std::string cluster;       // VMs without an observed cluster; "" = the observed one
  std::string status = "active";
  std::string tenant;    // slug of an existing tenant
  std::string platform;  // slug
  bool dns = false;
  Where where;
};

struct Policy {
  std::chrono::days gone_after{14};
  bool randomised_macs = false;  // true: a file for every randomised MAC too
  Limit max_deletes{10.0, 25};   // refused above the smaller of the two
  Limit max_updates{30.0, {}};
  size_t guard_from = 10;  // owned objects below which the percentages do not count
};

struct Config {
  std::string file;  // the repository's muster.yaml as shown
  std::map<std::string, SiteConfig> sites;
  std::vector<SourceConfig> sources;  // by name
  std::map<std::string, ClassConfig> classifications;
  std::vector<TargetConfig> targets;  // by phase, then by name
  Policy policy;
  // "targets.netbox.url" → where it was said: a Where, or file "default" / "env MUSTER_…".
  std::map<std::string, Where> origins;

  const ClassConfig* classification(const std::string& name) const;
};

// One text to read: the repository's file, and optionally the user's own.
struct ConfigText {
  std::string file;  // as shown
  std::string text;
  bool own = false;
  std::string folder = {};  // what relative paths start from; "" = the folder of `file`
};

// Reads and checks everything in one go; a Config comes back only when there is no error. Keys of
// the repository's file stand above those of the user's own, whatever the order of `layers`.
std::optional<Config> read_config(const std::vector<ConfigText>& layers, Diagnostics& trouble);

// Upward from `directory` to the first muster.yaml; Error (exit 3) that says what to do.
std::string find_config(const std::string& directory);
// The text of `path`, at most 1 MiB; Error (exit 3) when it cannot be read.
ConfigText load_config(const std::string& path);
// $XDG_CONFIG_HOME/muster/muster.yaml or ~/.config/…; nullopt when there is none. Error when
// others may write it.
std::optional<ConfigText> own_config();

class Runner;
// Fetches a secret at the moment of its use. A command runs only when the reference stands in the
// user's own file, or `allow_commands` (--allow-commands) is set.
Secret resolve(const SecretRef& ref, Runner& runner, bool allow_commands);
// All that the settings of the item refer to. Error when one cannot be had.
Secrets fetch_secrets(const TargetConfig& target, Runner& runner, bool allow_commands);

// The effective configuration without secrets: references are shown as references. With origins,
// each value is {"value":…,"origin":"muster.yaml:12:10"}.
nlohmann::json to_json(const Config& config, bool with_origins);
// The same as text, "sites.berlin.domain: berlin.example   # muster.yaml:4:13".
std::string render(const Config& config, bool with_origins);

}  // namespace muster
