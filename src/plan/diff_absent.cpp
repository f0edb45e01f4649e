#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "core/text.h"
#include "plan/match.h"

namespace muster {
namespace {

class Absent {
 public:
  Absent(const DiffInput& input, const Matches& matches) : input_(input) {
    for (const Resource& resource : input.actual.resources) {
      if (!resource.owned || matches.holder(resource)) continue;
      // What has no host is a prerequisite: others may use it by now, so it is never deleted.
      if (resource.host.empty() && !traits_of(resource).all_go) continue;
      absent_.push_back(&resource);
      by_key_.emplace(resource.key.text(), &resource);
    }
    if (absent_.empty()) return;
    for (const Pair& pair : matches.pairs) hosts_.insert(pair.desired->host);
    for (const Resource& resource : input.actual.resources) {
      if (matches.holder(resource) && by_key_.contains(resource.key.text()))
        claimed_keys_.insert(resource.key.text());
    }
  }

  void run(std::vector<Operation>& into) {
    for (const Resource* resource : absent_) {
      const Resource* top = top_of(*resource);
      if (top != resource) ++cascades_[top][resource->kind];
    }
    for (const Resource* resource : absent_) {
      if (top_of(*resource) == resource) into.push_back(decide(*resource));
    }
  }

 private:
  // The outermost absent resource that `resource` goes with, or itself.
  const Resource* top_of(const Resource& resource) const {
    const Resource* top = &resource;
    for (size_t steps = 0; steps < absent_.size() && !released(resource); ++steps) {
      const auto parent = by_key_.find(top->parent.text());
      if (top->parent.empty() || parent == by_key_.end() || parent->second == top) break;
      top = parent->second;
    }
    return top;
  }

  Standing standing_of(const Resource& resource) const {
    if (!resource.held.empty()) return {.why = resource.held, .known_at_base = true};
    if (resource.host.empty()) return {.why = "nothing needs it", .known_at_base = true};
    const auto known = input_.absent.find(resource.host);
    if (known != input_.absent.end()) return known->second;
    if (hosts_.contains(resource.host)) {
      return {.why = "its host no longer has it", .known_at_base = true};
    }
    return {.why = "host " + resource.host + " is not in this inventory"};
  }

  const KindTraits& traits_of(const Resource& resource) const {
    static const KindTraits unknown{};
    const size_t rank = rank_of(resource.kind, input_.kinds);
    return rank < input_.kinds.size() ? input_.kinds[rank] : unknown;
  }

  Operation start(const Resource& resource, Op op, Text reason) const {
    Operation operation = operation_on(resource, input_.target, op);
    operation.native = resource.native;
    operation.reason = std::move(reason);
    if (const auto found = cascades_.find(&resource); found != cascades_.end()) {
      operation.cascades = found->second;
    }
    return operation;
  }

  Operation decide(const Resource& resource) const {
    const Standing standing = standing_of(resource);
    const KindTraits& traits = traits_of(resource);
    const auto keep = [&](Keeping keeping, Text reason) {
      return kept(resource, keeping, std::move(reason));
    };
    if (released(resource)) return release(resource, standing);
    if (claimed_keys_.contains(resource.key.text())) {
      return keep(Keeping::second_mark, "a second object carries the mark of " +
                                            resource.key.text() + "; delete one of them");
    }
    if (!input_.base) {
      return keep(Keeping::no_base, "no last applied commit is known, so nothing is retired");
    }
    if (standing.protect) return keep(Keeping::protect, "protect: true");
    if (input_.prune == Prune::none) {
      return keep(Keeping::not_pruned, standing.why + "; --prune none leaves it");
    }
    if (traits.on_absent == OnAbsent::retire && retired(resource, traits)) {
      return decide_retired(resource, standing);
    }
    if (!standing.known_at_base) {
      return keep(Keeping::unknown_at_base,
                  standing.why + ", and was not at the last applied commit");
    }
    const bool at_once = input_.prune == Prune::remove && input_.grace.count() == 0;
    if (traits.on_absent == OnAbsent::retire && !at_once) {
      return retire(resource, traits, standing);
    }
    if (traits.on_absent == OnAbsent::remove || input_.prune == Prune::remove) {
      return remove(resource, standing);
    }
    return keep(Keeping::not_pruned, standing.why + "; --prune delete deletes it");
  }

