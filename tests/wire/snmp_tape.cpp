#include <catch2/catch.hpp>
#include <random>

#include "snmp_scene.h"
#include "wire/tape/snmprec.h"
#include "wire/tape/tape.h"

using namespace muster;
using namespace muster::test;

namespace {

// Answers every question with `answer`.
struct CannedSnmp : Snmp {
  std::function<SnmpAnswer(const SnmpQuestion&)> answer;
  void talk(std::span<SnmpTalk* const> talks, std::stop_token) override {
    for (SnmpTalk* talk : talks) {
      std::vector<SnmpAnswer> answers;
      for (auto asked = talk->next({}); !asked.empty(); asked = talk->next(answers)) {
        answers.clear();
        for (const SnmpQuestion& question : asked) answers.push_back(answer(question));
      }
    }
  }
};

void talk_by(Snmp& snmp, SnmpTalk& talk) {
  SnmpTalk* const all[] = {&talk};
  snmp.talk(all, {});
}

SnmpAnswer ask_tape(const std::string& dir, SnmpQuestion question) {
  ListTalk talk;
  talk.who.name = "switch:sw1";
  talk.who.address = "sw1.example";
  talk.rounds = {{std::move(question)}};
  talk_by(*replay_snmp_tapes(dir), talk);
  return talk.answers.at(0).at(0);
}

SnmpValue text_value(const std::string& text) {
  SnmpValue value;
  value.type = SnmpType::octets;
  value.octets = text;
  return value;
}

std::string refusal(const std::string& text) {
  try {
    parse_snmprec(text, "sw1.snmprec");
  } catch (const Error& error) {
    return render(error);
  }
  return "";
}

void put(const std::string& file, const std::string& text) { std::ofstream(file) << text; }

}  // namespace

TEST_CASE("a recording of any values reads back as it was written") {
  std::mt19937 random(7);
  constexpr std::array types{SnmpType::integer,  SnmpType::octets,    SnmpType::null,
                             SnmpType::oid,      SnmpType::address,   SnmpType::counter32,
                             SnmpType::gauge32,  SnmpType::timeticks, SnmpType::opaque,
                             SnmpType::counter64};
  for (int round = 0; round < 200; ++round) {
    SnmpRecording recording;
    for (int i = 0; i < 20; ++i) {
      SnmpValue value;
      value.type = types[random() % types.size()];
      const bool octets = value.type == SnmpType::octets || value.type == SnmpType::opaque;
      const size_t size = value.type == SnmpType::address ? 4 : octets ? random() % 9 : 0;
      for (size_t k = 0; k < size; ++k) {
        value.octets += static_cast<char>(random() % 3 == 0 ? random() : 'a' + random() % 26);
      }
      if (value.type == SnmpType::oid) value.oid = {1, 3, static_cast<uint32_t>(random())};
      if (value.type == SnmpType::integer) value.number = static_cast<int32_t>(random());
      if (value.type == SnmpType::counter64) {
        value.number = static_cast<int64_t>(uint64_t{random()} << 32 | random());
      }
      if (value.type >= SnmpType::counter32 && value.type <= SnmpType::timeticks) {
        value.number = random();
      }
      recording[{1, 3, static_cast<uint32_t>(random() % 99), static_cast<uint32_t>(i)}] = value;
    }
    CHECK(parse_snmprec(render_snmprec(recording), "again") == recording);
  }
}

TEST_CASE("a line that is not of the form is refused with its place") {
  CHECK(refusal("1.3.6|4|ok\n1.3.6.1|4\n") ==
        "sw1.snmprec:2:1: error: this is no line of an SNMP recording\n"
        "    2 | 1.3.6.1|4\n"
        "      | ^\n"
        "  fix: write OID|type|value, the type as BER tag, with x for hexadecimal values\n");
  for (const char* line :
       {"", "\n", "x|4|a", "1..3|4|a", "1.3|4:cache|a", "1.3|99|a", "1.3|2|", "1.3|2|1 ",
        "1.3|2|2147483648", "1.3|66|-1", "1.3|70|18446744073709551616", "1.3|4x|0", "1.3|4x|0g",
        "1.3|64|1.2.3", "1.3|64x|0a0000", "1.3|6|", "1.3|5|x", "1.3|2x|01", "4294967296|2|1"}) {
    CAPTURE(line);
    CHECK(!refusal(std::string(line) + "\n").empty());
  }
  CHECK(refusal("").empty());
}

