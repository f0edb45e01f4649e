#include "flow/history/conflicts.h"

#include <fmt/core.h>

#include <algorithm>
#include <map>

#include "core/text.h"
#include "correlate/records/settle.h"
#include "inventory/layout.h"
#include "model/host_fields.h"

namespace muster {
namespace {

std::string shown_name(const Host& host) {
  const std::string& name = effective_name(host);
  return name.empty() ? host.id : clean(name);
}

class Conflicts {
 public:
  explicit Conflicts(const Inventory& inventory) : inventory_(inventory) {
    for (const auto& file : inventory.files) {
      if (!counts(file->host)) continue;
      const std::string site = effective_site(file->host);
      const std::string name = lower(effective_name(file->host));
      if (!name.empty()) by_name_[{site, name}].push_back(file.get());
      for (const Interface& interface : effective_interfaces(file->host)) {
        for (const Cidr& address : interface.addresses)
          by_address_[{site, render(address.ip)}].push_back(file.get());
      }
    }
  }

  std::vector<Conflict> all() {
    for (const auto& file : inventory_.files) {
      if (!counts(file->host)) continue;
      for (const std::string& mark : file->host.observed.attention) look_at(*file, mark);
    }
    return std::move(out_);
  }

 private:
  using AtSite = std::pair<std::string, std::string>;
  using Holders = std::map<AtSite, std::vector<const HostFile*>>;

  static bool counts(const Host& host) {
    return host.approval != Approval::rejected && effective_state(host) != State::gone;
  }

  void add(const HostFile& file, const std::string& kind, std::string what,
           std::vector<std::string> commands) {
    out_.push_back({kind, file.host.id, effective_name(file.host), file.path, std::move(what),
                    std::move(commands)});
  }

  void look_at(const HostFile& file, const std::string& mark) {
    constexpr std::string_view duplicate = "duplicate-of:";
    const std::string& id = file.host.id;
    if (mark.starts_with(duplicate)) {
      const std::string other = mark.substr(duplicate.size());
      add(file, "duplicate", fmt::format("it is the same host as {}", other),
          {fmt::format("muster merge {} {} --commit", other, id)});
    } else if (mark == "name-conflict") {
      name_conflict(file);
    } else if (mark == "ip-conflict") {
      address_conflict(file);
    } else if (mark == "placement-conflict") {
      placement_conflict(file);
    } else if (mark == marks::serial_conflict) {
      told_conflict(file, mark, "serial", "one name, and different serial numbers",
                    "serial=SERIAL");
    } else if (mark == marks::serial_names) {
      told_conflict(file, mark, "name", "one serial number, and different names", "name=NAME");
    } else if (mark == marks::platform_conflict) {
      told_conflict(file, mark, "platform", "different operating systems", "platform=PLATFORM");
    } else if (mark.starts_with(marks::stale_in)) {
      stale_conflict(file, mark.substr(marks::stale_in.size()));
    } else if (mark == "identity-changed") {
      add(file, mark, "what it was known by is another host's now",
          {"muster history " + id, "muster reset " + id + " --commit",
           "muster split " + id + " --mac MAC --commit"});
    }
  }

  std::string others(const Holders& holders, const AtSite& key, const HostFile& file) const {
    std::vector<std::string> names;
    const auto found = holders.find(key);
    if (found == holders.end()) return "";
    for (const HostFile* other : found->second) {
      if (other != &file) names.push_back(shown_name(other->host) + " (" + other->host.id + ")");
    }
    return join(names, ", ");
  }

  void name_conflict(const HostFile& file) {
    const Host& host = file.host;
    const std::string& name = effective_name(host);
    const std::string held = others(by_name_, {effective_site(host), lower(name)}, file);
    std::string what = fmt::format("\"{}\" is also the name of {}", clean(name), held);
    if (held.empty()) {
      std::vector<std::string> told;
      for (const NameCandidate& one : host.observed.names)
        told.push_back(fmt::format("{} ({})", clean(one.name), word(one.source)));
      what = "sources tell different names: " + join(told, ", ");
    }
    std::vector<std::string> commands{fmt::format("muster name NAME {} --commit", host.id)};
    if (held.empty() && !name.empty())
      commands.insert(commands.begin(),
                      fmt::format("muster set name={} {} --commit", clean(name), host.id));
    add(file, "name-conflict", std::move(what), std::move(commands));
  }

