#include "view/status/prometheus.h"

#include <fmt/core.h>

#include "core/text.h"

namespace muster {
namespace {

// prometheus.io/docs/instrumenting/exposition_formats: \, " and line ends in label values.
std::string label_value(const std::string& text) {
  std::string out;
  for (const char c : clean(text)) {
    if (c == '\\' || c == '"') out += '\\';
    out += c;
  }
  return out;
}

using Labels = std::vector<std::pair<const char*, std::string>>;

class Metric {
 public:
  Metric(std::string& text, const char* name, const char* help) : text_(text), name_(name) {
    text_ += fmt::format("# HELP {} {}\n# TYPE {} gauge\n", name, help, name);
  }

  void add(const Labels& labels, long long value) {
    std::vector<std::string> parts;
    for (const auto& [key, label] : labels)
      parts.push_back(fmt::format("{}=\"{}\"", key, label_value(label)));
    text_ += parts.empty() ? fmt::format("{} {}\n", name_, value)
                           : fmt::format("{}{{{}}} {}\n", name_, join(parts, ","), value);
  }

 private:
  std::string& text_;
  const char* name_;
};

long long seconds_of(Time time) { return time.time_since_epoch().count(); }

void add_hosts(std::string& text, const StatusReport& report) {
  Metric states(text, "muster_hosts", "Hosts of the inventory by state.");
  for (const auto& [slug, site] : report.sites) {
    for (const auto& [state, count] : site.states)
      states.add({{"site", slug}, {"state", state}}, static_cast<long long>(count));
  }
  Metric approvals(text, "muster_hosts_by_approval", "Hosts of the inventory by approval.");
  for (const auto& [slug, site] : report.sites) {
    for (const auto& [approval, count] : site.approvals)
      approvals.add({{"site", slug}, {"approval", approval}}, static_cast<long long>(count));
  }
  Metric attention(text, "muster_hosts_attention", "Hosts that a reviewer should look at.");
  for (const auto& [slug, site] : report.sites)
    attention.add({{"site", slug}}, static_cast<long long>(site.attention));
}

void add_sources(std::string& text, const StatusReport& report) {
  Metric up(text, "muster_source_up", "1: the source answered in full when it was last asked.");
  for (const auto& [id, one] : report.sources)
    up.add({{"source", id}, {"site", one.site}}, one.answer == "complete" ? 1 : 0);
  for (const std::string& id : report.unasked) up.add({{"source", id}, {"site", ""}}, 0);
  Metric last(text, "muster_source_last_complete_timestamp_seconds",
              "The day of the last answer in full.");
  for (const auto& [id, one] : report.sources) {
    if (one.last_ok) last.add({{"source", id}, {"site", one.site}}, seconds_of(*one.last_ok));
  }
}

void add_targets(std::string& text, const StatusReport& report) {
  Metric times(text, "muster_apply_timestamp_seconds", "When the last apply ended.");
  for (const auto& [name, record] : report.applies)
    times.add({{"target", name}}, seconds_of(record.time));
  Metric complete(text, "muster_apply_complete", "1: the last apply did everything.");
  for (const auto& [name, record] : report.applies)
    complete.add({{"target", name}}, record.complete ? 1 : 0);
  Metric failed(text, "muster_apply_failed_operations", "Operations of it that failed.");
  for (const auto& [name, record] : report.applies)
    failed.add({{"target", name}}, static_cast<long long>(record.failed));
}

void add_branches_of(std::string& text, const StatusReport& report) {
  Metric waiting(text, "muster_branch_hosts", "Hosts of review branches that are not merged.");
  for (const WaitingBranch& branch : report.branches) {
    waiting.add({{"branch", branch.name}, {"kind", "new"}}, static_cast<long long>(branch.fresh));
    waiting.add({{"branch", branch.name}, {"kind", "changed"}},
                static_cast<long long>(branch.changed));
  }
}

}  // namespace

std::string status_metrics(const StatusReport& report) {
  std::string text;
  add_hosts(text, report);
  add_sources(text, report);
  add_targets(text, report);
  add_branches_of(text, report);
  if (report.discovered) {
    Metric(text, "muster_discover_timestamp_seconds", "When discover last wrote a commit.")
        .add({}, seconds_of(report.discovered->time));
  }
  return text;
}

}  // namespace muster