TEST_CASE("a tape answers as the agent would, whatever the order of its lines") {
  const Folder folder;
  put(folder.path + "/switch.sw1.snmprec",
      "1.3.6.1.10|2|10\n1.3.6.1.9.2|2|92\n1.3.6.1.9|2|9\n1.3.6.1.9.1.7|2|917\n");
  put(folder.path + "/switch.sw1@20.snmprec", "1.3.6.1.9.1|2|20\n");
  const SnmpAnswer walk = ask_tape(folder.path, column("1.3.6.1.9"));
  CHECK(walk.complete);
  REQUIRE(walk.rows.size() == 2);
  CHECK(walk.rows[0].index == Oid{1, 7});
  CHECK(walk.rows[1].value.number == 92);
  CHECK(ask_tape(folder.path, instance("1.3.6.1.9")).rows.at(0).value.number == 9);
  CHECK(ask_tape(folder.path, instance("1.3.6.1.11")).complete);
  SnmpQuestion in_vlan = column("1.3.6.1.9");
  in_vlan.vlan = 20;
  CHECK(ask_tape(folder.path, in_vlan).rows.at(0).value.number == 20);
}

TEST_CASE("a tape with a line of another form fails its own agent alone") {
  const Folder folder;
  put(folder.path + "/switch.sw1.snmprec", "1.3.6.1.9.1|2|1\n");
  put(folder.path + "/switch.sw2.snmprec", "no line\n");
  const SnmpAnswer answer = ask_tape(folder.path, column("1.3.6.1.9"));
  CHECK(answer.complete);
  ListTalk other;
  other.who.name = "switch:sw2";
  other.rounds = {{column("1.3.6.1.9")}};
  talk_by(*replay_snmp_tapes(folder.path), other);
  const SnmpAnswer& refused = other.answers.at(0).at(0);
  CHECK(!refused.complete);
  REQUIRE(refused.error);
  CHECK(refused.error->message == "this is no line of an SNMP recording");
  CHECK(refused.error->where.line == 1);
}

TEST_CASE("an agent without a tape is an error that names the file") {
  const Folder folder;
  put(folder.path + "/switch.sw1.snmprec", "");
  SnmpQuestion in_vlan = column("1.3.6.1.9");
  in_vlan.vlan = 30;
  const SnmpAnswer answer = ask_tape(folder.path, in_vlan);
  CHECK(!answer.complete);
  CHECK(render(answer.error.value()) == "error: there is no tape of switch:sw1 in \"" +
                                            folder.path +
                                            "\"\n"
                                            "  why: switch.sw1@30.snmprec is not there\n");
}

TEST_CASE("what is recorded is replayed, rows and failures, and no community is kept") {
  const Folder folder;
  CannedSnmp real;
  real.answer = [](const SnmpQuestion& question) {
    SnmpAnswer answer;
    if (question.vlan != 0) {
      answer.error = Error("no answer from sw1").because("asked twice").mend("look there");
      return answer;
    }
    answer.rows = {{{2, 1}, text_value("b")}, {{1}, text_value(std::string("\x02\0a", 3))}};
    answer.complete = true;
    return answer;
  };
  SnmpQuestion in_vlan = column("1.3.6.1.9");
  in_vlan.vlan = 20;
  ListTalk talk;
  talk.who.name = "switch:sw1";
  talk.who.community = Secret("sesame");
  talk.rounds = {{column("1.3.6.1.9"), in_vlan}};
  const auto recorder = record_snmp_tapes(real, folder.path + "/tapes");
  talk_by(*recorder, talk);
  recorder->write();

  const SnmpAnswer again = ask_tape(folder.path + "/tapes", column("1.3.6.1.9"));
  CHECK(again.complete);
  CHECK(again.rows == std::vector<SnmpRow>{{{1}, text_value(std::string("\x02\0a", 3))},
                                           {{2, 1}, text_value("b")}});
  const SnmpAnswer failed = ask_tape(folder.path + "/tapes", in_vlan);
  CHECK(!failed.complete);
  CHECK(render(failed.error.value()) ==
        "error: no answer from sw1\n  why: asked twice\n  fix: look there\n");
  CHECK(output_of("grep -r sesame " + folder.path).empty());
}
