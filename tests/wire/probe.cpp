#include "wire/probe/probe.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/resource.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <chrono>
#include <fstream>
#include <iostream>
#include <thread>

#include "times.h"
#include "wire/dns/dns.h"
#include "wire/socket.h"

namespace muster {

using test::JumpingClock;
using test::real_time;

namespace {

Ip ip(const std::string& text) { return parse_ip(text).value(); }

constexpr ProbePace quick{100'000, 256, 2, Milliseconds(60)};

// A socket of a given type on a loopback address and a port of its own.
struct Peer {
  Fd socket;
  int port = 0;

  explicit Peer(int type, const Ip& at = ip("127.0.0.1"), int wanted = 0)
      : socket(open_socket(family_of(at), type)) {
    const SocketAddress here = socket_address(at, wanted);
    REQUIRE(bind(socket.get(), here.get(), here.size) == 0);
    if (type == SOCK_STREAM) REQUIRE(listen(socket.get(), 16) == 0);
    sockaddr_storage bound{};
    socklen_t size = sizeof bound;
    getsockname(socket.get(), reinterpret_cast<sockaddr*>(&bound), &size);
    port = port_of(reinterpret_cast<sockaddr*>(&bound));
  }
};

// Answers every datagram with what `reply` makes of it, sent from `from` (the peer itself or
// another one), until it goes out of scope.
class Echo {
 public:
  Echo(Peer& peer, std::function<std::string(std::string)> reply, Peer* from = nullptr)
      : thread_([this, &peer, reply, from](const std::stop_token& stop) {
          while (!stop.stop_requested()) serve(peer, reply, from ? *from : peer);
        }) {}

 private:
  static void serve(Peer& peer, const std::function<std::string(std::string)>& reply, Peer& from) {
    pollfd ready{peer.socket.get(), POLLIN, 0};
    if (poll(&ready, 1, 10) <= 0) return;
    std::string bytes(1'500, '\0');
    sockaddr_storage client{};
    socklen_t size = sizeof client;
    const auto got = recvfrom(peer.socket.get(), bytes.data(), bytes.size(), 0,
                              reinterpret_cast<sockaddr*>(&client), &size);
    if (got < 0) return;
    const std::string answer = reply(bytes.substr(0, static_cast<size_t>(got)));
    sendto(from.socket.get(), answer.data(), answer.size(), 0, reinterpret_cast<sockaddr*>(&client),
           size);
  }

  std::jthread thread_;
};

UdpQuestion question(const Peer& peer, const std::string& bytes,
                     const std::string& host = "127.0.0.1") {
  return {ip(host), peer.port, bytes};
}

const UdpAnswers anything = [](size_t, std::string_view) { return true; };

}  // namespace

TEST_CASE("a port that listens and a port that is closed both prove life") {
  const Peer listening(SOCK_STREAM);
  const Peer six(SOCK_STREAM, ip("::1"));
  int closed = 0;
  {
    const Peer gone(SOCK_STREAM);
    closed = gone.port;
  }
  const std::vector<TcpTarget> targets{
      {ip("127.0.0.1"), listening.port}, {ip("127.0.0.1"), closed}, {ip("::1"), six.port}};
  CHECK(make_prober(real_time())->connect(targets, quick, {}) ==
        std::vector<bool>{true, true, true});
}

TEST_CASE("an address that nothing leads to is silent and not waited for") {
  const std::vector<TcpTarget> targets{{ip("255.255.255.255"), 80}, {ip("ff02::1"), 80}};
  const ProbePace patient{1'000, 16, 3, Milliseconds(60'000)};
  CHECK(make_prober(real_time())->connect(targets, patient, {}) == std::vector<bool>{false, false});
}

TEST_CASE("thousands of connections fit into few descriptors") {
  rlimit before{};
  REQUIRE(getrlimit(RLIMIT_NOFILE, &before) == 0);
  const rlimit few{std::min<rlim_t>(128, before.rlim_cur), before.rlim_max};
  REQUIRE(setrlimit(RLIMIT_NOFILE, &few) == 0);
  int closed = 0;
  {
    const Peer gone(SOCK_STREAM, ip("0.0.0.0"));
    closed = gone.port;
  }
  std::vector<TcpTarget> targets;
  for (int i = 0; i < 5'000; ++i) {
    targets.push_back(
        {ip("127.7." + std::to_string(i / 250) + "." + std::to_string(i % 250 + 1)), closed});
  }
  const auto alive =
      make_prober(real_time())->connect(targets, {100'000, 4'096, 5, Milliseconds(300)}, {});
  setrlimit(RLIMIT_NOFILE, &before);
  CHECK(std::count(alive.begin(), alive.end(), true) == 5'000);
}

TEST_CASE("each question gets its own answer from the host that was asked") {
  Peer peer(SOCK_DGRAM);
  const Echo echo(peer, [](const std::string& bytes) { return "re: " + bytes; });
  std::vector<UdpQuestion> questions;
  std::vector<std::string> expected;
  for (int i = 0; i < 300; ++i) {
    questions.push_back(question(peer, std::to_string(i)));
    expected.push_back("re: " + std::to_string(i));
  }
  const UdpAnswers same = [&](size_t number, std::string_view bytes) {
    return bytes == expected[number];
  };
  CHECK(make_prober(real_time())->ask(questions, {100'000, 50, 5, Milliseconds(500)}, same, {}) ==
        expected);
}

TEST_CASE("a host that never answers is asked again and then given up") {
  Peer silent(SOCK_DGRAM);
  JumpingClock clock;
  const auto heard = make_prober(clock)->ask(std::vector{question(silent, "hello")},
                                             {1'000, 8, 3, std::chrono::minutes(20)}, anything, {});
  CHECK(heard == std::vector<std::string>{""});
  int copies = 0;
  std::string bytes(16, '\0');
  while (recv(silent.socket.get(), bytes.data(), bytes.size(), MSG_DONTWAIT) == 5) ++copies;
  CHECK(copies == 3);
  CHECK(clock.passed() == std::chrono::minutes(20 + 30 + 45));
}

TEST_CASE("an answer that comes to the second try counts") {
  Peer peer(SOCK_DGRAM);
  int asked = 0;
  const Echo echo(
      peer, [&](const std::string& bytes) { return ++asked == 1 ? std::string("cut") : bytes; });
  const UdpAnswers whole = [](size_t, std::string_view bytes) { return bytes == "hello"; };
  const ProbePace patient{1'000, 8, 6, Milliseconds(100)};
  CHECK(make_prober(real_time())->ask(std::vector{question(peer, "hello")}, patient, whole, {}) ==
        std::vector<std::string>{"hello"});
}

TEST_CASE("what another host or another port says is passed over") {
  Peer asked(SOCK_DGRAM, ip("127.0.0.2"));
  Peer other_host(SOCK_DGRAM, ip("127.0.0.3"), asked.port);
  Peer other_port(SOCK_DGRAM, ip("127.0.0.2"));
  for (Peer* liar : {&other_host, &other_port}) {
    const Echo echo(
        asked, [](const std::string& bytes) { return bytes; }, liar);
    CHECK(make_prober(real_time())
              ->ask(std::vector{question(asked, "who", "127.0.0.2")}, quick, anything, {}) ==
          std::vector<std::string>{""});
  }
}

TEST_CASE("a host that has nobody at the port is not waited for") {
  Peer gone(SOCK_DGRAM);
  const UdpQuestion hello = question(gone, "hello");
  gone.socket = Fd();
  const ProbePace patient{1'000, 1, 3, Milliseconds(60'000)};
  CHECK(make_prober(real_time())->ask(std::vector{hello, hello}, patient, anything, {}) ==
        std::vector<std::string>{"", ""});
}

TEST_CASE("a group is asked on the link of the host and nowhere else") {
  const ProbePace patient{1'000, 1, 3, Milliseconds(60'000)};
  const UdpQuestion lost{ip("203.0.113.7"), 5353, "hello", ip("224.0.0.251")};
  CHECK(make_prober(real_time())->ask(std::vector{lost}, patient, anything, {}) ==
        std::vector<std::string>{""});
}

TEST_CASE("a stop request ends waiting") {
  Peer silent(SOCK_DGRAM);
  std::stop_source stop;
  const std::jthread asks_to_stop([&] {
    std::string bytes(16, '\0');
    pollfd ready{silent.socket.get(), POLLIN, 0};
    poll(&ready, 1, -1);
    stop.request_stop();
  });
  const ProbePace patient{1'000, 8, 3, Milliseconds(600'000)};
  CHECK(make_prober(real_time())
            ->ask(std::vector{question(silent, "hello")}, patient, anything, stop.get_token()) ==
        std::vector<std::string>{""});
}

TEST_CASE("hosts answer an echo, or a note says how to allow asking") {
  Diagnostics trouble;
  const std::vector<Ip> targets{ip("127.0.0.1"), ip("127.4.5.6"), ip("::1")};
  const auto alive = make_prober(real_time())->echo(targets, quick, {}, trouble);
  if (trouble.empty()) {
    CHECK(alive == std::vector<bool>{true, true, true});
    return;
  }
  std::cerr << "echo on loopback is not tried: ping sockets are not allowed here\n";
  CHECK(render(trouble) ==
        "note: may not send ICMP echo requests: Permission denied; hosts across routers are looked "
        "for by TCP alone\n  fix: allow ping sockets with sysctl -w net.ipv4.ping_group_range=\"0 "
        "2147483647\"\n");
  CHECK(alive == std::vector<bool>{false, false, false});
}

TEST_CASE("the name servers are those of resolv.conf") {
  CHECK(parse_name_servers("# c\nnameserver 10.0.0.53\nsearch x\n nameserver\t2001:db8::53 \n"
                           "nameserver fe80::1%eth0\nnameservers 10.0.0.1\nnameserver\n"
                           "nameserver 10.0.0.54 # two\nnameserver 10.0.0.55") ==
        std::vector<Ip>{ip("10.0.0.53"), ip("2001:db8::53"), ip("10.0.0.54")});
  CHECK(make_prober(real_time(), "/nonexistent")->name_servers().empty());
}

TEST_CASE("a world without a prober is silent") {
  Diagnostics trouble;
  const std::vector<Ip> targets{ip("127.0.0.1")};
  CHECK(no_prober().echo(targets, quick, {}, trouble) == std::vector<bool>{false});
  CHECK(no_prober().ask(std::vector{UdpQuestion{}}, quick, anything, {}) ==
        std::vector<std::string>{""});
  CHECK(no_prober().connect(std::vector<TcpTarget>{{ip("127.0.0.1"), 22}}, quick, {}) ==
        std::vector<bool>{false});
}

}  // namespace muster
