#include "core/text.h"

#include <catch2/catch.hpp>
#include <random>

using namespace muster;

TEST_CASE("clean makes hostile names harmless and visible") {
  CHECK(clean("  web1 \r\n") == "web1");
  CHECK(clean("a\nb") == "a\\u000ab");
  CHECK(clean(std::string("a\0b", 3)) == "a\\u0000b");
  CHECK(clean("\xff\xfe") == "\\xff\\xfe");
  CHECK(clean("K\xc3\xb6ln") == "K\xc3\xb6ln");
  CHECK(clean("K\xf6ln") == "K\\xf6ln");
  CHECK(clean("\u202Eevil") == "\\u202eevil");
  CHECK(clean("a\u200Bb\uFEFFc") == "a\\u200bb\\ufeffc");
  CHECK(clean("\U000E0041") == "\\U000e0041");
  CHECK(clean("::error::${{ x }}") == "::error::${{ x }}");
}

TEST_CASE("inert text begins no command of a CI log") {
  CHECK(inert("::error::x") == "\\u003a:error::x");
  CHECK(inert("  ::stop-commands::x") == "  \\u003a:stop-commands::x");
  CHECK(inert("a::b") == "a::b");
  CHECK(inert("x##vso[a]##[error]") == "x\\u0023#vso[a]\\u0023#[error]");
  CHECK(inert("a\nb\x1b[31m") == "a\\u000ab\\u001b[31m");
  for (const char* text : {"::error::x", "##vso[a]", "##[a]"}) {
    CHECK(inert(inert(text)) == inert(text));
  }
}

TEST_CASE("clean cuts between characters and never inside an escape") {
  CHECK(clean(std::string(300, 'a')).size() == 255);
  CHECK(clean("aaa\xc3\xb6", 4) == "aaa");
  CHECK(clean("aaa\nb", 5) == "aaa");
  CHECK(clean("aaa b", 4) == "aaa");
}

TEST_CASE("clean is its own inverse's end: cleaning twice changes nothing") {
  std::mt19937 random(7);
  for (int round = 0; round < 3000; ++round) {
    std::string text;
    for (size_t i = random() % 24; i > 0; --i) text += static_cast<char>(random() % 256);
    const std::string once = clean(text, 20);
    INFO(visible(text));
    CHECK(clean(once, 20) == once);
    CHECK(once.size() <= 20);
    CHECK(invalid_utf8(once) == std::string_view::npos);
  }
}

TEST_CASE("visible keeps length and turns tabs into one blank") {
  CHECK(visible("\ta \x1b[31m") == " a \\u001b[31m");
  CHECK(visible(std::string(300, 'x')).size() == 300);
}

TEST_CASE("invalid UTF-8 is found at its first byte") {
  CHECK(invalid_utf8("a\xc3\xb6") == std::string_view::npos);
  CHECK(invalid_utf8("a\xc3") == 1);
  CHECK(invalid_utf8("\xc0\x80") == 0);          // overlong
  CHECK(invalid_utf8("ab\xed\xa0\x80") == 2);    // a surrogate
  CHECK(invalid_utf8("\xf4\x90\x80\x80") == 0);  // above U+10FFFF
  CHECK(invalid_utf8("\xe0\x9f\xbf") == 0);      // overlong
  CHECK(invalid_utf8("\xf4\x8f\xbf\xbf") == std::string_view::npos);
}

TEST_CASE("split and join are each other's inverse") {
  CHECK(split("a,,b", ',') == std::vector<std::string>{"a", "", "b"});
  CHECK(split("", ',') == std::vector<std::string>{""});
  CHECK(join(split("a,,b,", ','), ",") == "a,,b,");
  CHECK(join(std::vector<std::string>{}, ",").empty());
}

