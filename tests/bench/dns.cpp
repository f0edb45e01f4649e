// bench_dns HOSTS: a change of ten hosts of an Unbound that serves two records of each, as
// local-data and as auth-zones, beside the same file put there by hand and a plain reload: the
// time, the longest time without an answer that a client sees who asks every 0.5 ms, and whether
// what others answered stays cached.
#include <arpa/inet.h>
#include <fmt/core.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <thread>

#include "target/unbound_scene.h"

namespace {

using namespace muster;
using namespace muster::dns_test;
using muster::dns::ZoneRecord;
using Steady = std::chrono::steady_clock;
using Ms = std::chrono::duration<double, std::milli>;

// Asks for one name every 0.5 ms while it lives, whether or not the last question was answered.
class Asker {
 public:
  Asker(int port, const std::string& name) : question_(dns_question(1, name, DnsType::a)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(static_cast<uint16_t>(port));
    must(connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0, "no socket");
    thread_ = std::thread([this] { run(); });
  }
  ~Asker() { close(socket_); }
  Asker(const Asker&) = delete;
  Asker& operator=(const Asker&) = delete;

  // The longest time between two answers.
  double longest_ms() {
    over_ = true;
    thread_.join();
    return longest_.count();
  }

 private:
  void run() {
    auto last = Steady::now(), next = last;
    while (!over_) {
      send(socket_, question_.data(), question_.size(), MSG_DONTWAIT);
      next += std::chrono::microseconds(500);
      for (auto now = Steady::now(); now < next; now = Steady::now()) {
        pollfd watched{socket_, POLLIN, 0};
        const timespec left{0, (next - now).count()};
        if (ppoll(&watched, 1, &left, nullptr) <= 0) continue;
        char answer[1232];
        while (recv(socket_, answer, sizeof answer, MSG_DONTWAIT) > 0) {
          longest_ = std::max(longest_, Ms(Steady::now() - last));
          last = Steady::now();
        }
      }
      next = std::max(next, Steady::now());
    }
    longest_ = std::max(longest_, Ms(Steady::now() - last));
  }

