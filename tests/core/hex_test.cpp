#include "core/hex.h"

#include <array>
#include <catch2/catch.hpp>

using namespace muster;

TEST_CASE("bytes are hex digits and come back, in any case and with 0x") {
  const std::array<uint8_t, 3> bytes{0x00, 0xAB, 0x7F};
  CHECK(to_hex(bytes) == "00ab7f");
  CHECK(to_hex({}).empty());
  const std::string text("\0\xAB\x7F", 3);
  CHECK(parse_hex("00ab7f") == text);
  CHECK(parse_hex("0x00Ab7F") == text);
  CHECK(parse_hex("0X00AB7F") == text);
  CHECK(parse_hex("") == "");
}

TEST_CASE("half a byte and other characters are no hex") {
  for (const char* text : {"0", "abc", "0g", "g0", " 00", "0x0", "00:ab", "-1"}) {
    CAPTURE(text);
    CHECK(parse_hex(text) == std::nullopt);
  }
}

TEST_CASE("in a URL all but letters, digits and what is plain there is written as %XX") {
  CHECK(percent_encode("aZ09-._~") == "aZ09-._~");
  CHECK(percent_encode("a b&c=d/é:") == "a%20b%26c%3Dd%2F%C3%A9%3A");
  CHECK(percent_encode("bc:24", "-._~:") == "bc:24");
  CHECK(percent_encode("a.b", "-_") == "a%2Eb");
}
