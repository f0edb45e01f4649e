// bench_inventory N: loads and checks N host files from a work tree and from a commit, and commits
// them, beside `git add -A && git commit` of the same files.
#include <stdlib.h>
#include <sys/resource.h>

#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>

#include "core/hash.h"
#include "core/text.h"
#include "inventory/store.h"

using namespace muster;
namespace fs = std::filesystem;

namespace {

class Stopwatch {
 public:
  double seconds() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin_).count();
  }

 private:
  std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
};

long peak_mb() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss / 1024;
}

void say(const char* what, double seconds) {
  std::printf("%-44s %8.3f s   peak %ld MB\n", what, seconds, peak_mb());
  std::fflush(stdout);
}

constexpr size_t sites = 20;

Host host_number(size_t i) {
  const std::string number = std::to_string(i);
  Host host;
  host.id = short_id("host " + number);
  host.classification = "server";
  host.approval = Approval::approved;
  Observed& seen = host.observed;
  seen.name = "host-" + number;
  seen.site = "site-" + std::to_string(i % sites);
  parse_day("2026-08-21", seen.first_seen);
  const Mac mac(0xBC2411000000ULL + i);
  seen.proposed = {"server", "proxmox-guests", {"proxmox"}};
  seen.identity = {"proxmox:pve1/qemu/" + number, "mac:" + render(mac)};
  Ip ip;
  ip.bytes[12] = 10;
  for (size_t b = 0; b < 3; ++b) ip.bytes[15 - b] = static_cast<uint8_t>(i >> (8 * b));
  seen.interfaces = {{"net0", mac, {{ip, 8}}, {20}}};
  seen.attached = {{"sw-1",
                    "Gi1/0/12",
                    Confidence::certain,
                    {{EvidenceKind::told, "fdb"}, {EvidenceKind::told, "not-uplink"}}}};
  seen.guest =
      GuestFact{"proxmox", "pve1", "pve1-a", static_cast<long long>(i), GuestKind::vm, "running"};
  seen.names = {{seen.name, NameSource::lease}, {seen.name + ".lan", NameSource::ptr}};
  seen.sources = {"mikrotik:core", "proxmox:pve1", "switch:sw-1"};
  return host;
}

Config config() {
  Config out;
  out.file = "muster.yaml";
  for (size_t i = 0; i < sites; ++i) {
    const std::string slug = "site-" + std::to_string(i);
    out.sites[slug] = {slug, slug, slug + ".example", {}, {}};
  }
  ClassConfig& server = out.classifications["server"];
  server.name = "server";
  server.netbox = Becomes::device;
  server.dns = true;
  return out;
}

void check(const Inventory& inventory, size_t count) {
  Diagnostics trouble;
  check_inventory(inventory, config(), trouble);
  if (!trouble.empty() || inventory.files.size() != count) {
    std::fputs(render(trouble).c_str(), stderr);
    throw Error("the generated inventory does not check");
  }
}

void run(const std::string& command) {
  if (std::system(command.c_str()) != 0) throw Error("failed: " + command);
}

void init(const fs::path& folder) {
  fs::create_directories(folder);
  const std::string git = "git -C '" + folder.string() + "' ";
  run(git + "init -q -b main && " + git + "config user.name bench && " + git +
      "config user.email bench@example.net && " + git + "config gc.auto 0");
}

void write_files(const fs::path& root, const std::vector<FileChange>& changes) {
  for (const FileChange& change : changes) {
    fs::create_directories((root / change.path).parent_path());
    std::ofstream(root / change.path, std::ios::binary) << *change.text;
  }
}

// A second run in which one host in a hundred changed.
void small_change(Repo& repo, const ObjectId& base, const Inventory& before,
                  std::vector<Host> hosts) {
  for (size_t i = 0; i < hosts.size(); i += 100) hosts[i].observed.vendor = "Dell";
  const Stopwatch plan;
  Diagnostics trouble;
  const auto changes = plan_files(before, hosts, trouble);
  say("plan files, 1 % changed", plan.seconds());
  const Stopwatch commit;
  repo.write_commit(base, changes, "few", {"bench", "bench@example.net"}, Time{});
  say("write_commit, 1 % changed", commit.seconds());
}

void bench(const fs::path& folder, size_t count) {
  std::vector<Host> hosts;
  for (size_t i = 0; i < count; ++i) hosts.push_back(host_number(i));
  const Stopwatch planning;
  Diagnostics trouble;
  const auto changes = plan_files({}, hosts, trouble);
  say("plan files, all new", planning.seconds());

  init(folder / "ours");
  init(folder / "theirs");
  write_files(folder / "theirs", changes);
  const Stopwatch git;
  run("cd '" + (folder / "theirs").string() + "' && git add -A && git commit -q -m all");
  const double theirs = git.seconds();
  say("git add -A && git commit", theirs);

  SystemClock clock;
  SystemRunner runner(clock);
  Repo repo = Repo::open((folder / "ours").string(), &runner);
  const Stopwatch own;
  const auto commit = repo.write_commit({}, changes, "all", {"bench", "bench@example.net"}, Time{});
  const double ours = own.seconds();
  say("write_commit", ours);
  std::printf("%-44s %8.2f\n", "write_commit / git", ours / theirs);
  repo.update_ref("refs/heads/main", {}, *commit, "bench");
  const Stopwatch advance;
  repo.advance_worktree({}, *commit);
  say("advance_worktree", advance.seconds());
  const Stopwatch dirty;
  if (!repo.dirty("").empty()) throw Error("the work tree is dirty");
  say("dirty", dirty.seconds());

  trouble = {};
  const Stopwatch tree;
  check(*Store().worktree(Repo::open((folder / "theirs").string()), trouble), count);
  say("load and check, work tree", tree.seconds());
  Store store;
  const Stopwatch packed;
  const auto inventory = store.commit(repo, *commit, trouble);
  check(*inventory, count);
  say("load and check, commit", packed.seconds());
  const Stopwatch shared;
  check(*store.worktree(Repo::open((folder / "theirs").string()), trouble), count);
  say("load and check, work tree, same files", shared.seconds());
  small_change(repo, *commit, *inventory, std::move(hosts));
}

}  // namespace

int main(int argc, char** argv) {
  const auto count = parse_int(argc > 1 ? argv[1] : "50000");
  std::string name = (fs::temp_directory_path() / "muster-bench-XXXXXX").string();
  if (!count || *count < 100 || mkdtemp(name.data()) == nullptr) {
    std::fputs("usage: bench_inventory N, with N from 100 up\n", stderr);
    return 64;
  }
  int code = 0;
  try {
    bench(name, static_cast<size_t>(*count));
  } catch (const Error& error) {
    std::fputs(render(error).c_str(), stderr);
    code = 1;
  }
  fs::remove_all(name);
  return code;
}
