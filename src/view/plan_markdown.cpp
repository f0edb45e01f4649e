#include <algorithm>

#include "core/text.h"
#include "view/plan_words.h"
#include "view/view.h"

namespace muster {
namespace {

// A part of the comment: its rows may be cut to the budget unless `whole`.
struct Section {
  std::string title;
  std::string head;  // of its table
  std::vector<std::string> rows;
  bool whole = false;
  bool folded = false;
};

std::string row(const std::vector<std::string>& cells) {
  std::string out = "|";
  for (const std::string& cell : cells) out += " " + markdown_cell(cell) + " |";
  return out + "\n";
}

std::string head_row(const std::vector<std::string>& cells) {
  std::string out = row(cells) + "|";
  for (size_t i = 0; i < cells.size(); ++i) out += "---|";
  return out + "\n";
}

std::string subject(const Operation& operation, const Nouns& nouns) {
  return nouns.of(operation) + " " + label_text(operation.label);
}

// Not from this merge request: somebody changed the target by hand.
bool drifted(const FieldChange& change) { return change.cause == Cause::drift; }

std::string cause_text(const FieldChange& change) {
  std::string text(word(change.cause));
  return change.by.empty() ? text : text + " by " + change.by;
}

Section deletions(const Plan& plan) {
  const Nouns nouns(plan);
  Section section{"⚠ Deletions and retirements",
                  head_row({"op", "object", "site", "why", "goes with it"}),
                  {},
                  true,
                  false};
  for (const Op op : {Op::remove, Op::retire}) {
    for (const Operation& o : plan.operations) {
      if (o.op != op) continue;
      section.rows.push_back(row(
          {std::string(word(op)), subject(o, nouns), o.site, o.reason, nouns.counts(o.cascades)}));
    }
  }
  return section;
}

// The same deletions in the shortest form, for a plan whose deletions alone fill the budget. What
// does not fit even so is counted, in bold.
std::string deletions_in_short(const Section& gone, const Plan& plan, size_t budget) {
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

Section updates(const Plan& plan, bool drift) {
  const Nouns nouns(plan);
  Section section{drift ? "Not from this merge request (changed by hand in the target)" : "Updates",
                  head_row({"object", "field", "now", "after", "why", "where"}),
                  {},
                  false,
                  false};
  for (const Operation& o : plan.operations) {
    if (o.op != Op::update) continue;
    if (o.adopt && !drift) {
      section.rows.push_back(
          row({subject(o, nouns), "adopt", "", "", o.reason, place_text(o.where)}));
    }
    for (const FieldChange& c : o.changes) {
      if (drifted(c) != drift) continue;
      section.rows.push_back(
          row({subject(o, nouns), c.field, value_text(c.before), value_text(c.after),
               o.passing ? "for the moment" : cause_text(c), place_text(c.where)}));
    }
  }
  return section;
}

Section created(const Plan& plan) {
  const Nouns nouns(plan);
  Section section{"Creations", head_row({"object", "with", "where"}), {}, false, false};
  for (const Creation& creation : creations(plan)) {
    section.rows.push_back(
        row({subject(*creation.first, nouns), creation.with, place_text(creation.first->where)}));
  }
  return section;
}

Section left_alone(const Plan& plan) {
  const Nouns nouns(plan);
  Section section{"Left as it is", head_row({"objects", "which", "why"}), {}, false, true};
  for (const Kept& group : kept(plan)) {
    section.rows.push_back(row(
        {std::to_string(group.operations.size()), nouns.names(group.operations), group.reason}));
  }
  return section;
}

Section rails(const Plan& plan) {
  Section section{"Rails", head_row({"target", "rails"}), {}, true, !plan.refused()};
  for (const PlanTarget& target : plan.targets) {
    const std::string text = rails_text(plan, target.name);
    if (!text.empty()) section.rows.push_back(row({target.name, text}));
  }
  return section;
}

Section notes(const Plan& plan) {
  Section section{"Notes", head_row({"place", "note"}), {}, false, true};
  for (const Error& note : plan.notes.items()) {
    section.rows.push_back(row({place_text(note.where), note.message}));
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

std::string render(const Section& section, size_t budget) {
  if (section.rows.empty()) return "";
  const std::string title = section.title + " (" + std::to_string(section.rows.size()) + ")";
  std::string out = section.folded ? "\n<details><summary>" + title + "</summary>\n\n"
                                   : "\n#### " + title + "\n\n";
  out += section.head;
  const std::string end = section.folded ? "\n</details>\n" : "";
  constexpr size_t cut_note = 80;
  size_t shown = 0;
  for (const std::string& line : section.rows) {
    const bool fits = out.size() + line.size() + end.size() + cut_note <= budget;
    if (!fits && !section.whole) break;
    out += line;
    ++shown;
  }
  if (shown == 0) return "\n" + title + ": see the plan file\n";
  if (const size_t more = section.rows.size() - shown; more > 0) {
    out += "\n… and " + std::to_string(more) + " more, see the plan file\n";
  }
  return out + end;
}

}  // namespace

std::string plan_markdown(const Plan& plan, size_t budget) {
  constexpr size_t reserve = 100;  // the shortest form of a section that found no room
  std::string out = heading(plan);
  const std::string digest_line = "\ndigest `" + digest(plan) + "`\n";
  const Section gone = deletions(plan);
  const std::string rail_text = render(rails(plan), budget);
  std::string gone_text = render(gone, budget);
  const size_t fixed = out.size() + rail_text.size() + digest_line.size() + 6 * reserve;
  if (fixed + gone_text.size() > budget) {
    gone_text = deletions_in_short(gone, plan, budget > fixed ? budget - fixed : 0);
  }
  out += gone_text;
  const std::vector<Section> rest{updates(plan, false), updates(plan, true), created(plan),
                                  left_alone(plan), notes(plan)};
  for (size_t i = 0; i < rest.size(); ++i) {
    const size_t later = rail_text.size() + digest_line.size() + (rest.size() - i) * reserve;
    out += render(rest[i], budget > out.size() + later ? budget - out.size() - later : 0);
  }
  return out + rail_text + digest_line;
}

}  // namespace muster
