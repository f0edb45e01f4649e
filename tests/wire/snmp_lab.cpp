// Against agents that lose, delay, disorder, loop and lie.
#include <catch2/catch.hpp>
#include <chrono>
#include <thread>

#include "snmp_scene.h"
#include "times.h"

using namespace muster;
using namespace muster::test;

namespace {

constexpr auto fdb_port = "1.3.6.1.2.1.17.7.1.2.2.1.2";
constexpr auto if_name = "1.3.6.1.2.1.31.1.1.1.1";
constexpr auto sys_name_oid = "1.3.6.1.2.1.1.5.0";
constexpr size_t macs = 120;

LabAgents& lab() {
  static LabAgents agents({"--switches", "12", "--macs", std::to_string(macs), "--manners",
                           "sw2,disorder", "sw3,loop", "sw4,too-big=7", "sw5,bulk-lost=4",
                           "sw6,garbage", "sw7,wrong-id", "sw8,empty-bulk", "sw9,v1-only",
                           "sw10,dead", "sw11,loss=20", "sw12,delay=5"});
  return agents;
}

SnmpQuestion fdb() {
  SnmpQuestion question = column(fdb_port);
  question.what = "the forwarding table";
  return question;
}

std::string error_of(const SnmpAnswer& answer) {
  return answer.error ? render(*answer.error) : "no error";
}

std::set<Oid> indexes_of(const SnmpAnswer& answer) {
  std::set<Oid> indexes;
  for (const SnmpRow& row : answer.rows) indexes.insert(row.index);
  return indexes;
}

// All rows, once each.
bool whole(const SnmpAnswer& answer) {
  if (!answer.complete || answer.rows.size() != macs) return false;
  return indexes_of(answer).size() == macs;
}

}  // namespace

TEST_CASE("a walk has every row of the agent, by GETBULK and by GETNEXT, v1 and v2c") {
  const SnmpAnswer bulk = ask(lab().agent("sw1"), fdb());
  CHECK(whole(bulk));
  SnmpQuestion by_one = fdb();
  by_one.bulk = false;
  CHECK(ask(lab().agent("sw1"), by_one).rows == bulk.rows);
  SnmpAgent v1 = lab().agent("sw9");
  v1.version = "1";
  CHECK(ask(v1, fdb()).rows.size() == macs);
}

TEST_CASE("the end of a table is the end of the walk, also where nothing follows") {
  CHECK(ask(lab().agent("sw1"), column(if_name)).rows.size() == 49);
  const SnmpAnswer none = ask(lab().agent("sw1"), column("1.3.6.1.4.1.9.9.46"));
  CHECK(none.complete);
  CHECK(none.rows.empty());
  SnmpAgent v1 = lab().agent("sw9");
  v1.version = "1";
  CHECK(ask(v1, column("1.3.6.1.4.1.9.9.46")).complete);
  CHECK(ask(v1, instance("1.3.6.1.2.1.1.9.0")).complete);
  CHECK(ask(lab().agent("sw1"), instance("1.3.6.1.2.1.1.9.0")).rows.empty());
}

TEST_CASE("rows that come unordered are all kept") { CHECK(whole(ask(lab().agent("sw2"), fdb()))); }

TEST_CASE("a walk that goes round ends and is not complete") {
  const SnmpAnswer answer = ask(lab().agent("sw3"), fdb());
  CHECK(!answer.complete);
  CHECK(!answer.rows.empty());
  CHECK(answer.rows.size() == indexes_of(answer).size());
  CHECK(answer.error.value().message ==
        "the walk of the forwarding table (1.3.6.1.2.1.17.7.1.2.2.1.2) on " +
            lab().agent("sw3").address + " does not end");
}

TEST_CASE("agents that refuse or lose big answers, or cannot do GETBULK, are read all the same") {
  for (const char* name : {"sw4", "sw5", "sw8"}) {
    CAPTURE(name);
    ListTalk talk;
    talk.who = lab().agent(name);
    talk.who.timeout = Milliseconds(100);
    talk.who.retries = 0;
    talk.rounds = {{instance(sys_name_oid)}, {fdb()}};
    run_talk(talk);
    CAPTURE(error_of(talk.answers.at(1).at(0)));
    CHECK(whole(talk.answers.at(1).at(0)));
  }
}

TEST_CASE("garbage before each answer changes nothing") {
  CHECK(whole(ask(lab().agent("sw6"), fdb())));
}

TEST_CASE("lost and late answers are asked for again") {
  SnmpAgent agent = lab().agent("sw11");
  agent.timeout = Milliseconds(60);
  agent.retries = 8;
  CHECK(whole(ask(agent, fdb())));
  CHECK(whole(ask(lab().agent("sw12"), fdb())));
}

TEST_CASE("an answer to another request is none") {
  SnmpAgent agent = lab().agent("sw7");
  agent.timeout = Milliseconds(50);
  CHECK(!ask(agent, fdb()).complete);
}

TEST_CASE("a dead agent costs its time-outs once, whatever it is asked") {
  ListTalk talk;
  talk.who = lab().agent("sw10");
  talk.who.timeout = Milliseconds(100);
  for (int round = 0; round < 5; ++round) {
    talk.rounds.emplace_back(20, fdb());
  }
  const auto begin = std::chrono::steady_clock::now();
  run_talk(talk);
  const auto took = std::chrono::steady_clock::now() - begin;
  CHECK(took >= Milliseconds(200));  // two attempts
  CHECK(took < Milliseconds(200 * 20));
  REQUIRE(talk.answers.size() == 5);
  CHECK(error_of(talk.answers[4][19]) ==
        "error: no answer from " + talk.who.address +
            " to the forwarding table (1.3.6.1.2.1.17.7.1.2.2.1.2)\n"
            "  why: asked 2 times, waited 100 ms each\n"
            "  fix: check the address, the community, and whom the agent's access list lets in\n");
}

