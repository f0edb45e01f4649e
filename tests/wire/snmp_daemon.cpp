// Against the real snmpd.
#include <catch2/catch.hpp>

#include "snmp_scene.h"
#include "times.h"

using namespace muster;
using namespace muster::test;

namespace {

const std::string users =
    "createUser anna SHA-256 \"hunter2hunter2\" AES \"sesamesesame\"\n"
    "createUser bert SHA \"hunter2hunter2\" AES \"sesamesesame\"\n"
    "createUser carl MD5 \"hunter2hunter2\" DES \"sesamesesame\"\n"
    "createUser dora\n"
    "createUser fred SHA-512 \"hunter2hunter2\" AES-256 \"sesamesesame\"\n"
    "createUser gina SHA-256 \"hunter2hunter2\" AES-256-C \"sesamesesame\"\n"
    "createUser hans SHA-224 \"hunter2hunter2\" AES-192 \"sesamesesame\"\n"
    "createUser ines SHA-384 \"hunter2hunter2\"\n"
    "rouser fred priv\nrouser gina priv\nrouser hans priv\nrouser ines auth\n"
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

TEST_CASE("a talk that throws ends alone") {
  struct Throwing : ListTalk {
    std::vector<SnmpQuestion> next(std::span<const SnmpAnswer> told) override {
      if (told.empty()) return ListTalk::next(told);
      throw std::bad_alloc();
    }
  } bad;
  ListTalk good;
  bad.who = good.who = daemon().agent();
  bad.rounds = good.rounds = {{sys_name}, {sys_name}};
  SnmpTalk* const all[] = {&bad, &good};
  make_snmp(real_time())->talk(all, {});
  CHECK(bad.answers.empty());
  REQUIRE(good.answers.size() == 2);
  CHECK(name_of(good.answers[1].at(0)) == "sw-real");
}

TEST_CASE("an agent is asked by v3 without and with authentication and privacy") {
  CHECK(name_of(ask(user("dora", "none", "none"), sys_name)) == "sw-real");
  CHECK(name_of(ask(user("anna", "sha256", "aes128"), sys_name)) == "sw-real");
  CHECK(name_of(ask(user("bert", "sha1", "aes128"), sys_name)) == "sw-real");
  CHECK(name_of(ask(user("carl", "md5", "des"), sys_name)) == "sw-real");
  CHECK(name_of(ask(user("fred", "sha512", "aes256"), sys_name)) == "sw-real");
  CHECK(name_of(ask(user("gina", "sha256", "aes256-cisco"), sys_name)) == "sw-real");
  CHECK(name_of(ask(user("hans", "sha224", "aes192"), sys_name)) == "sw-real");
  CHECK(name_of(ask(user("ines", "sha384", "none"), sys_name)) == "sw-real");
}

TEST_CASE("what SNMPv3 refuses is said, and no password is") {
  const auto refusal = [](const SnmpAgent& agent) {
    const SnmpAnswer answer = ask(agent, sys_name);
    const std::string error = answer.error ? render(*answer.error) : "no error";
    CHECK(error.find("hunter") == std::string::npos);
    CHECK(error.find("sesame") == std::string::npos);
    return answer.error ? answer.error->why : "";
  };
  SnmpAgent agent = user("anna", "sha256", "aes128");
  agent.auth_password = Secret("hunter3hunter3");
  CHECK(refusal(agent) == "the authentication password or protocol is wrong");
  agent = user("anna", "sha1", "aes128");
  CHECK(refusal(agent) == "the authentication password or protocol is wrong");
  CHECK(refusal(user("eric", "sha256", "aes128")) == "it does not know the user");
  CHECK(refusal(user("dora", "sha256", "aes128")) ==
        "the user is set up with another level of security");
  CHECK(render(ask(user("eric", "sha256", "aes128"), sys_name).error.value()) ==
        "error: " + agent.address +
            " does not let the SNMPv3 user \"eric\" in\n"
            "  why: it does not know the user\n"
            "  fix: check user, passwords and protocols on both sides\n");
  CHECK(ask(user("anna", "none", "aes128"), sys_name).error.value().fix == "set `auth` too");
  agent = user("anna", "sha256", "aes128");
  agent.auth_password = Secret("short");
  CHECK(ask(agent, sys_name).error.value().fix == "RFC 3414 wants at least eight characters");
}

TEST_CASE("a wrong privacy password is no answer or a refusal, and the right one works after it") {
  SnmpAgent agent = user("anna", "sha256", "aes128");
  agent.priv_password = Secret("sesame0sesame0");
  agent.timeout = Milliseconds(200);
  CHECK(!ask(agent, sys_name).complete);
  CHECK(name_of(ask(user("anna", "sha256", "aes128"), sys_name)) == "sw-real");
}

TEST_CASE("a dead agent asked by v3 costs its time-outs once") {
  const int silent = ::socket(AF_INET, SOCK_DGRAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  ::bind(silent, reinterpret_cast<sockaddr*>(&address), size);
  ::getsockname(silent, reinterpret_cast<sockaddr*>(&address), &size);
  std::vector<ListTalk> talks(30);
  std::vector<SnmpTalk*> all;
  for (ListTalk& talk : talks) {
    talk.who = user("anna", "sha256", "aes128");
    talk.who.address = "127.0.0.1:" + std::to_string(ntohs(address.sin_port));
    talk.who.timeout = Milliseconds(100);
    talk.rounds = {{sys_name, sys_name}, {sys_name}};
    all.push_back(&talk);
  }
  const auto begin = std::chrono::steady_clock::now();
  make_snmp(real_time())->talk(all, {});
  CHECK(std::chrono::steady_clock::now() - begin < Milliseconds(30 * 200));
  for (const ListTalk& talk : talks) {
    CHECK(talk.answers.at(1).at(0).error.value().message.starts_with("no answer from"));
  }
  ::close(silent);
}

TEST_CASE("two agents that tell one engine id are named") {
  // As in a cloned machine: the same engine id, users and passwords, another count of boots.
  const std::string twin = users +
                           "exactEngineID 0x80001f8880aabbccddeeff0011\n"
                           "oldEngineID 0x80001f8880aabbccddeeff0011\n";
  const SnmpDaemon first(twin + "engineBoots 900\n"), second(twin + "engineBoots 3\n");
  ListTalk talks[2];
  SnmpTalk* all[2] = {&talks[0], &talks[1]};
  const SnmpDaemon* const daemons[2] = {&first, &second};
  for (size_t i = 0; i < 2; ++i) {
    talks[i].who = user("anna", "sha256", "aes128");
    talks[i].who.address = daemons[i]->agent().address;
    talks[i].who.timeout = Milliseconds(200);
    for (int round = 0; round < 20; ++round) talks[i].rounds.push_back({sys_name});
  }
  make_snmp(real_time())->talk(all, {});
  std::string why;
  for (const ListTalk& talk : talks) {
    for (const auto& round : talk.answers) {
      if (round[0].error) why += round[0].error->why + "\n";
    }
  }
  CAPTURE(why);
  CHECK(why.find(" tells the same SNMP engine id as 127.0.0.1:") != std::string::npos);
  CHECK(why.find("(80001f8880aabbccddeeff0011)") != std::string::npos);
}

TEST_CASE("a real agent's whole tree is read the same by GETBULK and by GETNEXT") {
  SnmpQuestion snmp_group = column("1.3.6.1.2.1.1.9");
  const SnmpAnswer bulk = ask(daemon().agent(), snmp_group);
  snmp_group.bulk = false;
  CHECK(bulk.complete);
  CHECK(bulk.rows.size() > 10);
  CHECK(ask(daemon().agent(), snmp_group).rows == bulk.rows);
  CHECK(ask(user("anna", "sha256", "aes128"), snmp_group).rows == bulk.rows);
}

TEST_CASE("nothing is written anywhere, and no configuration is read") {
  const Folder home;
  std::ofstream(home.path + "/snmp.conf") << "defVersion 1\nforwardEncodeBER nonsense\n";
  const std::string program = std::filesystem::read_symlink("/proc/self/exe");
  const std::string told = output_of("env HOME=" + home.path + " SNMP_PERSISTENT_DIR=" + home.path +
                                     "/state SNMPCONFPATH=" + home.path + " MIBDIRS=" + home.path +
                                     " " + program + " 'an agent is asked by v3*' 2>&1");
  CAPTURE(told);
  CHECK(told.find("All tests passed") != std::string::npos);
  std::vector<std::string> left;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(home.path)) {
    left.push_back(entry.path().filename());
  }
  CHECK(left == std::vector<std::string>{"snmp.conf"});
}
