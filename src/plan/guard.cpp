#include "plan/guard.h"

#include <algorithm>
#include <cmath>
#include <unordered_set>

#include "core/text.h"

namespace muster {
namespace {

struct Tally {
  size_t owned = 0;
  size_t deletes = 0;  // retires and what goes with them included
  size_t updates = 0;
};

size_t weight(const Operation& operation) {
  size_t sum = 1;
  for (const auto& [kind, count] : operation.cascades) sum += count;
  return sum;
}

void tally(Tally& into, const Operation& operation) {
  if (operation.op == Op::retire || operation.op == Op::remove) into.deletes += weight(operation);
  if (operation.op == Op::update && !operation.passing) into.updates += 1;
}

// By scope: the target, then target/site.
std::map<std::string, Tally> tallies(const GuardInput& input) {
  std::map<std::string, Tally> out;
  Tally& whole = out[input.target];
  for (const Resource& resource : input.actual) {
    if (!resource.owned) continue;
    ++whole.owned;
    if (!resource.site.empty()) ++out[input.target + "/" + resource.site].owned;
  }
  for (const Operation& operation : input.operations) {
    tally(whole, operation);
    if (!operation.site.empty()) tally(out[input.target + "/" + operation.site], operation);
  }
  return out;
}

std::string thousands(size_t number) {
  const std::string text = counted(number, "");
  return text.substr(0, text.find(' '));
}

std::string percent_text(double percent) {
  std::string text = std::to_string(percent);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return text + " %";
}

std::string limit_text(const Limit& limit, bool percent_counts, size_t guard_from) {
  std::vector<std::string> parts;
  if (limit.percent && percent_counts) parts.push_back(percent_text(*limit.percent));
  if (limit.count) parts.push_back(std::to_string(*limit.count));
  if (!parts.empty()) return join(parts, " or ");
  return limit.percent ? "none below " + counted(guard_from, "object") : "none";
}

class Guard {
 public:
  explicit Guard(const GuardInput& input) : input_(input) {}

  std::vector<Rail> run() {
    size_t owned = 0;
    for (const auto& [scope, counts] : tallies(input_)) {
      if (scope == input_.target) owned = counts.owned;
      limit("deletes", scope, counts.deletes, counts.owned, input_.max_deletes);
      limit("updates", scope, counts.updates, counts.owned, input_.max_updates);
    }
    empty(owned);
    missing();
    protect();
    return std::move(rails_);
  }

 private:
  void add(Rail rail) {
    rail.lifted = rail.refused && input_.allow.contains(rail.name);
    rails_.push_back(std::move(rail));
  }

  void limit(const std::string& name, const std::string& scope, size_t count, size_t owned,
             const Limit& most) {
    const bool percent_counts = most.percent && owned >= input_.guard_from;
    const auto above = [&](double allowed) { return static_cast<double>(count) > allowed; };
    // The hair keeps 10 % of 30 from becoming 2.999…
    const bool refused =
        (percent_counts && above(static_cast<double>(owned) * *most.percent / 100 + 1e-9)) ||
        (most.count && above(static_cast<double>(*most.count)));
    add({.name = name,
         .scope = scope,
         .value = thousands(count) + "/" + thousands(owned),
         .limit = limit_text(most, percent_counts, input_.guard_from),
         .refused = refused});
  }

  void empty(size_t owned) {
    const bool shrunk =
        input_.hosts_base >= input_.guard_from && input_.hosts_now * 10 < input_.hosts_base;
    add({.name = "empty",
         .scope = input_.target,
         .value = counted(input_.hosts_now, "host file") + ", " + thousands(input_.hosts_base) +
                  " at the last applied commit",
         .limit = "no less than 10 % while " + counted(owned, "object is ours", "objects are ours"),
         .refused = owned > 0 && (input_.hosts_now == 0 || shrunk)});
  }

  // What the last apply left and what is still wanted should be there: a list that came back
  // without a tenth of it is not believed, because all of that would be created once more.
  void missing() {
    std::unordered_set<Key> wanted, there;
    for (const Resource& resource : input_.desired) wanted.insert(resource.key);
    for (const Resource& resource : input_.actual) {
      if (resource.owned) there.insert(resource.key);
    }
    for (const KindTraits& kind : input_.kinds) {
      if (!kind.listed) continue;
      size_t known = 0, gone = 0;
      for (const Resource& resource : input_.base) {
        if (resource.kind != kind.kind || !wanted.contains(resource.key)) continue;
        ++known;
        gone += there.contains(resource.key) ? 0 : 1;
      }
      if (known < input_.guard_from || gone * 10 <= known) continue;
      add({.name = "missing",
           .scope = input_.target,
           .value = thousands(gone) + " of " + thousands(known) + " " + std::string(kind.nouns),
           .limit = "10 % of what the last apply left",
           .refused = true});
    }
  }

  void protect() {
    const auto kept = std::count_if(
        input_.operations.begin(), input_.operations.end(),
        [](const Operation& operation) { return operation.keeping == Keeping::protect; });
    if (kept == 0) return;
    add({.name = "protect",
         .scope = input_.target,
         .value = counted(static_cast<size_t>(kept), "object") + " kept",
         .limit = "protect: true"});
  }

  const GuardInput& input_;
  std::vector<Rail> rails_;
};

}  // namespace

std::vector<Rail> guard(const GuardInput& input) { return Guard(input).run(); }

}  // namespace muster
