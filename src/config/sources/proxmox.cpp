#include "config/sources/proxmox.h"

#include "config/check.h"
#include "config/key.h"

namespace muster::config_file {

std::vector<Key<ProxmoxConfig>> keys_of(const ProxmoxConfig&) {
  using P = ProxmoxConfig;
  return part_of<P, HttpConfig>() +
         std::vector{
             key<&P::token_id, read_token_id>("token_id", "API token id: user@realm!name.",
                                              "muster@pve!ro"),
             key<&P::token, read_secret>("token", "Where the secret of the API token is kept."),
             key<&P::username, read_text>(
                 "username", "The user@realm to log in as, without a token.", "muster@pve"),
             key<&P::password, read_secret>("password", "Where its password is kept."),
             key<&P::cluster, read_text>("cluster",
                                         "Its name in NetBox, where the server tells none.", "pve"),
         };
}

// It logs in by token or by password; both are pairs.
void check(Check& one, const ProxmoxConfig& config) {
  check(one, static_cast<const HttpConfig&>(config));
  const bool token = one.given("token_id") || one.given("token");
  const bool password = one.given("username") || one.given("password");
  std::string fix;
  if (token == password) {
    fix = (token ? "keep" : "add") + std::string(" token_id and token, or username and password");
  } else if (token && one.given("token_id") != one.given("token")) {
    fix = one.given("token") ? "add token_id: user@realm!name" : "add token: {env: NAME}";
  } else if (password && one.given("username") != one.given("password")) {
    fix = one.given("password") ? "add username: user@realm" : "add password: {env: NAME}";
  }
  if (!fix.empty()) one.fault("needs either an API token or a user with password", fix);
}

}  // namespace muster::config_file
