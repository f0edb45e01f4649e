#include "plan/guard.h"

#include <algorithm>
#include <cmath>
#include <unordered_set>

#include "core/text.h"

namespace muster {
namespace {

// By host, because people think of hosts: a host with six records or interfaces counts once, and
// one that is renamed is updated. What belongs to no host counts for itself.
using Units = std::unordered_set<std::string_view>;

struct Tally {
  Units owned, deleted, updated, created;
};

template <class T>
std::string_view unit(const T& of) {
  return of.host.empty() ? std::string_view(of.key.text()) : std::string_view(of.host);
}

class Tallies {
 public:
  explicit Tallies(const GuardInput& input) : input_(input) {
    for (const Resource& resource : input.desired) wanted_.insert(unit(resource));
    for (const Resource& resource : input.actual) {
      if (!resource.owned) continue;
      each(resource.site, [&](Tally& tally) { tally.owned.insert(unit(resource)); });
    }
    for (const Operation& operation : input.operations) {
      each(operation.site, [&](Tally& tally) { add(tally, operation); });
    }
  }

  // By scope: the target, then target/site.
  std::map<std::string, Tally> by_scope;

 private:
  template <class Fn>
  void each(const std::string& site, Fn&& fn) {
    fn(by_scope[input_.target]);
    if (!site.empty()) fn(by_scope[input_.target + "/" + site]);
  }

  void add(Tally& tally, const Operation& operation) const {
    const std::string_view of = unit(operation);
    switch (operation.op) {
      case Op::retire:
      case Op::remove:
        (wanted_.contains(of) ? tally.updated : tally.deleted).insert(of);
        break;
      case Op::update:
        if (!operation.passing) tally.updated.insert(of);
        break;
      case Op::create:
        if (!operation.drift && !tally.owned.contains(of)) tally.created.insert(of);
        break;
      case Op::keep:
        break;
    }
  }

  const GuardInput& input_;
  Units wanted_;
};

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
  return limit.percent ? "none below " + counted(guard_from, "host") : "none";
}

class Guard {
 public:
  explicit Guard(const GuardInput& input) : input_(input) {}

  std::vector<Rail> run() {
    for (const auto& [scope, tally] : Tallies(input_).by_scope) {
      const size_t owned = tally.owned.size();
      limit("deletes", scope, tally.deleted.size(), owned, input_.max_deletes);
      limit("updates", scope, tally.updated.size(), owned, input_.max_updates);
      if (scope == input_.target) {
        limit("creates", scope, tally.created.size(), owned, input_.max_creates);
      }
    }
    empty();
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

  void empty() {
    const auto owned =
        static_cast<size_t>(std::count_if(input_.actual.begin(), input_.actual.end(),
                                          [](const Resource& resource) { return resource.owned; }));
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
