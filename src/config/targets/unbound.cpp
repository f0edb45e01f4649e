#include "config/targets/unbound.h"

#include "config/check.h"
#include "config/key.h"

namespace muster::config_file {

std::vector<Key<UnboundConfig>> keys_of(const UnboundConfig&) {
  using U = UnboundConfig;
  return {
      needed(key<&U::file, read_path>("file", "The included file that muster owns.",
                                      "/etc/unbound/muster.conf")),
      key<&U::config, read_path>("config", "unbound.conf, for unbound-checkconf.",
                                 "/etc/unbound/unbound.conf"),
      key<&U::control, read_flag>("control", "true: reload by unbound-control and query back."),
      key<&U::address, read_address>("address", "Where to query back."),
      number<&U::port, 1, 65535>("port", "The port to query back."),
      number<&U::ttl, 0, 2'147'483'647>("ttl", "Seconds that records may be kept."),
      choice<&U::style, U::styles>("style",
                                   "auth-zone: zones that nobody else has a name in are "
                                   "authoritative, with a file each."),
      key<&U::ssh, read_login>("ssh", "Where it is: user@host, with :port if not 22.",
                               "muster@ns1.example"),
      key<&U::servers, read_logins>("servers", "Several alike, by name, each as ssh.",
                                    R"({"ns1": "muster@10.20.0.2", "ns2": "muster@10.20.0.3"})"),
      key<&U::identity, read_path>("identity", "The private key to log in with."),
      key<&U::password, read_secret>(
          "password", "Where the password to log in is kept, or the passphrase of the key."),
      key<&U::agent, read_flag>("agent", "true: log in by a key of the SSH agent."),
      key<&U::known_hosts, read_path>("known_hosts", "The file that has the servers' host keys."),
      key<&U::host_keys, read_words>("host_keys",
                                     "Fingerprints of the servers' host keys instead, SHA256:….",
                                     R"(["SHA256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU"])"),
      key<&U::sudo, read_flag>("sudo", "true: run unbound-control and -checkconf by sudo -n."),
      key<&U::control_path, read_path>("control_path", "unbound-control, where it is not in sbin.",
                                       "/usr/local/sbin/unbound-control"),
      key<&U::checkconf_path, read_path>("checkconf_path",
                                         "unbound-checkconf, where it is not in sbin.",
                                         "/usr/local/sbin/unbound-checkconf"),
  };
}

void check(Check& check, const UnboundConfig& config) {
  if (config.style == "auth-zone" && !config.control) {
    check.fault("style", check.title() + " cannot tell whether a zone is served elsewhere",
                "add control: true, so that Unbound is asked, or leave style out");
  }
  if (config.ssh.empty() && config.servers.empty()) {
    check.unique("file", config.file, "writes");
    return;
  }
  const std::string key = config.ssh.empty() ? "servers" : "ssh";
  if (!config.ssh.empty()) check.unique("file", config.ssh + ":" + config.file, "writes");
  for (const auto& [name, login] : config.servers) {
    check.unique("file", login + ":" + config.file, "writes");
  }
  if (!config.ssh.empty() && !config.servers.empty()) {
    check.fault("servers", check.title() + " has ssh, too", "keep one of the two");
  }
  if (config.known_hosts.empty() && config.host_keys.empty()) {
    check.fault(key, check.title() + " has neither known_hosts nor host_keys",
                "add known_hosts: FILE with the servers' host keys (ssh-keyscan writes it)");
  }
  for (const std::string& print : config.host_keys) {
    if (print.starts_with("SHA256:")) continue;
    check.fault("host_keys", check.title() + " has a host key that is no fingerprint",
                "write it as ssh-keygen -lf tells it: SHA256:…");
  }
  if (config.identity.empty() && config.password.empty() && !config.agent) {
    check.fault(key, check.title() + " cannot log in by SSH",
                "add identity: FILE, agent: true or password: {env: NAME}");
  }
}

}  // namespace muster::config_file
