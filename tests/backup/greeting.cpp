// Which platform a device is of, by what it says before it is asked anything.
#include "backup/session/greeting.h"

#include "backup/session/uptime.h"
#include "recording.h"

using namespace muster;
using namespace muster::test;

namespace {

// Says these pieces, and nothing more until something is sent.
struct Words {
  std::deque<std::string> pieces;
  std::string answer = {};  // to the first thing that is sent
  bool hangs_up = false;
};

struct Speaker : SshTerminal {
  Words words;
  std::string sent;

  std::string banner() const override { return "SSH-2.0-any"; }
  void shell() override {}
  void run(const std::string& command) override { sent += command; }
  void send(std::string_view bytes) override {
    sent += bytes;
    if (!words.answer.empty()) words.pieces.push_back(std::exchange(words.answer, ""));
  }
  std::optional<std::string> hear(Milliseconds) override {
    if (words.pieces.empty()) {
      return words.hangs_up ? std::nullopt : std::optional<std::string>("");
    }
    std::string piece = words.pieces.front();
    words.pieces.pop_front();
    return piece;
  }
};

std::string taken_for(const std::string& said) {
  Diagnostics trouble;
  static const Platforms all({}, trouble);
  const Platform* found = all.detect_greeting(said);
  return found == nullptr ? "none" : found->name;
}

// What it is taken for, and what was sent to find out.
std::string met(Words words) {
  Speaker device;
  device.words = std::move(words);
  const std::string said = greeting_of(device, {});
  return taken_for(said) + (device.sent == "\r"   ? ", by Enter"
                            : device.sent.empty() ? ""
                                                  : ", sent " + device.sent);
}

}  // namespace

TEST_CASE("by its greeting and prompt no platform's device is taken for one of another") {
  Diagnostics trouble;
  const Platforms all({}, trouble);
  std::vector<std::string> known;
  for (const auto& [name, platform] : all.all()) {
    if (platform.exec) continue;
    INFO(name);
    const Recording recording = recording_of(name);
    Played line(recording, false);
    const std::string found = taken_for(greeting_of(line, {}));
    CHECK((found == name || found == "none"));
    if (found == name) known.push_back(name);
  }
  CHECK(known == std::vector<std::string>{"cisco_nxos", "extreme_exos", "extreme_voss",
                                          "fortinet_fortios", "frr", "hp_procurve", "huawei_vrp",
                                          "juniper_junos", "ubiquiti_edgeos", "vyos"});
}

TEST_CASE("what devices greet with tells their platform") {
  CHECK(taken_for("  MikroTik RouterOS 7.16 (c) 1999-2024\n\n[admin@r-ros] > ") ==
        "mikrotik_routeros");
  CHECK(taken_for("Info: The max number of VTY users is 21.\n<sw>") == "huawei_vrp");
  CHECK(taken_for("* Copyright (c) 2004-2021 New H3C Technologies Co., Ltd.\n<sw>") ==
        "hp_comware");
  CHECK(taken_for("<sw>") == "none");
  CHECK(taken_for("Linux pve1 6.8.12-4-pve #1 SMP\nroot@pve1:~# ") == "linux");
  CHECK(taken_for("Linux sonic 5.10.0-18-2-amd64 #1 SMP\n"
                  "-- Software for Open Networking in the Cloud --\nadmin@sonic:~$ ") == "sonic");
  CHECK(taken_for("|      Hello, this is OPNsense 24.7          |\n") == "opnsense");
  CHECK(taken_for("*** Welcome to pfSense 2.7.2-RELEASE (amd64) on fw ***\n") == "pfsense");
  CHECK(taken_for(" OpenWrt 23.05.2, r23630-842932a63d\nroot@ap:~# ") == "openwrt");
  CHECK(taken_for("User \"admin\" has logged in 4 times in the past 30 days\ncx# ") ==
        "aruba_aoscx");
  CHECK(taken_for("Type help or '?' for a list of available commands.\nfw> ") == "cisco_asa");
  CHECK(taken_for("(UBNT EdgeSwitch) >") == "ubiquiti_edgeswitch");
  CHECK(taken_for("sw1#") == "none");
  CHECK(taken_for("Welcome to VyOS!\nWelcome to EdgeOS\n") == "none");  // two say so
}

TEST_CASE("to a device that is not known nothing is sent, or Enter once") {
  const std::string prompt = "\r\nfg-1 # ";
  CHECK(met({.pieces = {"Welcome\r\n", "fg-", "1 # "}}) == "fortinet_fortios");
  CHECK(met({.pieces = {"sw1>"}}) == "none");
  CHECK(met({.pieces = {}, .answer = prompt}) == "fortinet_fortios, by Enter");
  CHECK(met({.pieces = {"press any key to continue"}, .answer = prompt}) ==
        "fortinet_fortios, by Enter");
  CHECK(met({.pieces = {}}) == "none, by Enter");
  for (const char* question : {"Change the password now? [Y/N]", "Reload?",
                               "New password: ", "Save the configuration (y/n)"}) {
    INFO(question);
    CHECK(met({.pieces = {question}, .answer = prompt}) == "none");
  }
  CHECK(met({.pieces = {"go away"}, .hangs_up = true}) == "none");
  CHECK(met({.pieces = {std::string(100 << 10, 'x')}}) == "none");
}

TEST_CASE("an uptime is a class of it, whatever words it is told in") {
  CHECK(uptime_class("1 year, 2 weeks, 3 days, 4 hours, 5 minutes") == "years");
  CHECK(uptime_class("3 weeks, 2 days") == "weeks");
  CHECK(uptime_class("9 weeks") == "months");
  CHECK(uptime_class("12 day(s), 3 hour(s), 4 minute(s), 5 second(s)") == "weeks");
  CHECK(uptime_class("4w1d2h3m") == "weeks");
  CHECK(uptime_class("3d4h5m") == "days");
  CHECK(uptime_class("5h6m7s") == "hours");
  CHECK(uptime_class("03,04:05:06") == "days");
  CHECK(uptime_class("0,04:05:06") == "hours");
  CHECK(uptime_class("2:03,  1 user") == "hours");
  CHECK(uptime_class("2 mons 1 day") == "months");
  CHECK(uptime_class("40000000") == "years");
  CHECK(uptime_class("3600.52") == "hours");
  CHECK(uptime_class("99999999999999999999 days") == "hours");
  CHECK(uptime_class("not long") == "");
}
