#include "target/dns/unbound/update.h"

#include <algorithm>

#include "target/dns/server.h"
#include "target/dns/unbound/zone_file.h"

namespace muster::unbound {
namespace {

// More changes than these go in by a reload: telling them one by one would take the daemon longer.
constexpr size_t most_edits = 1000;
constexpr size_t sample_size = 20;

using ByName = std::map<std::string, std::vector<ZoneRecord>>;

ByName at_names(const Zones& zones, const std::set<std::string>& names) {
  ByName out;
  for (const auto& [key, record] : zones.records) {
    if (names.contains(record.name)) out[record.name].push_back(record);
  }
  return out;
}

// What of `records` is not in `others`, as it is answered: without the host it belongs to.
std::vector<ZoneRecord> without(const std::vector<ZoneRecord>& records,
                                const std::vector<ZoneRecord>& others) {
  std::vector<ZoneRecord> out;
  for (const ZoneRecord& record : records) {
    const bool there = std::any_of(others.begin(), others.end(), [&](const ZoneRecord& other) {
      return other.type == record.type && other.value == record.value && other.ttl == record.ttl;
    });
    if (!there) out.push_back(record);
  }
  return out;
}

class Update {
 public:
  Update(const UnboundConfig& config, const Door& door, Machine& machine, Clock& clock,
         const Holding& holding)
      : config_(config),
        holding_(holding),
        machine_(machine),
        file_(config.file, machine),
        daemon_(config, door, machine, clock) {}

  void run(std::span<const Operation* const> operations, std::stop_token stop) {
    must_be(file_, holding_.text);
    Content after = holding_.content;
    note_names(dns::carry_out(operations, after));
    settle_files(after);
    note_writes(after);
    plan(after);
    if (writes_.empty() && leaving_.empty() && edits_.empty() && zones_.empty()) return;
    try {
      if (!writes_.empty()) put_in_place(after, stop);
      put_to_use(stop);
    } catch (const Error& error) {
      throw taken_back(error);
    }
    for (OwnedFile& file : leaving_) file.retire();
  }

 private:
  struct Write {
    OwnedFile file;
    std::string text;
    std::string zone;  // "": of the included file
  };

  static void must_be(OwnedFile& file, const std::string& text) {
    if (file.text() == text) return;
    throw Error(file.path() + " changed since it was read").mend("run muster reconcile again");
  }

  // A file for each auth-zone, and none for others.
  void settle_files(Content& after) {
    for (const auto& [name, zone] : after.zones) {
      if (zone.type != auth_zone || after.files.contains(name)) continue;
      Content left;  // of a run that was killed, or of a clause that somebody took out
      left.files[name].path = zone_path(config_.file, name);
      read_zone(OwnedFile(left.files[name].path, machine_).text(), name, left);
      after.files.insert(left.files.extract(name));
    }
    for (const auto& [name, file] : holding_.content.files) {
      OwnedFile there(file.path, machine_);
      must_be(there, file.text);
      const auto zone = after.zones.find(name);
      if (zone != after.zones.end() && zone->second.type == auth_zone) continue;
      after.files.erase(name);
      leaving_.push_back(std::move(there));
    }
  }

  void note_writes(const Content& after) {
    for (const auto& [name, file] : after.files) {
      std::string text = render_zone(after, name);
      if (text == file.text) continue;
      zones_.insert(name);
      writes_.push_back({OwnedFile(file.path, machine_), std::move(text), name});
      writes_.back().file.text();
    }
    std::string text = render(after);
    if (text != holding_.text) writes_.push_back({file_, std::move(text), ""});
  }

  void note_names(const std::vector<dns::Change>& changes) {
    names_ = holding_.astray;
    for (const dns::Change& change : changes) {
      for (const ZoneRecord& record : change.before) names_.insert(record.name);
      for (const ZoneRecord& record : change.after) names_.insert(record.name);
    }
  }

  // What the daemon has to be told, and whether it can be told without a reload.
  void plan(const Content& after) {
    const ByName old = at_names(holding_.content, names_);
    const ByName fresh = at_names(after, names_);
    const ByName seen = at_names(holding_.seen, names_);
    reload_ = after.zones != holding_.content.zones || after.misplaced;
    for (const std::string& name : names_) {
      static const std::vector<ZoneRecord> none;
      const auto& was = old.contains(name) ? old.at(name) : none;
      const auto& is = fresh.contains(name) ? fresh.at(name) : none;
      const auto gone = without(was, is);
      const auto come = without(is, was);
      const bool clear = !gone.empty() || holding_.astray.contains(name);
      note_gone(was, is);
      note_gone(seen.contains(name) ? seen.at(name) : none, is);
      present_.insert(present_.end(), is.begin(), is.end());
      if (!clear && come.empty()) continue;
      tell(after.home_of(name), name, clear, clear ? is : come);
    }
    reload_ = reload_ || edits_.size() > most_edits;
    add_sample(after);
  }

