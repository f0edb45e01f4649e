// ICMP echo, TCP connect and UDP questions on real sockets.
#pragma once
#include <array>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "wire/probe/rounds.h"
#include "wire/socket.h"

namespace muster {

struct OwnLink {
  Cidr address;  // of this machine, with the network's prefix length
  unsigned index = 0;
};
std::vector<OwnLink> own_links();

class EchoDoor : public ProbeDoor {
 public:
  explicit EchoDoor(std::span<const Ip> targets);

  // errno of the first ping socket that was wanted and not given; 0 none.
  int refused() const { return refused_; }
  std::vector<bool> alive() && { return std::move(alive_); }

  Sent send(size_t question) override;
  void forget(size_t) override {}
  void watch(std::vector<pollfd>& out) override;
  void receive(std::vector<size_t>& settled) override;

 private:
  std::optional<size_t> question_of(std::string_view packet, const Ip& from) const;

  std::span<const Ip> targets_;
  std::array<Fd, 2> sockets_;  // IPv4, IPv6
  std::string token_;          // begins the payload of every packet of ours
  int refused_ = 0;
  std::vector<bool> alive_;
};

class TcpDoor : public ProbeDoor {
 public:
  explicit TcpDoor(std::span<const TcpTarget> targets)
      : targets_(targets), alive_(targets.size()) {}

  std::vector<bool> alive() && { return std::move(alive_); }

  Sent send(size_t question) override;
  void forget(size_t question) override { open_.erase(question); }
  void watch(std::vector<pollfd>& out) override;
  void receive(std::vector<size_t>& settled) override;

 private:
  bool proves_life(const Fd& socket, const Ip& target, int error) const;

  std::span<const TcpTarget> targets_;
  std::unordered_map<size_t, Fd> open_;  // by question
  std::vector<bool> alive_;
};

class UdpDoor : public ProbeDoor {
 public:
  UdpDoor(std::span<const UdpQuestion> questions, const UdpAnswers& answers);

  std::vector<std::string> heard() && { return std::move(heard_); }

  Sent send(size_t question) override;
  void forget(size_t question) override { close(question); }
  void watch(std::vector<pollfd>& out) override;
  void receive(std::vector<size_t>& settled) override;

 private:
  using Peer = std::pair<Ip, int>;

  Fd& socket_for(const Ip& ip) { return sockets_[ip.v6 ? 1 : 0]; }
  std::optional<unsigned> link_to(const Ip& host) const;
  bool send_to_group(const UdpQuestion& question, unsigned link);
  void hear(const Peer& from, std::string_view bytes, std::vector<size_t>& settled);
  void take_refusals(const Fd& socket, std::vector<size_t>& settled);
  void close(size_t question);

  std::span<const UdpQuestion> questions_;
  const UdpAnswers& answers_;
  std::array<Fd, 2> sockets_;  // IPv4, IPv6
  std::vector<OwnLink> links_;
  std::map<Peer, std::set<size_t>> open_;
  std::vector<std::string> heard_;
};

}  // namespace muster
