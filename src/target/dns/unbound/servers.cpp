#include "target/dns/unbound/servers.h"

#include <algorithm>

#include "core/text.h"
#include "model/ip.h"
#include "target/dns/server.h"
#include "target/dns/unbound/owned_file.h"
#include "target/dns/unbound/zone_file.h"

namespace muster::unbound {
namespace {

constexpr std::string_view default_config = "/etc/unbound/unbound.conf";
constexpr int ssh_attempts = 3;

Seat seat_at(const UnboundConfig& config, const Secrets& secrets, const std::string& name,
             const std::string& login) {
  auto server = parse_ssh_server(login);
  if (!server) {
    throw Error("\"" + clean(login) + "\" is no place to reach by SSH", Exit::invalid)
        .mend("write user@host or user@host:port");
  }
  server->identity = config.identity;
  server->password = secrets["password"];
  server->agent = config.agent;
  server->known_hosts = config.known_hosts;
  server->host_keys = config.host_keys;
  server->attempts = ssh_attempts;
  Seat seat{name, std::move(server), {config.address, config.port}};
  if (seat.door.address.empty()) seat.door.address = seat.ssh->host;
  return seat;
}

// The names around which it matters what others declared.
std::set<std::string> names_of(std::span<const Resource> desired) {
  std::set<std::string> names = zones_of_sites(desired);
  for (const Resource& resource : desired) names.insert(text_of(resource.fields, "name"));
  return names;
}

Declared declared_there(MachineReader& machine, const UnboundConfig& config, const Content& content,
                        std::span<const Resource> desired) {
  const auto names = names_of(desired);
  if (!config.control && config.config.empty()) {
    return built_in(machine, config.file, content.foreign, names);
  }
  const std::string path = config.config.empty() ? std::string(default_config) : config.config;
  return read_declared(machine, path, config.file, content.foreign, names);
}

bool is_declared(const Declared& declared, const ZoneRecord& record) {
  const auto [begin, end] = declared.records.equal_range(record.name);
  return std::any_of(begin, end, [&](const auto& each) { return each.second.type == record.type; });
}

// Takes out of what was seen what is wanted and the daemon does not serve, and adds what it serves
// besides.
void ask(Holding& holding, const Door& door, std::span<const Resource> desired, Clock& clock,
         std::stop_token stop) {
  std::set<std::string> wanted;
  for (const Resource& resource : desired) wanted.insert(resource.natural);
  const auto is_wanted = [&](const ZoneRecord& record) {
    return wanted.contains(answer_of(record));
  };
  std::vector<ZoneRecord> records;
  for (const auto& [key, record] : holding.content.records) records.push_back(record);
  const Served now = served(door, records, clock, std::move(stop));
  holding.trouble = now.trouble;
  std::set<std::string> lost;
  for (const ZoneRecord& record : now.missing) {
    holding.astray.insert(record.name);
    if (is_wanted(record)) lost.insert(answer_of(record));
  }
  std::erase_if(holding.seen.records,
                [&](const auto& each) { return lost.contains(answer_of(each.second)); });
  for (const ZoneRecord& record : now.extra) {
    if (is_declared(holding.declared, record) || is_wanted(record)) continue;
    holding.astray.insert(record.name);
    const Key key = dns::record_key(record);
    holding.seen.records.emplace(
        Key(key.kind(), std::string(key.rest()) + std::string(only_served)), record);
  }
}

// What the daemon answers itself of names that are new here: an auth-zone's, or told by hand.
void ask_taken(Holding& holding, const Door& door, std::span<const Resource> desired, Clock& clock,
               std::stop_token stop) {
  std::set<std::pair<std::string, std::string>> ours;
  for (const auto& [key, record] : holding.content.records) ours.emplace(record.name, record.type);
  std::vector<ZoneRecord> fresh;
  std::set<std::string> wanted;
  for (const Resource& resource : desired) {
    if (resource.kind != "record") continue;
    wanted.insert(resource.natural);
    ZoneRecord record = dns::record_of(resource.fields, resource.site);
    if (!ours.contains({record.name, record.type})) fresh.push_back(std::move(record));
  }
  for (const ZoneRecord& other : served(door, fresh, clock, std::move(stop)).extra) {
    if (is_declared(holding.declared, other)) continue;
    if (wanted.contains(answer_of(other))) continue;
    holding.declared.records.emplace(other.name, DeclaredRecord{other.type, other.value, {}});
  }
}

void read_zones(MachineReader& machine, Holding& holding) {
  Content& content = holding.content;
  for (const auto& [name, zone] : holding.declared.zones) content.fenced.insert(name);
  for (const auto& [key, record] : content.records) {
    content.misplaced = content.misplaced || !content.home_of(record.name).empty();
  }
  for (const auto& [name, file] : content.files) {
    read_zone(machine.read(file.path, most_file_bytes).value_or(""), name, content);
    for (const ForeignLine& line : file.foreign) {
      auto found = parse_declared(line.text, {file.path, line.line, 0, ""});
      if (!found) continue;
      found->second.in_zone_file = true;
      holding.declared.records.insert(std::move(*found));
    }
  }
}

// Whether the zones of sites that are not muster's yet are served elsewhere. In what Unbound has
// built in they are not.
void ask_zones(Holding& holding, const Door& door, std::span<const Resource> desired,
               Clock& clock) {
  bool silent = !holding.trouble.empty();  // then for all zones: each would be waited for
  for (const std::string& zone : zones_of_sites(desired)) {
    if (holding.content.files.contains(zone) || holding.declared.zone_of(zone)) continue;
    const auto why = silent ? std::nullopt : why_taken(door, zone, clock);
    silent = !why;
    const std::string unknown = "whether it is served elsewhere is not known: no answer came";
    if (!why || !why->empty()) holding.taken.emplace(zone, why.value_or(unknown));
  }
}

using Fielded = std::map<Key, const Fields*>;

Fielded by_key(std::span<const Resource> resources) {
  Fielded out;
  for (const Resource& resource : resources) out[resource.key] = &resource.fields;
  return out;
}

}  // namespace

std::vector<Seat> seats_of(const UnboundConfig& config, const Secrets& secrets) {
  std::vector<Seat> seats;
  for (const auto& [name, login] : config.servers) {
    seats.push_back(seat_at(config, secrets, name, login));
  }
  if (!config.ssh.empty()) seats.push_back(seat_at(config, secrets, "", config.ssh));
  if (!seats.empty()) return seats;
  const std::string here = "127.0.0.1";
  return {{"", std::nullopt, {config.address.empty() ? here : config.address, config.port}}};
}

std::string address_of(const UnboundConfig& config) {
  if (!config.ssh.empty()) return config.ssh + ":" + config.file;
  std::vector<std::string> names;
  for (const auto& [name, login] : config.servers) names.push_back(name);
  return names.empty() ? config.file : join(names, "+") + ":" + config.file;
}

Holding look(MachineReader& machine, const UnboundConfig& config, const Door& door,
             std::span<const Resource> desired, Clock& clock, std::stop_token stop) {
  Holding holding;
  holding.text = machine.read(config.file, most_file_bytes).value_or("");
  holding.content = parse(holding.text, config.file);
  holding.declared = declared_there(machine, config, holding.content, desired);
  read_zones(machine, holding);
  holding.seen = holding.content;
  if (!config.control) return holding;
  ask(holding, door, desired, clock, stop);
  if (holding.trouble.empty()) ask_taken(holding, door, desired, clock, std::move(stop));
  if (config.style == auth_zone) ask_zones(holding, door, desired, clock);
  return holding;
}

Snapshot merged(std::span<const Zones* const> seen, std::span<const Resource> desired) {
  Snapshot out;
  std::map<Key, std::pair<Resource, size_t>> found;  // and on how many servers
  const Fielded wanted = by_key(desired);
  for (const Zones* zones : seen) {
    for (Resource& resource : dns::snapshot_of(*zones).resources) {
      ++out.objects;
      const Key key = resource.key;
      auto [at, fresh] = found.try_emplace(key, std::move(resource), 0);
      ++at->second.second;
      if (fresh) continue;
      const auto want = wanted.find(key);
      const bool as_wanted = want != wanted.end() && at->second.first.fields == *want->second;
      if (as_wanted) at->second.first = std::move(resource);
    }
  }
  for (auto& [key, each] : found) {
    if (each.second < seen.size() && wanted.contains(key)) continue;  // one lacks it
    out.resources.push_back(std::move(each.first));
  }
  return out;
}

Ground together(const UnboundConfig& config, std::span<const Holding* const> each) {
  Declared declared;
  Taken taken;
  for (const Holding* one : each) {
    const Declared& there = one->declared;
    declared.zones.insert(there.zones.begin(), there.zones.end());
    declared.records.insert(there.records.begin(), there.records.end());
    declared.clauses.insert(there.clauses.begin(), there.clauses.end());
    taken.insert(one->taken.begin(), one->taken.end());
  }
  if (config.style != auth_zone) return Ground(std::move(declared));
  return Ground(std::move(declared), std::move(taken));
}

}  // namespace muster::unbound
