#include "core/json.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <random>

#include "core/error.h"
#include "core/text.h"

using namespace muster;

namespace {

std::string trouble_of(std::string_view text, const JsonLimits& limits = {}) {
  try {
    parse_json(text, "GET https://r1/rest", limits);
  } catch (const Error& error) {
    return render(error);
  }
  return "";
}

}  // namespace

TEST_CASE("JSON that breaks is an error that names the request and the byte") {
  CHECK(trouble_of("{\"a\": 1, \"b\"") ==
        "error: GET https://r1/rest: the answer is not JSON\n"
        "  why: it breaks at byte 13 of 12\n"
        "  fix: see whether the address is right and nothing between cuts or rewrites answers\n");
  CHECK(trouble_of("<html>\n").find("  why: it breaks at byte 1 of 7, before html>\n") !=
        std::string::npos);
  CHECK_FALSE(trouble_of("").empty());
}

TEST_CASE("JSON is bounded in size and depth before it is parsed") {
  CHECK(trouble_of("[1, 2]", {.bytes = 5})
            .starts_with("error: GET https://r1/rest: the answer is larger than 5 bytes\n"));
  CHECK(trouble_of("[[[]]]", {.depth = 2})
            .starts_with("error: GET https://r1/rest: the JSON is nested deeper than 2\n"));
  CHECK(trouble_of(std::string(1'000'000, '[')).find("nested deeper") != std::string::npos);
  CHECK(trouble_of("[\"[[[[\\\"[[[[\"]", {.depth = 2}).empty());
}

TEST_CASE("JSON is bounded in values and in the length of each before it is parsed") {
  const std::string many = "[{}, {\"a\": [1, true]}]";  // seven with the name
  CHECK(trouble_of(many, {.values = 7}).empty());
  CHECK(trouble_of(many, {.values = 6}) ==
        "error: GET https://r1/rest: the JSON has more than 6 values\n"
        "  fix: see whether the address is right, and what fills the answer\n");
  CHECK(trouble_of(R"(["a\"b"])", {.string_bytes = 6}).empty());
  CHECK(trouble_of(R"(["a\"b"])", {.string_bytes = 5})
            .starts_with(
                "error: GET https://r1/rest: a string in the JSON is longer than 5 bytes\n"));
  CHECK(trouble_of("[" + std::string(1000, '0') + "]").find("not JSON") != std::string::npos);
  CHECK(trouble_of("[" + std::string(1001, '1') + "]")
            .starts_with("error: GET https://r1/rest: a number in the JSON is longer than 1,000 "));
}

TEST_CASE("whatever text is measured, it is parsed or refused") {
  std::mt19937 random(5);
  constexpr std::string_view pieces = "[]{},:\"\\ 1t";
  for (int round = 0; round < 5000; ++round) {
    std::string text;
    for (size_t i = random() % 12; i > 0; --i) text += pieces[random() % pieces.size()];
    INFO(text);
    CHECK(trouble_of(text).empty() == nlohmann::json::accept(text));
  }
}

TEST_CASE("a number out of range is an error like any other") {
  CHECK(trouble_of("[1e999]").find("  why: a number in it is too large\n") != std::string::npos);
}

TEST_CASE("raw control characters inside strings are repaired") {
  CHECK(repair_json("{\"a\": \"x\x01y\nz\"}\n") == "{\"a\": \"x\\u0001y\\u000az\"}\n");
  CHECK(parse_json(repair_json("[\"a\tb\"]"), "x")[0] == "a\tb");
}

TEST_CASE("bytes that are not UTF-8 become visible escapes") {
  CHECK(parse_json(repair_json("[\"K\xf6ln\"]"), "x")[0] == "K\\xf6ln");
  CHECK(parse_json(repair_json("[\"\xff\xfe\"]"), "x")[0] == "\\xff\\xfe");
}

TEST_CASE("an escape next to a raw byte does not lose the end of its string") {
  CHECK(parse_json(repair_json("[\"\\\\\xff\", 1]"), "x")[0] == "\\\\xff");
  CHECK(parse_json(repair_json("[\"\xff\\\"\", 1]"), "x")[0] == "\\xff\"");
  CHECK(parse_json(repair_json("[\"a\\\xff\", \"\n\"]"), "x")[1] == "\n");
  CHECK(parse_json(repair_json("[\"a\\\n\", \"b\"]"), "x")[1] == "b");
}

TEST_CASE("good JSON is left as it is") {
  const std::string text = "{\"a\": [\"\\u00e9\\n\\\\\", \"\xc3\xb6\", true]}\r\n\t";
  CHECK(repair_json(text) == text);
}

TEST_CASE("any string of bytes that is put raw between quotes parses after repair") {
  std::mt19937 random(3);
  for (int round = 0; round < 5000; ++round) {
    std::string bytes;
    for (size_t i = random() % 12; i > 0; --i) {
      const char c = static_cast<char>(random() % 256);
      if (c != '"' && c != '\\') bytes += c;
    }
    INFO(visible(bytes));
    CHECK_NOTHROW(parse_json(repair_json("[\"" + bytes + "\"]"), "x"));
  }
}

TEST_CASE("equal values render as equal bytes") {
  const auto a = nlohmann::json::parse(R"({"b": 1, "a": [true]})");
  CHECK(render_json(a) == "{\n  \"a\": [\n    true\n  ],\n  \"b\": 1\n}\n");
  CHECK_NOTHROW(render_json("\xff"));
}
