#include "target/dns/unbound/daemon.h"

#include <unistd.h>

#include <algorithm>
#include <optional>

#include "wire/dns/dns.h"
#include "wire/files.h"

namespace muster::unbound {
namespace {

constexpr Milliseconds settle_time{
    15'000};  // for a reload of some 100,000 records, many times over
constexpr Milliseconds pause_time{20};
constexpr Milliseconds answer_time{500};
constexpr size_t sample_size = 20;

std::vector<Record> sample(const Zones& zones) {
  std::vector<Record> out;
  const size_t step = std::max<size_t>(1, zones.records.size() / sample_size);
  size_t i = 0;
  for (const auto& [key, record] : zones.records) {
    if (i++ % step == 0) out.push_back(record);
  }
  return out;
}

bool served(const Record& record, const DnsAnswer& answer) {
  return std::find(answer.values.begin(), answer.values.end(), record.value) != answer.values.end();
}

// What differs between the records of `after` and an answer to one of them, "" when nothing does.
std::string difference(const Record& record, const Zones& after,
                       const std::optional<DnsAnswer>& answer) {
  const std::string question = record.type + " " + record.name;
  if (!answer) return "no answer to " + question;
  const auto found = after.records.find(record_key(record));
  const bool wanted = found != after.records.end() && found->second.name == record.name &&
                      found->second.value == record.value;
  if (wanted == served(record, *answer)) return "";
  return question + (wanted ? " is not answered with " : " is still answered with ") + record.value;
}

}  // namespace

// Without `control` a missing unbound-checkconf is no error: the file may be for another machine.
bool Daemon::can_check() const {
  if (config_.control) return true;
  return !config_.config.empty() && find_program("unbound-checkconf").has_value();
}

void Daemon::checkconf(const std::string& config, const std::string& what, std::stop_token stop) {
  Command command{.argv = {"unbound-checkconf"}, .input = "", .directory = ""};
  if (!config.empty()) command.argv.push_back(config);
  const Output output = wires_.runner.run(command, stop);
  if (output.code == 0) return;
  throw Error("unbound-checkconf refuses " + what).because(decisive(output));
}

void Daemon::check(const std::string& path, std::stop_token stop) {
  if (!can_check()) return;
  const std::string folder = path.substr(0, path.rfind('/'));
  const std::string probe = path + ".check";
  write_file(probe, "server:\n  directory: \"" + folder + "\"\n  chroot: \"\"\n  username: \"\"\n" +
                        "  pidfile: \"" + probe + ".pid\"\ninclude: \"" + path + "\"\n");
  try {
    checkconf(probe, "the new file", stop);
  } catch (const Error&) {
    unlink(probe.c_str());
    throw;
  }
  unlink(probe.c_str());
}

void Daemon::check_all(std::stop_token stop) {
  if (!can_check()) return;
  const std::string name = config_.config.empty() ? "its configuration" : config_.config;
  checkconf(config_.config, name + " with the new file", stop);
}

Output Daemon::control(const std::string& verb, std::stop_token stop) {
  Command command{.argv = {"unbound-control"}, .input = "", .directory = ""};
  if (!config_.config.empty()) {
    command.argv.push_back("-c");
    command.argv.push_back(config_.config);
  }
  command.argv.push_back(verb);
  return wires_.runner.run(command, stop);
}

bool Daemon::running(std::stop_token stop) {
  const Output status = control("status", stop);
  return status.code == 0 && status.out.find("is running") != std::string::npos;
}

void Daemon::reload(std::stop_token stop) {
  const Output output = control("reload", stop);
  if (output.code != 0) throw Error("unbound-control reload failed").because(decisive(output));
  const auto deadline = wires_.clock.instant() + settle_time;
  while (!running(stop)) {
    if (wires_.clock.instant() >= deadline) {
      throw Error("unbound did not come back after the reload")
          .mend("look into its log, then start it again");
    }
    wires_.clock.sleep(pause_time, stop);
  }
}

void Daemon::query_back(const Zones& after, std::span<const Record> changed, std::stop_token stop) {
  DnsClient client(config_.address, config_.port, wires_.clock);
  const auto deadline = wires_.clock.instant() + settle_time;
  std::vector<Record> asked = sample(after);
  asked.insert(asked.end(), changed.begin(), changed.end());
  for (const Record& record : asked) {
    const auto type = parse_dns_type(record.type);
    if (!type) continue;
    while (true) {
      const std::string wrong =
          difference(record, after, client.ask(record.name, *type, answer_time));
      if (wrong.empty()) break;
      if (stop.stop_requested()) throw Error("stopped while asking unbound", Exit::interrupted);
      if (wires_.clock.instant() >= deadline) {
        throw Error("unbound at " + config_.address + " port " + std::to_string(config_.port) +
                    " does not serve the new file")
            .because(wrong);
      }
      wires_.clock.sleep(pause_time, stop);
    }
  }
}

}  // namespace muster::unbound
