// A host: what people decided about it and what was observed of it. The shape of a host file
// (schema/host.v1.json), as values.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/rare.h"
#include "model/evidence.h"
#include "model/ip.h"
#include "model/mac.h"
#include "model/observation.h"

namespace muster {

// Of texts in host files.
namespace limits {
inline constexpr size_t text_bytes = 255;
inline constexpr size_t name_bytes = 253;
inline constexpr size_t notes_bytes = 32 << 10;
}  // namespace limits

enum class Approval { pending, approved, rejected };
enum class State { present, gone };
std::string_view word(Approval approval);
std::string_view word(State state);

// Stands in `attention` of a host whose lists were cut to fit its file.
inline constexpr std::string_view too_large = "too-large";

struct Interface {
  std::string name;
  std::optional<Mac> mac;
  std::vector<Cidr> addresses;   // sorted
  std::vector<int> vlans;        // sorted
  std::string description = {};  // what people wrote on the device
  long long mtu = 0;             // 0: not told
  std::string lag = {};          // the interface of the host that it is a member of
  bool operator==(const Interface&) const = default;
};

struct Attachment {  // a switch port the host is plugged in
  std::string device;
  std::string port;
  Confidence confidence = Confidence::unknown;
  std::vector<Evidence> because;  // strongest first
  std::vector<int> vlans = {};    // sorted
  // Other ports that could be meant, "sw-b1-05:Gi1/0/3", sorted; at most 4.
  std::vector<std::string> alternatives = {};
  bool operator==(const Attachment&) const = default;
};

bool has_evidence(const Attachment& place, EvidenceKind kind);

struct Proposal {  // what a rule decides
  std::string classification;
  std::string rule;
  std::vector<std::string> because;
  Approval approval = Approval::pending;  // another one: discover has written it above
  std::string name = {};
  std::vector<std::string> tags = {};
  bool operator==(const Proposal&) const = default;
};

struct NameCandidate {
  std::string name;
  NameSource source = NameSource::netbios;
  bool operator==(const NameCandidate&) const = default;
};

struct PageLink {  // to what a source has of the host, for people
  std::string source;
  std::string url;
  auto operator<=>(const PageLink&) const = default;
};

// What a source tells of a field of which sources tell different things.
struct Telling {
  std::string field;
  std::string source;
  std::string value;
  auto operator<=>(const Telling&) const = default;
};

// The block that discover owns. Every list is sorted: equal networks give equal bytes.
struct Observed {
  State state = State::present;
  std::string name;  // the best candidate as a DNS label, "" when there is none
  std::string site;
  Day first_seen{};
  Proposal proposed;
  // "proxmox:pve1/qemu/104", "serial:…", "mac:…", "duid:…", "ip:…"
  std::vector<std::string> identity;
  std::vector<Interface> interfaces;
  // Of several addresses of a family the one that stands for the host; one a family.
  std::vector<Cidr> primary;
  std::vector<Attachment> attached;
  Rare<GuestFact> guest;  // written as `virtual:`
  std::string vendor;
  std::string model;
  std::string serial;
  std::string platform;
  std::string tenant;  // slug, by policy.tenants
  std::vector<NameCandidate> names;
  std::vector<std::string> roles;  // "switch", "phone", "access-point": what neighbours tell of it
  std::vector<std::string> sources;
  std::vector<PageLink> links;
  std::vector<Telling> told;
  std::vector<std::string> attention;
  bool operator==(const Observed&) const = default;
};

// What a person may state against the observation; unset means "as observed".
struct Overrides {
  Rare<std::string> name, site, vendor, model, serial, platform, tenant;
  Rare<std::string> location, rack, asset_tag;  // nobody observes these
  Rare<std::vector<Interface>> interfaces;
  Rare<std::vector<Cidr>> primary;
  Rare<State> state;
  bool operator==(const Overrides&) const = default;
  bool empty() const { return *this == Overrides{}; }
};

struct Host {
  std::string id;
  // The block that people own.
  std::string classification;
  Approval approval = Approval::pending;
  std::string name;
  std::vector<std::string> aliases;  // further names in DNS: a label of the site's domain, or whole
  std::vector<std::string> tags;
  std::string notes;
  Overrides overrides;
  bool adopt = false;    // take over an existing object with the same natural key
  bool release = false;  // what NetBox has of it is people's again
  bool protect = false;  // never retire or delete
  // The block that discover owns.
  Observed observed;

  bool operator==(const Host&) const = default;
};

// Written by a person and not seen by discover: it has no block of muster's.
bool is_by_hand(const Host& host);

// What the targets are told: overrides, then people's lines, then the observation.
const std::string& effective_name(const Host& host);
const std::string& effective_site(const Host& host);
State effective_state(const Host& host);
const std::vector<std::string>& effective_tags(const Host& host);
const std::vector<Interface>& effective_interfaces(const Host& host);
// Whether this of the host's addresses stands for it. Of interfaces that a person stated none does,
// unless that is stated, too.
bool is_primary(const Host& host, const Ip& ip);

}  // namespace muster
