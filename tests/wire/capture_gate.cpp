#include "wire/capture/gate.h"

#include <catch2/catch.hpp>
#include <string>

#include "wire/capture/record.h"

using namespace muster;

namespace {

const Sender own{Mac(0x3c4d01020304),
                 {std::string("\x0a\x14\x00\x09", 4), std::string(15, '\xfe') + '\x09'}};

std::string bytes(std::initializer_list<int> list) {
  std::string out;
  for (const int one : list) out += static_cast<char>(one);
  return out;
}

std::string arp(int operation, int hardware, const std::string& sender = own.addresses[0]) {
  std::string frame =
      bytes({255, 255, 255, 255, 255, 255, 0x3c, 0x4d,      1,    2,    3, 4, 8, 6,
             0,   1,   8,   0,   6,   4,   0,    operation, 0x3c, 0x4d, 1, 2, 3, hardware}) +
      sender;
  frame.resize(60, '\0');
  return frame;
}

// An ICMPv6 message of `type`, 32 bytes long, whose option 1 tells `hardware` as its last octet.
std::string icmp6(int type, int hardware, int next = 58,
                  const std::string& sender = own.addresses[1]) {
  std::string frame = bytes({0x33, 0x33, 0,    0,    0, 1, 0x3c, 0x4d, 1,  2,    3,
                             4,    0x86, 0xDD, 0x60, 0, 0, 0,    0,    32, next, 255});
  frame += sender;
  frame.resize(54, '\0');
  frame += static_cast<char>(type);
  frame.resize(78, '\0');
  return frame + bytes({1, 1, 0x3c, 0x4d, 1, 2, 3, hardware});
}

}  // namespace

TEST_CASE("only questions in the interface's own name leave muster-capture") {
  CHECK(may_send(arp(1, 4), own));
  CHECK_FALSE(may_send(arp(2, 4), own));
  CHECK_FALSE(may_send(arp(1, 5), own));
  CHECK_FALSE(may_send(arp(1, 4), {Mac(1), own.addresses}));
  CHECK(may_send(icmp6(135, 4), own));
  CHECK_FALSE(may_send(icmp6(135, 5), own));
  CHECK(may_send(icmp6(128, 4), own));
  for (const int type : {129, 133, 134, 136, 137}) CHECK_FALSE(may_send(icmp6(type, 4), own));
  CHECK_FALSE(may_send(icmp6(135, 4, 0), own));
  std::string tagged = arp(1, 4).insert(12, bytes({0x81, 0, 0, 5}));
  CHECK_FALSE(may_send(tagged, own));
}

TEST_CASE("a question asked in a neighbour's name does not leave, a probe in nobody's does") {
  const std::string other4 = bytes({10, 20, 0, 1}), other6 = std::string(15, '\xfe') + '\x01';
  const std::string nobody4(4, '\0'), nobody6(16, '\0');
  CHECK(may_send(arp(1, 4, nobody4), own));
  CHECK_FALSE(may_send(arp(1, 4, other4), own));
  CHECK_FALSE(may_send(arp(1, 4), {own.mac, {}}));
  CHECK_FALSE(may_send(icmp6(135, 4, 58, other6), own));
  CHECK_FALSE(may_send(icmp6(128, 4, 58, other6), own));
  CHECK_FALSE(may_send(icmp6(128, 4, 58, nobody6), own));
  CHECK_FALSE(may_send(icmp6(135, 4, 58, nobody6), own));  // it must not tell a MAC
  std::string probe = icmp6(135, 4, 58, nobody6).substr(0, 78);
  probe[19] = 24;
  CHECK(may_send(probe, own));
  probe.replace(22, 16, other6);
  CHECK_FALSE(may_send(probe, own));
}

TEST_CASE("a frame that is cut anywhere or too long does not leave") {
  for (const std::string& whole : {arp(1, 4).substr(0, 42), icmp6(135, 4), icmp6(128, 4)}) {
    REQUIRE(may_send(whole, own));
    for (size_t size = 0; size < whole.size(); ++size) {
      CHECK_FALSE(may_send(whole.substr(0, size), own));
    }
  }
  CHECK_FALSE(may_send(arp(1, 4) + std::string(100, 'x'), own));
}

TEST_CASE("records come whole out of any cut of the stream, and a long one breaks it") {
  const std::string stream = render_record(RecordKind::frame, "abc") +
                             render_record(RecordKind::opened, "") +
                             render_record(RecordKind::down, std::string(2048, 'x'));
  for (const size_t step : {1, 2, 7, 5000}) {
    RecordStream records;
    std::string got;
    for (size_t at = 0; at < stream.size(); at += step) {
      records.add(std::string_view(stream).substr(at, step));
      while (const auto record = records.next()) {
        got += static_cast<char>(record->kind) + std::to_string(record->content.size());
      }
    }
    CHECK(got == "f3o0d2048");
    CHECK_FALSE(records.broken());
  }
  RecordStream records;
  records.add(bytes({'f', 8, 1}));
  CHECK_FALSE(records.next());
  CHECK(records.broken());
}
