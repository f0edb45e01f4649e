// Against the real snmpd.
#include <catch2/catch.hpp>

#include "snmp_scene.h"

using namespace muster;
using namespace muster::test;

namespace {

const std::string users =
    "createUser anna SHA-256 \"hunter2hunter2\" AES \"sesamesesame\"\n"
    "createUser bert SHA \"hunter2hunter2\" AES \"sesamesesame\"\n"
    "createUser carl MD5 \"hunter2hunter2\" DES \"sesamesesame\"\n"
    "createUser dora\n"
    "rouser anna priv\nrouser bert priv\nrouser carl priv\nrouser dora noauth\n"
    "sysName sw-real\n";

SnmpDaemon& daemon() {
  static SnmpDaemon running(users);
  return running;
}

SnmpAgent user(const std::string& name, const std::string& auth, const std::string& priv) {
  SnmpAgent agent = daemon().agent();
  agent.version = "3";
  agent.user = name;
  agent.auth = auth;
  agent.auth_password = Secret("hunter2hunter2");
  agent.priv = priv;
  agent.priv_password = Secret("sesamesesame");
  return agent;
}

const SnmpQuestion sys_name = instance("1.3.6.1.2.1.1.5.0");

std::string name_of(const SnmpAnswer& answer) {
  if (answer.error) return render(*answer.error);
  return answer.rows.empty() ? "" : answer.rows[0].value.octets;
}

}  // namespace

TEST_CASE("an agent is asked by v1 and v2c") {
  SnmpAgent agent = daemon().agent();
  CHECK(name_of(ask(agent, sys_name)) == "sw-real");
  agent.version = "1";
  CHECK(name_of(ask(agent, sys_name)) == "sw-real");
}

TEST_CASE("an agent is asked by v3 without and with authentication and privacy") {
  CHECK(name_of(ask(user("dora", "none", "none"), sys_name)) == "sw-real");
  CHECK(name_of(ask(user("anna", "sha256", "aes128"), sys_name)) == "sw-real");
  CHECK(name_of(ask(user("bert", "sha1", "aes128"), sys_name)) == "sw-real");
  CHECK(name_of(ask(user("carl", "md5", "des"), sys_name)) == "sw-real");
}