  void address_conflict(const HostFile& file) {
    std::vector<std::string> shared;
    for (const Interface& interface : effective_interfaces(file.host)) {
      for (const Cidr& address : interface.addresses) {
        const std::string ip = render(address.ip);
        const std::string held = others(by_address_, {effective_site(file.host), ip}, file);
        if (!held.empty()) shared.push_back(fmt::format("{} is also at {}", ip, held));
      }
    }
    const std::string& id = file.host.id;
    add(file, "ip-conflict",
        shared.empty() ? "an address of it is another host's, too" : join(shared, "; "),
        {"muster where " + id, "muster reject " + id + " --commit",
         "muster merge KEEP " + id + " --commit"});
  }

  void told_conflict(const HostFile& file, const std::string& kind, const std::string& field,
                     const std::string& what, const std::string& setting) {
    std::vector<std::string> told;
    for (const Telling& one : file.host.observed.told) {
      if (one.field == field) told.push_back(fmt::format("{} ({})", clean(one.value), one.source));
    }
    add(file, kind, fmt::format("{}: {}", what, clean(join(told, ", "), 1000)),
        {fmt::format("muster set {} {} --commit", setting, file.host.id),
         "muster show " + file.host.id});
  }

  void stale_conflict(const HostFile& file, const std::string& source) {
    const std::string& id = file.host.id;
    std::vector<std::string> live;
    for (const std::string& other : file.host.observed.sources) {
      if (other != source) live.push_back(other);
    }
    add(file, "stale",
        fmt::format("{} has not heard of it for long, and {} has", clean(source),
                    clean(join(live, ", "), 1000)),
        {"muster show " + id, fmt::format("muster set state=gone {} --commit", id)});
  }

  void placement_conflict(const HostFile& file) {
    std::vector<std::string> places;
    for (const Attachment& place : file.host.observed.attached) {
      places.push_back(place.device + " " + place.port);
      for (const std::string& other : place.alternatives) places.push_back(other);
    }
    add(file, "placement-conflict",
        "sources tell different ports: " + clean(join(places, ", "), 1000),
        {"muster where " + file.host.id, "muster explain " + file.host.id + ".attached"});
  }

  const Inventory& inventory_;
  Holders by_name_, by_address_;
  std::vector<Conflict> out_;
};

}  // namespace

std::vector<Conflict> host_conflicts(const Inventory& inventory) {
  return Conflicts(inventory).all();
}

std::vector<Conflict> one_sided(const Comparison& comparison) {
  std::vector<Conflict> out;
  for (const Difference& row : comparison.rows) {
    const bool machine = row.kind == "device" || row.kind == "vm";
    if (row.side == Side::differs || !machine || (row.side == Side::there && !row.path.empty())) {
      continue;
    }
    Conflict one{"", "", clean(row.label), row.path, "", {}};
    const std::string id(host_id_in(row.path));
    if (row.side == Side::there) {
      one.kind = "only-in-netbox";
      one.what = fmt::format("{} {} at site {} is in {} and known to no source", row.kind,
                             clean(row.label), clean(row.site), comparison.target);
      one.commands = {"muster import netbox", "muster compare"};
    } else {
      one.kind = "only-in-sources";
      one.id = id;
      one.what = fmt::format("{} {} at site {} is known to sources and not in {}", row.kind,
                             clean(row.label), clean(row.site), comparison.target);
      one.commands = {fmt::format("muster approve {} --commit", id),
                      fmt::format("muster reject {} --commit", id)};
    }
    out.push_back(std::move(one));
  }
  return out;
}

std::vector<Conflict> collisions_of(const Plan& plan, const Inventory& inventory) {
  std::vector<Conflict> out;
  for (const Operation& operation : plan.operations) {
    if (operation.keeping != Keeping::collision) continue;
    const HostFile* file = inventory.find(operation.host);
    Conflict one{"collision", operation.host, "", "", "", {}};
    one.what = fmt::format("{} {} of {}: {}", operation.kind, clean(operation.label),
                           clean(operation.target), clean(operation.reason, 1000));
    if (file != nullptr) {
      one.name = effective_name(file->host);
      one.path = file->path;
      one.commands = {fmt::format("muster adopt {} --commit", operation.host),
                      fmt::format("muster name NAME {} --commit", operation.host)};
    } else {
      one.path = operation.where.file;
    }
    out.push_back(std::move(one));
  }
  return out;
}

}  // namespace muster
