#include "proxmox_login.h"

#include <openssl/rand.h>

#include <array>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <vector>

namespace muster::lab {
namespace {

using nlohmann::json;

constexpr const char* scheme = "PVEAPIToken=";
constexpr const char* cookie = "PVEAuthCookie=";

std::string unescape(const std::string& text) {
  std::string bytes;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size()) {
      bytes += char(std::stoi(text.substr(i + 1, 2), nullptr, 16));
      i += 2;
    } else {
      bytes += text[i];
    }
  }
  return bytes;
}

std::string cookie_in(const std::string& header) {
  const auto start = header.find(cookie);
  if (start == std::string::npos) return "";
  const auto value = header.substr(start + std::string(cookie).size());
  return unescape(value.substr(0, value.find(';')));
}

std::string full_user(const httplib::Request& request) {
  const auto user = request.get_param_value("username");
  const auto realm = request.get_param_value("realm");
  return realm.empty() || user.find('@') != std::string::npos ? user : user + "@" + realm;
}

Answer denied() {
  const json body = {{"data", nullptr}, {"message", "authentication failure\n"}};
  return {.status = 401, .body = body.dump(), .reason = "authentication failure"};
}

}  // namespace

std::string random_hex(std::size_t size) {
  std::vector<unsigned char> bytes(size);
  RAND_bytes(bytes.data(), int(size));
  std::string text;
  for (const auto byte : bytes) {
    std::array<char, 3> digits;
    std::snprintf(digits.data(), digits.size(), "%02x", byte);
    text += digits.data();
  }
  return text;
}

// The real ones are Base64, with characters a cookie must escape.
std::string ProxmoxDoor::new_ticket(const std::string& prefix) {
  const auto ticket = prefix + login_.user + ":" + random_hex(4) + "::" + random_hex(16) + "+/=";
  const std::lock_guard lock(mutex_);
  tickets_[ticket] = Clock::now();
  return ticket;
}

bool ProxmoxDoor::is_valid(const std::string& ticket) const {
  const std::lock_guard lock(mutex_);
  const auto found = tickets_.find(ticket);
  return found != tickets_.end() && Clock::now() - found->second < login_.ticket_lifetime;
}

Answer ProxmoxDoor::issue_ticket(const httplib::Request& request) {
  const auto password = request.get_param_value("password");
  const bool known = !login_.user.empty() && full_user(request) == login_.user;
  const bool renewal = password.starts_with("PVE:") && is_valid(password);
  if (!known || (password != login_.password && !renewal)) return denied();
  json granted = {{"username", login_.user}};
  if (login_.needs_second_factor) {
    granted["NeedTFA"] = 1;
    granted["ticket"] = "PVE:!tfa!" + random_hex(16);
  } else {
    granted["ticket"] = new_ticket("PVE:");
    granted["clustername"] = login_.cluster;
    granted["cap"] = json::object();
  }
  granted["CSRFPreventionToken"] = random_hex(4) + ":" + random_hex(16);
  return {.body = json{{"data", granted}}.dump()};
}

std::string ProxmoxDoor::objection_to_token(const std::string& given) const {
  const auto equals = given.find('=');
  const auto id = given.substr(0, equals);
  if (equals == std::string::npos || id.find('!') == std::string::npos) return "No ticket";
  if (login_.token_id.empty() || id != login_.token_id) {
    const auto mark = id.find('!');
    return "no such token '" + id.substr(mark + 1) + "' for user '" + id.substr(0, mark) + "'";
  }
  return given.substr(equals + 1) == login_.token ? "" : "invalid token value!";
}

std::optional<std::string> ProxmoxDoor::objection(const httplib::Request& request) const {
  const auto authorization = request.get_header_value("Authorization");
  std::string why = "No ticket";
  if (authorization.starts_with(scheme)) {
    why = objection_to_token(authorization.substr(std::string(scheme).size()));
  } else if (const auto ticket = cookie_in(request.get_header_value("Cookie")); !ticket.empty()) {
    why = is_valid(ticket) ? "" : "permission denied - invalid PVE ticket";
  }
  if (why.empty()) return std::nullopt;
  return why;
}

}  // namespace muster::lab
