#include <catch2/catch.hpp>

#include "collect/sweep/netbios.h"
#include "collect/sweep/reverse.h"
#include "packets.h"

using namespace muster;
using namespace muster::test;
using Names = std::optional<std::vector<std::string>>;

namespace {

const Ip asked_ip = parse_ip("10.20.4.17").value();
const std::string reverse = "17.4.20.10.in-addr.arpa";
constexpr auto dns = ReverseBy::dns;
constexpr auto mdns = ReverseBy::mdns;
constexpr auto llmnr = ReverseBy::llmnr;

Names parse(ReverseBy by, const std::string& bytes) {
  return parse_reverse_answer(by, bytes, 0x1234, asked_ip);
}

std::string answer(const std::vector<std::string>& names, int id = 0x1234, int flags = 0x8400,
                   int network = 1) {
  std::string out = header(id, flags, 1, static_cast<int>(names.size())) + asked(reverse);
  for (const auto& name : names) out += record("\xC0\x0C", labels(name), 12, network);
  return out;
}

}  // namespace

TEST_CASE("questions are written as their protocols ask for") {
  const std::string body = labels(reverse) + two(12) + two(1);
  CHECK(reverse_question(mdns, 7, asked_ip) == header(7, 0, 1, 0) + body);
  CHECK(reverse_question(llmnr, 7, asked_ip) == header(7, 0, 1, 0) + body);
  CHECK(reverse_question(dns, 7, asked_ip).substr(0, 12) ==
        two(7) + two(0x0100) + two(1) + two(0) + two(0) + two(1));
  CHECK(netbios_question(7) ==
        header(7, 0, 1, 0) + labels("CKAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA") + two(0x21) + two(1));
}

TEST_CASE("names come back without final dot and .local") {
  CHECK(parse(dns, answer({"WWW.Berlin.example"})) == Names{{"www.berlin.example"}});
  CHECK(parse(mdns, answer({"Kitchen.local"})) == Names{{"Kitchen"}});
  CHECK(parse(llmnr, answer({"PC-7"})) == Names{{"PC-7"}});
  CHECK(parse(dns, answer({"printer.local"})) == Names{{"printer.local"}});
}

TEST_CASE("a responder may answer as to a group: number 0, no question, the flag of its cache") {
  const std::string told =
      header(0, 0x8400, 0, 1) + record(labels(reverse), labels("nas.local"), 12, 0x8001);
  CHECK(parse(mdns, told) == Names{{"nas"}});
  CHECK(parse(llmnr, told) == Names{});
  CHECK(parse(dns, told) == Names{});
}

TEST_CASE("an address without a name is an answer") {
  CHECK(parse(dns, answer({}, 0x1234, 0x8183)) == Names{std::vector<std::string>{}});
  CHECK(parse(dns, answer({})) == Names{std::vector<std::string>{}});
  CHECK(parse(mdns, answer({})) == Names{});
}

TEST_CASE("a name server leads to another name, a host may not") {
  const std::string other = "17.0-63.4.20.10.in-addr.arpa";
  const std::string led = header(0x1234, 0x8180, 1, 2) + asked(reverse) +
                          record("\xC0\x0C", labels(other), 5) +
                          record(labels(other), labels("web1.example"));
  CHECK(parse(dns, led) == Names{{"web1.example"}});
  CHECK(parse(mdns, led) == Names{});
  CHECK(parse(llmnr, led) == Names{});
}

TEST_CASE("several names are sorted, four at most") {
  CHECK(parse(dns, answer({"e.x", "b.x", "d.x", "b.x", "a.x", "c.x"})) ==
        Names{{"a.x", "b.x", "c.x", "d.x"}});
}

TEST_CASE("answers to other questions are none") {
  for (const auto by : {dns, mdns, llmnr}) {
    CHECK(parse(by, answer({"a.x"}, 0x1235)) == Names{});
    CHECK(parse(by, answer({"a.x"}, 0x1234, 0x0400)) == Names{});  // a question
    CHECK(parse(by, answer({"a.x"}, 0x1234, 0x8402)) == Names{});  // server failure
    CHECK(parse(by, answer({"a.x"}, 0x1234, 0x8405)) == Names{});  // refused
    const std::string other = header(0x1234, 0x8400, 1, 1) + asked("18.4.20.10.in-addr.arpa") +
                              record("\xC0\x0C", labels("a.x"));
    CHECK(parse(by, other) == Names{});
    const std::string no_pointer =
        header(0x1234, 0x8400, 1, 1) + asked(reverse, 1) + record("\xC0\x0C", labels("a.x"));
    CHECK(parse(by, no_pointer) == Names{});
  }
  CHECK(parse(llmnr, answer({"a"}, 0x1234, 0x8600)) == Names{});  // cut
}

