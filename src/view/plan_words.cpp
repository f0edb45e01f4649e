#include "view/plan_words.h"

#include <algorithm>
#include <array>

#include "core/text.h"

namespace muster {
namespace {

constexpr size_t value_limit = 80;
constexpr size_t names_shown = 3;

struct Noun {
  std::string_view kind, one, many;
};

// Kinds that people know by another word than their own. No word: a link that goes without saying.
constexpr std::array<Noun, 8> nouns{{{"device-role", "role", "roles"},
                                     {"ip-address", "address", "addresses"},
                                     {"mac-address", "MAC", "MACs"},
                                     {"primary-ip", "", ""},
                                     {"primary-mac", "", ""},
                                     {"tag", "tag", "tags"},
                                     {"virtual-machine", "vm", "vms"},
                                     {"vm-interface", "interface", "interfaces"}}};

const Noun* noun_row(std::string_view kind) {
  const auto found =
      std::find_if(nouns.begin(), nouns.end(), [&](const Noun& noun) { return noun.kind == kind; });
  return found == nouns.end() ? nullptr : found;
}

std::string cut(std::string text, size_t limit) {
  if (text.size() <= limit) return text;
  size_t end = limit;
  while (end > 0 && (static_cast<uint8_t>(text[end]) & 0xC0) == 0x80) --end;
  return text.substr(0, end) + "…";
}

std::string text_field(const Fields& fields, const char* name) {
  const auto found = fields.find(name);
  const bool text = found != fields.end() && found->second.is_string();
  return text ? found->second.get<std::string>() : "";
}

// "A + PTR": record types in their order, each once.
std::string records_text(const std::vector<const Operation*>& parts) {
  std::vector<std::string> types;
  for (const Operation* part : parts) {
    const std::string type = part->kind == "record" ? text_field(part->after, "type") : "";
    const bool fresh = std::find(types.begin(), types.end(), type) == types.end();
    if (!type.empty() && fresh) types.push_back(type);
  }
  return join(types, " + ");
}

Creation creation_of(const std::vector<const Operation*>& parts) {
  const Operation& first = *parts.front();
  std::vector<std::string> with;
  const std::string cluster = text_field(first.after, "cluster");
  if (!cluster.empty()) with.push_back("cluster " + label_text(cluster));
  if (cluster.empty() && !first.site.empty()) with.push_back("site " + first.site);
  std::map<std::string, size_t> kinds;
  for (const Operation* part : parts) {
    if (part != &first && part->kind != "record") ++kinds[part->kind];
  }
  if (std::string counts = counts_text(kinds); !counts.empty()) with.push_back(std::move(counts));
  std::vector<const Operation*> others(parts.begin() + 1, parts.end());
  if (std::string records = records_text(others); !records.empty()) with.push_back(records);
  return {&first, join(with, ", ")};
}

// Kept because that is what was asked for, and not because something is in the way.
bool expected(std::string_view reason) {
  return reason.starts_with("retired, ") || reason == "protect: true" ||
         reason.find("; --prune ") != std::string_view::npos;
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

std::string noun_of(const std::string& kind) {
  if (const Noun* noun = noun_row(kind)) return std::string(noun->one);
  std::string words = kind;
  std::replace(words.begin(), words.end(), '-', ' ');
  return words;
}

std::string counts_text(const std::map<std::string, size_t>& kinds) {
  std::map<std::string, std::pair<size_t, std::string>> sums;  // device and VM interfaces are one
  for (const auto& [kind, count] : kinds) {
    const Noun* noun = noun_row(kind);
    if (noun && noun->one.empty()) continue;
    auto& sum = sums[noun_of(kind)];
    sum.first += count;
    if (noun) sum.second = noun->many;
  }
  std::vector<std::string> parts;
  if (const auto outer = sums.find("interface"); outer != sums.end()) {  // from the outside in
    parts.push_back(counted(outer->second.first, outer->first, outer->second.second));
    sums.erase(outer);
  }
  for (const auto& [word, sum] : sums) parts.push_back(counted(sum.first, word, sum.second));
  return join(parts, ", ");
}

std::string value_text(const nlohmann::json& value) {
  using nlohmann::json;
  if (value.is_null()) return "unset";
  return cut(visible(value.dump(-1, ' ', false, json::error_handler_t::replace)), value_limit);
}

std::string place_text(const Where& where) {
  if (where.file.empty()) return "";
  return visible(where.file) + (where.line > 0 ? ":" + std::to_string(where.line) : "");
}

std::string label_text(const std::string& label) { return cut(visible(label), value_limit); }

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
  std::vector<Creation> out;
  for (const auto& parts : groups) out.push_back(creation_of(parts));
  return out;
}

std::vector<Kept> kept(const Plan& plan) {
  std::vector<Kept> out;
  std::map<std::string_view, size_t> by_reason;
  for (const Operation& operation : plan.operations) {
    if (operation.op != Op::keep) continue;
    const bool alone = operation.reason.starts_with("collision");
    const auto [at, fresh] = by_reason.emplace(operation.reason, out.size());
    if (fresh || alone) {
      at->second = out.size();
      out.push_back({operation.reason, {}, expected(operation.reason)});
    }
    out[at->second].operations.push_back(&operation);
  }
  return out;
}

std::string names_text(const std::vector<const Operation*>& operations) {
  std::vector<std::string> names;
  for (size_t i = 0; i < std::min(names_shown, operations.size()); ++i) {
    const Operation& operation = *operations[i];
    const std::string noun = noun_of(operation.kind);
    names.push_back((noun.empty() ? operation.kind : noun) + " " + label_text(operation.label));
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
      if (!more.empty()) text += " " + visible(more);
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
