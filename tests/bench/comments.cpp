// bench_comments: how large the plan comment and the body of a merge request are on each forge,
// what of them was cut, and how they say so.
#include <fmt/core.h>

#include <algorithm>
#include <cstdio>

#include "core/text.h"
#include "forge/forge.h"
#include "stopwatch.h"
#include "view/review.h"
#include "view/view.h"

using namespace muster;

namespace {

// Of a hundred changes one deletion, nine updates, ninety creations.
Plan plan_of(size_t count) {
  Plan plan;
  for (size_t i = 0; i < count; ++i) {
    Operation operation;
    operation.op = i % 100 == 99 ? Op::remove : i % 100 >= 90 ? Op::update : Op::create;
    operation.kind = "device";
    operation.label = fmt::format("host-{:05}", i);
    operation.site = "berlin";
    operation.reason = operation.op == Op::remove ? "file removed in 1c22f0a" : "";
    operation.id = std::to_string(i);
    if (operation.op == Op::update) {
      FieldChange change;
      change.field = "serial";
      change.before = Value(std::string("CZ0001"));
      change.after = Value(std::string("CZ0002"));
      operation.changes.push_back(change);
    }
    plan.operations.push_back(operation);
  }
  return plan;
}

Review review_of(size_t count) {
  Review review{"berlin", "muster/discover/berlin", "abc", {}, {}};
  constexpr const char* classes[] = {"server", "printer", "phone", "workstation"};
  for (size_t i = 0; i < count; ++i) {
    auto file = std::make_shared<HostFile>();
    file->path = fmt::format("hosts/berlin/host-{:05}--{:010}.yaml", i, i);
    file->host.id = fmt::format("{:010}", i);
    file->host.classification = classes[i % 4];
    file->host.observed.name = fmt::format("host-{:05}", i);
    file->host.observed.site = "berlin";
    file->host.observed.vendor = "Acme Works";
    file->host.observed.proposed = {file->host.classification, "by-vendor", {"vendor Acme Works"}};
    if (i % 50 == 49) file->host.observed.attention = {"name-conflict"};
    review.hosts.push_back({nullptr, std::move(file)});
  }
  return review;
}

// The lines that tell of what was cut.
std::string cut(const std::string& text) {
  std::string out;
  for (const std::string& line : split(text, '\n')) {
    if (line.find(" more, ") == std::string::npos && line.find("see the ") == std::string::npos)
      continue;
    out += (out.empty() ? "" : " | ") + line;
  }
  return out.empty() ? "nothing" : out;
}

void row(const char* what, ForgeKind kind, size_t changes, const std::string& text, double took) {
  std::printf("%-8s %-14s %6zu %8zu of %7zu bytes %8.3f s  cut: %s\n", what,
              std::string(word(kind)).c_str(), changes, text.size(), body_budget(kind), took,
              cut(text).c_str());
}

}  // namespace

int main() {
  for (const ForgeKind kind : {ForgeKind::github, ForgeKind::gitlab, ForgeKind::gitea}) {
    for (const size_t count : {1, 400, 50'000}) {
      const Plan plan = plan_of(count);
      const Review review = review_of(count);
      std::string text;
      double took = bench::seconds_of([&] { text = plan_markdown(plan, body_budget(kind)); });
      row("comment", kind, count, text, took);
      const auto page = [](const std::string& path) { return "https://git.example/net/" + path; };
      took = bench::seconds_of([&] { text = review_body(review, body_budget(kind), page); });
      row("request", kind, count, text, took);
    }
  }
}
