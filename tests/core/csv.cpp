#include "core/csv.h"

#include <catch2/catch.hpp>

#include "core/error.h"
#include "core/text.h"

using namespace muster;

namespace {

std::string csv_read(std::string_view text) {
  try {
    std::string out;
    for (const CsvRow& row : parse_csv(text, "hosts.csv")) {
      out += std::to_string(row.line) + " [" + join(row.cells, "][") + "]\n";
    }
    return out;
  } catch (const Error& error) {
    return render(error);
  }
}

}  // namespace

TEST_CASE("a table is read as RFC 4180 has it") {
  CHECK(csv_read("") == "");
  CHECK(csv_read("a,b\r\n1,\r\n") == "1 [a][b]\n2 [1][]\n");
  CHECK(csv_read("a,\"b \"\"c\"\", d\"\n\n\"x\ny\",z") == "1 [a][b \"c\", d]\n3 [x\ny][z]\n");
  CHECK(csv_read("\xEF\xBB\xBFid;name\n1;a,b\n") == "1 [id][name]\n2 [1][a,b]\n");
  CHECK(csv_read("a\n\"b") ==
        "hosts.csv:2: error: a text in quotes does not end\n"
        "  fix: save it as CSV again, with quotes around texts\n");
  CHECK(csv_read("a\n\"b\"c,d\n") ==
        "hosts.csv:2: error: text stands behind quotes\n"
        "  fix: save it as CSV again, with quotes around texts\n");
  CHECK(csv_read("a\nb\xFF\n") ==
        "hosts.csv:2: error: not UTF-8\n  fix: save it as CSV in UTF-8\n");
}

TEST_CASE("no cell is a formula, and every text comes back as it was") {
  const std::vector<std::string> texts{
      "=1+1",     "+49",      "-x",           "@cmd",  "\tx",        "'=1",        "''+1",
      "'quoted'", "'",        "a,b",          "a;b",   "say \"hi\"", "two\nlines", " blank ",
      "",         "01",       "\r",           "ü",     "::error::x", "a\n::b",     "a\r\n  ''::b",
      "##[x",     "a##vso[b", "#'#[#''#vso[", "\r::x", "\n\n::",     "#",          "##",
      "a::b"};
  const std::string row = csv_row(texts);
  CHECK(csv_row(std::vector<std::string>{"=1", "'=1", "a"}) == "'=1,''=1,a\r\n");
  const auto rows = parse_csv(row, "x");
  REQUIRE(rows.size() == 1);
  CHECK(rows[0].cells == texts);
  for (const std::string& line : split(row, '\n')) CHECK_FALSE(trim(line).starts_with("::"));
  for (const char* command : {"##[", "##vso["}) CHECK(row.find(command) == std::string::npos);
  CHECK(csv_row(std::vector<std::string>{"a", "##[x", "b\n::c"}) == "a,#'#[x,\"b\n'::c\"\r\n");
  for (const std::string& cell :
       split(csv_row(std::vector<std::string>{"=1", "+1", "-1", "@1"}), ','))
    CHECK(cell.front() == '\'');
}
