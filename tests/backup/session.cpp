// The ways of terminals, and sessions that go wrong.
#include "backup/redact/redact.h"
#include "backup/session/screen.h"
#include "recording.h"

using namespace muster;
using namespace muster::test;

namespace {

std::string shown(const std::string& bytes) {
  Screen whole, pieces;
  whole.put(bytes);
  for (const char c : bytes) pieces.put(std::string_view(&c, 1));
  CHECK(whole.text() == pieces.text());
  return whole.text();
}

Platform platform_of(const std::string& text) {
  Diagnostics trouble;
  auto read = parse_platform("test", text, "test.yaml", trouble);
  INFO(render(trouble));
  REQUIRE(read);
  return *read;
}

constexpr const char* small = R"(
prompt: '^[\w-]+[>#]\s?$'
dialog: [{see: '(?i)press any key', say: x}]
enable: {prompt: '>\s?$', run: enable, see: 'word:\s?$'}
paging: {more: '--More--$', reply: ' '}
errors: {unsupported: ['^% Invalid'], denied: ['^% Denied'], expired: ['has expired']}
config: [{run: show all, end: '^end$', min_lines: 3, must: ['^host ']}]
logout: {run: [bye], answers: [{see: 'Save\?', say: n}]}
)";

// What comes of a recording, as one line: the text, or how it failed and what people read.
std::string outcome(const std::string& recording, const std::string& enable = "") {
  Recording played = parse_recording(recording);
  if (enable != "wrong") played.enable = enable;
  Played line(played, false, 5);
  std::vector<CliExchange> exchanges;
  try {
    return capture_config(line, platform_of(small), Secret(enable), {}, exchanges).text;
  } catch (const DeviceError& error) {
    return std::string(word(error.outcome)) + ": " + error.message + "; " + error.why;
  }
}

}  // namespace

TEST_CASE("a screen shows what a person would see") {
  CHECK(shown("abc\r\nd\x1b[31me\x1b[0mf") == "abc\ndef");
  CHECK(shown("abx\bc\n") == "abc\n");
  CHECK(shown("\x1b]0;title\x07sw1#") == "sw1#");
  CHECK(shown("\x1b"
              "Esw1# ") == "sw1# ");
  CHECK(shown("--More--\r        \rnext") == "next");
  CHECK(shown("--More--\b\b\b\b\b\b\b\b        \b\b\b\b\b\b\b\bab\n") == "ab\n");
  CHECK(shown("line\r\r\nmore\r\n") == "line\nmore\n");
  CHECK(shown("---- More ----\x1b[14D              \x1b[14Dsys\n") == "sys\n");
  CHECK(shown("wrong\x1b[2Kright") == "right");
}

TEST_CASE("a prompt is learned, and a banner that looks like one is not it") {
  CHECK(outcome("Welcome\\r\nbanner#\nPress any key to go on\\m\\r\nsw1#\n>>> show all\nhost sw1\n"
                "sw1#x\nend\nsw1#\n>>> bye\n\\c\n") == "host sw1\nsw1#x\nend\n");
}

TEST_CASE("a pager is answered, and leaves nothing of itself in a line") {
  CHECK(
      outcome("sw1#\n>>> show all\nhost sw1\nli--More--\\m\\r        \\rne\n--More--\\m\\r        "
              "\\r  indented\nend\nsw1#\n>>> bye\n\\c\n") == "host sw1\nline\n  indented\nend\n");
}

TEST_CASE("a device that asks to save on logout is told no") {
  CHECK(outcome("sw1#\n>>> show all\nhost sw1\na\nend\nsw1#\n>>> bye\nSave?\\m\\c\n") ==
        "host sw1\na\nend\n");
}

TEST_CASE("what goes wrong in a session is told by its kind") {
  CHECK(outcome("Your password has expired.\nNew password:") ==
        "password-expired: the password of this user has expired; the device wants a new one");
  CHECK(outcome("nothing of the kind") ==
        "prompt-not-found: there is no prompt of platform test; the device's last words are "
        "\"nothing of the kind\"");
  CHECK(outcome("bye\\c") ==
        "closed: the device hung up before its prompt; its last words are \"bye\"");
  CHECK(outcome("sw1>\n>>> enable\nPassword:\n>>> (scrubbed)\nsw1#\n>>> show all\nhost "
                "sw1\na\nend\nsw1#\n>>> bye\n\\c\n",
                "letmein") == "host sw1\na\nend\n");
  CHECK(outcome("sw1>\n>>> enable\nPassword:\n") ==
        "denied: the device does not let this user enable; it asks for a password, and none is "
        "given");
  CHECK(outcome("sw1>\n>>> enable\nPassword:\n>>> (scrubbed)\n% Bad secrets\nsw1>\n", "wrong") ==
        "denied: the device does not let this user enable; it does not take the enable password");
  CHECK(outcome("sw1#\n>>> show all\n% Denied for you\nsw1#\n") ==
        "denied: the device refuses \"show all\"; it says \"% Denied for you\"");
  CHECK(outcome("sw1#\n>>> show it\nsw1#\n") ==
        "denied: the device refuses \"show all\"; it says \"% Invalid input detected\"");
  CHECK(outcome("sw1#\n>>> show all\nhost sw1\nsecret line\\c\n") ==
        "closed: the device hung up in the middle of its answer; 31 bytes had come");
  CHECK(outcome("sw1#\n>>> show all\nhost sw1\nend\nsw1#\n") ==
        "incomplete: the answer to \"show all\" is not whole; it has 2 lines, and 3 at least are "
        "expected");
  CHECK(outcome("sw1#\n>>> show all\nhost sw1\na\nb\nsw1#\n") ==
        "incomplete: the answer to \"show all\" is not whole; after 3 lines the line that ends it "
        "did not come");
  CHECK(outcome("sw1#\n>>> show all\nhust sw1\na\nend\nsw1#\n") ==
        "incomplete: the answer to \"show all\" is not whole; of 3 lines none is what must be "
        "there (must, number 1)");
}

TEST_CASE("an answer without end is given up at its limit") {
  struct Endless : SshTerminal {
    bool begun = false;
    std::string banner() const override { return ""; }
    void shell() override {}
    void run(const std::string&) override {}
    void send(std::string_view) override {}
    std::optional<std::string> hear(Milliseconds) override { return std::string(1 << 16, 'x'); }
  } line;
  std::vector<CliExchange> exchanges;
  try {
    capture_config(line, platform_of(small), {}, {}, exchanges);
    FAIL("captured");
  } catch (const DeviceError& error) {
    CHECK(word(error.outcome) == "incomplete");
    CHECK(error.message == "the answer does not end");
  }
}

TEST_CASE("what was sent is kept without the password") {
  Recording recording = parse_recording(
      "sw1>\n>>> enable\nPassword:\n>>> (scrubbed)\nsw1#\n>>> show all\nhost sw1\na\nend\nsw1#\n"
      ">>> bye\n\\c\n");
  recording.enable = "letmein99";
  std::vector<CliExchange> exchanges;
  Played line(recording, false);
  capture_config(line, platform_of(small), Secret("letmein99"), {}, exchanges);
  std::string all;
  for (const CliExchange& one : exchanges) all += one.sent + "|" + one.said + "\n";
  CHECK(all.find("letmein99") == std::string::npos);
  CHECK(all.find("(scrubbed)|") != std::string::npos);
}
