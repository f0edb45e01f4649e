// A web address, as far as muster.yaml has to judge it.
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace muster {

struct Url {
  std::string scheme;     // lower case
  bool has_user = false;  // "user@" or "user:password@" stands before the host
  std::string host;       // without brackets
  int port = 0;           // 0: the scheme's own
  std::string path;       // "" or from the first slash

  bool loopback() const;
};

// scheme://[user[:password]@]host[:port][/path]; no query, no fragment, no blanks.
std::optional<Url> parse_url(std::string_view text);

}  // namespace muster
