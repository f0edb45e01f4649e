// Devices whose platform nobody tells, over real SSH; and firewalls that are divided.
#include "backup/fake_switch.h"
#include "flow/backup/backup.h"
#include "flow_scene.h"

using namespace muster;
using namespace muster::test;

namespace {

std::string lines_of(const std::string& what, int count) {
  std::string out;
  for (int i = 0; i < count; ++i) out += "    set " + what + std::to_string(i) + " keep\n";
  return out;
}

std::string prompted(const std::string& command, const std::string& answer) {
  return ">>> " + command + "\n" + answer + "fg-1 #\\s\n";
}

std::string firewall_of(const std::vector<std::string>& domains) {
  std::string out = "fg-1 #\\s\n" + prompted("get system status",
                                             "Version: FortiGate-100F v7.2.5,build1517 (GA.F)\n"
                                             "Serial-Number: FG100FTK12345678\nHostname: fg-1\n"
                                             "Virtual domain configuration: multiple\n");
  out += prompted("get system performance status", "Uptime: 12 days,  3 hours,  4 minutes\n");
  out +=
      prompted("sudo global show", "#config-version=FG100F-7.2.5:opmode=0\nconfig system global\n" +
                                       lines_of("option", 20) + "end\n");
  std::string list = "config system vdom-property\n";
  for (const auto& name : domains) list += "    edit \"" + name + "\"\n    next\n";
  out += prompted("sudo global show system vdom-property", list + "end\n");
  for (const auto& name : domains) {
    out += prompted("sudo " + name + " show",
                    "config firewall address\n    edit \"of-" + name +
                        "\"\n        set subnet 10.0.0.0 255.0.0.0\n    next\nend\n");
  }
  return out + ">>> exit\n\\c\n";
}

struct UnknownScene : FlowScene {
  SystemClock real;
  std::unique_ptr<Ssh> ssh = make_ssh(real);
  Wires with_ssh{real, http, runner, progress, no_snmp(), no_streams(), *ssh};
  BackupOptions options;

  UnknownScene() {
    setenv("BACKUP_PASSWORD", "loginSecret77", 1);
    run("ssh-keygen -q -t ed25519 -N '' -C '' -f '" + folder() + "/key'");
    put({"aaaaaaaaaa", "fg-1", "approved", "firewall", "present", "127.0.0.1"});
  }

  DeviceBackup back_up_at(int port) {
    write("muster.yaml",
          "sites:\n  berlin: {networks: [127.0.0.0/8]}\nclassifications:\n"
          "  firewall: {netbox: none, backup: auto}\ncredentials:\n"
          "  all: {username: backup, password: {env: BACKUP_PASSWORD}, timeout: 2s, port: " +
              std::to_string(port) + "}\n");
    std::ifstream in(folder() + "/key.pub");
    std::string key;
    std::getline(in, key);
    write("known_hosts", "[127.0.0.1]:" + std::to_string(port) + " " + key + "\n");
    git("add -A");
    git("commit -q --allow-empty -m Configure");
    Workspace place = workspace();
    return back_up(place, options, with_ssh, {}).devices.at(0);
  }
  std::string config() const { return git("show muster/configs:configs/berlin/fg-1.cfg"); }
};

}  // namespace

TEST_CASE("a firewall that nobody names is known by its prompt, and kept domain by domain") {
  UnknownScene scene;
  const FakeSwitch device({.recording = firewall_of({"root", "guests"}), .delay_ms = 1},
                          scene.folder() + "/key");
  const DeviceBackup first = scene.back_up_at(device.port());
  INFO((first.trouble ? render(*first.trouble) : ""));
  CHECK(word(first.outcome) == "changed");
  CHECK(first.platform == "fortinet_fortios");
  CHECK(first.facts.at("uptime") == "weeks");
  const std::string text = scene.config();
  CHECK(text.starts_with("# global\nconfig system global\n"));
  CHECK(text.find("# vdom root\nconfig firewall address\n    edit \"of-root\"") != text.npos);
  CHECK(text.find("# vdom guests\nconfig firewall address\n    edit \"of-guests\"") != text.npos);
  CHECK(scene.git("show muster/configs:configs/berlin/fg-1.json").find("uptime") ==
        std::string::npos);
  CHECK(word(scene.back_up_at(device.port()).outcome) == "unchanged");
}

TEST_CASE("a list of domains that is cut in a session is no whole one") {
  UnknownScene scene;
  std::string recording = firewall_of({"root", "guests"});
  const std::string domain = "    edit \"guests\"\n    next\nend\n";
  recording.replace(recording.find(domain), domain.size(), "");
  const FakeSwitch device({.recording = recording}, scene.folder() + "/key");
  const DeviceBackup one = scene.back_up_at(device.port());
  CHECK(word(one.outcome) == "incomplete");
  CHECK(one.trouble->message ==
        "the answer to \"sudo global show system vdom-property\" is not whole");
  CHECK(scene.git("branch --list muster/configs") == "");
}

TEST_CASE("of a device that says nothing of its platform nothing is asked, and people are told") {
  UnknownScene scene;
  std::string typed;
  {
    const FakeSwitch device({.recording = "Authorized users only.\nsw1>"}, scene.folder() + "/key");
    const DeviceBackup one = scene.back_up_at(device.port());
    CHECK(word(one.outcome) == "platform-unknown");
    CHECK(one.trouble->message == "it is not known of which platform the device is");
    CHECK(one.trouble->why.ends_with(", sw1>\" says it"));
    typed = device.typed();
  }
  CHECK(typed == "");
  const FakeSwitch silent({.recording = "no words of a prompt"}, scene.folder() + "/key");
  CHECK(word(scene.back_up_at(silent.port()).outcome) == "platform-unknown");
  CHECK(silent.typed() == "\r");
}
