// The ways in which a session goes wrong, over real SSH: what is committed, and what people read.
#include <arpa/inet.h>
#include <sys/socket.h>

#include "backup/fake_switch.h"
#include "flow/backup/backup.h"
#include "flow_scene.h"

using namespace muster;
using namespace muster::test;

namespace {

std::string routes(int lines) {
  std::string out;
  for (int i = 0; i < lines; ++i) out += "ip route 198.51.100." + std::to_string(i) + "/32 Null0\n";
  return out;
}

constexpr const char* greeting =
    "# r1# is not the prompt\\r\nr1#\n>>> terminal length 0\nr1#\n"
    ">>> no terminal paginate\nr1#\n>>> show version\nFRRouting 8.4.4 "
    "(r1)\nr1#\n";

std::string device_text(const std::string& text,
                        const std::string& end = "end\nr1#\n>>> exit\n\\c\n") {
  return std::string(greeting) + ">>> show running-config\nfrr version 8.4.4\nhostname r1\n" +
         text + end;
}

struct FaultScene : FlowScene {
  SystemClock real;
  std::unique_ptr<Ssh> ssh = make_ssh(real);
  Wires with_ssh{real, http, runner, progress, no_snmp(), no_streams(), *ssh};
  BackupOptions options;
  std::string known = "known";  // of known_hosts: "known", "unknown", "other"
  std::string platform = "frr";
  std::string deadline = "30s";

  FaultScene() {
    setenv("BACKUP_PASSWORD", "loginSecret77", 1);
    setenv("BACKUP_ENABLE", "enableSecret88", 1);
    for (const std::string key : {"key", "other"}) {
      run("ssh-keygen -q -t ed25519 -N '' -C '' -f '" + folder() + "/" + key + "'");
    }
    put({"aaaaaaaaaa", "r1", "approved", "router", "present", "127.0.0.1"});
  }

  std::string public_key(const std::string& name) const {
    std::ifstream in(folder() + "/" + name + ".pub");
    std::string text;
    std::getline(in, text);
    return text;
  }

  void configure(int port) {
    write("muster.yaml",
          "sites:\n  berlin: {networks: [127.0.0.0/8]}\nclassifications:\n"
          "  router: {netbox: none, backup: " +
              platform +
              "}\ncredentials:\n"
              "  all: {username: backup, password: {env: BACKUP_PASSWORD}, enable: {env: "
              "BACKUP_ENABLE}, timeout: 1s, port: " +
              std::to_string(port) + "}\npolicy: {backup: {deadline: " + deadline + "}}\n");
    write("known_hosts", known == "unknown"
                             ? ""
                             : "[127.0.0.1]:" + std::to_string(port) + " " +
                                   public_key(known == "known" ? "key" : "other") + "\n");
    git("add -A");
    git("commit -q --allow-empty -m Configure");
  }

