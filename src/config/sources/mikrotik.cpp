#include "config/sources/mikrotik.h"

#include <array>

#include "config/key.h"

namespace muster::config_file {
namespace {

constexpr std::array<std::string_view, 4> transports{"auto", "rest", "api", "api-tls"};

}  // namespace

std::vector<Key<MikrotikConfig>> keys_of(const MikrotikConfig&) {
  using M = MikrotikConfig;
  return part_of<M, HttpConfig>() +
         std::vector{
             needed(key<&M::username, read_text>("username", "The user to log in as.", "muster")),
             needed(key<&M::password, read_secret>("password", "Where its password is kept.")),
             choice<&M::transport, transports>(
                 "transport", "rest, api, api-tls, or auto: REST, else the API over TLS."),
             number<&M::api_port, 0, 65535>("api_port",
                                            "The port of the API; 0 is 8728, or 8729 over TLS."),
             key<&M::plain_login, read_flag>(
                 "plain_login", "true: an old router may be told its password unencrypted."),
         };
}

}  // namespace muster::config_file
