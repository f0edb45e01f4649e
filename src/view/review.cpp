#include "view/review.h"

#include <fmt/core.h>

#include <algorithm>
#include <map>

#include "core/text.h"
#include "model/host_fields.h"
#include "view/markdown.h"

namespace muster {
namespace {

constexpr std::string_view begin_mark = "<!-- muster:review -->";
constexpr std::string_view end_mark = "<!-- /muster:review -->";
constexpr const char* elsewhere = "see the files of the branch";

using Rows = std::vector<const ReviewedHost*>;

// Values as one cell shows them.
std::string brief(const std::string& text) { return text; }
std::string brief(const std::vector<std::string>& list) { return join(list, " "); }
std::string brief(State state) { return std::string(word(state)); }
std::string brief(Day day) { return render_day(day); }
std::string brief(const Proposal& proposal) { return proposal.classification; }
std::string brief(const NameCandidate& name) { return name.name; }
std::string brief(const Cidr& address) { return render(address); }
std::string brief(const PageLink& link) { return link.source; }
std::string brief(const Telling& one) {
  return fmt::format("{} {} ({})", one.field, one.value, one.source);
}
std::string brief(const Attachment& place) { return place.device + " " + place.port; }

std::string brief(const Interface& port) {
  std::string text = port.name;
  if (port.mac) text += " " + render(*port.mac);
  for (const Cidr& address : port.addresses) text += " " + render(address);
  return text;
}

std::string brief(const Rare<GuestFact>& guest) {
  return guest ? fmt::format("{} {} on {}", word(guest->kind), guest->id, guest->node) : "";
}

template <class T>
std::string brief(const std::vector<T>& list) {
  std::vector<std::string> parts;
  for (const T& item : list) parts.push_back(brief(item));
  return join(parts, ", ");
}

std::string addresses(const Host& host) {
  constexpr size_t shown = 2;
  std::vector<std::string> all;
  for (const Interface& port : effective_interfaces(host)) {
    for (const Cidr& address : port.addresses) all.push_back(render(address.ip));
  }
  const size_t more = all.size() > shown ? all.size() - shown : 0;
  all.resize(all.size() - more);
  return join(all, " ") + (more > 0 ? fmt::format(" +{}", more) : "");
}

std::string name_of(const Host& host) {
  const std::string& name = effective_name(host);
  return name.empty() ? host.id : clean(name, 63);
}

std::string product(const Host& host) {
  const Observed& seen = host.observed;
  if (seen.vendor.empty() || seen.model.empty()) return clean(seen.vendor + seen.model, 60);
  return clean(seen.vendor + " · " + seen.model, 60);
}

std::string place(const Host& host) {
  return host.observed.attached.empty() ? "" : clean(brief(host.observed.attached.front()), 60);
}

std::string because(const Host& host) {
  const Proposal& proposed = host.observed.proposed;
  const std::string reasons = join(proposed.because, " ");
  return clean(proposed.rule.empty() ? reasons : proposed.rule + ": " + reasons, 120);
}

Rows of(const Review& review, bool (*wanted)(const ReviewedHost&)) {
  Rows out;
  for (const ReviewedHost& host : review.hosts) {
    if (wanted(host)) out.push_back(&host);
  }
  return out;
}

bool is_fresh(const ReviewedHost& host) { return host.fresh(); }
bool is_gone(const ReviewedHost& host) { return host.gone(); }
bool is_changed(const ReviewedHost& host) { return !host.fresh() && !host.gone(); }
bool is_strange(const ReviewedHost& host) { return !host.after->host.observed.attention.empty(); }

MarkdownSection attention(const Review& review,
                          const std::function<std::string(const std::string&)>& link) {
  MarkdownSection section{
      "⚠ Attention", "| host | addresses | attention |\n|---|---|---|\n", {}, false, false,
      elsewhere};
  for (const ReviewedHost* row : of(review, is_strange)) {
    const Host& host = row->after->host;
    section.rows.push_back(
        fmt::format("| [{}]({}) ", markdown_cell(name_of(host)), link(row->after->path)) +
        markdown_row({addresses(host), brief(host.observed.attention)}));
  }
  return section;
}

// By classification, most hosts first.
std::vector<std::pair<std::string, Rows>> by_class(const Rows& fresh) {
  std::map<std::string, Rows> groups;
  for (const ReviewedHost* row : fresh) groups[row->after->host.classification].push_back(row);
  std::vector<std::pair<std::string, Rows>> out(groups.begin(), groups.end());
  std::stable_sort(out.begin(), out.end(),
                   [](const auto& a, const auto& b) { return a.second.size() > b.second.size(); });
  return out;
}

MarkdownSection proposed(const std::vector<std::pair<std::string, Rows>>& groups) {
  MarkdownSection section{"New, by classification",
                          markdown_head({"classification", "hosts", "approved", "for example"}),
                          {},
                          false,
                          false,
                          elsewhere};
  for (const auto& [name, rows] : groups) {
    constexpr size_t most = 3;
    const auto approved = std::count_if(rows.begin(), rows.end(), [](const ReviewedHost* row) {
      return row->after->host.approval == Approval::approved;
    });
    std::vector<std::string> examples;
    for (size_t i = 0; i < std::min(most, rows.size()); ++i) {
      examples.push_back(name_of(rows[i]->after->host));
    }
    section.rows.push_back(markdown_row({name.empty() ? "none" : name, std::to_string(rows.size()),
                                         std::to_string(approved), join(examples, ", ")}));
  }
  return section;
}

MarkdownSection new_hosts(const std::string& name, const Rows& rows) {
  MarkdownSection section{
      "New: " + markdown_cell(name.empty() ? "no classification" : clean(name, 60)),
      markdown_head({"host", "addresses", "vendor · model", "place", "approval", "why"}),
      {},
      false,
      true,
      elsewhere};
  for (const ReviewedHost* row : rows) {
    const Host& host = row->after->host;
    section.rows.push_back(markdown_row({name_of(host), addresses(host), product(host), place(host),
                                         std::string(word(host.approval)), because(host)}));
  }
  return section;
}

MarkdownSection changed(const Review& review) {
  constexpr size_t most = 120;  // bytes of a value
  MarkdownSection section{
      "Changed", markdown_head({"host", "field", "before", "after"}), {}, false, false, elsewhere};
  for (const ReviewedHost* row : of(review, is_changed)) {
    const Observed& before = row->before->host.observed;
    const Observed& after = row->after->host.observed;
    const auto compare = [&](const auto& key) {
      if (before.*key.member == after.*key.member) return;
      section.rows.push_back(markdown_row({name_of(row->after->host), std::string(key.name),
                                           clean(brief(before.*key.member), most),
                                           clean(brief(after.*key.member), most)}));
    };
    std::apply([&](const auto&... keys) { (compare(keys), ...); }, observed_keys);
  }
  return section;
}

MarkdownSection gone(const Review& review) {
  MarkdownSection section{
      "Gone", markdown_head({"host", "addresses", "vendor · model", "approval"}),
      {},     false,
      false,  elsewhere};
  for (const ReviewedHost* row : of(review, is_gone)) {
    const Host& host = row->after->host;
    section.rows.push_back(markdown_row(
        {name_of(host), addresses(host), product(host), std::string(word(host.approval))}));
  }
  return section;
}

MarkdownSection records(const Review& review,
                        const std::function<std::string(const std::string&)>& link) {
  MarkdownSection section{"Records", "| record | what |\n|---|---|\n", {}, false, false, elsewhere};
  for (const ReviewedRecord& one : review.records) {
    const std::string name = one.path.substr(one.path.find('/') + 1);
    section.rows.push_back(
        fmt::format("| [{}]({}) ", markdown_cell(clean(name, 120)), link(one.path)) +
        markdown_row({one.what}));
  }
  return section;
}

MarkdownSection conflicts(const Review& review) {
  MarkdownSection section{"What does not fit together, and what settles it",
                          markdown_head({"host", "what", "command"}),
                          {},
                          false,
                          false,
                          "muster conflicts"};
  for (const Conflict& one : review.conflicts) {
    section.rows.push_back(
        markdown_row({clean(one.name.empty() ? one.id : one.name, 63), clean(one.what, 300),
                      one.commands.empty() ? "" : clean(one.commands.front(), 200)}));
  }
  return section;
}

MarkdownSection not_heard(const Review& review) {
  MarkdownSection section{"Not heard in full: nothing is taken away because of them",
                          markdown_head({"source and what it said"}),
                          {},
                          false,
                          false,
                          "see the run's log"};
  for (const std::string& source : review.not_heard) {
    section.rows.push_back(markdown_row({clean(source, 300)}));
  }
  return section;
}

std::string counts(const Review& review) {
  return fmt::format("{} new, {} changed, {} gone", review.fresh(), review.changed(),
                     review.gone());
}

std::string how(const Review& review) {
  return fmt::format(
      "\n{} a decision: edit `approval:` and `classification:` in the files, or\n"
      "`git switch {} && muster approve --where '…' --commit && git push`. Or merge it as it is: "
      "what is pending is kept and not applied.\n",
      review.to_decide() == 1 ? "1 host wants" : fmt::format("{} hosts want", review.to_decide()),
      review.branch);
}

}  // namespace

std::string review_title(const Review& review) {
  // "muster berlin: …" of muster/discover/berlin, "muster berlin-2: …" of the next.
  const std::string name = review.branch.substr(review.branch.rfind('/') + 1);
  std::string title = fmt::format("muster {}: {}", name, counts(review));
  if (review.to_decide() > 0) title += fmt::format(" ({} to decide)", review.to_decide());
  return title;
}

std::string review_body(const Review& review, size_t budget,
                        const std::function<std::string(const std::string&)>& link) {
  const auto groups = by_class(of(review, is_fresh));
  std::vector<MarkdownSection> sections{
      attention(review, link), conflicts(review), gone(review),         proposed(groups),
      changed(review),         not_heard(review), records(review, link)};
  for (const auto& [name, rows] : groups) sections.push_back(new_hosts(name, rows));

  std::string out = fmt::format("{}\n**{}** in {}\n{}", begin_mark, counts(review),
                                markdown_cell(review.site), how(review));
  const size_t used = out.size() + end_mark.size() + 1;
  out += render(sections, budget > used ? budget - used : 0);
  return out + std::string(end_mark) + "\n";
}

std::string marked_review(const std::string& text) {
  return fmt::format("{}\n{}{}\n", begin_mark, text, end_mark);
}

std::string with_review(const std::string& body, const std::string& ours) {
  const size_t begin = body.find(begin_mark);
  const size_t end = begin == std::string::npos ? begin : body.find(end_mark, begin);
  if (end == std::string::npos) return body.empty() ? ours : ours + "\n" + body;
  std::string rest = body.substr(end + end_mark.size());
  if (rest.starts_with("\r\n")) {
    rest.erase(0, 2);
  } else if (rest.starts_with('\n')) {
    rest.erase(0, 1);
  }
  return body.substr(0, begin) + ours + rest;
}

}  // namespace muster
