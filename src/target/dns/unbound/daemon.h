// The Unbound that reads the file: its configuration checked, told of changes, and asked what it
// serves.
#pragma once
#include <optional>
#include <set>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "config/config.h"
#include "target/dns/unbound/file.h"
#include "target/dns/unbound/machine.h"
#include "wire/dns/dns.h"

namespace muster::unbound {

// Where an Unbound answers.
struct Door {
  std::string address;
  int port = 53;
};

// What the daemon serves of some records.
struct Served {
  bool known = false;               // it could be asked
  std::vector<ZoneRecord> missing;  // of the records asked for
  std::vector<ZoneRecord> extra;    // of their names and types, told by the daemon itself
  std::vector<ZoneRecord> silent;   // no answer came
  std::string trouble;              // why it could not be asked
};
Served served(const Door& door, std::span<const ZoneRecord> records, Clock& clock,
              std::stop_token stop);

// Why an auth-zone of the name `zone` would hide what is served elsewhere; "" when nothing at it or
// in it is served, or when the zone is muster's own. nullopt: no answer came.
std::optional<std::string> why_taken(const Door& door, const std::string& zone, Clock& clock);

// What a running daemon must be told of a name to serve what the file says.
struct Edit {
  std::string name;
  bool clear = false;  // all its records go first
  std::vector<ZoneRecord> records;
};

class Daemon {
 public:
  Daemon(const UnboundConfig& config, const Door& door, Machine& machine, Clock& clock)
      : config_(config), door_(door), machine_(machine), clock_(clock) {}

  // Whether the file at `path` is acceptable on its own, before it is in place. unbound-checkconf
  // cannot be told to read one include from elsewhere, and rewriting a configuration with globs
  // and relative names to do so would check another configuration; so the file is checked inside
  // a minimal one, and the real configuration with check_all() once the file is in place. The
  // daemon reads nothing until reload().
  void check(const std::string& path, std::stop_token stop);
  void check_all(std::stop_token stop);

  // In steps that keep a daemon of one thread from answering for some 10 ms each. Error at the
  // first that fails: some of the edit is done then.
  void edit(std::span<const Edit> edits, std::stop_token stop);
  // Reads the file of an auth-zone anew; the old content is served until all of it is read.
  void reload_zone(const std::string& zone, std::stop_token stop);
  // Reads its configuration anew and keeps its cache. Unbound says "ok" before it does so and may
  // exit over it: wait until it answers again.
  void reload(std::stop_token stop);
  // Asks until all of `present` is served, and nothing of `gone`.
  void query_back(std::span<const ZoneRecord> present, std::span<const ZoneRecord> gone,
                  std::stop_token stop);

 private:
  bool can_check();
  void checkconf(const std::string& config, const std::string& what, std::stop_token stop);
  bool running(std::stop_token stop);
  std::vector<std::string> called(const std::string& program, const std::string& path);
  Output control(const std::string& verb, const std::string& input, std::stop_token stop,
                 const std::string& zone = "");
  void must_control(const std::string& verb, const std::string& input, std::stop_token stop);
  void reload_with_dump(std::stop_token stop);
  std::string difference(std::span<const ZoneRecord> present, std::span<const ZoneRecord> gone,
                         std::stop_token stop);

  const UnboundConfig& config_;
  const Door& door_;
  Machine& machine_;
  Clock& clock_;
};

}  // namespace muster::unbound
