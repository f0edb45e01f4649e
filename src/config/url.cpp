#include "config/url.h"

#include <algorithm>

#include "core/text.h"
#include "model/fqdn.h"
#include "model/ip.h"

namespace muster {
namespace {

bool is_scheme(std::string_view text) {
  return !text.empty() && text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789+-.") ==
                              std::string_view::npos;
}

bool printable(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c > 0x20 && c < 0x7F; });
}

// "host", "host:port", "[v6]" or "[v6]:port".
bool read_authority(std::string_view text, Url& url) {
  const bool bracketed = text.starts_with('[');
  const size_t end = bracketed ? text.find(']') : std::min(text.find(':'), text.size());
  if (end == std::string_view::npos) return false;
  url.host = lower(text.substr(bracketed ? 1 : 0, end - (bracketed ? 1 : 0)));
  text.remove_prefix(end + (bracketed ? 1 : 0));
  const auto ip = parse_ip(url.host);
  if (bracketed ? !ip || !ip->v6 : !ip && !is_fqdn(url.host)) return false;
  if (text.empty()) return true;
  const auto port = text[0] == ':' ? parse_int(text.substr(1)) : std::nullopt;
  if (!port || *port < 1 || *port > 65535) return false;
  url.port = static_cast<int>(*port);
  return true;
}

}  // namespace

bool Url::loopback() const {
  const auto ip = parse_ip(host);
  return ip ? ip->loopback() : host == "localhost" || host.ends_with(".localhost");
}

std::optional<Url> parse_url(std::string_view text) {
  Url url;
  const size_t colon = text.find("://");
  if (colon == std::string_view::npos || !printable(text)) return std::nullopt;
  url.scheme = lower(text.substr(0, colon));
  text.remove_prefix(colon + 3);
  if (!is_scheme(url.scheme) || text.find_first_of("?#\\") != std::string_view::npos) {
    return std::nullopt;
  }
  std::string_view authority = text.substr(0, text.find('/'));
  url.path = text.substr(authority.size());
  const size_t at = authority.rfind('@');
  url.has_user = at != std::string_view::npos;
  if (url.has_user) authority.remove_prefix(at + 1);
  if (!read_authority(authority, url)) return std::nullopt;
  return url;
}

}  // namespace muster
