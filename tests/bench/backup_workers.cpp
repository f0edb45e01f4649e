// bench_backup_workers [DEVICES]: a backup of devices that take their time, by 5 and by 50 at once:
// how long each device took, all of them together, and the run. The devices are in this process;
// each is 150 ms away from its login and 50 ms from each answer.
#include <stdlib.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>

#include "backup/session/tape.h"
#include "flow/backup/backup.h"
#include "wire/git/git.h"

using namespace muster;
namespace fs = std::filesystem;

namespace {

constexpr useconds_t login_us = 150'000;
constexpr useconds_t answer_us = 50'000;

class Far : public SshTerminal {
 public:
  explicit Far(std::unique_ptr<SshTerminal> near) : near_(std::move(near)) { usleep(login_us); }
  std::string banner() const override { return near_->banner(); }
  void shell() override { near_->shell(); }
  void run(const std::string& command) override { near_->run(command); }
  void send(std::string_view bytes) override {
    usleep(answer_us);
    near_->send(bytes);
  }
  std::optional<std::string> hear(Milliseconds most) override { return near_->hear(most); }

 private:
  std::unique_ptr<SshTerminal> near_;
};

struct Devices : Ssh {
  std::string tape;

  std::unique_ptr<SshSession> log_in(const SshServer&, std::stop_token) override {
    throw Error("no files are read here");
  }
  std::unique_ptr<SshShell> log_in_to_write(const SshServer&, std::stop_token) override {
    throw Error("nothing is written here");
  }
  std::unique_ptr<SshTerminal> open_terminal(const SshServer&, std::stop_token) override {
    return std::make_unique<Far>(play_cli_tape(tape, "device"));
  }
};

std::string device_tape() {
  std::string config = "Building configuration...\nCurrent configuration:\n!\nfrr version 8.4.4\n";
  config += "hostname r1\n";
  for (int i = 0; i < 1'000; ++i) {
    config += "ip route 198.51." + std::to_string(i / 250) + "." + std::to_string(i % 250) +
              "/32 Null0\n";
  }
  Diagnostics trouble;
  const Platforms platforms({}, trouble);
  const Redactor redactor(*platforms.find("frr"), Secret("key"), {});
  return render_cli_tape({{"", "r1#"},
                          {"", "r1#"},
                          {"terminal length 0", "r1#"},
                          {"no terminal paginate", "r1#"},
                          {"show version", "FRRouting 8.4.4 (r1) on Linux.\nr1#"},
                          {"show running-config", config + "end\nr1#"},
                          {"exit", ""}},
                         "", redactor);
}

void write(const fs::path& path, const std::string& text) {
  fs::create_directories(path.parent_path());
  std::ofstream(path) << text;
}

std::string id_of(int device) {
  const std::string number = std::to_string(device);
  return std::string(10 - number.size(), 'a') + number;
}

void make_inventory(const std::string& folder, int devices, int workers) {
  write(folder + "/muster.yaml",
        "sites:\n  berlin: {domain: berlin.example, networks: [10.20.0.0/16]}\n"
        "classifications:\n  router: {netbox: none, backup: frr}\n"
        "credentials:\n  all: {username: backup, password: {env: BACKUP_PASSWORD}}\n"
        "policy: {backup: {workers: " +
            std::to_string(workers) + "}}\n");
  for (int i = 0; i < devices; ++i) {
    const std::string name = "r" + std::to_string(i);
    write(folder + "/hosts/berlin/" + name + "--" + id_of(i) + ".yaml",
          "id: " + id_of(i) + "\nclassification: router\napproval: approved\nname: " + name +
              "\noverrides: {site: berlin, interfaces: [{name: eth0, addresses: [10.20." +
              std::to_string(i / 250) + "." + std::to_string(i % 250 + 1) + "/16]}]}\n");
  }
}

void measure(int devices, int workers, Wires& wires, Runner& runner) {
  std::string folder = (fs::temp_directory_path() / "muster-bench-XXXXXX").string();
  if (mkdtemp(folder.data()) == nullptr) throw Error("no folder");
  make_inventory(folder, devices, workers);
  for (const char* words : {"init -q -b main", "config user.name B",
                            "config user.email b@b.example", "add -A", "commit -q -m Start"}) {
    const Output done = runner.run({{"sh", "-c", "git -C " + folder + " " + words}, "", ""}, {});
    if (done.code != 0) throw Error("git " + std::string(words) + " failed").because(done.err);
  }
  Workspace place = open_workspace(folder, "", runner);
  const auto begin = std::chrono::steady_clock::now();
  const BackupReport report = back_up(place, {}, wires, {});
  const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - begin;
  double sum = 0;
  for (const DeviceBackup& one : report.devices) {
    if (one.trouble) throw Error(one.label() + ": " + one.trouble->message);
    sum += static_cast<double>(one.took.count()) / 1e3;
  }
  std::printf(
      "%4zu devices, %2d at once: %7.1f s of devices in %6.1f s, %5.1f at once on average\n",
      report.devices.size(), workers, sum, wall.count(), sum / wall.count());
  fs::remove_all(folder);
}

}  // namespace

int main(int argc, char** argv) try {
  const int devices = argc > 1 ? atoi(argv[1]) : 200;
  setenv("BACKUP_PASSWORD", "loginSecret77", 1);
  SystemClock clock;
  SystemRunner runner(clock);
  const auto http = make_http(clock);
  NoProgress progress;
  Devices ssh;
  ssh.tape = device_tape();
  Wires wires{clock, *http, runner, progress, no_snmp(), no_streams(), ssh};
  for (const int workers : {5, 50}) measure(devices, workers, wires, runner);
} catch (const Error& error) {
  std::fputs(render(error).c_str(), stderr);
  return 1;
}
