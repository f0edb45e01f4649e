// The keys of sources, kind by kind.
#include <array>
#include <nlohmann/json.hpp>

#include "config/key.h"

namespace muster::config_file {
namespace {

using S = SourceConfig;
using Keys = std::vector<Key<SourceConfig>>;

constexpr std::array<std::string_view, 4> transports{"auto", "rest", "api", "api-tls"};
constexpr std::array<std::string_view, 3> snmp_versions{"1", "2c", "3"};
constexpr std::array<std::string_view, 7> snmp_auths{"none",   "md5",    "sha1",  "sha224",
                                                     "sha256", "sha384", "sha512"};
constexpr std::array<std::string_view, 6> snmp_privs{"none",   "des",    "aes128",
                                                     "aes192", "aes256", "aes256-cisco"};
constexpr std::array<std::string_view, 4> lease_formats{"dnsmasq", "isc", "kea", "kea-socket"};

Keys of_every_source() {
  return {
      needed(key<&S::kind, read_word>(
          "kind", "What the source is: dhcp-leases, mikrotik, proxmox, sweep or switch.")),
      needed(key<&S::site, read_text>("site", "The site that its hosts belong to.")),
      key<&S::timeout, read_timeout>("timeout", "The longest wait for one answer, 100ms to 1h."),
      key<&S::enabled, read_flag>("enabled", "false: discover leaves it out."),
  };
}

Keys reached_by_http() {
  return of_every_source() +
         Keys{
             key<&S::deadline, read_timeout>("deadline",
                                             "The longest time for the whole source, 100ms to 1h."),
             needed(key<&S::url, read_url>(
                 "url", "Where it answers: https://host, with :port if needed.")),
             key<&S::ca_file, read_path>("ca_file",
                                         "Certificates to trust instead of the system's."),
             key<&S::fingerprint, read_fingerprint>(
                 "fingerprint",
                 "SHA-256 of the server's certificate, which then is trusted alone."),
             key<&S::proxy, read_proxy>("proxy", "The proxy to go through: http, https or socks5."),
         };
}

Keys mikrotik_keys() {
  return reached_by_http() +
         Keys{needed(key<&S::username, read_text>("username", "The user to log in as.")),
              needed(key<&S::password, read_secret>("password", "Where its password is kept.")),
              key<&S::transport, read_choice<transports>>(
                  "transport", "rest, api, api-tls, or auto: REST, else the API over TLS."),
              key<&S::api_port, read_number<0, 65535, int>>(
                  "api_port", "The port of the API; 0 is 8728, or 8729 over TLS."),
              key<&S::plain_login, read_flag>(
                  "plain_login", "true: an old router may be told its password unencrypted.")};
}

Keys proxmox_keys() {
  return reached_by_http() +
         Keys{key<&S::token_id, read_token_id>("token_id", "API token id: user@realm!name."),
              key<&S::token, read_secret>("token", "Where the secret of the API token is kept."),
              key<&S::username, read_text>("username",
                                           "The user@realm to log in as, without a token."),
              key<&S::password, read_secret>("password", "Where its password is kept."),
              key<&S::cluster, read_text>("cluster",
                                          "Its name in NetBox, where the server tells none.")};
}

Keys switch_keys() {
  using N = SnmpConfig;
  return of_every_source() +
         Keys{key_in<&S::snmp, &N::address, read_host>(
                  "address", "Name or address of the switch, with :port if not 161."),
              key_in<&S::snmp, &N::switches, read_hosts>(
                  "switches", "Many switches that are asked alike: name to address."),
              key_in<&S::snmp, &N::version, read_choice<snmp_versions>>(
                  "version", "The version of SNMP: \"1\", 2c or \"3\"."),
              key_in<&S::snmp, &N::community, read_secret>(
                  "community", "Where the community of version 1 and 2c is kept."),
              key<&S::username, read_text>("username", "The user of version 3."),
              key_in<&S::snmp, &N::auth, read_choice<snmp_auths>>(
                  "auth", "How version 3 proves the user: sha256 or another."),
              key<&S::password, read_secret>("auth_password",
                                             "Where the password for auth is kept."),
              key_in<&S::snmp, &N::priv, read_choice<snmp_privs>>(
                  "priv", "How version 3 encrypts: aes128 or another."),
              key_in<&S::snmp, &N::privacy, read_secret>("priv_password",
                                                         "Where the password for priv is kept."),
              key_in<&S::snmp, &N::contexts, read_words>(
                  "contexts", "More SNMP contexts to read ARP tables from, such as VRFs."),
              key_in<&S::snmp, &N::retries, read_number<0, 10, int>>(
                  "retries", "How often a request is sent again."),
              key<&S::deadline, read_timeout>(
                  "deadline", "The longest time for the whole switch, 100ms to 1h.")};
}

Keys sweep_keys() {
  using W = SweepConfig;
  return of_every_source() +
         Keys{
             key_in<&S::sweep, &W::interfaces, read_words>(
                 "interfaces", "Interfaces to sweep from; those with an address in networks."),
             key_in<&S::sweep, &W::networks, read_networks>(
                 "networks", "The networks to sweep; those of the site when not given."),
             key_in<&S::sweep, &W::exclude, read_networks>("exclude",
                                                           "Ranges that are never asked."),
             key_in<&S::sweep, &W::rate, read_number<1, 10'000, int>>("rate", "Requests a second."),
             key_in<&S::sweep, &W::retries, read_number<0, 10, int>>(
                 "retries", "How often the silent are asked again."),
             key_in<&S::sweep, &W::ports, read_ports>(
                 "ports", "TCP ports that are tried on hosts across routers."),
             key_in<&S::sweep, &W::ipv6, read_flag>("ipv6",
                                                    "false: IPv6 neighbours are not asked."),
             key_in<&S::sweep, &W::names, read_flag>(
                 "names", "false: PTR, mDNS, LLMNR and NetBIOS are not asked.")};
}

Keys lease_keys() {
  using L = LeasesConfig;
  return of_every_source() +
         Keys{needed(key_in<&S::leases, &L::format, read_choice<lease_formats>>(
                  "format", "Whose leases: dnsmasq, isc, kea or kea-socket.")),
              needed(key_in<&S::leases, &L::path, read_path>(
                  "path", "The lease file, or Kea's control socket.")),
              key_in<&S::leases, &L::ssh, read_login>(
                  "ssh", "Read it there: user@host, with :port if not 22."),
              key_in<&S::leases, &L::identity, read_path>("identity",
                                                          "The private key to log in with."),
              key<&S::password, read_secret>("password", "Where the password to log in is kept."),
              key_in<&S::leases, &L::known_hosts, read_path>(
                  "known_hosts", "The file that has the server's host key.")};
}

}  // namespace

const Section<SourceConfig>& source_section() {
  static const Section<SourceConfig> section{"sources",
                                             "source",
                                             "kind",
                                             {{"dhcp-leases", lease_keys(), {}},
                                              {"mikrotik", mikrotik_keys(), {}},
                                              {"proxmox", proxmox_keys(), {}},
                                              {"sweep", sweep_keys(), {}},
                                              {"switch", switch_keys(), {}}}};
  return section;
}

}  // namespace muster::config_file
