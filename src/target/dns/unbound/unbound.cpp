#include "target/dns/unbound/unbound.h"

#include <algorithm>

#include "core/pool.h"
#include "core/text.h"
#include "target/dns/server.h"
#include "target/dns/unbound/servers.h"
#include "target/dns/unbound/update.h"

namespace muster {
namespace {

using unbound::Ground;
using unbound::Holding;
using unbound::Seat;
using unbound::ZoneRecord;

struct UnboundNotes : Notes {
  UnboundNotes(std::vector<std::optional<Holding>> all, Ground there)
      : holdings(std::move(all)), ground(std::move(there)) {}
  std::vector<std::optional<Holding>> holdings;  // of each server; none: it could not be read
  Ground ground;
};

std::string said_of(const Seat& seat, const std::string& text) {
  return seat.name.empty() ? text : seat.name + ": " + text;
}

Error told_of(const Seat& seat, Error error) {
  error.message = said_of(seat, error.message);
  return error;
}

class UnboundReader : public dns::ServerReader {
 public:
  UnboundReader(const UnboundConfig& config, const Secrets& secrets, ReadWires wires)
      : dns::ServerReader(config.ttl, dns::Aliases::addresses),
        config_(config),
        seats_(unbound::seats_of(config_, secrets)),
        wires_(wires) {}

  std::string address() const override { return unbound::address_of(config_); }

  Snapshot read(std::span<const Resource> desired, std::stop_token stop) override {
    Diagnostics trouble;
    auto holdings = look_at_all(desired, trouble, stop);
    std::vector<const unbound::Zones*> seen;
    std::vector<const Holding*> found;
    for (const auto& holding : holdings) {
      if (!holding) continue;
      seen.push_back(&holding->seen);
      found.push_back(&*holding);
    }
    Ground ground = unbound::together(config_, found);
    tell_refused(ground.refused(desired), trouble);
    const auto wanted = ground.with_zones({desired.begin(), desired.end()});
    Snapshot snapshot = unbound::merged(seen, wanted);
    add_held(snapshot, desired, ground);
    snapshot.partial = seen.size() < seats_.size();
    snapshot.trouble = std::move(trouble);
    snapshot.notes = std::make_shared<UnboundNotes>(std::move(holdings), std::move(ground));
    return snapshot;
  }

  std::vector<Resource> adapt(std::vector<Resource> desired,
                              const Snapshot& actual) const override {
    const Ground& ground = static_cast<const UnboundNotes&>(*actual.notes).ground;
    std::set<Key> leaving;
    for (const Resource& resource : actual.resources) {
      if (resource.owned && !resource.held.empty()) leaving.insert(resource.key);
    }
    std::erase_if(desired, [&](const Resource& r) { return leaving.contains(r.key); });
    return ground.with_zones(std::move(desired));
  }

 private:
  // One that cannot be read is told, and the others go on; when none can, that is an Error.
  std::vector<std::optional<Holding>> look_at_all(std::span<const Resource> desired,
                                                  Diagnostics& trouble, std::stop_token stop) {
    std::vector<std::optional<Holding>> out(seats_.size());
    std::vector<std::optional<Error>> lost(seats_.size());
    parallel_for(seats_.size(), seats_.size(), [&](size_t i) {
      try {
        const auto machine = reader_of(seats_[i], stop);
        out[i] = unbound::look(*machine, config_, seats_[i].door, desired, wires_.clock, stop);
      } catch (const Error& error) {
        lost[i] = told_of(seats_[i], error);
      }
    });
    const bool all_lost = std::all_of(out.begin(), out.end(), [](const auto& h) { return !h; });
    if (all_lost) throw lost.front().value_or(Error("the run was stopped", Exit::interrupted));
    for (size_t i = 0; i < seats_.size(); ++i) {
      if (lost[i]) trouble.add(*lost[i]);
      if (out[i]) trouble.add(out[i]->content.damage);
      if (out[i] && !out[i]->trouble.empty()) {
        trouble.add(Error(said_of(seats_[i], out[i]->trouble))
                        .because("so what it serves is not known; its file is what is planned from")
                        .as(Severity::warning));
      }
    }
    return out;
  }

  std::unique_ptr<unbound::MachineReader> reader_of(const Seat& seat, std::stop_token stop) {
    if (!seat.ssh) return std::make_unique<unbound::LocalReader>();
    return unbound::remote_reader(wires_.ssh, *seat.ssh, stop);
  }

