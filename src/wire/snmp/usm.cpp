#include "wire/snmp/usm.h"

#include <algorithm>
#include <array>

#include "core/text.h"
#include "wire/snmp/session.h"

namespace muster {
namespace {

struct Protocol {
  std::string_view name;
  const oid* number;
  size_t length;
};

template <size_t N>
constexpr Protocol row(std::string_view name, const oid (&number)[N]) {
  return {name, number, N};
}

const std::array<Protocol, 6>& auth_protocols() {
  static const std::array<Protocol, 6> table{
      {row("md5", usmHMACMD5AuthProtocol), row("sha1", usmHMACSHA1AuthProtocol),
       row("sha224", usmHMAC128SHA224AuthProtocol), row("sha256", usmHMAC192SHA256AuthProtocol),
       row("sha384", usmHMAC256SHA384AuthProtocol), row("sha512", usmHMAC384SHA512AuthProtocol)}};
  return table;
}

const std::array<Protocol, 5>& priv_protocols() {
  static const std::array<Protocol, 5> table{
      {row("des", usmDESPrivProtocol), row("aes128", usmAESPrivProtocol),
       row("aes192", usmAES192PrivProtocol), row("aes256", usmAES256PrivProtocol),
       row("aes256-cisco", usmAES256CiscoPrivProtocol)}};
  return table;
}

template <class Table>
const Protocol& find(const Table& table, const std::string& name, const SnmpAgent& agent) {
  const auto found = std::find_if(table.begin(), table.end(),
                                  [&](const Protocol& row) { return row.name == name; });
  if (found != table.end()) return *found;
  throw Error("SNMPv3 protocol \"" + visible(name) + "\" of " + visible(agent.address) +
              " is not known");
}

}  // namespace

std::shared_ptr<SnmpKeys> make_snmp_keys() { return std::make_shared<SnmpKeys>(); }

const std::string& SnmpKeys::of(const oid* protocol, size_t length, const Secret& password,
                                const SnmpAgent& agent) {
  std::string& key = made_[{{protocol, protocol + length}, password.reveal()}];
  if (!key.empty()) return key;
  std::array<u_char, USM_AUTH_KU_LEN> made{};
  size_t size = made.size();
  const std::string& text = password.reveal();
  if (generate_Ku(protocol, static_cast<u_int>(length),
                  reinterpret_cast<const u_char*>(text.data()), text.size(), made.data(),
                  &size) != SNMPERR_SUCCESS) {
    throw Error("a password of " + visible(agent.address) + " makes no SNMPv3 key")
        .mend("RFC 3414 wants at least eight characters");
  }
  return key.assign(reinterpret_cast<const char*>(made.data()), size);
}

void set_snmp_user(netsnmp_session& session, const SnmpAgent& agent, SnmpKeys& keys) {
  session.securityName = const_cast<char*>(agent.user.c_str());
  session.securityNameLen = agent.user.size();
  session.securityModel = SNMP_SEC_MODEL_USM;
  session.securityLevel = SNMP_SEC_LEVEL_NOAUTH;
  if (agent.auth == "none" && agent.priv != "none") {
    throw Error(visible(agent.address) + " cannot be asked with privacy and no authentication")
        .mend("set `auth` too");
  }
  if (agent.auth == "none") return;
  const Protocol& auth = find(auth_protocols(), agent.auth, agent);
  session.securityLevel = SNMP_SEC_LEVEL_AUTHNOPRIV;
  session.securityAuthProto = const_cast<oid*>(auth.number);
  session.securityAuthProtoLen = auth.length;
  const std::string& key = keys.of(auth.number, auth.length, agent.auth_password, agent);
  session.securityAuthKeyLen =
      key.copy(reinterpret_cast<char*>(session.securityAuthKey), sizeof session.securityAuthKey);
  if (agent.priv == "none") return;
  const Protocol& priv = find(priv_protocols(), agent.priv, agent);
  session.securityLevel = SNMP_SEC_LEVEL_AUTHPRIV;
  session.securityPrivProto = const_cast<oid*>(priv.number);
  session.securityPrivProtoLen = priv.length;
  const Secret& password = agent.priv_password.empty() ? agent.auth_password : agent.priv_password;
  const std::string& hidden = keys.of(auth.number, auth.length, password, agent);
  session.securityPrivKeyLen =
      hidden.copy(reinterpret_cast<char*>(session.securityPrivKey), sizeof session.securityPrivKey);
}

bool add_snmp_user(netsnmp_session& session) {
  usmUser* known =
      usm_get_user(session.securityEngineID, session.securityEngineIDLen, session.securityName);
  if (known != nullptr && known->engineIDLen == session.securityEngineIDLen) {
    usm_remove_user(known);
    usm_free_user(known);
  }
  session.flags &= ~static_cast<u_long>(SNMP_FLAGS_USER_CREATED);
  return usm_create_user_from_session(&session) == SNMPERR_SUCCESS;
}

}  // namespace muster
