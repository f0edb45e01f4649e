#include <algorithm>

#include "core/text.h"
#include "view/markdown.h"
#include "view/plan_words.h"
#include "view/view.h"

namespace muster {
namespace {

std::string subject(const Operation& operation, const Nouns& nouns) {
  return nouns.of(operation) + " " + label_text(operation.label);
}

// Not from this merge request: somebody changed the target by hand.
bool drifted(const FieldChange& change) { return change.cause == Cause::drift; }

std::string cause_text(const FieldChange& change) {
  std::string text(word(change.cause));
  return change.by.empty() ? text : text + " by " + change.by;
}

MarkdownSection deletions(const Plan& plan) {
  const Nouns nouns(plan);
  MarkdownSection section{"⚠ Deletions and retirements",
                          markdown_head({"op", "object", "site", "why", "goes with it"}),
                          {},
                          true,
                          false};
  for (const Op op : {Op::remove, Op::retire}) {
    for (const Operation& o : plan.operations) {
      if (o.op != op) continue;
      section.rows.push_back(markdown_row(
          {std::string(word(op)), subject(o, nouns), o.site, o.reason, nouns.counts(o.cascades)}));
    }
  }
  return section;
}

// The same deletions in the shortest form, for a plan whose deletions alone fill the budget. What
// does not fit even so is counted, in bold.
std::string deletions_in_short(const MarkdownSection& gone, const Plan& plan, size_t budget) {
  std::string out = "\n#### " + gone.title + " (" + std::to_string(gone.rows.size()) + ")\n\n";
  size_t more = 0;
  for (const Operation& operation : plan.operations) {
    if (operation.op != Op::remove && operation.op != Op::retire) continue;
    const std::string name = markdown_cell(label_text(operation.label)) + ", ";
    if (out.size() + name.size() <= budget) {
      out += name;
    } else {
      ++more;
    }
  }
  if (more > 0) out += "\n\n**and " + counted(more, "further deletion") + ", see the plan file**";
  return out + "\n";
}

MarkdownSection updates(const Plan& plan, bool drift) {
  const Nouns nouns(plan);
  MarkdownSection section{
      drift ? "Not from this merge request (changed by hand in the target)" : "Updates",
      markdown_head({"object", "field", "now", "after", "why", "where"}),
      {},
      false,
      false};
  for (const Operation& o : plan.operations) {
    if (o.op != Op::update) continue;
    if (o.adopt && !drift) {
      section.rows.push_back(
          markdown_row({subject(o, nouns), "adopt", "", "", o.reason, place_text(o.where)}));
    }
    for (const FieldChange& c : o.changes) {
      if (drifted(c) != drift) continue;
      section.rows.push_back(
          markdown_row({subject(o, nouns), c.field, value_text(c.before), value_text(c.after),
                        o.passing ? "for the moment" : cause_text(c), place_text(c.where)}));
    }
  }
  return section;
}

MarkdownSection created(const Plan& plan) {
  const Nouns nouns(plan);
  MarkdownSection section{
      "Creations", markdown_head({"object", "with", "where"}), {}, false, false};
  for (const Creation& creation : creations(plan)) {
    section.rows.push_back(markdown_row(
        {subject(*creation.first, nouns), creation.with, place_text(creation.first->where)}));
  }
  return section;
}

MarkdownSection left_alone(const Plan& plan) {
  const Nouns nouns(plan);
  MarkdownSection section{
      "Left as it is", markdown_head({"objects", "which", "why"}), {}, false, true};
  for (const Kept& group : kept(plan)) {
    section.rows.push_back(markdown_row(
        {std::to_string(group.operations.size()), nouns.names(group.operations), group.reason}));
  }
  return section;
}

// A link that says where it leads; what could be more than an address stays a text.
std::string page_link(const std::string& url) {
  constexpr std::string_view plain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789:/._?&=%;,+#-";
  const size_t begin = url.find("://");
  if (begin == std::string::npos || !url.starts_with("http") ||
      url.find_first_not_of(plain) != std::string::npos) {
    return markdown_cell(clean(url));
  }
  const size_t name = begin + 3;
  return "[" + markdown_cell(url.substr(name, url.find('/', name) - name)) + "](" + url + ")";
}

MarkdownSection pages(const Plan& plan) {
  MarkdownSection section{
      "What other systems know of these hosts", markdown_head({"host", "pages"}), {}, false, true};
  for (const auto& [host, links] : plan.pages) {
    std::string row = "| " + markdown_cell(host) + " |";
    for (const std::string& link : links) row += " " + page_link(link);
    section.rows.push_back(row + " |\n");
  }
  return section;
}

MarkdownSection rails(const Plan& plan) {
  MarkdownSection section{"Rails", markdown_head({"target", "rails"}), {}, true, !plan.refused()};
  for (const PlanTarget& target : plan.targets) {
    const std::string text = rails_text(plan, target.name);
    if (!text.empty()) section.rows.push_back(markdown_row({target.name, text}));
  }
  return section;
}

MarkdownSection notes(const Plan& plan) {
  MarkdownSection section{"Notes", markdown_head({"place", "note"}), {}, false, true};
  for (const Error& note : plan.notes.items()) {
    section.rows.push_back(markdown_row({place_text(note.where), note.message}));
  }
  return section;
}

std::string counts(const Plan& plan) {
  std::vector<std::string> parts;
  for (const Op op : {Op::create, Op::update, Op::retire, Op::remove}) {
    const size_t count = plan.count(op);
    if (count == 0) continue;
    const bool deletion = op == Op::retire || op == Op::remove;
    parts.push_back((deletion ? "⚠ " : "") + std::to_string(count) + " " + std::string(word(op)));
  }
  if (const size_t count = plan.collisions(); count > 0)
    parts.push_back("⚠ " + counted(count, "collision"));
  if (plan.drift() > 0) parts.push_back(std::to_string(plan.drift()) + " drift");
  if (plan.refused()) parts.push_back("**refused by a rail**");
  return parts.empty() ? "nothing to do" : join(parts, " · ");
}

std::string heading(const Plan& plan) {
  std::string text = "### muster plan for " + markdown_cell(head_text(plan)) + " — " +
                     counts(plan) + "\n\n" + markdown_cell(targets_text(plan));
  if (const std::string skipped = skipped_text(plan); !skipped.empty()) text += " · " + skipped;
  return text + "\n";
}

}  // namespace

std::string plan_markdown(const Plan& plan, size_t budget) {
  std::string out = heading(plan);
  const std::string digest_line = "\ndigest `" + digest(plan) + "`\n";
  const MarkdownSection gone = deletions(plan);
  const std::string rail_text = render(rails(plan), budget);
  std::string gone_text = render(gone, budget);
  const size_t fixed = out.size() + rail_text.size() + digest_line.size() + 6 * markdown_reserve;
  if (fixed + gone_text.size() > budget) {
    gone_text = deletions_in_short(gone, plan, budget > fixed ? budget - fixed : 0);
  }
  out += gone_text;
  const std::vector<MarkdownSection> rest{updates(plan, false), updates(plan, true), created(plan),
                                          left_alone(plan),     pages(plan),         notes(plan)};
  const size_t used = out.size() + rail_text.size() + digest_line.size();
  out += render(rest, budget > used ? budget - used : 0);
  return out + rail_text + digest_line;
}

}  // namespace muster