  static void tell_refused(const unbound::Taken& refused, Diagnostics& trouble) {
    for (const auto& [zone, why] : refused) {
      trouble.add(Error("zone " + zone + " stays local-data: an auth-zone would hide other names")
                      .because(why)
                      .mend("take style: auth-zone out, or what else there is of the zone")
                      .as(Severity::warning));
    }
  }

  // What others hold is shown as theirs; what of ours cannot stay beside it, as held.
  static void add_held(Snapshot& snapshot, std::span<const Resource> desired,
                       const Ground& ground) {
    for (Resource& ours : snapshot.resources) {
      if (ours.kind != "record") continue;
      if (ours.key.rest().ends_with(unbound::only_served)) {
        ours.held = "somebody told Unbound by hand: it is served, and not in muster's file";
      }
      const ZoneRecord record = dns::record_of(ours.fields, ours.site);
      if (ground.impossible(record)) ours.held = "it is " + ground.held(record);
    }
    for (const Resource& wanted : desired) {
      if (wanted.kind != "record") continue;
      const std::string held = ground.held(dns::record_of(wanted.fields, wanted.site));
      if (held.empty()) continue;
      Resource theirs = wanted;
      theirs.owned = false;
      theirs.host.clear();
      theirs.held = held;
      snapshot.resources.push_back(std::move(theirs));
    }
  }

  UnboundConfig config_;
  std::vector<Seat> seats_;
  ReadWires wires_;
};

class UnboundWriter : public TargetWriter {
 public:
  UnboundWriter(const UnboundConfig& config, const Secrets& secrets, Wires& wires)
      : config_(config), seats_(unbound::seats_of(config_, secrets)), wires_(wires) {}

  // A server has one file, so it is all of the operations there or none.
  std::vector<Outcome> apply(std::span<const Operation* const> operations, const Snapshot& actual,
                             const std::string&, std::stop_token stop) override {
    if (operations.empty()) return {};
    if (stop.stop_requested()) return outcomes(operations, Result::skipped, std::nullopt);
    std::vector<std::optional<Error>> failed(seats_.size());
    parallel_for(seats_.size(), seats_.size(), [&](size_t i) {
      try {
        update(i, operations, actual, stop);
      } catch (const Error& error) {
        failed[i] = told_of(seats_[i], error);
      }
    });
    const std::optional<Error> failure = first_of(failed);
    return outcomes(operations, failure ? Result::failed : Result::done, failure);
  }

 private:
  static std::vector<Outcome> outcomes(std::span<const Operation* const> operations, Result result,
                                       const std::optional<Error>& error) {
    std::vector<Outcome> out;
    for (const Operation* operation : operations) out.push_back({operation->id, result, error});
    return out;
  }

  static std::optional<Error> first_of(const std::vector<std::optional<Error>>& failed) {
    std::optional<Error> out;
    for (const auto& error : failed) {
      if (!error) continue;
      if (!out) {
        out = error;
      } else {
        out->why += (out->why.empty() ? "" : "; ") + error->message +
                    (error->why.empty() ? "" : ": " + error->why);
      }
    }
    return out;
  }

  void update(size_t i, std::span<const Operation* const> operations, const Snapshot& actual,
              std::stop_token stop) {
    static const Holding nothing;
    const auto* notes = static_cast<const UnboundNotes*>(actual.notes.get());
    if (notes && !notes->holdings.at(i)) return;  // told when it was read
    const Seat& seat = seats_[i];
    const auto machine = seat.ssh ? unbound::remote_machine(wires_.ssh, *seat.ssh,
                                                            unbound::beside(config_.file, ".in"))
                                  : unbound::local_machine(wires_.runner);
    unbound::update(config_, seat.door, *machine, wires_.clock, operations,
                    notes ? *notes->holdings[i] : nothing, stop);
  }

  UnboundConfig config_;
  std::vector<Seat> seats_;
  Wires& wires_;
};

}  // namespace

std::unique_ptr<TargetReader> unbound_reader(const UnboundConfig& config, const Secrets& secrets,
                                             ReadWires wires) {
  return std::make_unique<UnboundReader>(config, secrets, wires);
}

std::unique_ptr<TargetWriter> unbound_writer(const UnboundConfig& config, const Secrets& secrets,
                                             Wires& wires) {
  return std::make_unique<UnboundWriter>(config, secrets, wires);
}

}  // namespace muster
