// Every platform against a recording of its command line.
#include <set>

#include "backup/redact/redact.h"
#include "core/shipped.h"
#include "recording.h"

using namespace muster;
using namespace muster::test;

namespace {

const Platforms& platforms() {
  static const Platforms all = [] {
    Diagnostics trouble;
    Platforms read({}, trouble);
    INFO(render(trouble));
    REQUIRE(trouble.empty());
    return read;
  }();
  return all;
}

CapturedConfig captured(const Platform& platform, Played& line) {
  std::vector<CliExchange> exchanges;
  try {
    return capture_config(line, platform, Secret(recording_of(platform.name).enable), {},
                          exchanges);
  } catch (const Error& error) {
    FAIL(platform.name << ": " << render(error));
    throw;
  }
}

std::string failure(const Platform& platform, Played& line) {
  std::vector<CliExchange> exchanges;
  try {
    capture_config(line, platform, Secret(recording_of(platform.name).enable), {}, exchanges);
  } catch (const DeviceError& error) {
    const std::string said = render(error);
    CHECK(said.find("planted") == std::string::npos);
    return std::string(word(error.outcome));
  }
  return "captured";
}

size_t times(const std::string& text, const std::string& word) {
  size_t count = 0;
  for (size_t at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) ++count;
  return count;
}

std::string facts_of(const CapturedConfig& capture) {
  std::string out;
  for (const char* name : {"hostname", "model", "serial", "version", "uptime"}) {
    const auto found = capture.facts.find(name);
    if (found != capture.facts.end())
      out += (out.empty() ? "" : " ") + std::string(name) + "=" + found->second;
  }
  return out;
}

// What the recording says, in the order of facts_of() and without those that are empty.
std::string told_facts(const std::string& line) {
  std::map<std::string, std::string> found;
  std::string key;
  for (const std::string& word : split(line, ' ')) {
    const size_t equal = word.find('=');
    if (equal != std::string::npos) {
      key = word.substr(0, equal);
      found[key] = word.substr(equal + 1);
    } else {
      found[key] += " " + word;
    }
  }
  std::string out;
  for (const char* name : {"hostname", "model", "serial", "version", "uptime"}) {
    if (found[name].empty()) continue;
    out += (out.empty() ? "" : " ") + std::string(name) + "=" + found[name];
  }
  return out;
}

std::string config_command(const Platform& platform) { return platform.config.back().run; }

std::string recorded_config(const Platform& platform) {
  std::string text;
  const Recording recording = recording_of(platform.name);
  for (const auto& step : recording.steps) {
    for (const ConfigCommand& command : platform.config) {
      if (step.sent == command.run) text += step.said;
    }
  }
  return text;
}

int ends_of(const Platform& platform) {
  int count = 0;
  for (std::string line : split(recorded_config(platform), '\n')) {
    while (line.ends_with('\r')) line.pop_back();
    count += platform.config.back().end->matches(line) ? 1 : 0;
  }
  return count;
}

}  // namespace

TEST_CASE("every platform is captured whole, in whatever pieces its words come") {
  for (const auto& [name, platform] : platforms().all()) {
    INFO(name);
    std::set<std::string> texts;
    for (const size_t piece : {1, 7, 4096}) {
      Played line(recording_of(name), platform.exec, piece);
      const CapturedConfig found = captured(platform, line);
      texts.insert(found.text);
      CHECK(facts_of(found) == told_facts(recording_of(name).facts));
      CHECK(found.text.find_first_of("\r\b\x1b") == std::string::npos);
      CHECK(times(found.text, "More") == 0);
      CHECK(times(found.text, "noise") == 0);
      CHECK(!found.proof.empty());
    }
    CHECK(texts.size() == 1);
  }
}

TEST_CASE("no secret of any platform is left, and what only looks like one is") {
  for (const auto& [name, platform] : platforms().all()) {
    INFO(name);
    Played line(recording_of(name), platform.exec);
    const CapturedConfig found = captured(platform, line);
    const Redactor redactor(platform, Secret("key of the test"), {});
    const Redaction redacted = redactor.redact(found.text);
    INFO(redacted.text);
    CHECK(times(redacted.text, "planted") == 0);
    for (const std::string& secret : recording_of(name).secrets) {
      CHECK(times(redacted.text, secret) == 0);
    }
    CHECK(times(redacted.text, "keep") == times(recorded_config(platform), "keep"));
    CHECK(redacted.replaced >= 1);
    CHECK((redacted.suspect ? render(*redacted.suspect) : "") == "");
    CHECK(redactor.redact(redacted.text).text == redacted.text);
  }
}