  void tell(const std::string& home, const std::string& name, bool clear,
            const std::vector<ZoneRecord>& records) {
    if (home.empty()) {
      edits_.push_back({name, clear, records});
    } else {
      zones_.insert(home);
      if (holding_.astray.contains(name)) edits_.push_back({name, true, {}});
    }
    // Removing a name would take somebody else's records of it away, too.
    if (clear && holding_.declared.records.contains(name)) reload_ = true;
  }

  void note_gone(const std::vector<ZoneRecord>& was, const std::vector<ZoneRecord>& is) {
    for (const ZoneRecord& record : was) {
      const bool stays = std::any_of(is.begin(), is.end(), [&](const ZoneRecord& other) {
        return answer_of(other) == answer_of(record);
      });
      if (!stays && noted_.insert(answer_of(record)).second) gone_.push_back(record);
    }
  }

  void add_sample(const Content& after) {
    const size_t step = std::max<size_t>(1, after.records.size() / sample_size);
    size_t i = 0;
    for (const auto& [key, record] : after.records) {
      if (i++ % step == 0) present_.push_back(record);
    }
  }

  void put_in_place(const Content& after, std::stop_token stop) {
    try {
      stage(after, stop);
      for (Write& write : writes_) {
        write.file.swap();
        ++in_place_;
      }
    } catch (const Error&) {
      for (size_t i = in_place_; i < writes_.size(); ++i) writes_[i].file.discard();
      file_.discard();
      throw;
    }
  }

  // Writes the new files beside the old ones and has them checked: those of zones by an included
  // file that names the new ones.
  void stage(const Content& after, std::stop_token stop) {
    const Write& last = writes_.back();
    const bool zones_too = writes_.size() > 1 || !last.zone.empty();
    file_.stage(zones_too ? staged_zones(after) : last.text);
    daemon_.check(file_.staged(), stop);
    if (!zones_too) return;
    last.zone.empty() ? file_.stage(last.text) : file_.discard();
  }

  std::string staged_zones(Content after) {
    for (Write& write : writes_) {
      if (write.zone.empty()) continue;
      write.file.stage(write.text);
      after.files.at(write.zone).path = write.file.staged();
    }
    return render(after);
  }

  void put_to_use(std::stop_token stop) {
    if (in_place_ > 0) daemon_.check_all(stop);
    if (!config_.control) return;
    if (reload_) {
      daemon_.reload(stop);
    } else {
      daemon_.edit(edits_, stop);
      for (const std::string& zone : zones_) daemon_.reload_zone(zone, stop);
    }
    daemon_.query_back(present_, gone_, stop);
  }

  // The old file is back in use whatever happened, even when the run is being stopped.
  Error taken_back(Error error) {
    if (in_place_ == 0) return error;
    std::string fate = "the old file is back";
    try {
      for (; in_place_ > 0; --in_place_) writes_[in_place_ - 1].file.restore();
      if (config_.control) daemon_.reload({});
    } catch (const Error& worse) {
      fate += ", but " + worse.message + (worse.why.empty() ? "" : ": " + worse.why);
    }
    error.why += (error.why.empty() ? "" : "; ") + fate;
    return error;
  }

  const UnboundConfig& config_;
  const Holding& holding_;
  Machine& machine_;
  OwnedFile file_;
  Daemon daemon_;
  std::set<std::string> names_;
  std::vector<Edit> edits_;
  std::vector<ZoneRecord> present_, gone_;
  std::set<std::string> noted_;     // answers that are in gone_
  std::vector<Write> writes_;       // the included file last
  size_t in_place_ = 0;             // how many of them are
  std::vector<OwnedFile> leaving_;  // of zones that are no auth-zones any more
  std::set<std::string> zones_;     // whose files the daemon has to read anew
  bool reload_ = false;
};

}  // namespace

void update(const UnboundConfig& config, const Door& door, Machine& machine, Clock& clock,
            std::span<const Operation* const> operations, const Holding& holding,
            std::stop_token stop) {
  Update(config, door, machine, clock, holding).run(operations, stop);
}

}  // namespace muster::unbound
