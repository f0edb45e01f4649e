// What muster status tells people and Prometheus, and drift and conflicts in words.
#include "view/status.h"

#include <catch2/catch.hpp>

#include "view/history/conflicts.h"
#include "view/status/prometheus.h"

using namespace muster;

namespace {

Day status_day(const std::string& text) {
  Day day{};
  REQUIRE(parse_day(text, day));
  return day;
}

StatusReport status_sample() {
  StatusReport report;
  SiteCount& site = report.sites["berlin"];
  site.hosts = 3;
  site.states = {{"gone", 1}, {"present", 2}};
  site.approvals = {{"approved", 2}, {"pending", 1}};
  site.classifications = {{"server", 3}};
  site.attention = 1;
  report.sources["switch:a\"b"] = {
      "berlin", "failed", status_day("2026-08-21"), status_day("2026-08-20"), {}, "no answer"};
  report.sources["lan"] = {"berlin", "complete", status_day("2026-08-21"),
                           status_day("2026-08-21")};
  report.unasked = {"new"};
  const CommitSummary commit{
      std::string(40, 'a'), "approve: 2 hosts", {}, status_day("2026-08-19"), {}};
  report.applied["netbox"] = commit;
  report.applied["ns"] = std::nullopt;
  report.applies["netbox"] = {
      "netbox",      status_day("2026-08-21"), std::string(40, 'b'), false, {{"create", 2}}, 1, 0,
      {"status 500"}};
  report.branches.push_back({"muster/discover/berlin", commit, 2, 1, 2});
  return report;
}

}  // namespace

TEST_CASE("status tells times, what waits, and why something failed") {
  CHECK(
      status_text(status_sample()) ==
      "site    hosts  state              approval               classification  attention\n"
      "berlin  3      1 gone, 2 present  2 approved, 1 pending  3 server        1\n"
      "\n"
      "source      site    answer       asked       last complete  why\n"
      "lan         berlin  complete     2026-08-21  2026-08-21\n"
      "switch:a\"b  berlin  failed       2026-08-21  2026-08-20     no answer\n"
      "new                 never asked\n"
      "\n"
      "last discover  never\n"
      "last apply     netbox 2026-08-21T00:00:00Z bbbbbbbbb 2 create; 1 failed; not complete, run "
      "again\n"
      "    status 500\n"
      "last complete  netbox aaaaaaaaa 2026-08-19T00:00:00Z approve: 2 hosts\n"
      "last apply     ns never\n"
      "waiting        muster/discover/berlin since 2026-08-19T00:00:00Z: 2 new, 1 changed, 2 to "
      "decide\n");
}

TEST_CASE("the same as metrics, with label values escaped") {
  CHECK(status_metrics(status_sample()) ==
        "# HELP muster_hosts Hosts of the inventory by state.\n# TYPE muster_hosts gauge\n"
        "muster_hosts{site=\"berlin\",state=\"gone\"} 1\n"
        "muster_hosts{site=\"berlin\",state=\"present\"} 2\n"
        "# HELP muster_hosts_by_approval Hosts of the inventory by approval.\n"
        "# TYPE muster_hosts_by_approval gauge\n"
        "muster_hosts_by_approval{site=\"berlin\",approval=\"approved\"} 2\n"
        "muster_hosts_by_approval{site=\"berlin\",approval=\"pending\"} 1\n"
        "# HELP muster_hosts_attention Hosts that a reviewer should look at.\n"
        "# TYPE muster_hosts_attention gauge\nmuster_hosts_attention{site=\"berlin\"} 1\n"
        "# HELP muster_source_up 1: the source answered in full when it was last asked.\n"
        "# TYPE muster_source_up gauge\n"
        "muster_source_up{source=\"lan\",site=\"berlin\"} 1\n"
        "muster_source_up{source=\"switch:a\\\"b\",site=\"berlin\"} 0\n"
        "muster_source_up{source=\"new\",site=\"\"} 0\n"
        "# HELP muster_source_last_complete_timestamp_seconds The day of the last answer in full.\n"
        "# TYPE muster_source_last_complete_timestamp_seconds gauge\n"
        "muster_source_last_complete_timestamp_seconds{source=\"lan\",site=\"berlin\"} 1787270400\n"
        "muster_source_last_complete_timestamp_seconds{source=\"switch:a\\\"b\",site=\"berlin\"} "
        "1787184000\n"
        "# HELP muster_apply_timestamp_seconds When the last apply ended.\n"
        "# TYPE muster_apply_timestamp_seconds gauge\n"
        "muster_apply_timestamp_seconds{target=\"netbox\"} 1787270400\n"
        "# HELP muster_apply_complete 1: the last apply did everything.\n"
        "# TYPE muster_apply_complete gauge\nmuster_apply_complete{target=\"netbox\"} 0\n"
        "# HELP muster_apply_failed_operations Operations of it that failed.\n"
        "# TYPE muster_apply_failed_operations gauge\n"
        "muster_apply_failed_operations{target=\"netbox\"} 1\n"
        "# HELP muster_branch_hosts Hosts of review branches that are not merged.\n"
        "# TYPE muster_branch_hosts gauge\n"
        "muster_branch_hosts{branch=\"muster/discover/berlin\",kind=\"new\"} 2\n"
        "muster_branch_hosts{branch=\"muster/discover/berlin\",kind=\"changed\"} 1\n");
}

TEST_CASE("drift is what was changed by hand, not what Git wants anew") {
  Plan plan;
  plan.head = std::string(40, 'a');
  Operation update;
  update.target = "netbox";
  update.op = Op::update;
  update.kind = "vm";
  update.label = "web1";
  update.changes = {{"status",
                     Value("failed"),
                     Value("active"),
                     Cause::drift,
                     "j.doe 08:12",
                     {"hosts/b/web1.yaml", 5, 1}},
                    {"role", Value("a"), Value("b"), Cause::repo, "", {}}};
  Operation gone;
  gone.target = "ns1";
  gone.op = Op::create;
  gone.kind = "record";
  gone.label = "web1 A";
  gone.drift = true;
  Operation deleted = gone;
  deleted.target = "netbox";
  deleted.kind = "vm";
  deleted.label = "web2";
  deleted.reason = "deleted in NetBox by j.doe 2026-08-21 08:12";
  plan.operations = {update, gone, deleted};
  CHECK(drift_count(plan) == 3);
  CHECK(drift_text(plan) ==
        "netbox  vm web1  status  is \"failed\", hosts/b/web1.yaml:5 says \"active\"  by j.doe "
        "08:12\n"
        "ns1  record web1 A  is gone; muster made it\n"
        "netbox  vm web2  is gone; muster made it, deleted in NetBox by j.doe 2026-08-21 08:12\n"
        "3 differences from inventory@aaaaaaa; muster reconcile puts it back\n");
}
