// The table of NetBox's kinds, and what is told from it elsewhere.
#include "target/netbox/schema.h"

#include <catch2/catch.hpp>
#include <fstream>
#include <set>
#include <sstream>

#include "config/manage.h"

using namespace muster;
using namespace muster::netbox;

TEST_CASE("the documentation tells the rights of the token as the table has them") {
  std::ifstream file(std::string(SOURCE_DIR) + "/docs/netbox.md");
  std::stringstream text;
  text << file.rdbuf();
  for (const auto& [words, models] : rights()) {
    std::string line = "| " + words + " | ";
    for (const std::string_view model : models)
      line += (model == models.front() ? "`" : ", `") + std::string(model) + "`";
    INFO(line);
    CHECK(text.str().find("\n" + line + " |\n") != std::string::npos);
  }
}

TEST_CASE("every reference of the table leads to a kind of the table") {
  for (const Kind& row : kinds()) {
    for (const Field& field : row.fields) {
      INFO(row.name() << " " << field.name);
      if (!field.to.empty()) CHECK(kind(field.to).name() == field.to);
      CHECK(row.field(field.name) == &field);
    }
    if (row.level == Level::link || row.level == Level::reading) continue;
    INFO(row.name());
    CHECK(row.field(row.found_by) != nullptr);
    CHECK(row.swept() == (row.field(Form::mark) != nullptr));
    CHECK(row.swept() == (row.natural != nullptr));
  }
}

TEST_CASE("what a classification may leave to people is what the table says") {
  std::set<std::string_view> words;
  for (const Kind& row : kinds()) {
    for (const Field& field : row.fields) {
      if (!field.managed.empty()) words.insert(field.managed);
    }
  }
  CHECK(words == std::set<std::string_view>(managed_fields.begin(), managed_fields.end()));
}

TEST_CASE("what is asked of NetBox is what the table reads") {
  CHECK(kind("cluster").listed() == "id,name,type,scope_id,scope_type");
  CHECK(kind("ip-address").listed() ==
        "id,address,status,dns_name,vrf,assigned_object_id,assigned_object_type,assigned_object,"
        "custom_fields,tags,last_updated");
  CHECK(kind("custom-field").listed() == "id,name,type,object_types");
}
