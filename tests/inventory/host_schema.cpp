// The schema of host files is made from the tables of their keys.
#include "inventory/host_schema.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "core/shipped.h"
#include "inventory/host_file.h"

using namespace muster;

TEST_CASE("the schema of host files in the repository is what the tables make") {
  INFO("ci/schemas --write makes it anew");
  CHECK(shipped_text("host.v1.json") == host_schema());
}

TEST_CASE("the schema of host files has every key that the reader takes") {
  const auto schema = nlohmann::json::parse(host_schema());
  for (const std::string& key : HostFile::keys()) {
    INFO(key);
    const size_t dot = key.find('.');
    const auto& top = schema["properties"][key.substr(0, dot)];
    CHECK(top.is_object());
    if (dot != std::string::npos) CHECK(top["properties"].contains(key.substr(dot + 1)));
  }
}
