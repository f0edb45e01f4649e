#include "model/oui.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

using namespace muster;

namespace {

Mac mac(const char* text) { return parse_mac(text).value(); }

constexpr auto header = "Registry,Assignment,Organization Name,Organization Address\n";

}  // namespace

TEST_CASE("the longest prefix names the vendor") {
  OuiTable table;
  table.add(std::string(header) +
            "MA-L,70B3D5,IEEE Registration Authority,x\nMA-L,001132,Synology,x\n");
  table.add(std::string(header) + "MA-M,741AE09,Twenty Eight,x\nMA-M,0011320,Block,x\n");
  table.add(std::string(header) + "MA-S,70B3D5F2F,TELEPLATFORMS,\"Polbina st., 3/1 Moscow\"\n");
  CHECK(table.size() == 4);
  CHECK(table.vendor(mac("00:11:32:10:00:01")) == "Synology");
  CHECK(table.vendor(mac("00:11:32:00:00:01")) == "Block");
  CHECK(table.vendor(mac("74:1a:e0:9f:00:01")) == "Twenty Eight");
  CHECK(table.vendor(mac("70:b3:d5:f2:f0:01")) == "TELEPLATFORMS");
  CHECK(table.vendor(mac("70:b3:d5:00:00:01")).empty());
}

TEST_CASE("36 bits go before 28 and 28 before 24, whatever the order of the registries") {
  const std::vector<std::string> rows{"MA-L,001132,Long,x\n", "MA-M,0011321,Middle,x\n",
                                      "MA-S,001132123,Short,x\n"};
  std::vector<size_t> order{0, 1, 2};
  do {
    OuiTable table;
    for (const size_t i : order) table.add(header + rows[i]);
    CHECK(table.vendor(mac("00:11:32:12:34:56")) == "Short");
    CHECK(table.vendor(mac("00:11:32:12:44:56")) == "Middle");
    CHECK(table.vendor(mac("00:11:32:22:34:56")) == "Long");
    CHECK(table.vendor(mac("00:11:33:12:34:56")).empty());
  } while (std::next_permutation(order.begin(), order.end()));
}

TEST_CASE("quotes, line ends and broken rows of the registry are read as they are") {
  OuiTable table;
  table.add(std::string(header) +
            "MA-L,000001,\"Smith, \"\"Wesson\"\" & Sons\",\"two\nlines\"\r\n"
            "MA-L,000002,Plain\r\nMA-L\nMA-L,XYZ,No,x\n\n\"MA-L\",000003,Last");
  CHECK(table.vendor(mac("00:00:01:00:00:09")) == "Smith, \"Wesson\" & Sons");
  CHECK(table.vendor(mac("00:00:02:00:00:09")) == "Plain");
  CHECK(table.vendor(mac("00:00:03:00:00:09")) == "Last");
  CHECK(table.size() == 3);
}

TEST_CASE("locally administered addresses and private registrations have no vendor") {
  OuiTable table;
  table.add(std::string(header) + "MA-L,DAA119,Google,x\nMA-L,000004,Private,\n");
  table.add(std::string(header) + "MA-M,DAA1192,Google,x\nMA-S,DAA119234,Google,x\n");
  CHECK(table.vendor(mac("da:a1:19:00:00:01")).empty());
  CHECK(table.vendor(mac("da:a1:19:23:40:01")).empty());
  CHECK(table.vendor(mac("00:00:04:00:00:01")).empty());
}

TEST_CASE("a missing registry is a note and the others are read") {
  const auto directory = std::filesystem::temp_directory_path() / "muster-oui-test";
  std::filesystem::create_directories(directory);
  std::ofstream(directory / "oui.csv") << header << "MA-L,001132,Synology,x\n";
  Diagnostics trouble;
  const OuiTable table = OuiTable::load(directory.string(), trouble);
  std::filesystem::remove_all(directory);
  CHECK(table.vendor(mac("00:11:32:10:00:01")) == "Synology");
  CHECK(!trouble.has_errors());
  REQUIRE(trouble.items().size() == 3);
  CHECK(trouble.items()[0].message ==
        "cannot read \"" + (directory / "mam.csv").string() + "\": vendors are left out");
}
