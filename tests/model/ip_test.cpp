#include "model/ip.h"

#include <catch2/catch.hpp>
#include <random>

using namespace muster;

namespace {

Ip ip(const char* text) { return parse_ip(text).value(); }
Cidr cidr(const char* text) { return parse_cidr(text).value(); }

}  // namespace

TEST_CASE("addresses render in their one canonical form") {
  CHECK(render(ip("10.20.4.17")) == "10.20.4.17");
  CHECK(render(ip("2001:DB8:0:0:0:0:0:1")) == "2001:db8::1");
  CHECK(render(ip("2001:db8:0:1:1:1:1:1")) == "2001:db8:0:1:1:1:1:1");
  CHECK(render(ip("::")) == "::");
  CHECK(render(ip("::ffff:10.0.0.1")) == "::ffff:10.0.0.1");
  CHECK(render(ip("1:0:0:2:0:0:0:3")) == "1:0:0:2::3");
  // RFC 5952 §5: no dotted form but for well-known prefixes.
  CHECK(render(ip("::a00:1")) == "::a00:1");
  CHECK(render(ip("::1:2")) == "::1:2");
}

TEST_CASE("every address reads back as it was rendered") {
  std::mt19937 random(5);
  for (int round = 0; round < 20'000; ++round) {
    Ip any;
    any.v6 = round % 2 == 0;
    for (size_t i = any.v6 ? 0 : 12; i < 16; ++i) {
      any.bytes[i] = random() % 2 == 0 ? uint8_t{0} : static_cast<uint8_t>(random());
    }
    INFO(render(any));
    CHECK(parse_ip(render(any)) == any);
  }
}

TEST_CASE("what is no address is refused") {
  for (const char* text :
       {"", "10.0.0", "10.0.0.256", "10.0.0.01", "010.0.0.1", "10.0.0.1 ", "1.2.3.4.5",
        "fe80::1%eth0", "2001:db8::/32", ":::", "1::2::3", "12345::", "0x7f.1", "::g",
        "2001:0db8:0000:0000:0000:0000:0000:0000:0000"}) {
    INFO(text);
    CHECK_FALSE(parse_ip(text));
  }
  CHECK_FALSE(parse_ip(std::string_view("10.0.0.1\0x", 10)));
  CHECK_FALSE(parse_ip(std::string_view("::1\0", 4)));
}

TEST_CASE("addresses know what they are for") {
  CHECK(ip("169.254.1.1").link_local());
  CHECK(ip("fe80::1").link_local());
  CHECK(ip("febf::1").link_local());
  CHECK_FALSE(ip("fec0::1").link_local());
  CHECK(ip("127.3.2.1").loopback());
  CHECK(ip("::1").loopback());
  CHECK_FALSE(ip("::2").loopback());
  CHECK(ip("0.0.0.0").unspecified());
  CHECK(ip("::").unspecified());
  CHECK(ip("239.255.255.250").multicast());
  CHECK(ip("ff02::1").multicast());
  CHECK_FALSE(ip("240.0.0.1").multicast());
}

TEST_CASE("addresses order by family, then by number") {
  CHECK(ip("255.255.255.255") < ip("::"));
  CHECK(ip("10.0.0.9") < ip("10.0.0.10"));
  CHECK(ip("2001:db8::9") < ip("2001:db8::a"));
}

TEST_CASE("prefix lengths are bounded by the family") {
  CHECK(render(cidr("10.20.4.17/24")) == "10.20.4.17/24");
  CHECK(render(cidr("::/0")) == "::/0");
  CHECK(render(cidr("2001:db8::1/128")) == "2001:db8::1/128");
  for (const char* text :
       {"10.0.0.0", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/08", "::/129",
        "10.0.0.0/8/8", "/8", "10.0.0.0/255.0.0.0", "10.0.0.0/+8", "10.0.0.0/ 8"}) {
    INFO(text);
    CHECK_FALSE(parse_cidr(text));
  }
}

TEST_CASE("a network holds its addresses and no other") {
  CHECK(cidr("10.20.0.0/16").contains(ip("10.20.255.255")));
  CHECK_FALSE(cidr("10.20.0.0/16").contains(ip("10.21.0.0")));
  CHECK(cidr("10.20.4.128/25").contains(ip("10.20.4.200")));
  CHECK_FALSE(cidr("10.20.4.128/25").contains(ip("10.20.4.127")));
  CHECK(cidr("0.0.0.0/0").contains(ip("255.1.2.3")));
  CHECK_FALSE(cidr("0.0.0.0/0").contains(ip("::1")));
  CHECK_FALSE(cidr("::/0").contains(ip("1.2.3.4")));
  CHECK(cidr("2001:db8:20::/48").contains(ip("2001:db8:20:ffff::1")));
  CHECK_FALSE(cidr("2001:db8:20::/48").contains(ip("2001:db8:21::1")));
  CHECK(cidr("10.0.0.1/32").contains(ip("10.0.0.1")));
  CHECK_FALSE(cidr("10.0.0.1/32").contains(ip("10.0.0.0")));
}

TEST_CASE("the network of an address has no host bits") {
  CHECK(render(cidr("10.20.4.217/25").network()) == "10.20.4.128");
  CHECK(render(cidr("10.20.4.217/0").network()) == "0.0.0.0");
  CHECK(render(cidr("10.20.4.217/32").network()) == "10.20.4.217");
  CHECK(render(cidr("2001:db8:20:abcd::1/52").network()) == "2001:db8:20:a000::");
  CHECK(render(cidr("2001:db8::1/128").network()) == "2001:db8::1");
}

TEST_CASE("reverse names follow RFC 1035 and RFC 3596") {
  CHECK(reverse_name(ip("10.20.4.17")) == "17.4.20.10.in-addr.arpa");
  CHECK(reverse_name(ip("2001:db8::567:89ab")) ==
        "b.a.9.8.7.6.5.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa");
}
