#include "view/history/conflicts.h"

#include <fmt/core.h>

#include <nlohmann/json.hpp>

#include "core/json.h"
#include "core/text.h"
#include "view/plan_words.h"

namespace muster {
namespace {

bool by_hand(const FieldChange& change) { return change.cause != Cause::repo; }

struct Drifted {
  const Operation* operation;
  const FieldChange* change;  // nullptr: the thing itself is gone
};

std::vector<Drifted> drifted(const Plan& plan) {
  std::vector<Drifted> out;
  for (const Operation& operation : plan.operations) {
    if (operation.drift) out.push_back({&operation, nullptr});
    for (const FieldChange& change : operation.changes) {
      if (by_hand(change)) out.push_back({&operation, &change});
    }
  }
  return out;
}

std::string drift_line(const Drifted& one, const Nouns& nouns) {
  const Operation& operation = *one.operation;
  std::string text = fmt::format("{}  {} {}", inert(clean(operation.target)), nouns.of(operation),
                                 label_text(operation.label));
  if (one.change == nullptr) {
    const std::string who = inert(clean(operation.reason));
    return text + "  is gone; muster made it" + (who.empty() ? "" : ", " + who) + "\n";
  }
  const FieldChange& change = *one.change;
  text += fmt::format("  {}  is {}, {} says {}", change.field, value_text(change.before),
                      change.where.file.empty() ? "Git" : place_text(change.where),
                      value_text(change.after));
  if (!change.by.empty()) text += "  by " + inert(clean(change.by));
  if (operation.keeping == Keeping::reported) text += "  (only reported)";
  return text + "\n";
}

nlohmann::json drift_form(const Drifted& one) {
  const Operation& operation = *one.operation;
  nlohmann::json form{{"target", operation.target},
                      {"kind", operation.kind},
                      {"label", operation.label},
                      {"host", operation.host},
                      {"gone", one.change == nullptr}};
  if (one.change == nullptr) {
    if (!operation.reason.empty()) form["reason"] = operation.reason;
    return form;
  }
  form["field"] = one.change->field;
  form["is"] = value_text(one.change->before);
  form["wanted"] = value_text(one.change->after);
  form["by"] = one.change->by;
  if (operation.keeping == Keeping::reported) form["reported"] = true;
  return form;
}

}  // namespace

std::string conflicts_text(std::span<const Conflict> conflicts) {
  if (conflicts.empty()) return "no conflicts\n";
  std::string text;
  for (const Conflict& one : conflicts) {
    text += one.kind + "  " + (one.name.empty() ? one.id : inert(clean(one.name)));
    if (!one.path.empty()) text += "  " + inert(clean(one.path, 1000));
    text += "\n    " + inert(one.what) + "\n";
    for (const std::string& command : one.commands) text += "    $ " + inert(command) + "\n";
  }
  return text + counted(conflicts.size(), "conflict") + "\n";
}

std::string conflicts_json(std::span<const Conflict> conflicts) {
  nlohmann::json list = nlohmann::json::array();
  for (const Conflict& one : conflicts) {
    list.push_back({{"kind", one.kind},
                    {"id", one.id},
                    {"name", one.name},
                    {"path", one.path},
                    {"what", one.what},
                    {"commands", one.commands}});
  }
  return render_json({{"format_version", 1}, {"conflicts", std::move(list)}});
}

size_t drift_count(const Plan& plan) { return drifted(plan).size(); }

std::string drift_text(const Plan& plan) {
  const Nouns nouns(plan);
  const auto found = drifted(plan);
  std::string text;
  for (const Drifted& one : found) text += drift_line(one, nouns);
  if (found.empty())
    return "no drift: " + targets_text(plan) + " as " + head_text(plan) + " says\n";
  return text + fmt::format("{} from {}; muster reconcile puts it back\n",
                            counted(found.size(), "difference"), head_text(plan));
}

std::string drift_json(const Plan& plan) {
  nlohmann::json list = nlohmann::json::array();
  for (const Drifted& one : drifted(plan)) list.push_back(drift_form(one));
  return render_json({{"format_version", 1}, {"head", plan.head}, {"drift", std::move(list)}});
}

}  // namespace muster
