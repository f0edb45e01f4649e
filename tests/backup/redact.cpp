// What is taken for a secret on every platform, and what stands in its place.
#include "backup/redact/redact.h"

#include <catch2/catch.hpp>

using namespace muster;

namespace {

Redaction redacted(const std::string& text, const std::string& key = "k",
                   std::vector<Secret> used = {}) {
  static const Platform none;
  return Redactor(none, Secret(key), std::move(used)).redact(text);
}

bool survives(const std::string& line) { return redacted(line).text == line + "\n"; }
bool vanishes(const std::string& line, const std::string& secret) {
  return redacted(line).text.find(secret) == std::string::npos;
}

}  // namespace

TEST_CASE("the same secret has the same placeholder, another has another, by the key alone") {
  const std::string one = redacted("password swordfish").text;
  CHECK(one == redacted("password swordfish").text);
  CHECK(one != redacted("password swordfisj").text);
  CHECK(one != redacted("password swordfish", "other").text);
  REQUIRE(placeholders_in(one).size() == 1);
  CHECK(placeholders_in(one)[0].size() == std::string("<redacted:12345678>").size());
  CHECK_THROWS_AS(redacted("x", ""), Error);
}

TEST_CASE("whatever the platform, what is known to be a secret vanishes") {
  for (const std::string line :
       {"password hunter22", "set password \"hunter22\"", "PASSWORD=hunter22", "secret: hunter22",
        "  psk = hunter22", "pre-shared-key hunter22", "shared-secret encrypted hunter22",
        "\"api_key\": \"x\", \"token\": \"hunter22\"", "snmp-server community hunter22 RO",
        "snmp-agent community read cipher hunter22", "set snmp community hunter22",
        "https://user:hunter22@example.net/x", "key is $6$salt$hunter22hash", "x $1$abcd$hunter22",
        "bearer eyJhunter22hunter22.eyJhunter22hunter22.sig", "authentication-key 7 hunter22"}) {
    INFO(line);
    CHECK(vanishes(line, "hunter22"));
  }
}

TEST_CASE("what only sounds like a secret stays") {
  for (const std::string line :
       {"service password-encryption", "aaa authentication login default group tacacs+",
        "ip http secure-server", "password encryption aes", "security passwords min-length 8",
        "key chain core", "crypto key generate rsa", "set community 65000:100",
        "ip community-list standard x permit 65000:1", "neighbor 192.0.2.1 send-community both",
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ0000000000000000000000000000000000000000 me",
        "description the password of nobody", "ntp server 192.0.2.1 key 1",
        "interface TenGigabitEthernet1/0/10", "https://example.net/a@b", "token ring"}) {
    INFO(line);
    CHECK(survives(line));
  }
}

TEST_CASE("a private key goes as a whole, a certificate stays") {
  const std::string text =
      "crypto\n-----BEGIN RSA PRIVATE KEY-----\nMIIhunter22\nhunter22==\n"
      "-----END RSA PRIVATE KEY-----\n-----BEGIN CERTIFICATE-----\nMIIkeep\n"
      "-----END CERTIFICATE-----\n";
  const Redaction found = redacted(text);
  CHECK(found.replaced == 1);
  CHECK(!found.suspect);
  CHECK(found.text == "crypto\n-----BEGIN RSA PRIVATE KEY-----\n" +
                          placeholders_in(found.text).at(0) +
                          "\n-----END RSA PRIVATE KEY-----\n-----BEGIN CERTIFICATE-----\nMIIkeep\n"
                          "-----END CERTIFICATE-----\n");
  CHECK(redacted(found.text).text == found.text);
}

TEST_CASE("a block of secrets that does not end is redacted to the end, and is suspect") {
  const Redaction found = redacted("-----BEGIN PRIVATE KEY-----\nhunter22\nhunter22\n");
  CHECK(found.text.find("hunter22") == std::string::npos);
  REQUIRE(found.suspect);
  CHECK(found.suspect->why == "block private-key does not end");
}

TEST_CASE("the secrets of the session are in no text, wherever they stand") {
  const std::string text = redacted("note: letmein99 and xletmein99y\n! abcd abcdef", "k",
                                    {Secret("letmein99"), Secret("abcd")})
                               .text;
  CHECK(text.find("letmein99") == std::string::npos);
  CHECK(text.find("abcdef") != std::string::npos);
  CHECK(text.find(" abcd ") == std::string::npos);
}

TEST_CASE("what looks like a secret after all rules keeps the text back, and is not shown") {
  const Redaction found = redacted("hostname x\nkey 7 0822455D0A16544541\n");
  REQUIRE(found.suspect);
  CHECK(found.suspect->message == "line 2 may hold a secret still");
  CHECK(found.suspect->why == "it looks like one: a password that can be turned back");
  CHECK(render(*found.suspect).find("0822455D0A16544541") == std::string::npos);
  CHECK(redacted("local-user x password irreversible %^%#abcdefgh12345%^%#").suspect);
  CHECK(redacted(std::string(100'000, 'x')).suspect);
}
