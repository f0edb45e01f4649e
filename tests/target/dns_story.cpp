// The same story of hosts told to an Unbound with local-data, one with auth-zones and a PowerDNS:
// what they answer is the same at every step.
#include "dns_host.h"
#include "powerdns_scene.h"
#include "unbound_auth_scene.h"

namespace muster::dns_story_test {
namespace {

using namespace dns_test;

struct Step {
  const char* what;
  std::vector<HostFile> hosts;
  Config config;
};

Config config_with(int ttl) {
  Config config;
  SiteConfig site;
  site.slug = "berlin";
  site.domain = "berlin.example";
  site.networks = {parse_cidr("10.20.0.0/16").value(), parse_cidr("2001:db8:20::/48").value()};
  config.sites["berlin"] = site;
  ClassConfig server;
  server.name = "server";
  server.dns = true;
  server.ttl = ttl;
  config.classifications["server"] = server;
  return config;
}

std::vector<Step> story() {
  HostFile web = host_file("7k2m9qx4td", "web1", {"10.20.4.17/24", "2001:db8:20::17/64"});
  const HostFile db = host_file("aaaaaaaaaa", "db1", {"10.20.4.18/24"});
  const HostFile library = host_file("bbbbbbbbbb", "b\u00fccherei", {"10.20.4.19/24"});
  std::vector<Step> steps;
  steps.push_back({"two hosts", {web, db}, config_with(300)});
  web.host.aliases = {"www", "shop.berlin.example"};
  steps.push_back({"further names", {web, db}, config_with(300)});
  web.host.observed.name = "web2";
  steps.push_back({"a rename", {web, db}, config_with(300)});
  web.host.observed.interfaces[0].addresses[0] = parse_cidr("10.20.5.17/24").value();
  steps.push_back({"another address", {web, db}, config_with(300)});
  steps.push_back({"another time to live", {web, db}, config_with(60)});
  steps.push_back({"letters of one's own", {web, db, library}, config_with(60)});
  steps.push_back({"a host is gone", {web, library}, config_with(60)});
  web.host.aliases = {"www"};
  steps.push_back({"a further name is gone", {web, library}, config_with(60)});
  HostFile www = host_file("cccccccccc", "www", {"10.20.4.30/24"});
  web.host.aliases = {};
  steps.push_back({"it becomes a host", {web, library, www}, config_with(60)});
  steps.push_back({"nobody is left", {}, config_with(60)});
  return steps;
}

// "web1.berlin.example A 10.20.4.17", of all that the story has names for.
std::vector<std::string> answers_of(const Planner& server) {
  const std::vector<std::string> names{"web1", "web2", "db1", "www", "shop", "xn--bcherei-n2a"};
  std::vector<std::string> out;
  for (const std::string& name : names) {
    for (const char* type : {"A", "AAAA"}) {
      for (const auto& value : server.served(name + ".berlin.example", type)) {
        out.push_back(name + " " + type + " " + value);
      }
    }
  }
  for (const char* address :
       {"10.20.4.17", "10.20.5.17", "10.20.4.18", "10.20.4.19", "10.20.4.30", "2001:db8:20::17"}) {
    for (const auto& value : server.served(reverse_name(parse_ip(address).value()), "PTR")) {
      out.push_back(address + std::string(" ") + value);
    }
  }
  return out;
}

// What is answered after each step, and how many operations it took.
std::vector<std::string> told_to(Planner& server) {
  std::vector<std::string> out;
  for (const Step& step : story()) {
    INFO(step.what);
    server.plan_hosts(step.hosts, step.config);
    out.push_back(std::string("# ") + step.what);
    REQUIRE(all_done(server.apply()));
    for (std::string& answer : answers_of(server)) out.push_back(std::move(answer));
    server.plan_hosts(step.hosts, step.config);
    CHECK(server.operations.empty());
  }
  return out;
}

}  // namespace

TEST_CASE(
    "the same story told to Unbound, to its auth-zones and to PowerDNS has the same answers") {
  if (skipped() || powerdns_test::without_powerdns()) return;
  unbound_test::Scene local;
  local.start();
  const auto answers = told_to(local);
  unbound_test::AuthScene whole;
  CHECK(told_to(whole) == answers);
  powerdns_test::PowerDns powerdns;
  powerdns.zone("0.2.0.0.8.b.d.0.1.0.0.2.ip6.arpa.", "Native");
  CHECK(told_to(powerdns) == answers);
  const std::vector<std::string> end{"# it becomes a host",
                                     "web2 A 10.20.5.17",
                                     "web2 AAAA 2001:db8:20::17",
                                     "www A 10.20.4.30",
                                     "xn--bcherei-n2a A 10.20.4.19",
                                     "10.20.5.17 web2.berlin.example",
                                     "10.20.4.19 xn--bcherei-n2a.berlin.example",
                                     "10.20.4.30 www.berlin.example",
                                     "2001:db8:20::17 web2.berlin.example",
                                     "# nobody is left"};
  REQUIRE(answers.size() > end.size());
  CHECK(std::vector(answers.end() - static_cast<long>(end.size()), answers.end()) == end);
}

}  // namespace muster::dns_story_test
