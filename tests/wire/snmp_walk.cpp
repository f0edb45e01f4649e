// The walk and the pace alone, without sockets.
#include "wire/snmp/walk.h"

#include <catch2/catch.hpp>
#include <random>

#include "wire/snmp/address.h"
#include "wire/snmp/pace.h"

using namespace muster;

namespace {

SnmpQuestion all_of(Oid oid) {
  SnmpQuestion question;
  question.oid = std::move(oid);
  return question;
}

// What an agent with `rows` answers to `repetitions` after `from`.
std::vector<SnmpBinding> answer(const std::set<Oid>& rows, const Oid& from, size_t repetitions) {
  std::vector<SnmpBinding> bindings;
  for (auto row = rows.upper_bound(from); bindings.size() < repetitions; ++row) {
    if (row == rows.end()) {
      bindings.push_back({from, {}, true});
      break;
    }
    bindings.push_back({*row, {}, false});
  }
  return bindings;
}

}  // namespace

TEST_CASE("a walk keeps what the agent holds, for any rows and any repetitions") {
  std::mt19937 random(11);
  const SnmpAgent agent;
  for (int round = 0; round < 500; ++round) {
    std::set<Oid> rows;
    size_t inside = 0;
    for (size_t i = random() % 60; i > 0; --i) {
      Oid oid{1, 3, 4 + static_cast<uint32_t>(random() % 3)};
      for (size_t k = 1 + random() % 3; k > 0; --k)
        oid.push_back(static_cast<uint32_t>(random() % 5));
      inside += rows.insert(oid).second && oid[2] == 5 ? 1 : 0;
    }
    size_t room = agent.max_bytes;
    SnmpWalk walk(agent, all_of({1, 3, 5}), room);
    int asked = 0;
    for (; !walk.done() && asked < 200; ++asked) {
      auto bindings = answer(rows, walk.cursor(), 1 + random() % 12);
      walk.take(bindings);
    }
    const SnmpAnswer told = std::move(walk).answer();
    REQUIRE(told.complete);
    CHECK(told.rows.size() == inside);
    for (const SnmpRow& row : told.rows) {
      Oid whole{1, 3, 5};
      whole.insert(whole.end(), row.index.begin(), row.index.end());
      CHECK(rows.contains(whole));
    }
  }
}

TEST_CASE("whatever an agent answers, a walk ends") {
  std::mt19937 random(13);
  const SnmpAgent agent;
  for (int round = 0; round < 500; ++round) {
    SnmpQuestion question = all_of({1, 3, 5});
    question.max_rows = 100;
    size_t room = agent.max_bytes;
    SnmpWalk walk(agent, question, room);
    int asked = 0;
    for (; !walk.done(); ++asked) {
      std::vector<SnmpBinding> bindings;
      for (size_t i = random() % 4; i > 0; --i) {
        bindings.push_back({{1, 3, 5, static_cast<uint32_t>(random() % 40)}, {}, false});
      }
      walk.take(bindings);
    }
    CHECK(asked <= 102);
  }
}

TEST_CASE("rows are bounded in bytes, for one walk and for all of one agent") {
  SnmpAgent agent;
  agent.address = "10.20.0.4";
  agent.max_bytes = 200'000;
  SnmpQuestion question = all_of({1, 3, 5});
  question.max_bytes = 130'000;
  size_t room = agent.max_bytes;
  const auto told = [&] {
    SnmpWalk walk(agent, question, room);
    for (uint32_t row = 1; !walk.done(); ++row) {
      SnmpBinding large{{1, 3, 5, row}, {}, false};
      large.value.octets.assign(60'000, 'x');
      walk.take({&large, 1});
    }
    return std::move(walk).answer();
  };
  const SnmpAnswer first = told(), second = told();
  CHECK(first.rows.size() == 2);
  CHECK_FALSE(first.complete);
  CHECK(render(first.error.value()) ==
        "error: 10.20.0.4 answers 1.3.5 with more than 130,000 bytes\n"
        "  fix: the rest is not read; look what fills that table\n");
  CHECK(second.rows.size() == 1);
  CHECK(render(second.error.value()) ==
        "error: the answers of 10.20.0.4 are larger than 200,000 bytes\n"
        "  fix: the rest is not read; look what fills its tables\n");
}

TEST_CASE("repetitions grow while they cost no time and shrink to one") {
  SnmpPace pace;
  const std::chrono::microseconds quick(5'000), slow(90'000);
  CHECK(pace.repetitions() == 10);
  pace.answered(10, quick);
  CHECK(pace.repetitions() == 20);
  pace.answered(20, slow);
  CHECK(pace.repetitions() == 20);
  pace.answered(20, quick);
  pace.answered(40, quick);
  CHECK(pace.repetitions() == 45);
  for (int i = 0; i < 9; ++i) pace.halve(pace.repetitions());
  CHECK(pace.repetitions() == 1);
  pace.answered(1, quick);
  CHECK(pace.repetitions() == 1);
}

TEST_CASE("addresses of agents are names and addresses with and without a port") {
  const auto told = [](const char* text) {
    const auto address = parse_snmp_address(text);
    return address ? address->host + " " + std::to_string(address->port) : "none";
  };
  CHECK(told("10.20.0.4") == "10.20.0.4 161");
  CHECK(told("10.20.0.4:1161") == "10.20.0.4 1161");
  CHECK(told("sw1.example:1161") == "sw1.example 1161");
  CHECK(told("2001:db8::4") == "2001:db8::4 161");
  CHECK(told("[2001:db8::4]") == "2001:db8::4 161");
  CHECK(told("[2001:db8::4]:1161") == "2001:db8::4 1161");
  for (const char* bad : {"", ":161", "a:0", "a:65536", "a:x", "[::1", "[::1]x", "[::1]:", "a b"}) {
    CAPTURE(bad);
    CHECK(told(bad) == "none");
  }
  CHECK(resolve_snmp_address("127.0.0.1:1161") == "udp:127.0.0.1:1161");
  CHECK(resolve_snmp_address("[::1]:1161") == "udp6:[::1]:1161");
}
