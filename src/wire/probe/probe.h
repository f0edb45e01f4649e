// Questions that need no privilege: ICMP echo, TCP connect and UDP datagrams, asked of many hosts
// at once from one thread.
#pragma once
#include <functional>
#include <memory>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.h"
#include "core/error.h"
#include "model/ip.h"

namespace muster {

struct ProbePace {
  int rate = 1000;            // packets a second, repetitions included
  size_t outstanding = 256;   // unanswered at a time; fewer where descriptors are short
  int tries = 3;              // of one question
  Milliseconds timeout{500};  // of the first try; each further one waits half as long again
};

struct TcpTarget {
  Ip ip;
  int port = 0;
  auto operator<=>(const TcpTarget&) const = default;
};

struct UdpQuestion {
  Ip host;  // who has to answer, from `port`: what others say is passed over
  int port = 0;
  std::string bytes;
  // Sent to this multicast group, out of the interface whose network has `host`, and to nobody
  // where there is none; unspecified: to `host`.
  Ip group = {};
};

// Whether a datagram from the right host and port is the answer to question number `question`.
using UdpAnswers = std::function<bool(size_t question, std::string_view bytes)>;

// Every call is bounded by its pace: tries × timeouts × questions ÷ outstanding. A stop request
// ends it early, with what has been heard.
class Prober {
 public:
  virtual ~Prober() = default;

  // Which targets answer an ICMP echo. Where the system forbids ping sockets, `trouble` gets a
  // note that says how to allow them, and nobody answers.
  virtual std::vector<bool> echo(std::span<const Ip> targets, const ProbePace& pace,
                                 std::stop_token stop, Diagnostics& trouble) = 0;

  // Which targets accept a connection or refuse it themselves: both prove life. What another host
  // refuses in their name (a filtering router) does not. Nothing is sent over the connection.
  virtual std::vector<bool> connect(std::span<const TcpTarget> targets, const ProbePace& pace,
                                    std::stop_token stop) = 0;

  // The first datagram for each question that `answers` accepts; "" none.
  virtual std::vector<std::string> ask(std::span<const UdpQuestion> questions,
                                       const ProbePace& pace, const UdpAnswers& answers,
                                       std::stop_token stop) = 0;

  // The addresses of this machine's interfaces that are up, with their networks' prefix lengths;
  // without loopback.
  virtual std::vector<Cidr> links() = 0;

  // Whom the system asks for names, in its order.
  virtual std::vector<Ip> name_servers() = 0;
};

// `resolver` is the resolv.conf(5) that names the name servers.
std::unique_ptr<Prober> make_prober(Clock& clock, std::string resolver = "/etc/resolv.conf");

// Hears nothing: for a world that is not to be probed.
Prober& no_prober();

}  // namespace muster
