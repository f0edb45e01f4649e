#pragma once

#include <chrono>
#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "server.h"

namespace muster::lab {

struct ProxmoxLogin {
  std::string cluster;
  std::string token_id;  // USER@REALM!NAME
  std::string token;
  std::string user;  // USER@REALM
  std::string password;
  bool needs_second_factor = false;
  std::chrono::seconds ticket_lifetime{7200};
};

// Who may ask: by API token, or by a ticket from POST /access/ticket.
class ProxmoxDoor {
 public:
  explicit ProxmoxDoor(ProxmoxLogin login) : login_(std::move(login)) {}

  Answer issue_ticket(const httplib::Request& request);
  std::optional<std::string> objection(const httplib::Request& request) const;

 private:
  using Clock = std::chrono::steady_clock;

  std::string new_ticket(const std::string& prefix);
  bool is_valid(const std::string& ticket) const;
  std::string objection_to_token(const std::string& given) const;

  ProxmoxLogin login_;
  mutable std::mutex mutex_;
  std::map<std::string, Clock::time_point> tickets_;
};

std::string random_hex(std::size_t bytes);

}  // namespace muster::lab