  std::string back_up_at(int port) {
    configure(port);
    Workspace place = workspace();
    const BackupReport report = back_up(place, options, with_ssh, {});
    const DeviceBackup& one = report.devices.at(0);
    const std::string all = one.trouble ? render(*one.trouble) : "";
    CHECK(all.find("Secret") == std::string::npos);
    CHECK((all.empty() || !one.trouble->fix.empty()));
    return std::string(word(one.outcome)) + (one.trouble ? ": " + one.trouble->message : "");
  }
  std::string told(const SwitchWays& ways) {
    const FakeSwitch device(ways, folder() + "/key");
    return back_up_at(device.port());
  }
  bool kept() const { return !git("branch --list muster/configs").empty(); }
};

struct Fault {
  const char* name;
  SwitchWays ways;
  std::string told;
  std::string known = "known";
  std::string platform = "frr";
  std::string deadline = "30s";
};

std::string hung_up() { return device_text(routes(30), "ip route 198.51.1\\c\n"); }

std::vector<Fault> faults() {
  const std::string whole = device_text(routes(30));
  const std::string cut = "closed: the device hung up in the middle of its answer";
  return {
      {"hangs up in the middle of a line", {.recording = hung_up()}, cut},
      {"the connection is gone", {.recording = whole, .drop_after = 600}, cut},
      {"falls silent",
       {.recording = device_text(routes(30), "ip route 198.5")},
       "incomplete: the answer does not end in the prompt"},
      {"prints the prompt too early",
       {.recording = device_text(routes(30), "r1#\n>>> exit\n\\c\n")},
       "incomplete: the answer to \"show running-config\" is not whole"},
      {"prints almost nothing",
       {.recording = device_text("", "end\nr1#\n>>> exit\n\\c\n")},
       "incomplete: the answer to \"show running-config\" is not whole"},
      {"refuses the password",
       {.recording = whole, .password = "another"},
       "login-refused: ssh backup@127.0.0.1:PORT: the login is refused"},
      {"has a key that is not known",
       {.recording = whole},
       "host-key-unknown: ssh backup@127.0.0.1:PORT: the host key is not known",
       "unknown"},
      {"has another key than before",
       {.recording = whole},
       "host-key-changed: ssh backup@127.0.0.1:PORT: the host key is not the one in KNOWN",
       "other"},
      {"wants a new password",
       {.recording = "Password has expired\nNew password:"},
       "password-expired: the password of this user has expired",
       "known",
       "huawei_vrp"},
      {"has no prompt of its platform",
       {.recording = "login as you like"},
       "prompt-not-found: there is no prompt of platform frr"},
      {"hangs up before the prompt",
       {.recording = "go away\\c"},
       "closed: the device hung up before its prompt"},
      {"does not let enable",
       {.recording = "r1>\n>>> enable\nPassword:\n>>> (scrubbed)\nr1>\n",
        .enable = "enableSecret88"},
       "denied: the device does not let this user enable"},
      {"refuses the command",
       {.recording = std::string(greeting) + ">>> show running-config\n% Permission denied\nr1#\n"},
       "denied: the device refuses \"show running-config\""},
      {"never stops",
       {.drips = true},
       "deadline: ssh backup@127.0.0.1:PORT: was ended",
       "known",
       "frr",
       "1500ms"},
      {"prints what may be a secret",
       {.recording = device_text(routes(10) + "x %^%#plantedSecret%^%#\n")},
       "redaction-suspect: line 13 may hold a secret still"},
      {"is of a platform that there is not",
       {.recording = whole},
       "platform-unknown: platform \"frrr\" is not known",
       "known",
       "frrr"},
  };
}

std::string without_places(std::string text, const FaultScene& scene) {
  const std::string mark = "127.0.0.1:";
  if (const size_t at = text.find(mark); at != std::string::npos) {
    const size_t begin = at + mark.size();
    text.replace(begin, text.find(':', begin) - begin, "PORT");
  }
  replace_all(text, scene.root() + "/.git/muster/known_hosts", "KNOWN");
  return text;
}

}  // namespace

TEST_CASE("however a session goes wrong, nothing is committed and people read what it was") {
  for (const Fault& fault : faults()) {
    FaultScene scene;
    scene.known = fault.known;
    scene.platform = fault.platform;
    scene.deadline = fault.deadline;
    INFO(fault.name);
    CHECK(without_places(scene.told(fault.ways), scene) == fault.told);
    CHECK(!scene.kept());
  }
}

TEST_CASE("where nobody listens, the device is unreachable") {
  FaultScene scene;
  CHECK(without_places(scene.back_up_at(1), scene) ==
        "unreachable: ssh backup@127.0.0.1:PORT: cannot connect");
  CHECK(!scene.kept());
}

TEST_CASE("a switch that pages, waits, asks to save and has a banner like a prompt is kept whole") {
  FaultScene scene;
  const std::string pages = device_text(routes(10) + "--More-- \\m\\r          \\r" + routes(20));
  CHECK(scene.told({.recording = pages, .delay_ms = 5}) == "changed");
  const std::string text = scene.git("show muster/configs:configs/berlin/r1.cfg");
  CHECK(text == "frr version 8.4.4\nhostname r1\n" + routes(10) + routes(20) + "end");
}
