#include "wire/probe/probe.h"

#include <sys/resource.h>

#include <algorithm>
#include <cstring>
#include <fstream>
#include <utility>

#include "wire/dns/dns.h"
#include "wire/probe/doors.h"

namespace muster {
namespace {

constexpr size_t largest_resolver_file = 64 << 10;

// A quarter of the descriptors: other sources are asked at the same time.
size_t free_descriptors() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return 64;
  return std::clamp<size_t>(limit.rlim_cur / 4, 8, 4'096);
}

Error no_ping_socket(int number) {
  return Error(std::string("may not send ICMP echo requests: ") + std::strerror(number) +
               "; hosts across routers are looked for by TCP alone")
      .mend("allow ping sockets with sysctl -w net.ipv4.ping_group_range=\"0 2147483647\"")
      .as(Severity::note);
}

class SystemProber : public Prober {
 public:
  SystemProber(Clock& clock, std::string resolver)
      : clock_(clock), resolver_(std::move(resolver)) {}

  std::vector<bool> echo(std::span<const Ip> targets, const ProbePace& pace, std::stop_token stop,
                         Diagnostics& trouble) override {
    EchoDoor door(targets);
    if (door.refused() != 0) trouble.add(no_ping_socket(door.refused()));
    run_rounds(door, targets.size(), pace, clock_, std::move(stop));
    return std::move(door).alive();
  }

  std::vector<bool> connect(std::span<const TcpTarget> targets, const ProbePace& pace,
                            std::stop_token stop) override {
    ProbePace fitting = pace;
    fitting.outstanding = std::min(pace.outstanding, free_descriptors());
    TcpDoor door(targets);
    run_rounds(door, targets.size(), fitting, clock_, std::move(stop));
    return std::move(door).alive();
  }

  std::vector<std::string> ask(std::span<const UdpQuestion> questions, const ProbePace& pace,
                               const UdpAnswers& answers, std::stop_token stop) override {
    UdpDoor door(questions, answers);
    run_rounds(door, questions.size(), pace, clock_, std::move(stop));
    return std::move(door).heard();
  }

  std::vector<Cidr> links() override {
    std::vector<Cidr> out;
    for (const OwnLink& link : own_links()) out.push_back(link.address);
    return out;
  }

  std::vector<Ip> name_servers() override {
    std::ifstream in(resolver_, std::ios::binary);
    std::string text(largest_resolver_file, '\0');
    in.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<size_t>(std::max<std::streamsize>(in.gcount(), 0)));
    return parse_name_servers(text);
  }

 private:
  Clock& clock_;
  std::string resolver_;
};

class NoProber : public Prober {
 public:
  std::vector<bool> echo(std::span<const Ip> targets, const ProbePace&, std::stop_token,
                         Diagnostics&) override {
    return std::vector<bool>(targets.size());
  }
  std::vector<bool> connect(std::span<const TcpTarget> targets, const ProbePace&,
                            std::stop_token) override {
    return std::vector<bool>(targets.size());
  }
  std::vector<std::string> ask(std::span<const UdpQuestion> questions, const ProbePace&,
                               const UdpAnswers&, std::stop_token) override {
    return std::vector<std::string>(questions.size());
  }
  std::vector<Cidr> links() override { return {}; }
  std::vector<Ip> name_servers() override { return {}; }
};

}  // namespace

std::unique_ptr<Prober> make_prober(Clock& clock, std::string resolver) {
  return std::make_unique<SystemProber>(clock, std::move(resolver));
}

Prober& no_prober() {
  static NoProber none;
  return none;
}

}  // namespace muster
