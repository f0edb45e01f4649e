// An inventory with one router, and a network of devices by their address.
#pragma once
#include <mutex>

#include "backup/recording.h"
#include "flow/backup/backup.h"
#include "flow_scene.h"

namespace muster::test {

inline std::string router(const std::string& body) {
  return "r1#\n>>> terminal length 0\nr1#\n>>> no terminal paginate\nr1#\n>>> show version\n"
         "FRRouting 8.4.4 (r1) on Linux.\nr1#\n>>> show running-config\n"
         "Building configuration...\nCurrent configuration:\n!\nfrr version 8.4.4\nhostname r1\n" +
         body + "end\nr1#\n>>> exit\n\\c\n";
}

inline std::string long_body(int lines) {
  std::string out;
  for (int i = 0; i < lines; ++i) out += "ip route 192.0.2." + std::to_string(i) + "/32 Null0\n";
  return out;
}

// Devices by their address: a recording, or why there is no login.
struct SshDevices : Ssh {
  struct Device {
    std::string recording;
    std::optional<SshError> fails;
    std::string enable;
  };
  std::map<std::string, Device> devices;
  std::vector<SshServer> asked;
  std::mutex mutex;

  std::unique_ptr<SshSession> log_in(const SshServer&, std::stop_token) override {
    throw Error("no files are read here");
  }
  std::unique_ptr<SshShell> log_in_to_write(const SshServer&, std::stop_token) override {
    throw Error("nothing is written here");
  }
  std::unique_ptr<SshTerminal> open_terminal(const SshServer& server, std::stop_token) override {
    const std::lock_guard lock(mutex);
    asked.push_back(server);
    const Device& device = devices.at(server.host);
    if (device.fails) throw SshError(*device.fails);
    Recording recording = parse_recording(device.recording);
    recording.enable = device.enable;
    return std::make_unique<Played>(recording, false);
  }
};

struct BackupScene : FlowScene {
  SshDevices network;
  Wires with_ssh{clock, http, runner, progress, no_snmp(), no_streams(), network};
  BackupOptions options;
  std::string more;  // of muster.yaml

  BackupScene() {
    clock.time = at("2026-08-21") + std::chrono::hours(3);
    setenv("BACKUP_PASSWORD", "loginSecret77", 1);
    configure();
    put({"aaaaaaaaaa", "r1", "approved", "router", "present", "192.0.2.1"});
    commit("One router");
    network.devices["192.0.2.1"] = {router("password plantedOne\n"), {}, ""};
  }

  void configure() {
    write("muster.yaml",
          "sites:\n  berlin: {domain: berlin.example, networks: [192.0.2.0/24]}\n"
          "classifications:\n  server: {netbox: none}\n  router: {netbox: none, backup: frr}\n"
          "credentials:\n  all: {username: backup, password: {env: BACKUP_PASSWORD}}\n" +
              more);
  }

  BackupReport back_up_all() {
    Workspace place = workspace();
    return back_up(place, options, with_ssh, {});
  }
  std::string told() {
    const BackupReport report = back_up_all();
    std::string out;
    for (const DeviceBackup& one : report.devices) {
      out += one.label() + " " + std::string(word(one.outcome)) +
             (one.trouble ? ": " + one.trouble->message : "") + "\n";
    }
    return out;
  }
  std::string config() const { return git("show muster/configs:configs/berlin/r1.cfg"); }
  size_t commits() const {
    return git("rev-parse -q --verify muster/configs || true").empty()
               ? 0
               : split(git("rev-list muster/configs"), '\n').size();
  }
};

}  // namespace muster::test