  std::string question_;
  int socket_ = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  std::atomic<bool> over_ = false;
  Ms longest_{0};
  std::thread thread_;
};

struct Figures {
  double seconds = 0;
  double silence_ms = 0;
  bool cached = false;
};

std::vector<ZoneRecord> records_of(size_t hosts, bool moved) {
  std::vector<ZoneRecord> out;
  for (size_t i = 0; i < hosts; ++i) {
    const std::string name = fmt::format("h{}", i);
    const bool moves = moved && i % (hosts / 10) == 0;
    const std::string address =
        fmt::format("10.{}.{}.{}", (moves ? 100 : 20) + i / 62'500, i / 250 % 250, i % 250 + 1);
    for (ZoneRecord record : {a(name, address), ptr(name, address)}) {
      record.host = fmt::format("h{:09}", i);
      out.push_back(std::move(record));
    }
  }
  return out;
}

class Bench {
 public:
  explicit Bench(size_t hosts)
      : before_(records_of(hosts, false)), after_(records_of(hosts, true)) {
    upstream_.write_config(
        "server:\n  local-zone: \".\" static\n"
        "  local-data: \"www.far.example. 6000 A 192.0.2.80\"\n");
    upstream_.start();
    scene_.write_config("forward-zone:\n  name: \".\"\n  forward-addr: 127.0.0.1@" +
                        std::to_string(upstream_.config.port) +
                        "\nserver:\n  do-not-query-localhost: no\n");
    scene_.start();
  }

  void run() {
    const auto first = measured([&] { change_to(before_); });
    std::printf("%zu records, the first time: %.2f s\n", before_.size(), first.seconds);
    const double memory = resident_mb();
    show("nothing", measured([&] { usleep(2'000'000); }));
    show("muster, a plan with nothing to do", measured([&] { plan_nothing(); }));
    show("muster, ten hosts changed: the plan", measured([&] { scene_.plan(after_); }));
    const Figures ours = measured([&] { must(done(scene_.apply()), "the change failed"); });
    show("muster, ten hosts changed: applied", ours);
    const std::string changed = slurp(scene_.config.file);
    change_to(before_);
    const Figures plain = measured([&] { by_hand(changed); });
    show("by hand: new file, checkconf, reload", plain);
    std::printf("silence of a plain reload / muster's: %.1f   time: %.2f\n",
                plain.silence_ms / ours.silence_ms, plain.seconds / ours.seconds);
    std::printf("Unbound %.0f MB before, %.0f MB after; muster %.0f MB at most\n", memory,
                resident_mb(), peak_mb());
    as_auth_zones();
  }

 private:
  void as_auth_zones() {
    scene_.config.style = "auth-zone";
    change_to(before_);
    must(slurp(scene_.config.file).find("auth-zone: ") != std::string::npos,
         "there is no auth-zone");
    scene_.plan(after_);
    show("as auth-zones, ten hosts changed: applied",
         measured([&] { must(done(scene_.apply()), "the change failed"); }));
    std::printf("Unbound %.0f MB\n", resident_mb());
  }

  static bool done(const std::vector<Outcome>& outcomes) {
    return !outcomes.empty() && std::all_of(outcomes.begin(), outcomes.end(), [](const auto& one) {
      return one.result == Result::done;
    });
  }

  void change_to(const std::vector<ZoneRecord>& records) {
    must(done(scene_.reconcile(records)), "the records do not go in");
  }

  void plan_nothing() {
    const auto written = fs::last_write_time(scene_.config.file);
    scene_.runner.ran.clear();
    must(scene_.reconcile(before_).empty() && scene_.operations.empty(), "there was work to do");
    must(scene_.runner.ran.empty() && fs::last_write_time(scene_.config.file) == written,
         "a plan with nothing to do ran something");
  }

  // The daemon says "ok" before it reads anything: it is over when the new address is answered.
  void by_hand(const std::string& text) {
    write(scene_.config.file, text);
    SystemRunner runner(scene_.clock);
    must(runner.run({{"unbound-checkconf", scene_.config.config}, "", ""}, {}).code == 0,
         "refused");
    scene_.control({"reload"});
    const ZoneRecord& moved = after_.front();
    while (scene_.served(moved.name, "A") != std::vector<std::string>{moved.value}) usleep(1'000);
  }

  Figures measured(const std::function<void()>& work) {
    scene_.dig("www.far.example", "A");
    upstream_.stop();
    Asker asker(scene_.config.port, "localhost");
    const auto begin = Steady::now();
    work();
    Figures out;
    out.seconds = std::chrono::duration<double>(Steady::now() - begin).count();
    out.silence_ms = asker.longest_ms();
    out.cached = scene_.dig("www.far.example", "A") == "192.0.2.80\n";
    upstream_.start();
    return out;
  }

  static void show(const char* what, const Figures& figures) {
    std::printf("%-40s %7.2f s   longest silence %7.1f ms   what others answered is %s\n", what,
                figures.seconds, figures.silence_ms, figures.cached ? "still cached" : "lost");
    std::fflush(stdout);
  }

  double resident_mb() const {
    std::ifstream status("/proc/" + std::to_string(scene_.pid()) + "/statm");
    long pages = 0;
    status >> pages >> pages;
    return static_cast<double>(pages) * static_cast<double>(sysconf(_SC_PAGESIZE)) / 1e6;
  }
  static double peak_mb() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return static_cast<double>(usage.ru_maxrss) / 1e3;
  }

  std::vector<ZoneRecord> before_, after_;
  unbound_test::Scene upstream_, scene_;
};

}  // namespace

int main(int argc, char** argv) try {
  const size_t hosts = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 10'000;
  if (!find_program("unbound") || !find_program("dig")) {
    std::fprintf(stderr, "SKIPPED: unbound or dig is not installed\n");
    return 0;
  }
  Bench(hosts).run();
} catch (const Error& error) {
  std::fputs(render(error).c_str(), stderr);
  return 1;
}