TEST_CASE("every question is answered once, however many are asked of whom") {
  SnmpQuestion in_vlan = instance(sys_name_oid);
  in_vlan.vlan = 99;
  for (const char* name : {"sw1", "sw10"}) {
    ListTalk talk;
    talk.who = lab().agent(name);
    talk.who.timeout = Milliseconds(50);
    talk.rounds = {{instance(sys_name_oid)}, std::vector<SnmpQuestion>(5000, in_vlan), {in_vlan}};
    run_talk(talk);
    REQUIRE(talk.answers.size() == 3);
    REQUIRE(talk.answers[1].size() == 5000);
    CHECK(talk.answers[1][4999].error.has_value());
  }
}

TEST_CASE("a wrong community is no answer and is not shown") {
  SnmpAgent agent = lab().agent("sw1");
  agent.timeout = Milliseconds(50);
  agent.community = Secret("sesame");
  const std::string error = error_of(ask(agent, fdb()));
  CHECK(error.find("no answer from") != std::string::npos);
  CHECK(error.find("sesame") == std::string::npos);
}

TEST_CASE("a VLAN that is not answered ends the questions of that VLAN alone") {
  SnmpQuestion in_vlan = fdb();
  in_vlan.vlan = 99;
  ListTalk talk;
  talk.who = lab().agent("sw1");
  talk.who.timeout = Milliseconds(50);
  talk.rounds = {{instance(sys_name_oid)}, {in_vlan, in_vlan, in_vlan, fdb()}};
  run_talk(talk);
  for (size_t i = 0; i < 3; ++i) CHECK(!talk.answers[1][i].complete);
  CHECK(talk.answers[1][2].error.value().message.ends_with("in VLAN 99"));
  CHECK(whole(talk.answers[1][3]));
}

TEST_CASE("more rows than allowed are not read, and that is said") {
  SnmpQuestion question = fdb();
  question.max_rows = 50;
  const SnmpAnswer answer = ask(lab().agent("sw1"), question);
  CHECK(answer.rows.size() == 50);
  CHECK(!answer.complete);
  CHECK(answer.error.value().message ==
        lab().agent("sw1").address +
            " has more than 50 rows of the forwarding table (1.3.6.1.2.1.17.7.1.2.2.1.2)");
  question.max_rows = macs;
  CHECK(whole(ask(lab().agent("sw1"), question)));
}

TEST_CASE("an agent that is too slow as a whole is left at its deadline") {
  ListTalk talk;
  talk.who = lab().agent("sw12");
  talk.who.deadline = Milliseconds(40);
  SnmpQuestion slow = fdb();
  slow.bulk = false;
  talk.rounds = {{slow}, {slow}};
  run_talk(talk);
  CHECK(talk.answers.at(1).at(0).error.value().message ==
        talk.who.address + " was not read within 40 ms");
  CHECK(!talk.answers.at(0).at(0).rows.empty());
}

TEST_CASE("a stop ends all talks at once with an error each") {
  ListTalk talk;
  talk.who = lab().agent("sw10");
  talk.who.timeout = Milliseconds(60'000);
  talk.rounds = {{fdb(), fdb()}, {fdb()}};
  std::stop_source source;
  std::jthread bell([&] {
    std::this_thread::sleep_for(Milliseconds(50));
    source.request_stop();
  });
  const auto begin = std::chrono::steady_clock::now();
  run_talk(talk, source.get_token());
  CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(30));
  REQUIRE(talk.answers.size() == 2);
  CHECK(error_of(talk.answers[1][0]) == "error: " + talk.who.address +
                                            " was not read to its end\n"
                                            "  why: a stop was asked for\n");
}

TEST_CASE("nothing listening, no such name and no address are told apart") {
  SnmpAgent agent = lab().agent("sw1");
  agent.address = "127.0.0.1:" + std::to_string(free_udp_port());
  CHECK(error_of(ask(agent, fdb())) == "error: no SNMP agent answers on " + agent.address +
                                           "\n"
                                           "  why: Connection refused\n"
                                           "  fix: check the address, and that SNMP is on there\n");
  agent.address = "no-such-switch.invalid";
  CHECK(ask(agent, fdb()).error.value().message ==
        "there is no address for \"no-such-switch.invalid\"");
  agent.address = "a b";
  CHECK(ask(agent, fdb()).error.value().message == "\"a b\" is no address of an SNMP agent");
}

TEST_CASE("1,200 agents are asked at once, more than a select() could watch") {
  std::vector<ListTalk> talks(1200);
  std::vector<SnmpTalk*> all;
  for (size_t i = 0; i < talks.size(); ++i) {
    talks[i].who = lab().agent("sw1");
    talks[i].who.timeout = Milliseconds(1000);
    talks[i].who.retries = 9;  // one socket of the double takes them all
    talks[i].rounds = {{instance(sys_name_oid)}, {column("1.3.6.1.2.1.17.1.4.1.2")}};
    all.push_back(&talks[i]);
  }
  make_snmp(real_time())->talk(all, {});
  size_t read = 0;
  for (const ListTalk& talk : talks) read += talk.answers.at(1).at(0).rows.size() == 49;
  CHECK(read == talks.size());
}
