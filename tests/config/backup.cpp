// credentials:, jobs: and policy.backup of muster.yaml.
#include <catch2/catch.hpp>

#include "config/config.h"
#include "config/trust.h"

using namespace muster;

namespace {

constexpr const char* site = "sites: {berlin: {}}\n";

std::string mistakes(const std::string& text) {
  Diagnostics trouble;
  read_config({{"muster.yaml", site + text}}, trouble);
  return render(trouble);
}

Config config_of(const std::vector<ConfigText>& layers) {
  Diagnostics trouble;
  auto config = read_config(layers, trouble);
  INFO(render(trouble));
  REQUIRE(config);
  return *config;
}

}  // namespace

TEST_CASE("credentials stand in the order of the file, one's own behind the repository's") {
  const Config config = config_of(
      {{"/home/me/muster.yaml", "credentials: {aaa: {username: me, agent: true}}\n", true},
       {"muster.yaml", R"(sites: {berlin: {}}
credentials:
  zebra: {sites: [berlin], tags: [core], username: z, password: {env: Z}, ssh: legacy}
  all: {username: backup, password: {env: B}, enable: {env: E}, port: 2222}
)"}});
  REQUIRE(config.credentials.size() == 3);
  CHECK(config.credentials[0].name == "zebra");
  CHECK(config.credentials[0].ssh == "legacy");
  CHECK(config.credentials[1].name == "all");
  CHECK(config.credentials[1].enable.env == "E");
  CHECK(config.credentials[1].port == 2222);
  CHECK(config.credentials[2].name == "aaa");
  CHECK(secret_variables(config) == std::vector<std::string>{"Z", "B", "E"});
}

TEST_CASE("a credential that cannot log in, or is of a site that there is not, is a mistake") {
  CHECK(mistakes("credentials: {x: {username: u, sites: [paris]}}\n") ==
        "muster.yaml:2:15: error: credential \"x\" cannot log in\n"
        "  fix: add password: {env: NAME}, identity: FILE or agent: true\n"
        "muster.yaml:2:39: error: site \"paris\" is not known\n"
        "  fix: use one of berlin\n");
}

TEST_CASE("a job says when it runs, and nothing that its rhythm does not know") {
  CHECK(mistakes("jobs: {n: {every: weekly, days: [monday, friday], start: 22:30, end: 04:00, "
                 "timezone: Europe/Berlin, where: 'tag = core'}}\n") == "");
  CHECK(mistakes("jobs:\n  n: {every: once}\n").find("job \"n\" runs once and has no date") !=
        std::string::npos);
  CHECK(mistakes("jobs:\n  n: {day: 3}\n") ==
        "muster.yaml:3:12: error: job \"n\" runs daily, and day is for monthly\n"
        "    3 |   n: {day: 3}\n"
        "      |            ^\n"
        "  fix: remove day, or write every: monthly\n");
  CHECK(mistakes("jobs: {n: {start: 24:00}}\n").find("start \"24:00\" is no time of day") !=
        std::string::npos);
  CHECK(mistakes("jobs: {n: {timezone: ../etc/passwd}}\n").find("is no name of a time zone") !=
        std::string::npos);
  CHECK(mistakes("jobs: {n: {where: 'tagz = core'}}\n").find("where: ") != std::string::npos);
}

TEST_CASE("policy.backup is a mapping of its own keys") {
  const Config config =
      config_of({{"muster.yaml",
                  "policy: {backup: {workers: 20, trust: first-use, key: {env: K}, "
                  "recipients: [age1x]}}\n"}});
  CHECK(config.policy.backup.workers == 20);
  CHECK(config.policy.backup.trust == "first-use");
  CHECK(secret_variables(config) == std::vector<std::string>{"K"});
  CHECK(mistakes("policy: {backup: {worker: 3}}\n") ==
        "muster.yaml:2:19: error: key \"worker\" is not known in policy.backup\n"
        "    2 | policy: {backup: {worker: 3}}\n"
        "      |                   ^\n"
        "  fix: did you mean \"workers\"?\n");
  CHECK(mistakes("policy: {backup: yes}\n").find("backup must be a mapping") != std::string::npos);
}

TEST_CASE("a password goes to devices only by a credential that is reviewed as it is") {
  const std::string reviewed = "credentials: {c: {username: u, password: {env: P}}}\n";
  for (const std::string changed :
       {"credentials: {c: {username: u, password: {env: OTHER}}}\n",
        "credentials: {c: {username: u, password: {env: P}, jump: m@evil.example}}\n",
        "credentials: {c: {username: u, password: {env: P}, ssh: legacy}}\n"}) {
    const Config config = config_of({{"muster.yaml", changed}});
    Trust trust(config);
    trust.as_in(config_of({{"muster.yaml", reviewed}}), "main");
    CHECK_THROWS_AS(trust.require(config.credentials[0]), Error);
  }
  const Config same = config_of({{"muster.yaml", reviewed}});
  Trust trust(same);
  trust.as_in(same, "main");
  CHECK_NOTHROW(trust.require(same.credentials[0]));
}
