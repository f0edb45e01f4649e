#include "wire/dns/dns.h"
#include "times.h"

#include <catch2/catch.hpp>
#include <fstream>
#include <sstream>

namespace muster {
namespace {

std::optional<DnsAnswer> answer(const std::string& name, DnsType type, uint16_t id = 0x1234) {
  std::ostringstream bytes;
  bytes << std::ifstream(TESTS_DIR "/fuzz/corpus/dns/" + name).rdbuf();
  return parse_dns_answer(bytes.str(), id, type);
}

}  // namespace

TEST_CASE("addresses and names are read from an answer") {
  CHECK(answer("a", DnsType::a).value().values == std::vector<std::string>{"10.2.0.9"});
  CHECK(answer("aaaa", DnsType::aaaa).value().values == std::vector<std::string>{"::"});
  CHECK(answer("ptr", DnsType::ptr).value().values ==
        std::vector<std::string>{"www.berlin.example"});
}

TEST_CASE("of the start of a zone its first server and who is responsible are read") {
  using namespace std::string_literals;
  const std::string header = "\x12\x34\x84\x00\0\1\0\1\0\0\0\0"s;
  const std::string question = "\7example\0\0\6\0\1"s;
  const std::string numbers(20, '\1');
  const std::string data = "\2NS\xc0\x0c\4host\xc0\x0c"s + numbers;
  const std::string start = "\xc0\x0c\0\6\0\1\0\0\0\x3c\0"s;
  const std::string whole = header + question + start + static_cast<char>(data.size()) + data;
  CHECK(parse_dns_answer(whole, 0x1234, DnsType::soa).value().values ==
        std::vector<std::string>{"ns.example host.example"});
  const std::string cut = header + question + start + "\4" + "\2NS\xc0";
  CHECK(!parse_dns_answer(cut, 0x1234, DnsType::soa).has_value());
}

TEST_CASE("an answer to another question is none") {
  CHECK(!answer("a", DnsType::a, 1).has_value());
  CHECK(!answer("a", DnsType::aaaa).has_value());
}

TEST_CASE("a pointer that goes round or a datagram that is cut is no answer") {
  CHECK(!answer("loop", DnsType::ptr).has_value());
  CHECK(!answer("cut", DnsType::a).has_value());
  CHECK(!parse_dns_answer("", 0, DnsType::a).has_value());
}

TEST_CASE("a question that is no DNS name is refused") {
  CHECK_THROWS_AS(dns_question(1, "a..b", DnsType::a), Error);
  CHECK_THROWS_AS(dns_question(1, std::string(64, 'a'), DnsType::a), Error);
}

TEST_CASE("nobody listening is no answer and no wait") {
  DnsClient client("127.0.0.1", 1, test::real_time());
  CHECK(!client.ask("web1.example", DnsType::a, Milliseconds(200)).has_value());
}

}  // namespace muster
