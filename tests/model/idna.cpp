#include "model/idna.h"

#include <catch2/catch.hpp>

using namespace muster;

TEST_CASE("names in other letters are what DNS has for them") {
  CHECK(ascii_name("Web1.Berlin.Example") == "web1.berlin.example");
  CHECK(ascii_name("b\u00fccherei.example") == "xn--bcherei-n2a.example");
  CHECK(ascii_name("B\u00dcCHEREI") == "xn--bcherei-n2a");
  CHECK(ascii_name("u\u0308ber") == "xn--ber-goa");  // composed first
  CHECK(ascii_name("stra\u00dfe") == "xn--strae-oqa");
  CHECK(ascii_name("\u4e3b\u673a.\u4f8b") == "xn--tiq422d.xn--fsq");
  CHECK(own_letters("xn--bcherei-n2a.example") == "b\u00fccherei.example");
  CHECK(own_letters("web1") == "web1");
}

TEST_CASE("what can be no name in DNS has none in ASCII") {
  for (const std::string& text :
       {std::string(), std::string("a_b"), std::string("web 1"), std::string("\u202ename"),
        std::string("\xff\xfe"), std::string("a\0b", 3), std::string("\u00fc_b"),
        std::string("xn--\u00fc"), std::string(300, 'a'), "\u00fc" + std::string(5000, 'b')}) {
    INFO(text);
    CHECK(ascii_name(text).empty());
  }
  CHECK(own_letters("xn--\xff") == "xn--\xff");
}
