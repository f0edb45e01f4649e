#include <algorithm>

#include "core/text.h"
#include "wire/ssh/ssh.h"

namespace muster {
namespace {

constexpr int default_port = 22;

// A name that goes into no shell, but into error texts and known_hosts lines.
bool plain(std::string_view word) {
  return !word.empty() && word.front() != '-' && std::all_of(word.begin(), word.end(), [](char c) {
    return c > ' ' && c != 0x7f && c != '/' && c != '[' && c != ']' && c != ',';
  });
}

}  // namespace

std::optional<SshServer> parse_ssh_server(const std::string& text) {
  const size_t at = text.find('@');
  if (at == std::string::npos) return std::nullopt;
  SshServer server;
  server.user = text.substr(0, at);
  std::string place = text.substr(at + 1);
  std::string port;
  if (place.starts_with("[")) {
    const size_t close = place.find(']');
    if (close == std::string::npos) return std::nullopt;
    port = place.substr(close + 1);
    server.host = place.substr(1, close - 1);
  } else {
    const size_t colon = std::min(place.find(':'), place.size());
    port = place.substr(colon);
    server.host = place.substr(0, colon);
  }
  if (!port.empty()) {
    const auto number = port.front() == ':' ? parse_int(port.substr(1)) : std::nullopt;
    if (!number || *number < 1 || *number > 65'535) return std::nullopt;
    server.port = static_cast<int>(*number);
  }
  if (!plain(server.user) || !plain(server.host)) return std::nullopt;
  return server;
}

std::string render(const SshServer& server) {
  const bool v6 = server.host.find(':') != std::string::npos;
  const std::string host = v6 ? "[" + server.host + "]" : server.host;
  return server.user + "@" + host +
         (server.port == default_port ? "" : ":" + std::to_string(server.port));
}

}  // namespace muster