TEST_CASE("hostile names are bounded and made harmless") {
  CHECK(parse(mdns, answer({"a\x1b[31m\xe2\x80\xae.local"})) == Names{{"a\\u001b[31m\\u202e"}});
  CHECK(parse(mdns, answer({"\xff\xfe"})) == Names{{"\\xff\\xfe"}});
  CHECK(parse(dns, answer({reverse})) == Names{std::vector<std::string>{}});
  const std::string label(63, 'a');
  const std::string longest = label + "." + label + "." + label + "." + std::string(61, 'a');
  CHECK(parse(dns, answer({longest})) == Names{{longest}});
  CHECK(parse(dns, answer({longest + "." + label})) == Names{});
  const std::string dotted = header(0x1234, 0x8400, 1, 1) + asked(reverse) +
                             record("\xC0\x0C", std::string("\x03"
                                                            "a.b\0",
                                                            5));
  CHECK(parse(mdns, dotted) == Names{});
}

TEST_CASE("broken messages are no answer") {
  const std::string good = answer({"a.example", "b.example"});
  for (size_t size = 0; size < good.size(); ++size) {
    INFO(size);
    CHECK(parse(dns, good.substr(0, size)) == Names{});
  }
  const std::string start = header(0x1234, 0x8400, 1, 1) + asked(reverse);
  const auto loop = two(0xC000 | static_cast<int>(start.size()));
  CHECK(parse(dns, start + record(loop, labels("a"))) == Names{});
  CHECK(parse(dns, start + record("\xC0\x0C", "\xFF\xFF")) == Names{});
  CHECK(parse(dns, start + record("\xC0\x0C", std::string("\x40\x00", 2))) == Names{});
  CHECK(parse(dns, header(0x1234, 0x8400, 1, 0xFFFF) + asked(reverse)) == Names{});
  CHECK(parse(dns, header(0x1234, 0x8400, 0xFFFF, 1) + asked(reverse)) == Names{});
  // a value that reads on behind its own end
  CHECK(parse(dns, start + "\xC0\x0C" + two(12) + two(1) + two(0) + two(9) + two(1) +
                       labels("abc")) == Names{});
}

TEST_CASE("the workstation's own name is told from the others") {
  const std::vector<std::string> names{
      registered("WORKGROUP", 0x00, 0x8400), registered("IS~PC-7", 0x00, 0x0400),
      registered("PC-6", 0x20, 0x0400),      registered("GONE", 0x00, 0x1400),
      registered("TWICE", 0x00, 0x0C00),     registered("PC-7", 0x00, 0x0400),
      registered("PC-8", 0x00, 0x0400),      registered("\x01\x02__MSBROWSE__\x02", 0x01, 0x8400)};
  CHECK(parse_netbios_answer(node_status(9, names), 9) == "PC-7");
  CHECK(parse_netbios_answer(node_status(9, {names[0]}), 9) == "");
  CHECK(parse_netbios_answer(node_status(9, {}), 9) == "");
}

TEST_CASE("a workstation name of foreign bytes is made harmless") {
  const auto name = [](const std::string& bytes) {
    return parse_netbios_answer(node_status(9, {registered(bytes, 0, 0x0400)}), 9).value();
  };
  CHECK(name("B\xDCRO-\x1b[2J") == "B\\xdcRO-\\u001b[2J");
  CHECK(name(std::string("PC\0\0\0\0", 6)) == "PC");
  CHECK(name("") == "");
}

TEST_CASE("what is no node status is no answer") {
  const std::string good = node_status(9, {registered("PC-7", 0, 0x0400)});
  CHECK(!parse_netbios_answer(good, 8));
  for (size_t size = 0; size + 46 < good.size(); ++size) {
    INFO(size);
    CHECK(!parse_netbios_answer(good.substr(0, size), 9));
  }
  std::string counted = good;
  counted[12 + 34 + 10] = '\xFF';  // 255 names, and there is one
  CHECK(!parse_netbios_answer(counted, 9));
  const std::string owner = labels("CK" + std::string(30, 'A'));
  CHECK(!parse_netbios_answer(header(9, 0x8400, 0, 1) + record(owner, std::string(1, '\0'), 0x20),
                              9));
  CHECK(!parse_netbios_answer(header(9, 0x8403, 0, 0), 9));
  CHECK(!parse_netbios_answer(header(9, 0x0400, 0, 1) + record(owner, std::string(1, '\0'), 0x21),
                              9));
}