TEST_CASE("a configuration that is cut is never taken for whole") {
  for (const auto& [name, platform] : platforms().all()) {
    INFO(name);
    Played hung_up(recording_of(name), platform.exec);
    hung_up.cut = config_command(platform);
    Played silent(recording_of(name), platform.exec);
    silent.cut = config_command(platform);
    silent.hang_up = false;
    if (!platform.exec) CHECK(failure(platform, hung_up) == "closed");
    if (!platform.config.back().optional) CHECK(failure(platform, silent) == "incomplete");
    // Where the marker also closes blocks, it proves nothing by itself: the guard against shrinking
    // stands behind it.
    if (!platform.config.back().end || ends_of(platform) > 1) continue;
    Played prompt(recording_of(name), platform.exec);
    prompt.cut = config_command(platform);
    prompt.prompt_after = true;
    CHECK(failure(platform, prompt) == "incomplete");
  }
}

TEST_CASE("a platform is told by its system, model or vendor, and by nothing that fits two") {
  const auto told = [](const std::string& vendor, const std::string& model,
                       const std::string& system) {
    const Platform* found = platforms().detect(vendor, model, system);
    return found == nullptr ? "" : found->name;
  };
  CHECK(told("Cisco", "WS-C2960X", "IOS 15.2(7)E3") == "cisco_ios");
  CHECK(told("Cisco Systems", "C9300-24T", "IOS XE 17.6.4") == "cisco_ios");
  CHECK(told("Cisco", "N9K", "NX-OS 9.3(8)") == "cisco_nxos");
  CHECK(told("Cisco", "SG350-28", "") == "cisco_smb");
  CHECK(told("MikroTik", "", "RouterOS 7.16") == "mikrotik_routeros");
  CHECK(told("Juniper", "", "Junos 20.4R3") == "juniper_junos");
  CHECK(told("Aruba", "JL658A", "AOS-CX FL.10.10") == "aruba_aoscx");
  CHECK(told("Huawei", "", "VRP 5.170") == "huawei_vrp");
  CHECK(told("H3C", "", "Comware 7.1.070") == "hp_comware");
  CHECK(told("Arista", "", "EOS 4.28") == "arista_eos");
  CHECK(told("Dell", "", "OS10 10.5.2") == "dell_os10");
  CHECK(told("", "", "SONiC 202305") == "sonic");
  CHECK(told("Ubiquiti", "US-8", "") == "ubiquiti_edgeswitch");
  CHECK(told("Extreme", "", "VOSS 8.4") == "extreme_voss");
  CHECK(told("Cisco", "", "") == "");
  CHECK(told("", "", "") == "");
  CHECK(platforms().detect_banner("SSH-2.0-ROSSSH")->name == "mikrotik_routeros");
  CHECK(platforms().detect_banner("SSH-2.0-OpenSSH_9.2") == nullptr);
}

TEST_CASE("a platform of the inventory wins over the one that comes with muster") {
  Diagnostics trouble;
  const Platforms all({{"linux", "mode: exec\nconfig: [{run: cat /etc/issue}]\n"},
                       {"mine", "prompt: '#$'\nconfig: [{run: show all}]\n"}},
                      trouble);
  CHECK(render(trouble) == "");
  CHECK(all.find("linux")->config.front().run == "cat /etc/issue");
  CHECK(all.find("mine")->config.front().run == "show all");
  CHECK(all.find("cisco_ios") != nullptr);
}

TEST_CASE("a mistake in a platform is told with its file, line and column") {
  Diagnostics trouble;
  const Platforms all({{"mine", "prompt: '(#$'\nconfig: [{runs: show all}]\npagin: {}\n"}},
                      trouble);
  CHECK(all.find("mine") == nullptr);
  CHECK(render(trouble) ==
        "platforms/mine.yaml:1:13: error: \"(#$\" is not a regular expression\n"
        "    1 | prompt: '(#$'\n"
        "      |             ^\n"
        "  why: missing closing parenthesis\n"
        "  fix: write it as PCRE2 reads it, between single quotes\n"
        "platforms/mine.yaml:2:11: error: key \"runs\" is not known in a command\n"
        "    2 | config: [{runs: show all}]\n"
        "      |           ^\n"
        "  fix: did you mean \"run\"?\n"
        "platforms/mine.yaml:2:10: error: this needs run:\n"
        "    2 | config: [{runs: show all}]\n"
        "      |          ^\n"
        "  fix: add run:\n"
        "platforms/mine.yaml:3:1: error: key \"pagin\" is not known in a platform\n"
        "    3 | pagin: {}\n"
        "      | ^\n"
        "  fix: did you mean \"paging\"?\n"
        "platforms/mine.yaml:1:1: error: this needs prompt: PATTERN\n"
        "    1 | prompt: '(#$'\n"
        "      | ^\n"
        "  fix: add prompt: PATTERN\n");
}
