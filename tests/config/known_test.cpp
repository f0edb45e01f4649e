// policy.records, fields, required and tenants.
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "config/config.h"

using namespace muster;

namespace {

const std::string sources_of_known =
    "sites: {berlin: {}}\n"
    "sources:\n  lan: {kind: dhcp-leases, site: berlin, format: dnsmasq, path: leases}\n";

Config with_policy(const std::string& policy) {
  Diagnostics trouble;
  auto config =
      read_config({{"muster.yaml", sources_of_known + "policy: " + policy + "\n"}}, trouble);
  INFO(render(trouble));
  REQUIRE(config);
  return *config;
}

std::string refused_policy(const std::string& policy) {
  Diagnostics trouble;
  CHECK_FALSE(
      read_config({{"muster.yaml", sources_of_known + "policy: " + policy + "\n"}}, trouble));
  std::string out;
  for (const Error& error : trouble.items()) out += error.message + " | " + error.fix + "\n";
  return out;
}

}  // namespace

TEST_CASE("what is kept of records, whose word counts, and what hosts must have") {
  const Config config = with_policy(
      "{records: {storage: files, volume: cache}, fields: {platform: [lan], model: newest}, "
      "required: {device: [serial, model]}, tenants: {Finance department: finance}}");
  const Policy& policy = config.policy;
  CHECK(policy.records == KeptKinds{{"storage", KeptIn::files}, {"volume", KeptIn::cache}});
  CHECK(policy.fields.at("platform").first == std::vector<std::string>{"lan"});
  CHECK(policy.fields.at("model").newest);
  CHECK(policy.required.at("device") == std::vector<std::string>{"serial", "model"});
  CHECK(policy.tenants.at("Finance department") == "finance");
  const auto shown = to_json(config, false).at("policy");
  CHECK(shown.at("records") == nlohmann::json{{"storage", "files"}, {"volume", "cache"}});
  CHECK(shown.at("fields") == nlohmann::json{{"platform", {"lan"}}, {"model", "newest"}});
  CHECK(shown.at("required") == nlohmann::json{{"device", {"serial", "model"}}});
}

TEST_CASE("what the policy of records cannot mean is told with what it can") {
  CHECK(refused_policy("{records: [storage]}") ==
        "records must be a mapping | write {storage: files, volume: cache}\n");
  CHECK(refused_policy("{records: {storage: filez}}") ==
        "storage \"filez\" is not known | did you mean \"files\"?\n");
  CHECK(refused_policy("{fields: {platfrom: newest}}") ==
        "field \"platfrom\" is not known in fields | did you mean \"platform\"?\n");
  CHECK(refused_policy("{fields: {platform: [lna]}}") ==
        "source \"lna\" is not known | did you mean \"lan\"?\n");
  CHECK(refused_policy("{required: {router: [serial]}}") ==
        "\"router\" is nothing that hosts become | use device or vm\n");
}
