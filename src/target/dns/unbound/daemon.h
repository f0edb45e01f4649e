// The Unbound that reads the file: its configuration checked, reloaded, and asked what it serves.
#pragma once
#include <span>
#include <stop_token>
#include <string>

#include "config/config.h"
#include "target/dns/unbound/file.h"
#include "wire/wires.h"

namespace muster::unbound {

class Daemon {
 public:
  Daemon(const UnboundConfig& config, Wires& wires) : config_(config), wires_(wires) {}

  // Whether the file at `path` is acceptable on its own, before it is in place. unbound-checkconf
  // cannot be told to read one include from elsewhere, and rewriting a configuration with globs
  // and relative names to do so would check another configuration; so the file is checked inside
  // a minimal one, and the real configuration with check_all() once the file is in place. The
  // daemon reads nothing until reload().
  void check(const std::string& path, std::stop_token stop);
  void check_all(std::stop_token stop);

  // Unbound says "ok" before it reloads and may exit over it: wait until it answers again.
  void reload(std::stop_token stop);
  // Asks for every record of `changed` and some of the others until what is served is `after`.
  void query_back(const Zones& after, std::span<const Record> changed, std::stop_token stop);

 private:
  bool can_check() const;
  void checkconf(const std::string& config, const std::string& what, std::stop_token stop);
  bool running(std::stop_token stop);
  Output control(const std::string& verb, std::stop_token stop);

  const UnboundConfig& config_;
  Wires& wires_;
};

}  // namespace muster::unbound
