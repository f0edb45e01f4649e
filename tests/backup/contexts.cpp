// Devices that are divided, and commands that are meant for some devices only.
#include "recording.h"

using namespace muster;
using namespace muster::test;

namespace {

std::string firewall(const std::string& list, const std::string& rest) {
  return "fg-1 #\\s\n>>> get system status\nVersion: FortiGate-100F v7.2.5,build1517 (GA.F)\n"
         "Serial-Number: FG100FTK12345678\nHostname: fg-1\n"
         "Virtual domain configuration: multiple\nfg-1 #\\s\n"
         ">>> sudo global show\n#config-version=FG100F-7.2.5:opmode=0\nconfig system global\n" +
         std::string([] {
           std::string lines;
           for (int i = 0; i < 20; ++i) lines += "    set option" + std::to_string(i) + " keep\n";
           return lines;
         }()) +
         "end\nfg-1 #\\s\n>>> sudo global show system vdom-property\n" + list + "fg-1 #\\s\n" +
         rest + ">>> exit\n\\c\n";
}

std::string domain(const std::string& name) {
  return ">>> sudo " + name + " show\nconfig firewall address\n    edit \"of-" + name +
         "\"\n        set subnet 10.0.0.0 255.0.0.0\n    next\nend\nfg-1 #\\s\n";
}

const std::string two_domains =
    "config system vdom-property\n    edit \"root\"\n        set snmp-index 1\n    next\n"
    "    edit \"guests\"\n        set snmp-index 2\n    next\nend\n";

Platform fortios() {
  Diagnostics trouble;
  return *Platforms({}, trouble).find("fortinet_fortios");
}

// What is captured, or what is said instead.
std::string told(const Platform& platform, const std::string& recording,
                 std::string* proof = nullptr) {
  const Recording device = parse_recording(recording);
  Played line(device, false);
  std::vector<CliExchange> exchanges;
  try {
    const CapturedConfig capture = capture_config(line, platform, Secret(), {}, exchanges);
    CHECK(!capture.facts.contains("mode"));
    if (proof) *proof = capture.proof;
    return capture.text;
  } catch (const DeviceError& error) {
    return std::string(word(error.outcome)) + "\n" + render(error);
  }
}

}  // namespace

TEST_CASE("of a firewall with virtual domains the global part and every domain are captured") {
  std::string proof;
  const std::string text =
      told(fortios(), firewall(two_domains, domain("root") + domain("guests")), &proof);
  CHECK(text.starts_with("# global\nconfig system global\n"));
  CHECK(text.find("# vdom root\nconfig firewall address\n    edit \"of-root\"\n") !=
        std::string::npos);
  CHECK(
      text.ends_with("# vdom guests\nconfig firewall address\n    edit \"of-guests\"\n"
                     "        set subnet 10.0.0.0 255.0.0.0\n    next\nend\n"));
  CHECK(
      proof ==
      "22 lines, with its end marker, with what must be there; root: 5 lines, with its end marker, "
      "with what must be there; guests: 5 lines, with its end marker, with what must be there");
}

TEST_CASE("a list of virtual domains that is cut, empty or odd is not taken for whole") {
  CHECK(told(fortios(), firewall(two_domains.substr(0, two_domains.size() - 4),
                                 domain("root") + domain("guests")))
            .starts_with("incomplete\nerror: the answer to \"sudo global show system "
                         "vdom-property\" is not whole\n"));
  CHECK(told(fortios(), firewall("config system vdom-property\nend\n", "")) ==
        "incomplete\nerror: \"sudo global show system vdom-property\" lists 0\n"
        "  why: 1 to 1000 are expected\n  fix: see that this user may read all of it\n");
  std::string odd = two_domains;
  odd.replace(odd.find("guests"), 6, "x;reboot");
  CHECK(told(fortios(), firewall(odd, domain("root"))) ==
        "incomplete\nerror: \"sudo {} show\" is not run for \"x;reboot\"\n"
        "  why: only letters, digits and . _ - go into a command\n"
        "  fix: rename that on the device\n");
}

TEST_CASE("a platform of one's own asks by version, and names what it is to be asked for") {
  Diagnostics trouble;
  const std::string text =
      "prompt: '^r>$'\nfacts: [{run: version, take: {version: '^v(\\S+)', mode: '^mode (\\S+)'}}]\n"
      "config:\n"
      "  - {run: old, when: {version: '^6'}}\n"
      "  - {run: new, when: {version: '^7', mode: '^$'}}\n";
  const auto own = parse_platform("own", text, "own.yaml", trouble);
  INFO(render(trouble));
  REQUIRE(own);
  const std::string begin = "r>\n>>> version\nv";
  CHECK(told(*own, begin + "6.49\nr>\n>>> old\nthe old\nr>\n") == "the old\n");
  CHECK(told(*own, begin + "7.15\nr>\n>>> new\nthe new\nr>\n") == "the new\n");
  CHECK(told(*own, begin + "8.1\nr>\n")
            .starts_with("incomplete\nerror: no command of platform own "));
  parse_platform("bad", "prompt: x\nconfig: [{run: show, foreach: {run: list, find: x}}]\n",
                 "bad.yaml", trouble);
  CHECK(render(trouble).find("bad.yaml:2:10: error: this needs {} in run:, where each goes\n") ==
        0);
}