  bool released(const Resource& resource) const {
    const auto standing = input_.absent.find(resource.host);
    return standing != input_.absent.end() && standing->second.release &&
           !traits_of(resource).marks.empty();
  }

  Operation release(const Resource& resource, const Standing& standing) const {
    Operation operation = start(resource, Op::update, standing.why);
    for (const std::string_view mark : traits_of(resource).marks) {
      const std::string field(mark);
      operation.before[field] = value_of(resource.fields, field);
      operation.after[field] = Value();
      operation.changes.push_back({.field = field,
                                   .before = operation.before[field],
                                   .after = {},
                                   .cause = Cause::repo,
                                   .by = "",
                                   .where = {}});
    }
    return operation;
  }

  static bool retired(const Resource& resource, const KindTraits& traits) {
    return std::all_of(traits.retired.begin(), traits.retired.end(), [&](const auto& field) {
      const auto found = resource.fields.find(field.first);
      return found != resource.fields.end() && found->second == field.second;
    });
  }

  Operation decide_retired(const Resource& resource, const Standing& standing) const {
    const std::string days = std::to_string(input_.grace.count()) + " days";
    const bool over = resource.changed && *resource.changed + input_.grace <= input_.now;
    if (input_.prune == Prune::remove && standing.known_at_base && over) {
      return remove(resource, standing);
    }
    return kept(resource, Keeping::waits_retired,
                "retired, deleted by --prune delete after " + days);
  }

  Operation kept(const Resource& resource, Keeping keeping, Text reason) const {
    Operation operation = start(resource, Op::keep, std::move(reason));
    operation.keeping = keeping;
    return operation;
  }

  Operation retire(const Resource& resource, const KindTraits& traits,
                   const Standing& standing) const {
    Operation operation = start(resource, Op::retire, standing.why);
    operation.after = traits.retired;
    for (const auto& [field, wanted] : traits.retired) {
      const Value& before = value_of(resource.fields, field);
      operation.before[field] = before;
      if (before == wanted) continue;
      operation.changes.push_back({.field = field,
                                   .before = before,
                                   .after = wanted,
                                   .cause = Cause::repo,
                                   .by = "",
                                   .where = {}});
    }
    return operation;
  }

  Operation remove(const Resource& resource, const Standing& standing) const {
    Operation operation = start(resource, Op::remove, standing.why);
    operation.before = resource.fields;
    for (const std::string_view field : traits_of(resource).read) {
      if (!operation.before.contains(field)) operation.before[field] = Value();
    }
    return operation;
  }

  const DiffInput& input_;
  std::vector<const Resource*> absent_;
  std::unordered_map<std::string_view, const Resource*> by_key_;
  std::unordered_set<std::string_view> hosts_, claimed_keys_;
  std::map<const Resource*, std::map<std::string, size_t>> cascades_;
};

}  // namespace

void hold_back(std::vector<Operation>& operations, bool allowed) {
  for (Operation& operation : operations) {
    if (operation.op != Op::remove || operation.foreign.empty()) continue;
    const std::string what = join(operation.foreign, ", ");
    if (allowed) {
      operation.reason = operation.reason + "; takes along what is not muster's: " + what;
      continue;
    }
    operation.op = Op::keep;
    operation.keeping = Keeping::foreign_parts;
    operation.reason = "not deleted, it would take along what is not muster's: " + what +
                       "; move them, or lift it with --allow cascades";
    operation.id = operation_id(operation);
  }
  const auto runs = [](const Operation& operation) { return operation.op != Op::keep; };
  if (std::is_partitioned(operations.begin(), operations.end(), runs)) return;
  std::stable_partition(operations.begin(), operations.end(), runs);
}

void diff_absent(const DiffInput& input, const Matches& matches, std::vector<Operation>& into) {
  Absent(input, matches).run(into);
}

}  // namespace muster
