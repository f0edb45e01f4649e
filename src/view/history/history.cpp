#include "view/history/history.h"

#include <fmt/core.h>

#include <nlohmann/json.hpp>

#include "core/json.h"
#include "core/text.h"

namespace muster {
namespace {

constexpr size_t short_id = 9;

std::string shown_as(const std::string& text) {
  return text.empty() ? "nothing" : fmt::format("\"{}\"", clean(text));
}

// "approval  "pending" → "approved"", of a list "tags  +lab −old".
std::string field_text(const HostField& field) {
  if (!field.list) {
    return fmt::format("{}  {} → {}", field.field, shown_as(field.from), shown_as(field.to));
  }
  std::string text = field.field + " ";
  if (!field.to.empty()) text += " +" + clean(field.to, 1000);
  if (!field.from.empty()) text += " −" + clean(field.from, 1000);
  return text;
}

std::string host_lines(const HostChange& host) {
  std::string text =
      fmt::format("{:8}{}  {}  {}\n", word(host.became),
                  host.name.empty() ? host.id : inert(clean(host.name)), host.site, host.path);
  for (const HostField& field : host.fields) {
    const bool path = host.became == Became::moved && field.field == "path";
    text += "          " + inert(path ? "path  from " + field.from : field_text(field)) + "\n";
  }
  return text;
}

std::string counts_text(const std::vector<HostChange>& hosts) {
  std::map<Became, size_t> counts;
  for (const HostChange& host : hosts) ++counts[host.became];
  std::vector<std::string> parts;
  for (const auto& [became, count] : counts)
    parts.push_back(fmt::format("{} {}", count, word(became)));
  return parts.empty() ? "no host differs" : join(parts, ", ");
}

nlohmann::json host_form(const HostChange& host) {
  nlohmann::json fields = nlohmann::json::array();
  for (const HostField& field : host.fields) {
    const char* from = field.list ? "removed" : "from";
    const char* to = field.list ? "added" : "to";
    fields.push_back({{"field", field.field}, {from, field.from}, {to, field.to}});
  }
  return {{"became", word(host.became)}, {"id", host.id},     {"name", host.name},
          {"site", host.site},           {"path", host.path}, {"fields", std::move(fields)}};
}

nlohmann::json hosts_form(const std::vector<HostChange>& hosts) {
  nlohmann::json list = nlohmann::json::array();
  for (const HostChange& host : hosts) list.push_back(host_form(host));
  return list;
}

std::string entry_counts(const HistoryEntry& entry) {
  std::vector<std::string> parts;
  const auto add = [&](const char* sign, size_t count) {
    if (count > 0) parts.push_back(fmt::format("{}{}", sign, count));
  };
  add("+", entry.created);
  add("~", entry.changed);
  add("−", entry.removed);
  return join(parts, " ");
}

bool is_told(const std::string& trailer) {
  return (trailer.starts_with("Muster-") && trailer != "Muster-Count" &&
          trailer != "Muster-Version") ||
         trailer.starts_with("NetBox-");
}

std::string entry_text(const HistoryEntry& entry, bool one_host) {
  const CommitSummary& commit = entry.commit;
  std::string text =
      fmt::format("{}  {}  {}  {}  {}{}\n", commit.id.substr(0, short_id), render_time(commit.time),
                  entry.kind, inert(clean(commit.author.name)), inert(clean(commit.subject)),
                  one_host || entry_counts(entry).empty() ? "" : "  (" + entry_counts(entry) + ")");
  for (const auto& [name, value] : commit.trailers) {
    if (is_told(name)) text += fmt::format("    {}: {}\n", name, inert(clean(value)));
  }
  for (const std::string& target : entry.applied_to) {
    text += fmt::format("    applied to {}\n", inert(clean(target)));
  }
  for (const HostChange& host : entry.hosts) {
    if (host.became == Became::created) text += "    the host is new\n";
    if (host.became == Became::removed) text += "    its file is removed\n";
    for (const HostField& field : host.fields) text += "    " + inert(field_text(field)) + "\n";
  }
  return text;
}

std::string object_text(const ObjectChange& one) {
  const NetboxChange& change = one.change;
  std::string text = fmt::format("{}#{}  {}  {}  {}  {} {}\n", inert(clean(one.target)), change.id,
                                 render_time(change.time), change.action, inert(change.person),
                                 change.noun, inert(change.label));
  if (!change.message.empty()) text += "    " + inert(change.message) + "\n";
  for (const NetboxChange::Field& field : change.fields) {
    text += "    " + inert(field_text({field.name, field.before, field.after})) + "\n";
  }
  return text;
}

nlohmann::json object_form(const ObjectChange& one) {
  const NetboxChange& change = one.change;
  nlohmann::json fields = nlohmann::json::array();
  for (const NetboxChange::Field& field : change.fields) {
    fields.push_back({{"field", field.name}, {"from", field.before}, {"to", field.after}});
  }
  return {
      {"target", one.target},       {"id", change.id},           {"time", render_time(change.time)},
      {"person", change.person},    {"action", change.action},   {"kind", change.noun},
      {"label", change.label},      {"message", change.message}, {"request", change.request},
      {"fields", std::move(fields)}};
}

nlohmann::json entry_form(const HistoryEntry& entry) {
  const CommitSummary& commit = entry.commit;
  nlohmann::json form{{"commit", commit.id},
                      {"time", render_time(commit.time)},
                      {"kind", entry.kind},
                      {"person", {{"name", commit.author.name}, {"email", commit.author.email}}},
                      {"subject", clean(commit.subject)},
                      {"created", entry.created},
                      {"changed", entry.changed},
                      {"removed", entry.removed},
                      {"trailers", commit.trailers},
                      {"applied_to", entry.applied_to}};
  if (!entry.hosts.empty()) form["hosts"] = hosts_form(entry.hosts);
  return form;
}

}  // namespace

std::string diff_text(const HistoryDiff& diff) {
  std::string text;
  for (const HostChange& host : diff.hosts) text += host_lines(host);
  for (const std::string& file : diff.files) text += fmt::format("{} differs, too\n", file);
  return text + fmt::format("{}..{}: {}\n", diff.from.substr(0, short_id),
                            diff.to.substr(0, short_id), counts_text(diff.hosts));
}

std::string diff_json(const HistoryDiff& diff) {
  return render_json({{"format_version", 1},
                      {"from", diff.from},
                      {"to", diff.to},
                      {"hosts", hosts_form(diff.hosts)},
                      {"files", diff.files}});
}

std::string history_text(const History& history) {
  std::string text;
  auto change = history.changes.begin();
  const auto changes_after = [&](Time time) {
    for (; change != history.changes.end() && change->change.time >= time; ++change)
      text += object_text(*change);
  };
  for (const HistoryEntry& entry : history.entries) {
    changes_after(entry.commit.time);
    text += entry_text(entry, !history.host.empty());
  }
  changes_after(Time::min());
  if (text.empty()) text += "no commit fits\n";
  if (history.more) text += "there are older ones: --limit N\n";
  return text;
}

std::string history_json(const History& history) {
  nlohmann::json entries = nlohmann::json::array();
  for (const HistoryEntry& entry : history.entries) entries.push_back(entry_form(entry));
  nlohmann::json form{
      {"format_version", 1}, {"entries", std::move(entries)}, {"more", history.more}};
  if (!history.host.empty()) form["host"] = history.host;
  for (const ObjectChange& one : history.changes) form["changes"].push_back(object_form(one));
  return render_json(form);
}

std::string rollback_text(const RollbackReport& report) {
  std::string text;
  for (const HostChange& host : report.hosts) text += host_lines(host);
  const std::string to = report.to.substr(0, short_id);
  text += fmt::format("back to {}: {}\n", to, counts_text(report.hosts));
  if (!report.commit) return text;
  return text + fmt::format(
                    "committed as {} on {}; the branch you are on is as it was\n"
                    "next: git push origin {} and open a merge request\n",
                    report.commit->substr(0, short_id), report.branch, report.branch);
}

std::string rollback_json(const RollbackReport& report) {
  nlohmann::json form{{"format_version", 1},
                      {"to", report.to},
                      {"branch", report.branch},
                      {"dry_run", report.dry_run},
                      {"hosts", hosts_form(report.hosts)}};
  if (report.commit) form["commit"] = *report.commit;
  return render_json(form);
}

}  // namespace muster
