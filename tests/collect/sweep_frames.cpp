#include <catch2/catch.hpp>
#include <random>

#include "collect/sweep/arp_frame.h"
#include "collect/sweep/nd_frame.h"
#include "wire/capture/gate.h"

using namespace muster;

namespace {

const Mac kOwn(0x3c4d01020304), kOther(0x3c4d0a0b0c0d);

std::string from_hex(std::string_view text) {
  std::string out;
  for (size_t i = 0; i + 1 < text.size(); i += 2) {
    out += static_cast<char>(std::stoi(std::string(text.substr(i, 2)), nullptr, 16));
  }
  return out;
}

// As muster-capture knows its interface.
Sender port_with(const std::string& address) {
  const Ip ip = *parse_ip(address);
  return {kOwn, {std::string(ip.bytes.end() - (ip.v6 ? 16 : 4), ip.bytes.end())}};
}

const std::string kHead = "3c4d010203043c4d0a0b0c0d86dd60000000";
const std::string kAddresses = "fe8000000000000000000000000000aafe8000000000000000000000000000bb";

}  // namespace

TEST_CASE("an ARP request is 60 bytes, reads back, and muster-capture lets it out") {
  const std::string frame =
      render_arp_request(kOwn, *parse_ip("10.0.0.1"), *parse_ip("10.0.0.254"));
  CHECK(frame.size() == 60);
  CHECK(may_send(frame, port_with("10.0.0.1")));
  CHECK(parse_arp(frame) ==
        ArpFrame{false, kOwn, *parse_ip("10.0.0.1"), Mac(), *parse_ip("10.0.0.254")});
}

TEST_CASE("what is no ARP for Ethernet and IPv4 is not read") {
  const std::string good = render_arp_request(kOwn, Ip{}, *parse_ip("10.0.0.254"));
  for (size_t size = 0; size < 42; ++size) CHECK_FALSE(parse_arp(good.substr(0, size)));
  for (const size_t at : {12, 15, 16, 18, 19, 21}) {
    std::string bad = good;
    bad[at] = static_cast<char>(bad[at] + 7);
    CHECK_FALSE(parse_arp(bad));
  }
  CHECK_FALSE(parse_arp(std::string(good).insert(12, from_hex("81000005"))));
}

TEST_CASE("our ICMPv6 frames have right checksums and muster-capture lets them out") {
  const Ip own = *parse_ip("fe80::1");
  const std::string asked = render_solicitation(kOwn, own, *parse_ip("2001:db8::12:3456"));
  CHECK(may_send(asked, port_with("fe80::1")));
  CHECK(asked.substr(0, 6) == from_hex("3333ff123456"));
  const auto seen = parse_nd(asked);
  REQUIRE(seen);
  CHECK(*seen == NdFrame{NdKind::solicitation, kOwn, own, *parse_ip("2001:db8::12:3456"), 0});
  std::string echo = render_echo_to_all(kOwn, own, 0xBEEF);
  CHECK(may_send(echo, port_with("fe80::1")));
  // As its reply: type 129 in place of 128, which takes 0x100 from the checksum.
  CHECK_FALSE(parse_nd(echo));
  echo[54] = static_cast<char>(129);
  const unsigned sum =
      (unsigned{static_cast<uint8_t>(echo[56])} << 8 | static_cast<uint8_t>(echo[57])) - 0x100;
  echo[56] = static_cast<char>(sum >> 8);
  echo[57] = static_cast<char>(sum);
  REQUIRE(parse_nd(echo));
  CHECK(parse_nd(echo)->kind == NdKind::echo_reply);
  CHECK(parse_nd(echo)->id == 0xBEEF);
  CHECK(parse_nd(echo)->from == own);
}

TEST_CASE("discovery from another link, with a wrong checksum or cut short is not read") {
  const std::string good = render_solicitation(kOwn, *parse_ip("fe80::1"), *parse_ip("fe80::2"));
  REQUIRE(parse_nd(good));
  std::string routed = good;
  routed[21] = 64;
  CHECK_FALSE(parse_nd(routed));
  for (size_t size = 0; size < good.size(); ++size) CHECK_FALSE(parse_nd(good.substr(0, size)));
  for (size_t at = 22; at < good.size(); ++at) {
    std::string bad = good;
    bad[at] = static_cast<char>(bad[at] ^ 0x10);
    CHECK_FALSE(parse_nd(bad));
  }
}

TEST_CASE("an advertisement's target option wins over the frame's source, endless options do not") {
  // Type 136, solicited; target fe80::aa; option 2 with 3c:4d:0a:0b:0c:ff.
  const std::string body = "60000000fe8000000000000000000000000000aa";
  const auto frame = [&](const std::string& option, const std::string& sum) {
    return from_hex(kHead + "0020" + "3aff" + kAddresses + "8800" + sum + body + option);
  };
  CHECK_FALSE(parse_nd(frame("02013c4d0a0b0cff", "0000")));
  std::optional<NdFrame> seen;
  for (unsigned sum = 0; sum < 0x10000 && !seen; ++sum) {
    std::string text = frame("02013c4d0a0b0cff", "0000");
    text[56] = static_cast<char>(sum >> 8);
    text[57] = static_cast<char>(sum);
    seen = parse_nd(text);
  }
  REQUIRE(seen);
  CHECK(seen->mac == Mac(0x3c4d0a0b0cff));
  CHECK(seen->subject == *parse_ip("fe80::aa"));
  seen.reset();
  for (unsigned sum = 0; sum < 0x10000 && !seen; ++sum) {
    std::string text = frame("01003c4d0a0b0cff", "0000");
    text[56] = static_cast<char>(sum >> 8);
    text[57] = static_cast<char>(sum);
    seen = parse_nd(text);
  }
  REQUIRE(seen);
  CHECK(seen->mac == kOther);
}
