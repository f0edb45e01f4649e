#include "wire/capture/gate.h"

#include <catch2/catch.hpp>
#include <string>

#include "wire/capture/record.h"

using namespace muster;

namespace {

const Mac own_mac(0x3c4d01020304);

std::string bytes(std::initializer_list<int> list) {
  std::string out;
  for (const int one : list) out += static_cast<char>(one);
  return out;
}

std::string arp(int operation, int hardware) {
  std::string frame =
      bytes({255, 255, 255, 255, 255, 255, 0x3c, 0x4d,      1,    2,    3, 4, 8, 6,
             0,   1,   8,   0,   6,   4,   0,    operation, 0x3c, 0x4d, 1, 2, 3, hardware});
  frame.resize(60, '\0');
  return frame;
}

// An ICMPv6 message of `type`, 32 bytes long, whose option 1 tells `hardware` as its last octet.
std::string icmp6(int type, int hardware, int next = 58) {
  std::string frame = bytes({0x33, 0x33, 0,    0,    0, 1, 0x3c, 0x4d, 1,  2,    3,
                             4,    0x86, 0xDD, 0x60, 0, 0, 0,    0,    32, next, 255});
  frame.resize(54, '\0');
  frame += static_cast<char>(type);
  frame.resize(78, '\0');
  return frame + bytes({1, 1, 0x3c, 0x4d, 1, 2, 3, hardware});
}

}  // namespace

TEST_CASE("only questions in the interface's own name leave muster-capture") {
  CHECK(may_send(arp(1, 4), own_mac));
  CHECK_FALSE(may_send(arp(2, 4), own_mac));
  CHECK_FALSE(may_send(arp(1, 5), own_mac));
  CHECK_FALSE(may_send(arp(1, 4), Mac(1)));
  CHECK(may_send(icmp6(135, 4), own_mac));
  CHECK_FALSE(may_send(icmp6(135, 5), own_mac));
  CHECK(may_send(icmp6(128, 4), own_mac));
  for (const int type : {129, 133, 134, 136, 137}) CHECK_FALSE(may_send(icmp6(type, 4), own_mac));
  CHECK_FALSE(may_send(icmp6(135, 4, 0), own_mac));
  std::string tagged = arp(1, 4).insert(12, bytes({0x81, 0, 0, 5}));
  CHECK_FALSE(may_send(tagged, own_mac));
}

TEST_CASE("a frame that is cut anywhere or too long does not leave") {
  for (const std::string& whole : {arp(1, 4).substr(0, 42), icmp6(135, 4), icmp6(128, 4)}) {
    REQUIRE(may_send(whole, own_mac));
    for (size_t size = 0; size < whole.size(); ++size) {
      CHECK_FALSE(may_send(whole.substr(0, size), own_mac));
    }
  }
  CHECK_FALSE(may_send(arp(1, 4) + std::string(100, 'x'), own_mac));
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
