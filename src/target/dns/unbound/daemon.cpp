#include "target/dns/unbound/daemon.h"

#include <algorithm>
#include <map>
#include <optional>

#include "target/dns/unbound/zone_file.h"

namespace muster::unbound {
namespace {

constexpr Milliseconds settle_time{
    15'000};  // for a reload of some 100,000 records, many times over
constexpr Milliseconds pause_time{20};
constexpr Milliseconds answer_time{500};
constexpr Milliseconds lookup_time{5'000};  // for what Unbound has to ask others
constexpr size_t step_size = 200;           // lines that a daemon takes at once

using NameType = std::pair<std::string, std::string>;

DnsQuestion question_of(const NameType& asked) {
  return {asked.first, parse_dns_type(asked.second).value_or(DnsType::a)};
}

// Whether the daemon tells this machine anything: of localhost every Unbound knows.
std::string why_silent(DnsClient& client, const Door& door) {
  const std::string place = door.address + " port " + std::to_string(door.port);
  for (int attempt = 0; attempt < 3; ++attempt) {
    const auto answer = client.ask("localhost", DnsType::a, answer_time);
    if (!answer) continue;
    constexpr int refused = 5;
    if (answer->code != refused) return "";
    return "unbound at " + place + " refuses to be asked";
  }
  return "unbound at " + place + " does not answer";
}

void compare(const ZoneRecord& like, const std::set<std::string>& wanted, const DnsAnswer& answer,
             const std::map<std::string, const ZoneRecord*>& records, Served& into) {
  const std::set<std::string> told(answer.values.begin(), answer.values.end());
  for (const auto& value : wanted) {
    if (!told.contains(value)) into.missing.push_back(*records.at(value));
  }
  for (const std::string& value : told) {
    if (wanted.contains(value) || !answer.own) continue;
    ZoneRecord extra = like;
    extra.value = value;
    into.extra.push_back(std::move(extra));
  }
}

}  // namespace

Served served(const Door& door, std::span<const ZoneRecord> records, Clock& clock,
              std::stop_token stop) {
  Served out;
  if (records.empty()) {
    out.known = true;
    return out;
  }
  DnsClient client(door.address, door.port, clock);
  out.trouble = why_silent(client, door);
  if (!out.trouble.empty()) return out;
  std::map<NameType, std::map<std::string, const ZoneRecord*>> wanted;
  for (const ZoneRecord& record : records) {
    wanted[{record.name, record.type}][record.value] = &record;
  }
  std::vector<DnsQuestion> questions;
  for (const auto& [asked, values] : wanted) questions.push_back(question_of(asked));
  const auto answers = client.ask_all(questions, answer_time, stop);
  size_t i = 0;
  for (const auto& [asked, values] : wanted) {
    const auto& answer = answers[i++];
    if (!answer) {
      out.silent.push_back(*values.begin()->second);
      continue;
    }
    std::set<std::string> names;
    for (const auto& [value, record] : values) names.insert(value);
    compare(*values.begin()->second, names, *answer, values, out);
  }
  out.known = true;
  return out;
}

std::optional<std::string> why_taken(const Door& door, const std::string& zone, Clock& clock) {
  constexpr int server_failure = 2, no_such_name = 3;
  DnsClient client(door.address, door.port, clock);
  const auto answer = client.ask(zone, DnsType::soa, lookup_time, true);
  if (!answer) return std::nullopt;
  if (answer->code == no_such_name) return "";  // nor does any name in it exist: RFC 8020
  if (answer->code != 0) {
    return std::string("whether it is served elsewhere is not known: unbound answers ") +
           (answer->code == server_failure ? "SERVFAIL" : "code " + std::to_string(answer->code));
  }
  if (answer->values.empty()) return "names in it are served elsewhere";
  const std::string& soa = answer->values.front();
  if (soa.ends_with(" " + std::string(zone_mailbox))) return "";
  return "it is served elsewhere, by " + soa.substr(0, soa.find(' '));
}

// Without `control` a missing unbound-checkconf is no error: the file may be for another machine.
bool Daemon::can_check() {
  if (config_.control) return true;
  return !config_.config.empty() && !machine_.program("unbound-checkconf").empty();
}

std::vector<std::string> Daemon::called(const std::string& program, const std::string& path) {
  std::vector<std::string> argv;
  if (config_.sudo) argv = {"sudo", "-n"};
  const std::string found = path.empty() ? machine_.program(program) : path;
  argv.push_back(found.empty() ? program : found);
  return argv;
}

void Daemon::checkconf(const std::string& config, const std::string& what, std::stop_token stop) {
  std::vector<std::string> argv = called("unbound-checkconf", config_.checkconf_path);
  if (!config.empty()) argv.push_back(config);
  const Output output = machine_.run(argv, "", stop);
  if (output.code == 0) return;
  throw Error("unbound-checkconf refuses " + what).because(decisive(output));
}

void Daemon::check(const std::string& path, std::stop_token stop) {
  if (!can_check()) return;
  const std::string folder = path.substr(0, path.rfind('/'));
  const std::string probe = path + ".check";
  machine_.write(probe, "server:\n  directory: \"" + folder +
                            "\"\n  chroot: \"\"\n  username: \"\"\n  pidfile: \"" + probe +
                            ".pid\"\ninclude: \"" + path + "\"\n");
  try {
    checkconf(probe, "the new file", stop);
  } catch (const Error&) {
    machine_.remove(probe);
    throw;
  }
  machine_.remove(probe);
}

void Daemon::check_all(std::stop_token stop) {
  if (!can_check()) return;
  const std::string name = config_.config.empty() ? "its configuration" : config_.config;
  checkconf(config_.config, name + " with the new file", stop);
}

Output Daemon::control(const std::string& verb, const std::string& input, std::stop_token stop,
                       const std::string& zone) {
  std::vector<std::string> argv = called("unbound-control", config_.control_path);
  if (!config_.config.empty()) {
    argv.emplace_back("-c");
    argv.push_back(config_.config);
  }
  argv.push_back(verb);
  if (!zone.empty()) argv.push_back(zone);
  return machine_.run(argv, input, stop);
}

void Daemon::must_control(const std::string& verb, const std::string& input, std::stop_token stop) {
  const Output output = control(verb, input, stop);
  if (output.code == 0) return;
  throw Error("unbound-control " + verb + " failed").because(decisive(output));
}

void Daemon::edit(std::span<const Edit> edits, std::stop_token stop) {
  for (size_t at = 0; at < edits.size();) {
    std::string names, records;
    for (size_t lines = 0; at < edits.size() && lines < step_size; ++at) {
      const Edit& edit = edits[at];
      if (edit.clear) names += edit.name + "\n";
      for (const ZoneRecord& record : edit.records) records += data_of(record) + "\n";
      lines += edit.records.size() + 1;
    }
    // The names of a step are away for no longer than the step.
    if (!names.empty()) must_control("local_datas_remove", names, stop);
    if (!records.empty()) must_control("local_datas", records, stop);
  }
}

void Daemon::reload_zone(const std::string& zone, std::stop_token stop) {
  const Output output = control("auth_zone_reload", "", std::move(stop), zone);
  if (output.code == 0) return;
  throw Error("unbound-control auth_zone_reload " + zone + " failed").because(decisive(output));
}

bool Daemon::running(std::stop_token stop) {
  const Output status = control("status", "", stop);
  return status.code == 0 && status.out.find("is running") != std::string::npos;
}

// For an Unbound before 1.17: the cache is carried over by hand.
void Daemon::reload_with_dump(std::stop_token stop) {
  const Output cache = control("dump_cache", "", stop);
  must_control("reload", "", stop);
  if (cache.code != 0 || cache.out.empty()) return;
  const auto deadline = clock_.instant() + settle_time;
  while (!running(stop) && clock_.instant() < deadline) clock_.sleep(pause_time, stop);
  control("load_cache", cache.out, stop);
}

void Daemon::reload(std::stop_token stop) {
  const Output output = control("reload_keep_cache", "", stop);
  const std::string said = decisive(output);
  if (output.code != 0 && said.find("unknown command") == std::string::npos) {
    throw Error("unbound-control reload_keep_cache failed").because(said);
  }
  if (output.code != 0) reload_with_dump(stop);
  const auto deadline = clock_.instant() + settle_time;
  while (!running(stop)) {
    if (clock_.instant() >= deadline) {
      throw Error("unbound did not come back after the reload")
          .mend("look into its log, then start it again");
    }
    clock_.sleep(pause_time, stop);
  }
}

// What differs between what is served and what should be, "" when nothing does.
std::string Daemon::difference(std::span<const ZoneRecord> present,
                               std::span<const ZoneRecord> gone, std::stop_token stop) {
  const auto question = [](const ZoneRecord& record) { return record.type + " " + record.name; };
  const Served here = served(door_, present, clock_, stop);
  if (!here.known) return here.trouble;
  if (!here.silent.empty()) return "no answer to " + question(here.silent.front());
  if (!here.missing.empty()) {
    const ZoneRecord& record = here.missing.front();
    return question(record) + " is not answered with " + record.value;
  }
  const Served away = served(door_, gone, clock_, stop);
  if (!away.known) return away.trouble;
  std::set<std::string> missing;
  for (const ZoneRecord& record : away.missing) missing.insert(answer_of(record));
  for (const ZoneRecord& record : gone) {
    if (missing.contains(answer_of(record))) continue;
    return question(record) + " is still answered with " + record.value;
  }
  return "";
}

void Daemon::query_back(std::span<const ZoneRecord> present, std::span<const ZoneRecord> gone,
                        std::stop_token stop) {
  const auto deadline = clock_.instant() + settle_time;
  while (true) {
    const std::string wrong = difference(present, gone, stop);
    if (wrong.empty()) return;
    if (stop.stop_requested()) throw Error("stopped while asking unbound", Exit::interrupted);
    if (clock_.instant() >= deadline) {
      throw Error("unbound at " + door_.address + " port " + std::to_string(door_.port) +
                  " does not serve the new file")
          .because(wrong);
    }
    clock_.sleep(pause_time, stop);
  }
}

}  // namespace muster::unbound
