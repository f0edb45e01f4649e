#include "model/mac.h"

#include <catch2/catch.hpp>

using namespace muster;

TEST_CASE("a MAC reads in every common writing and renders in one") {
  for (const char* text :
       {"bc:24:11:aa:bb:cc", "BC-24-11-AA-BB-CC", "bc24.11aa.bbcc", "BC2411aabbcc"}) {
    INFO(text);
    REQUIRE(parse_mac(text));
    CHECK(render(*parse_mac(text)) == "bc:24:11:aa:bb:cc");
  }
}

TEST_CASE("what is no MAC is refused") {
  for (const char* text :
       {"", "bc:24:11:aa:bb", "bc:24:11:aa:bb:cg", "bc:24-11:aa:bb:cc", "bc:24:11:aa:bb:cc:dd",
        "bc24.11aa:bbcc", "bc2411aabbc.", "::::::::::::", "bc:24:11:aa:bbcc:", ":bc24:11:aa:bb:cc",
        "bc.24.11.aa.bb.cc", "0xbc2411aabb", "bc 24 11 aa bb cc", "bc-24-11-aa-bb-c-"}) {
    INFO(text);
    CHECK_FALSE(parse_mac(text));
  }
}

TEST_CASE("MACs that do not stand for one host are told apart") {
  const auto kind = [](const char* text) { return classify(parse_mac(text).value()); };
  CHECK(kind("00:00:00:00:00:00") == MacClass::invalid);
  CHECK(kind("ff:ff:ff:ff:ff:ff") == MacClass::invalid);
  CHECK(kind("00:00:00:00:00:01") == MacClass::invalid);
  CHECK(kind("01:00:5e:00:00:fb") == MacClass::multicast);
  CHECK(kind("33:33:00:00:00:01") == MacClass::multicast);
  CHECK(kind("00:00:5e:00:01:0a") == MacClass::virtual_router);
  CHECK(kind("00:00:5e:00:02:0a") == MacClass::virtual_router);
  CHECK(kind("00:00:5e:00:03:0a") == MacClass::ordinary);
  CHECK(kind("00:00:0c:07:ac:01") == MacClass::virtual_router);
  CHECK(kind("00:00:0c:9f:f1:23") == MacClass::virtual_router);
  CHECK(kind("00:05:73:a0:01:23") == MacClass::virtual_router);
  CHECK(kind("00:05:73:a1:01:23") == MacClass::ordinary);
  CHECK(kind("00:07:b4:00:01:02") == MacClass::virtual_router);
  CHECK(kind("02:bf:0a:14:00:01") == MacClass::cluster);
  CHECK(kind("03:bf:0a:14:00:01") == MacClass::cluster);
  CHECK(kind("01:00:5e:7f:00:01") == MacClass::cluster);
  CHECK(kind("01:00:5e:7e:00:01") == MacClass::multicast);
  CHECK(kind("03:be:0a:14:00:01") == MacClass::multicast);
  CHECK(kind("02:42:ac:11:00:02") == MacClass::container);
  CHECK(kind("ee:ee:ee:ee:ee:ee") == MacClass::container);
  CHECK(kind("bc:24:11:00:00:01") == MacClass::hypervisor);
  CHECK(kind("52:54:00:12:34:56") == MacClass::hypervisor);
  CHECK(kind("00:50:56:aa:bb:cc") == MacClass::hypervisor);
  CHECK(kind("da:a1:19:00:00:01") == MacClass::randomised);
  CHECK(kind("48:a9:8a:00:00:01") == MacClass::ordinary);
  CHECK(word(MacClass::virtual_router) == "virtual router");
}

TEST_CASE("MACs order by number") {
  CHECK(Mac(1) < Mac(2));
  CHECK(Mac(0xFFFFFFFFFFFFFFFFULL).bits() == 0xFFFFFFFFFFFFULL);
  CHECK(Mac(0x020000000000).local());
  CHECK(Mac(0x010000000000).multicast());
}
