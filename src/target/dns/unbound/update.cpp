#include "target/dns/unbound/update.h"

#include <algorithm>

#include "target/dns/server.h"

namespace muster::unbound {
namespace {

// More changes than these go in by a reload: telling them one by one would take the daemon longer.
constexpr size_t most_edits = 1000;
constexpr size_t sample_size = 20;

using ByName = std::map<std::string, std::vector<Record>>;

ByName at_names(const Zones& zones, const std::set<std::string>& names) {
  ByName out;
  for (const auto& [key, record] : zones.records) {
    if (names.contains(record.name)) out[record.name].push_back(record);
  }
  return out;
}

// What of `records` is not in `others`, as it is answered: without the host it belongs to.
std::vector<Record> without(const std::vector<Record>& records, const std::vector<Record>& others) {
  std::vector<Record> out;
  for (const Record& record : records) {
    const bool there = std::any_of(others.begin(), others.end(), [&](const Record& other) {
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
        file_(config.file, machine),
        daemon_(config, door, machine, clock) {}

  void run(std::span<const Operation* const> operations, std::stop_token stop) {
    const std::string before = file_.text();
    if (before != holding_.text) {
      throw Error(config_.file + " changed since it was read").mend("run muster reconcile again");
    }
    Content after = holding_.content;
    note_names(dns::carry_out(operations, after));
    const std::string text = render(after);
    written_ = text != before;
    plan(after);
    if (!written_ && edits_.empty()) return;
    if (written_) put_in_place(text, stop);
    try {
      put_to_use(stop);
    } catch (const Error& error) {
      throw taken_back(error);
    }
  }

 private:
  void note_names(const std::vector<dns::Change>& changes) {
    names_ = holding_.astray;
    for (const dns::Change& change : changes) {
      for (const Record& record : change.before) names_.insert(record.name);
      for (const Record& record : change.after) names_.insert(record.name);
    }
  }

  // What the daemon has to be told, and whether it can be told without a reload.
  void plan(const Content& after) {
    const ByName old = at_names(holding_.content, names_);
    const ByName fresh = at_names(after, names_);
    const ByName seen = at_names(holding_.seen, names_);
    reload_ = after.zones != holding_.content.zones;
    for (const std::string& name : names_) {
      static const std::vector<Record> none;
      const auto& was = old.contains(name) ? old.at(name) : none;
      const auto& is = fresh.contains(name) ? fresh.at(name) : none;
      const auto gone = without(was, is);
      const auto come = without(is, was);
      const bool clear = !gone.empty() || holding_.astray.contains(name);
      note_gone(was, is);
      note_gone(seen.contains(name) ? seen.at(name) : none, is);
      present_.insert(present_.end(), is.begin(), is.end());
      if (!clear && come.empty()) continue;
      edits_.push_back({name, clear, clear ? is : come});
      // Removing a name would take somebody else's records of it away, too.
      if (clear && holding_.declared.records.contains(name)) reload_ = true;
    }
    reload_ = reload_ || edits_.size() > most_edits;
    add_sample(after);
  }

  void note_gone(const std::vector<Record>& was, const std::vector<Record>& is) {
    for (const Record& record : was) {
      const bool stays = std::any_of(is.begin(), is.end(), [&](const Record& other) {
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

  void put_in_place(const std::string& text, std::stop_token stop) {
    try {
      file_.stage(text);
      daemon_.check(file_.staged(), stop);
      file_.swap();
    } catch (const Error&) {
      file_.discard();
      throw;
    }
  }

  void put_to_use(std::stop_token stop) {
    if (written_) daemon_.check_all(stop);
    if (!config_.control) return;
    if (reload_) {
      daemon_.reload(stop);
    } else {
      daemon_.edit(edits_, stop);
    }
    daemon_.query_back(present_, gone_, stop);
  }

  // The old file is back in use whatever happened, even when the run is being stopped.
  Error taken_back(Error error) {
    if (!written_) return error;
    std::string fate = "the old file is back";
    try {
      file_.restore();
      if (config_.control) daemon_.reload({});
    } catch (const Error& worse) {
      fate += ", but " + worse.message + (worse.why.empty() ? "" : ": " + worse.why);
    }
    error.why += (error.why.empty() ? "" : "; ") + fate;
    return error;
  }

  const UnboundConfig& config_;
  const Holding& holding_;
  OwnedFile file_;
  Daemon daemon_;
  std::set<std::string> names_;
  std::vector<Edit> edits_;
  std::vector<Record> present_, gone_;
  std::set<std::string> noted_;  // answers that are in gone_
  bool written_ = false;
  bool reload_ = false;
};

}  // namespace

void update(const UnboundConfig& config, const Door& door, Machine& machine, Clock& clock,
            std::span<const Operation* const> operations, const Holding& holding,
            std::stop_token stop) {
  Update(config, door, machine, clock, holding).run(operations, stop);
}

}  // namespace muster::unbound