TEST_CASE("integers are digits and nothing else") {
  CHECK(parse_int("-12") == -12);
  CHECK(parse_int("0") == 0);
  for (const char* text : {"", " 1", "1 ", "+1", "1.0", "0x1", "9223372036854775808", "-", "--1"}) {
    INFO(text);
    CHECK_FALSE(parse_int(text));
  }
}

TEST_CASE("counts come with their noun and thousands apart") {
  CHECK(counted(0, "host") == "0 hosts");
  CHECK(counted(1, "host") == "1 host");
  CHECK(counted(999, "host") == "999 hosts");
  CHECK(counted(1000, "host") == "1,000 hosts");
  CHECK(counted(1234567, "address", "addresses") == "1,234,567 addresses");
}

TEST_CASE("a slip of the hand finds the word that was meant") {
  const std::vector<std::string> words{"approved", "rejected", "pending", "name"};
  CHECK(nearest("aproved", words) == "approved");
  CHECK(nearest("APPROVED", words) == "approved");
  CHECK(nearest("nmae", words) == "name");
  CHECK(nearest("peding", words) == "pending");
  CHECK_FALSE(nearest("xyz", words));
  CHECK_FALSE(nearest("", words));
  CHECK_FALSE(nearest("approved", std::vector<std::string>{}));
  CHECK(suggestion("aproved", words) == "did you mean \"approved\"?");
  CHECK(suggestion("zzz", words) == "use one of approved, rejected, pending, name");
}

TEST_CASE("slugs are made of what can stand in a path") {
  CHECK(slugify("Web Server #1") == "web-server-1");
  CHECK(slugify("../../etc/passwd") == "etc-passwd");
  CHECK(slugify("K\xc3\xb6ln") == "k-ln");
  CHECK(slugify("---").empty());
  CHECK(slugify(std::string(60, 'a')).size() == 40);
  CHECK(slugify("abc def", 4) == "abc");
}

TEST_CASE("globs know any run and any one character") {
  CHECK(glob_match("web*", "WEB-1"));
  CHECK(glob_match("*", ""));
  CHECK(glob_match("a?c", "abc"));
  CHECK(glob_match("*b*d", "abcbd"));
  CHECK_FALSE(glob_match("a?c", "ac"));
  CHECK_FALSE(glob_match("web", "web1"));
  CHECK_FALSE(glob_match("", "a"));
  CHECK_FALSE(glob_match(std::string(40, '*') + "b", std::string(5000, 'a')));
}

TEST_CASE("lines are counted from one and come without their end") {
  CHECK(line_of("a\r\nb\nc", 1) == "a");
  CHECK(line_of("a\r\nb\nc", 2) == "b");
  CHECK(line_of("a\r\nb\nc", 3) == "c");
  CHECK(line_of("a\n", 2).empty());
  CHECK(line_of("a", 9).empty());
}

TEST_CASE("durations are numbers with units, chained") {
  CHECK(parse_duration_ms("250ms") == 250);
  CHECK(parse_duration_ms("1h30m") == 5'400'000);
  CHECK(parse_duration_ms("2w") == 1'209'600'000);
  CHECK(parse_duration_ms("0s") == 0);
  for (const char* text : {"", "10", "s", "-1s", "1 s", "1y", "99999999999999999999s", "1h30",
                           "1.5s", "9999999999w"}) {
    INFO(text);
    CHECK_FALSE(parse_duration_ms(text));
  }
}

TEST_CASE("columns are those of a terminal: wide characters take two, combining ones none") {
  CHECK(columns("K\xc3\xb6ln") == 4);
  CHECK(columns("") == 0);
  CHECK(columns("\u6771\u4eac") == 4);  // two ideographs
  CHECK(columns("\uff21\uff76") == 3);  // a full-width and a half-width letter
  CHECK(columns("e\u0301") == 1);       // an accent that combines
  CHECK(columns("\U0001f5a8\U0001f600") == 3);
  CHECK(columns("a\xff\tb") == 4);  // what has no width counts one
}
