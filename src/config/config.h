// muster.yaml as values. Shape: schema/config.v1.json. Read from the repository (work tree or a
// commit) and laid over the user's own file ($XDG_CONFIG_HOME/muster/muster.yaml).
#pragma once
#include <map>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "config/approvers.h"
#include "config/backup.h"
#include "config/known.h"
#include "config/manage.h"
#include "config/secret_ref.h"
#include "config/sources.h"
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
  std::string vrf = {};  // the VRF of its addresses in NetBox, by name or rd; "" = none said
  std::map<std::string, std::vector<Cidr>> vrfs = {};  // parts in other VRFs: config/vrf.h
  bool reverse = true;                                 // its addresses lead back to names in DNS
};

enum class Becomes { device, vm, nothing };

struct ClassConfig {  // what hosts of a classification become
  std::string name;
  Becomes netbox = Becomes::nothing;
  std::string role;           // slug
  std::string manufacturer;   // slug or name; device only
  std::string device_type;    // slug or model, or "auto": as discovered; device only
  std::string fallback_type;  // slug or model where "auto" finds none; "" = the class's name
  std::string cluster;        // VMs without an observed cluster; "" = the observed one
  std::string status = "active";
  std::string tenant;    // slug of an existing tenant
  std::string platform;  // slug
  bool dns = false;
  int ttl = 0;  // seconds of its records in DNS; 0 = the target's
  Managed manage = {};
  std::string backup;  // of their configuration: "auto" or a platform; "" = none
  Where where;
};

struct Policy {
  std::string branch;  // what may be applied is merged there; "" = the remote's HEAD
  std::chrono::days gone_after{14};
  bool randomised_macs = false;      // true: a file for every randomised MAC too
  size_t max_merge_requests = 3;     // of discover that are open at a time
  size_t max_hosts = 250;            // in one of them: GitHub shows 300 files of a difference
  std::vector<Approvers> approvers;  // the last whose path fits a file says who decides in it
  bool signed_decisions = false;     // only in commits signed by their author
  bool four_eyes = false;            // every decision is reviewed by another person
  Limit max_deletes{10.0, 25};       // of hosts; refused above the smaller of the two
  Limit max_updates{30.0, {}};
  Limit max_creates{100.0, {}};
  std::vector<std::string> windows = {};  // of time in which reconcile writes; empty: any
  size_t guard_from = 10;  // hosts of a target below which the percentages do not count
  BackupPolicy backup = {};
  KeptKinds records = {};
  FieldPolicies fields = {};
  RequiredFields required = {};
  std::map<std::string, std::string> tenants = {};  // what sources tell → slug in NetBox
};

struct Rules;
// Those that come with muster.
std::shared_ptr<const Rules> shipped_rules();

struct Config {
  std::string file;  // the repository's muster.yaml as shown
  std::map<std::string, SiteConfig> sites;
  std::vector<SourceConfig> sources;  // by name
  std::map<std::string, ClassConfig> classifications;
  std::vector<TargetConfig> targets;          // by phase, then by name
  std::vector<CredentialConfig> credentials;  // as they are tried: the repository's, then one's own
  std::vector<JobConfig> jobs;                // by name
  Policy policy;
  std::shared_ptr<const Rules> rules = shipped_rules();  // of rules.yaml: config/rules.h
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
// The same of a file that only its reader decides about: Error (exit 3) when others may write it.
ConfigText private_config(const std::string& path);
// $XDG_CONFIG_HOME/muster/muster.yaml or ~/.config/…; nullopt when there is none. Private, too.
std::optional<ConfigText> own_config();

class Runner;
class Trust;
// Fetches a secret at the moment of its use. A command runs only when the reference stands in the
// user's own file, or `allow_commands` (--allow-commands) is set.
Secret resolve(const SecretRef& ref, Runner& runner, bool allow_commands);
// All that the settings of the item refer to. Error when one cannot be had, or when `trust` does
// not hold of where it would go.
Secrets fetch_secrets(const SourceConfig& source, Runner& runner, const Trust& trust);
Secrets fetch_secrets(const TargetConfig& target, Runner& runner, const Trust& trust);
Secrets fetch_secrets(const CredentialConfig& credential, Runner& runner, const Trust& trust);
// The variables that any of them refers to.
std::vector<std::string> secret_variables(const Config& config);
// Whether they refer to any.
bool needs_secrets(const SourceConfig& source);
bool needs_secrets(const TargetConfig& target);
bool needs_secrets(const CredentialConfig& credential);

// The effective configuration without secrets: references are shown as references. With origins,
// each value is {"value":…,"origin":"muster.yaml:12:10"}.
nlohmann::json to_json(const Config& config, bool with_origins);
// The same as text, "sites.berlin.domain: berlin.example   # muster.yaml:4:13".
std::string render(const Config& config, bool with_origins);

}  // namespace muster
