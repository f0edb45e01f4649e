#include "view/plan_words.h"

#include <algorithm>

#include "core/text.h"

namespace muster {
namespace {

constexpr size_t value_limit = 80;
constexpr size_t names_shown = 3;

std::string cut(std::string text, size_t limit) {
  if (text.size() <= limit) return text;
  size_t end = limit;
  while (end > 0 && (static_cast<uint8_t>(text[end]) & 0xC0) == 0x80) --end;
  return text.substr(0, end) + "…";
}

// "A + PTR": record types in their order, each once.
std::string records_text(const std::vector<const Operation*>& parts) {
  std::vector<std::string> types;
  for (const Operation* part : parts) {
    const std::string type = part->kind == "record" ? text_of(part->after, "type") : "";
    const bool fresh = std::find(types.begin(), types.end(), type) == types.end();
    if (!type.empty() && fresh) types.push_back(type);
  }
  return join(types, " + ");
}

Creation creation_of(const std::vector<const Operation*>& parts, const Nouns& nouns) {
  const Operation& first = *parts.front();
  std::vector<std::string> with;
  const std::string& cluster = text_of(first.after, "cluster");
  if (!cluster.empty()) with.push_back("cluster " + label_text(cluster));
  if (cluster.empty() && !first.site.empty()) with.push_back("site " + first.site);
  std::map<std::string, size_t> kinds;
  for (const Operation* part : parts) {
    if (part != &first && part->kind != "record") ++kinds[part->kind];
  }
  if (std::string counts = nouns.counts(kinds); !counts.empty()) with.push_back(std::move(counts));
  std::vector<const Operation*> others(parts.begin() + 1, parts.end());
  if (std::string records = records_text(others); !records.empty()) with.push_back(records);
  const auto drift =
      std::find_if(parts.begin(), parts.end(), [](const Operation* part) { return part->drift; });
  if (drift != parts.end()) {
    const std::string& who = (*drift)->reason;
    with.push_back("drift: " + (who.empty() ? "it was there at the last apply" : inert(who)));
  }
  return {&first, join(with, ", ")};
}

// Kept because that is what was asked for, and not because something is in the way.
bool expected(Keeping keeping) {
  return keeping == Keeping::waits_retired || keeping == Keeping::protect ||
         keeping == Keeping::not_pruned || keeping == Keeping::reported;
}

std::string short_commit(const std::string& commit) { return commit.substr(0, 7); }

std::string rail_text(const Rail& rail, const std::string& target) {
  const std::string site =
      rail.scope == target ? "" : " at " + rail.scope.substr(target.size() + 1);
  std::string text = rail.name + site + " " + rail.value;
  if (!rail.refused) return text + (rail.name == "protect" ? "" : " ok");
  text += rail.lifted ? " above " : " REFUSED, above ";
  if (rail.name == "empty")
    text = rail.name + " " + rail.value + (rail.lifted ? ", " : " REFUSED, ");
  return text + rail.limit + (rail.lifted ? ", allowed" : ": --allow " + rail.name + " lifts it");
}

}  // namespace

Nouns::Nouns(const Plan& plan) {
  for (const PlanTarget& target : plan.targets) {
    for (const KindTraits& traits : target.kinds) by_kind_.emplace(traits.kind, &traits);
  }
}

std::string Nouns::of(const Operation& operation) const {
  const auto found = by_kind_.find(operation.kind);
  const bool known = found != by_kind_.end() && !found->second->noun.empty();
  return known ? std::string(found->second->noun) : operation.kind.str();
}

std::string Nouns::counts(const std::map<std::string, size_t>& kinds) const {
  std::map<std::string_view, std::pair<size_t, std::string_view>> sums;  // by noun, with its plural
  for (const auto& [kind, count] : kinds) {
    const auto found = by_kind_.find(kind);
    const bool known = found != by_kind_.end();
    if (known && found->second->noun.empty()) continue;
    auto& sum = sums[known ? found->second->noun : std::string_view(kind)];
    sum.first += count;
    if (known) sum.second = found->second->nouns;
  }
  std::vector<std::string> parts;
  if (const auto outer = sums.find("interface"); outer != sums.end()) {  // from the outside in
    parts.push_back(counted(outer->second.first, outer->first, outer->second.second));
    sums.erase(outer);
  }
  for (const auto& [word, sum] : sums) parts.push_back(counted(sum.first, word, sum.second));
  return join(parts, ", ");
}

std::string value_text(const Value& value) {
  return is_null(value) ? "unset" : cut(inert(render(value)), value_limit);
}

std::string place_text(const Where& where) {
  if (where.file.empty()) return "";
  return inert(where.file) + (where.line > 0 ? ":" + std::to_string(where.line) : "");
}

std::string label_text(const std::string& label) { return cut(inert(label), value_limit); }

std::vector<Creation> creations(const Plan& plan) {
  std::vector<std::vector<const Operation*>> groups;
  std::map<std::string_view, size_t> by_host;
  for (const Operation& operation : plan.operations) {
    if (operation.op != Op::create) continue;
    const auto [at, fresh] = by_host.emplace(operation.host, groups.size());
    if (operation.host.empty() || fresh) {
      at->second = groups.size();
      groups.emplace_back();
    }
    groups[at->second].push_back(&operation);
  }
  const Nouns nouns(plan);
  std::vector<Creation> out;
  for (const auto& parts : groups) out.push_back(creation_of(parts, nouns));
  return out;
}

std::vector<Kept> kept(const Plan& plan) {
  std::vector<Kept> out;
  std::map<std::string_view, size_t> by_reason;
  for (const Operation& operation : plan.operations) {
    if (operation.op != Op::keep) continue;
    const bool alone = operation.keeping == Keeping::collision;
    const auto [at, fresh] = by_reason.emplace(operation.reason, out.size());
    if (fresh || alone) {
      at->second = out.size();
      out.push_back({operation.reason, {}, expected(operation.keeping)});
    }
    out[at->second].operations.push_back(&operation);
  }
  return out;
}

std::string Nouns::names(const std::vector<const Operation*>& operations) const {
  std::vector<std::string> names;
  for (size_t i = 0; i < std::min(names_shown, operations.size()); ++i) {
    names.push_back(of(*operations[i]) + " " + label_text(operations[i]->label));
  }
  const size_t more = operations.size() - names.size();
  return join(names, ", ") + (more > 0 ? " and " + std::to_string(more) + " more" : "");
}

std::string head_text(const Plan& plan) {
  const std::string head =
      plan.head.empty() ? "inventory (work tree)" : "inventory@" + short_commit(plan.head);
  return head + (plan.base.empty() ? "" : " onto " + short_commit(plan.base));
}

std::string targets_text(const Plan& plan) {
  std::vector<std::string> parts;
  for (const PlanTarget& target : plan.targets) {
    std::string text = target.name;
    for (const std::string& more : {target.version, target.address}) {
      if (!more.empty()) text += " " + inert(more);
    }
    parts.push_back(std::move(text));
  }
  return join(parts, ", ");
}

std::string skipped_text(const Plan& plan) {
  std::vector<std::string> parts;
  for (const auto& [reason, hosts] : plan.skipped) {
    if (hosts == 0) continue;
    const std::string count = counted(hosts, "");
    parts.push_back(count.substr(0, count.find(' ')) + " " + reason +
                    (hosts == 1 ? " host" : " hosts"));
  }
  return parts.empty() ? "" : join(parts, ", ") + " skipped";
}

std::string rails_text(const Plan& plan, const std::string& target) {
  std::vector<std::string> parts;
  for (const Rail& rail : plan.rails) {
    const bool whole = rail.scope == target;
    const bool here = whole || rail.scope.starts_with(target + "/");
    const bool worth_saying = rail.refused || (whole && rail.name != "empty");
    if (here && worth_saying) parts.push_back(rail_text(rail, target));
  }
  return join(parts, " · ");
}

}  // namespace muster
