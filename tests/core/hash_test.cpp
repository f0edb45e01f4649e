#include "core/hash.h"

#include <catch2/catch.hpp>
#include <set>

using namespace muster;

TEST_CASE("digests are those of FIPS 180") {
  CHECK(sha256_hex("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(sha256_hex("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  const auto digest = sha1("abc");
  CHECK(digest[0] == 0xA9);
  CHECK(digest[19] == 0x9D);
}

TEST_CASE("MD5 is that of RFC 1321") {
  const auto digest = md5("abc");
  CHECK(digest[0] == 0x90);
  CHECK(digest[15] == 0x72);
}

TEST_CASE("an id is the first 50 bits of the SHA-256 in Crockford's letters") {
  CHECK(short_id("abc") == "q9w1dfwf07");
  CHECK(short_id("") == "werc8gmrzg");
}

TEST_CASE("ids differ where texts differ") {
  std::set<std::string> ids;
  for (int i = 0; i < 20'000; ++i) ids.insert(short_id("mac:" + std::to_string(i)));
  CHECK(ids.size() == 20'000);
  for (const std::string& id : ids) {
    if (id.size() != 10 || id.find_first_of("ilou") != std::string::npos) FAIL(id);
  }
}
