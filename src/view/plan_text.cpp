#include <algorithm>

#include "core/text.h"
#include "view/grid.h"
#include "view/plan_words.h"
#include "view/view.h"

namespace muster {
namespace {

constexpr size_t shared_columns = 5;  // operation, count, sign, kind, label

class PlanText {
 public:
  PlanText(const Plan& plan, const Style& style) : plan_(plan), style_(style), nouns_(plan) {}

  std::string render() {
    for (const Op op : {Op::remove, Op::retire, Op::update}) add_group(op);
    add_creations();
    add_kept();
    if (rows_.empty() && !plan_.refused()) return nothing();
    return heading() + "\n" + body() + pages() + rails() + summary();
  }

 private:
  size_t objects() const {
    size_t sum = 0;
    for (const PlanTarget& target : plan_.targets) sum += target.objects;
    return sum;
  }

  std::string heading() const {
    size_t requests = 0;
    for (const PlanTarget& target : plan_.targets) requests += target.requests;
    std::string text = "muster plan  " + head_text(plan_) + "  → " + targets_text(plan_);
    text += "   read " + counted(objects(), "object");
    if (requests > 0) text += " in " + counted(requests, "request");
    return text + "\n";
  }

  // One line and no more: it is what people see most of the time.
  std::string nothing() const {
    std::string text = "muster plan  " + head_text(plan_) + "  → " + targets_text(plan_) +
                       ": nothing to do, " + counted(objects(), "object") + " read";
    if (const std::string skipped = skipped_text(plan_); !skipped.empty()) text += "; " + skipped;
    if (const size_t waiting = plan_.count(Op::keep); waiting > 0) {
      text += "; " + counted(waiting, "object") + " kept";
    }
    return text + "\n";
  }

  void add(const Operation& operation, char sign, Tone tone, std::vector<std::string> details) {
    std::vector<std::string> cells{"", "", std::string(1, sign), nouns_.of(operation),
                                   label_text(operation.label)};
    cells.insert(cells.end(), details.begin(), details.end());
    rows_.push_back({std::move(cells), tone, group_});
  }

  // Puts the group's word and count in front of its first row.
  void head_group(size_t first, std::string word, size_t count) {
    if (first == rows_.size()) return;
    const std::string text = counted(count, "");
    rows_[first].cells[0] = std::move(word);
    rows_[first].cells[1] = text.substr(0, text.find(' '));
    ++group_;
  }

  void add_group(Op op) {
    const size_t first = rows_.size();
    for (const Operation& operation : plan_.operations) {
      if (operation.op != op) continue;
      op == Op::update ? add_update(operation) : add_deletion(operation);
    }
    head_group(first, std::string(word(op)), plan_.count(op));
  }

  void add_deletion(const Operation& operation) {
    const std::string site = operation.site.empty() ? "" : "site " + operation.site;
    const std::string cascades = nouns_.counts(operation.cascades);
    add(operation, '-', Tone::bad,
        {site, inert(operation.reason), cascades.empty() ? "" : "cascades: " + cascades});
  }

  void add_update(const Operation& operation) {
    if (operation.adopt) {
      add(operation, '~', Tone::careful,
          {"adopt", inert(operation.reason), "", place_text(operation.where)});
    }
    for (const FieldChange& change : operation.changes) {
      std::string cause(operation.passing ? "for the moment" : word(change.cause));
      if (!change.by.empty()) cause += " by " + inert(change.by);
      add(operation, '~', Tone::careful,
          {change.field, value_text(change.before) + " → " + value_text(change.after), cause,
           place_text(change.where)});
    }
  }

  void add_creations() {
    const size_t first = rows_.size();
    for (const Creation& creation : creations(plan_)) {
      add(*creation.first, '+', Tone::good, {creation.with});
    }
    head_group(first, "create", plan_.count(Op::create));
  }

  void add_kept() {
    const size_t first = rows_.size();
    std::vector<Kept> groups = kept(plan_);
    const bool all_expected =
        std::all_of(groups.begin(), groups.end(), [](const Kept& k) { return k.expected; });
    if (rows_.empty() && all_expected) return;
    for (const Kept& group : groups) {
      if (group.operations.size() == 1) {
        add(*group.operations[0], '!', Tone::dim, {inert(group.reason)});
      } else {
        rows_.push_back({{"", "", "!", counted(group.operations.size(), "object"),
                          nouns_.names(group.operations) + ": " + inert(group.reason)},
                         Tone::dim,
                         group_});
      }
    }
    head_group(first, "keep", plan_.count(Op::keep));
  }

  std::string body() const { return grid(rows_, shared_columns, style_); }

  std::string pages() const {
    std::string text;
    for (const auto& [host, links] : plan_.pages) {
      text += "pages   " + host + ": " + inert(clean(join(links, " "), 1000)) + "\n";
    }
    return text;
  }

  std::string rails() const {
    std::string text;
    for (const PlanTarget& target : plan_.targets) {
      const std::string rails = rails_text(plan_, target.name);
      if (!rails.empty()) text += "rails   " + target.name + ": " + rails + "\n";
    }
    return toned_lines(text);
  }

  std::string toned_lines(const std::string& text) const {
    return plan_.refused() ? toned(text, Tone::bad, style_) : text;
  }

  std::string summary() const {
    std::string text = "Plan: " + std::to_string(plan_.count(Op::create)) + " create, " +
                       std::to_string(plan_.count(Op::update)) + " update, " +
                       std::to_string(plan_.count(Op::retire)) + " retire, " +
                       std::to_string(plan_.count(Op::remove)) + " delete";
    if (const std::string skipped = skipped_text(plan_); !skipped.empty()) text += "; " + skipped;
    if (const size_t count = plan_.collisions(); count > 0)
      text += "; " + counted(count, "collision");
    if (plan_.drift() > 0) text += "; " + std::to_string(plan_.drift()) + " drift";
    return text + ".   digest " + digest(plan_) + "\n";
  }

  const Plan& plan_;
  const Style& style_;
  Nouns nouns_;
  std::vector<GridRow> rows_;
  size_t group_ = 0;
};

}  // namespace

std::string plan_text(const Plan& plan, const Style& style) {
  return PlanText(plan, style).render();
}

}  // namespace muster
