#include "jmespath/expression.h"

#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "core/error.h"

using muster::Error;
using muster::jmespath::Budget;
using muster::jmespath::Expression;
using nlohmann::json;

namespace {

const json shelf = json::parse(R"({
  "name": "shelf-1", "size": 3, "tags": ["cold", "rented"], "none": null, "": "empty",
  "ports": {"e0a": {"mac": "00:a0:98:00:00:01", "up": true}, "e0b": {"mac": null, "up": false}},
  "disks": [{"slot": 2, "gib": 960, "model": "SSD"}, {"slot": 1, "gib": 3840, "model": "NVMe"},
            {"slot": 7, "gib": 960, "model": "SSD", "spare": true}],
  "nested": [[1, 2], [3, [4]], 5]})");

std::string of(const std::string& expression) {
  return Expression::parse(expression).evaluate(shelf).dump();
}

std::string refusal(const std::string& expression) {
  try {
    Expression::parse(expression).evaluate(shelf);
  } catch (const Error& error) {
    return render(error);
  }
  return "";
}

}  // namespace

TEST_CASE("names, indices and slices lead into a value, and to null where there is nothing") {
  CHECK(of("name") == R"("shelf-1")");
  CHECK(of("ports.e0a.mac") == R"("00:a0:98:00:00:01")");
  CHECK(of("ports.\"e0b\".up") == "false");
  CHECK(of("disks[0].gib") == "960");
  CHECK(of("disks[-1].slot") == "7");
  CHECK(of("disks[3]") == "null");
  CHECK(of("name.first.second") == "null");
  CHECK(of("nested[0][1]") == "2");
  CHECK(of("nested[::-1]") == "[5,[3,[4]],[1,2]]");
  CHECK(of("nested[5:0:-2]") == "[5]");
  CHECK(of("\"\"") == R"("empty")");
}

TEST_CASE("projections ask each element and leave out what answers null") {
  CHECK(of("disks[].spare") == "[true]");
  CHECK(of("disks[*].model") == R"(["SSD","NVMe","SSD"])");
  CHECK(of("ports.*.mac") == R"(["00:a0:98:00:00:01"])");
  CHECK(of("nested[]") == "[1,2,3,[4],5]");
  CHECK(of("nested[][]") == "[1,2,3,4,5]");
  CHECK(of("disks[?gib == `960`].slot") == "[2,7]");
  CHECK(of("disks[?gib < `1000` && !spare].slot") == "[2]");
  CHECK(of("disks[*].model | [0]") == R"("SSD")");
  CHECK(of("disks[:2].slot | length(@)") == "2");
  CHECK(of("name[*]") == "null");
}

TEST_CASE("items() is a list of names with their values, the one function beyond the language") {
  CHECK(of("items(ports)[*].{name: [0], mac: [1].mac}") ==
        R"([{"mac":"00:a0:98:00:00:01","name":"e0a"},{"mac":null,"name":"e0b"}])");
}

TEST_CASE("functions of texts, numbers and lists") {
  CHECK(of("not_null(none, size)") == "3");
  CHECK(of("sum(disks[].gib)") == "5760");
  CHECK(of("avg(disks[].gib)") == "1920");
  CHECK(of("avg(`[1, 2]`)") == "1.5");
  CHECK(of("max_by(disks, &gib).slot") == "1");
  CHECK(of("sort_by(disks, &slot)[].slot") == "[1,2,7]");
  CHECK(of("join('-', sort(tags))") == R"("cold-rented")");
  CHECK(of("contains(name, 'helf')") == "true");
  CHECK(of("contains(tags, 'hot')") == "false");
  CHECK(of("reverse('a\u00fc\u20ac')") == "\"\u20ac\u00fca\"");
  CHECK(of("length('a\u00fc\u20ac')") == "3");
  CHECK(of("to_number('12')") == "12");
  CHECK(of("to_number('12 GiB')") == "null");
  CHECK(of("to_string(tags)") == R"("[\"cold\",\"rented\"]")");
  CHECK(of("map(&slot, disks)") == "[2,1,7]");
  CHECK(of("merge(ports.e0a, `{\"up\": 1}`).up") == "1");
  CHECK(of("abs(`-3`)") == "3");
}

TEST_CASE("what is no expression is shown with its column and what to do") {
  CHECK(refusal("disks[?gib = `1`]") ==
        "expression:1:12: error: expression: \"=\" compares nothing\n"
        "    1 | disks[?gib = `1`]\n"
        "      |            ^\n"
        "  fix: write ==\n");
  CHECK(refusal("lenght(tags)") ==
        "expression:1:1: error: expression: there is no function \"lenght\"\n"
        "    1 | lenght(tags)\n"
        "      | ^\n"
        "  fix: did you mean \"length\"?\n");
  CHECK(refusal("disks[0") ==
        "expression:1:8: error: expression: the expression ends too early\n"
        "    1 | disks[0\n"
        "      |        ^\n"
        "  fix: finish it, or shorten it\n");
  CHECK(refusal("sum(disks, tags)") ==
        "expression:1:1: error: expression: sum() is given 2 arguments\n"
        "    1 | sum(disks, tags)\n"
        "      | ^\n"
        "  fix: see jmespath.org for what it takes\n");
  CHECK(refusal("sum(tags)") ==
        "error: expression: sum() cannot take as argument 1 what it is given: array\n");
}

TEST_CASE(
    "an expression may be neither deep nor long, and its evaluation costs no more than allowed") {
  CHECK(refusal(std::string(70, '!') + "a").find("nested too deep") != std::string::npos);
  CHECK(refusal(std::string(5000, 'a')).find("it is too long") != std::string::npos);
  std::string doubling = "@";
  for (int i = 0; i < 60; ++i) doubling += " | [@, @]";
  CHECK_THROWS_WITH(Expression::parse(doubling).evaluate(shelf, {1000, 10'000}),
                    "expression: its values are too large");
  const json many = json::array({1, 2, 3, 4, 5, 6, 7, 8});
  CHECK_THROWS_WITH(Expression::parse("[*].abs(@)").evaluate(many, {10, 1000}),
                    "expression: too much is to be done");
}

// The official compliance cases are not part of this repository: MUSTER_JMESPATH_CASES names a
// folder with their files (jmespath.org), and this test, hidden otherwise, passes all of them.
TEST_CASE("the official compliance cases", "[.compliance]") {
  const char* folder = std::getenv("MUSTER_JMESPATH_CASES");
  REQUIRE(folder != nullptr);
  size_t passed = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    std::ifstream in(entry.path());
    const json suites = json::parse(in);
    for (const json& suite : suites) {
      for (const json& one : suite.at("cases")) {
        const auto expression = one.at("expression").get<std::string>();
        INFO(entry.path().filename().string() << ": " << expression);
        json got;
        bool refused = false;
        try {
          got = Expression::parse(expression).evaluate(suite.at("given"));
        } catch (const Error& error) {
          refused = true;
        }
        const bool good = one.contains("error")
                              ? refused
                              : !refused && (!one.contains("result") || got == one.at("result"));
        CHECK(good);
        if (good) ++passed;
      }
    }
  }
  WARN(passed << " cases passed");
}
