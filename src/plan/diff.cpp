#include "plan/diff.h"

#include <algorithm>
#include <optional>
#include <tuple>
#include <unordered_map>
#include <utility>

#include "core/arrange.h"
#include "core/text.h"
#include "plan/match.h"

namespace muster {
namespace {

constexpr size_t passing_limit = 40;  // of the name that stays; its host's id comes behind it

Whence place_of(const Resource& desired, std::string_view field) {
  for (const std::string_view name : {field, std::string_view(), std::string_view("name")}) {
    if (const auto* found = desired.places.find(name); found != desired.places.end()) {
      return found->second;
    }
  }
  return desired.places.empty() ? Whence() : desired.places.begin()->second;
}

std::string name_of(const Resource& resource) { return resource.kind + " " + resource.label; }

// Why a field differs, seen from the last applied commit and from an apply that did not end.
Cause cause_of(const Resource* base, const Resource* begun, std::string_view field,
               const Value& wanted, const Value& found) {
  if (!base || !base->fields.contains(field)) return Cause::repo;
  if (begun && begun->fields.contains(field) && begun->fields.at(field) == found) {
    return Cause::repo;
  }
  const Value& last = base->fields.at(field);
  if (last == wanted) return Cause::drift;
  return last == found ? Cause::repo : Cause::both;
}

// Operations are large and many: they stay where they are while their order is looked for.
using Order = std::vector<Operation*>;

// Creations and updates, then deletions in reverse, then keeps.
Order ordered(std::span<Operation> operations, std::span<const KindTraits> kinds) {
  using View = std::string_view;
  const auto sort_key = [&](Operation& o) {
    const auto rank = static_cast<long>(rank_of(o.kind, kinds));
    const bool deletion = o.op == Op::retire || o.op == Op::remove;
    return std::tuple<int, long, View, View, View, View, Operation*>(
        o.op == Op::keep ? 2
        : deletion       ? 1
                         : 0,
        deletion ? -rank : rank, o.site, o.label, o.key.text(), o.native, &o);
  };
  std::vector<decltype(sort_key(operations.front()))> keys;
  keys.reserve(operations.size());
  for (Operation& operation : operations) keys.push_back(sort_key(operation));
  std::sort(keys.begin(), keys.end());
  Order out;
  out.reserve(keys.size());
  for (const auto& key : keys) out.push_back(std::get<Operation*>(key));
  return out;
}

// Within the creations and updates, what another one needs comes before it.
class NeedsFirst {
 public:
  NeedsFirst(std::span<Operation> operations, Order order)
      : operations_(operations),
        in_(std::move(order)),
        by_key_(operations, [](const Operation& one) { return one.key.text().view(); }) {
    for (const Operation* one : in_) {
      if (one->op == Op::create || one->op == Op::update) by_key_.put(*one);
    }
  }

  Order run() {
    seen_.resize(in_.size());
    out_.reserve(in_.size());
    for (const Operation* one : in_) put(*one);
    return std::move(out_);
  }

 private:
  struct Open {  // an operation whose needs are being placed
    const Operation* at = nullptr;
    size_t need = 0;  // the next one to look at
  };

  // Renames can wait for each other in chains as long as the inventory: no recursion.
  void put(const Operation& first) {
    open(first);
    while (!open_.empty()) {
      if (const Operation* next = next_need(open_.back())) {
        open(*next);
      } else {
        out_.push_back(&operations_[number_of(*open_.back().at)]);
        open_.pop_back();
      }
    }
  }

  void open(const Operation& one) {
    if (seen_[number_of(one)]) return;
    seen_[number_of(one)] = true;
    open_.push_back({&one, one.op == Op::keep ? one.needs.size() : 0});
  }

  const Operation* next_need(Open& top) const {
    const List<Key>& needs = top.at->needs;
    while (top.need < needs.size()) {
      const Operation* found = by_key_.find(needs[top.need++].text());
      if (found && !seen_[number_of(*found)]) return found;
    }
    return nullptr;
  }

  size_t number_of(const Operation& one) const {
    return static_cast<size_t>(&one - operations_.data());
  }

  std::span<Operation> operations_;
  Order in_, out_;
  Index<Operation> by_key_;
  std::vector<bool> seen_;
  std::vector<Open> open_;
};

// Brings what `order` names, each once, to where it stands there.
void arrange(std::vector<Operation>& operations, const Order& order) {
  std::vector<size_t> from;
  from.reserve(order.size());
  for (const Operation* one : order) from.push_back(static_cast<size_t>(one - operations.data()));
  arrange(std::span(operations), std::move(from));
}

// "status is \"planned\", \"active\" is wanted".
std::string differences(const std::vector<FieldChange>& changes) {
  std::vector<std::string> out;
  for (const FieldChange& change : changes) {
    out.push_back(change.field + " is " + render(change.before) + ", " + render(change.after) +
                  " is wanted");
  }
  return join(out, "; ");
}

class Diff {
 public:
  explicit Diff(const DiffInput& input)
      : input_(input),
        matches_(match(input)),
        base_(all(input.base), key_word),
        begun_(all(input.begun), key_word) {
    if (!input.base) return;
    for (const Resource& resource : *input.base) base_.put(resource);
    if (!input.begun) return;
    for (const Resource& resource : *input.begun) begun_.put(resource);
  }

  std::vector<Operation> run() {
    for (const Pair& pair : matches_.pairs) {
      if (!pair.collision.empty()) blockers_[pair.desired->key] = name_of(*pair.desired);
    }
    // Room that nothing is put into costs no memory, but a vector that grows is there twice.
    operations_.reserve(2 * matches_.pairs.size() + input_.actual.resources.size());
    for (const Pair& pair : matches_.pairs) add(pair);
    drop_unneeded();
    diff_absent(input_, matches_, operations_);
    for (Operation& operation : operations_) operation.id = operation_id(operation);
    arrange(operations_, NeedsFirst(operations_, ordered(operations_, input_.kinds)).run());
    return std::move(operations_);
  }

 private:
  Operation start(const Pair& pair, Op op) const {
    const Resource& desired = *pair.desired;
    Operation operation = operation_on(desired, input_.target, op);
    operation.needs = desired.needs;
    if (!pair.waits_for.empty()) operation.needs.push_back(pair.waits_for);
    operation.where = place_of(desired, "");
    if (pair.actual) operation.native = pair.actual->native;
    return operation;
  }

  void add(const Pair& pair) {
    const Resource& desired = *pair.desired;
    if (!pair.collision.empty()) {
      return keep(pair, Keeping::collision,
                  "collision: " + name_of(desired) + " is " + pair.collision);
    }
    if (pair.tie != Tie::none && desired.ensure) return grow(pair);
    if (pair.tie != Tie::none) report(pair);
    Operation operation = pair.tie == Tie::none ? creation(pair) : update(pair);
    const bool nothing =
        operation.op == Op::update && operation.changes.empty() && !operation.adopt;
    if (nothing) return;
    if (const std::string other = blocker(desired); !other.empty()) {
      return keep(pair, Keeping::needs_collided, "needs " + other + ", which collides");
    }
    if (!pair.steps_aside.empty()) step_aside(pair);
    operations_.push_back(std::move(operation));
  }

  // Prerequisites that only something needs which this plan does not write.
  void drop_unneeded() {
    struct Use {
      bool wanted = false, needed = false;
    };
    std::unordered_map<Key, Use> uses;
    for (const Operation& one : operations_) {
      if (one.op == Op::create && matches_.keys.find(one.key.text())->ensure) uses[one.key];
    }
    const auto note = [&](const List<Key>& needs, bool Use::*how) {
      for (const Key& need : needs) {
        if (const auto use = uses.find(need); use != uses.end()) use->second.*how = true;
      }
    };
    for (const Pair& pair : matches_.pairs) note(pair.desired->needs, &Use::wanted);
    std::vector<bool> unneeded(operations_.size());
    // What needs something comes behind it.
    for (auto at = operations_.rbegin(); at != operations_.rend(); ++at) {
      const auto use = at->op == Op::create ? uses.find(at->key) : uses.end();
      if (use != uses.end() && use->second.wanted && !use->second.needed) {
        unneeded[number_of(*at)] = true;
      } else if (at->op != Op::keep) {
        note(at->needs, &Use::needed);
      }
    }
    std::erase_if(operations_, [&](const Operation& one) { return unneeded[number_of(one)]; });
  }

  size_t number_of(const Operation& operation) const {
    return static_cast<size_t>(&operation - operations_.data());
  }

  // To a name that nobody else can have, for as long as somebody else takes this one.
  void step_aside(const Pair& pair) {
    const size_t rank = rank_of(pair.desired->kind, input_.kinds);
    const std::string field(rank < input_.kinds.size() ? input_.kinds[rank].unique : "");
    const Text& now = muster::text_of(pair.actual->fields, field);
    if (field.empty() || now.empty()) return;
    Operation operation = start(pair, Op::update);
    operation.key = pair.steps_aside;
    operation.needs = {};
    operation.passing = true;
    const std::string aside = clean(now, passing_limit) + "~" + pair.desired->host;
    operation.before[field] = now;
    operation.after[field] = aside;
    operation.changes.push_back({.field = field,
                                 .before = now,
                                 .after = aside,
                                 .cause = Cause::repo,
                                 .by = "",
                                 .where = place_of(*pair.desired, field)});
    operations_.push_back(std::move(operation));
  }

  void keep(const Pair& pair, Keeping keeping, Text reason) {
    Operation operation = start(pair, Op::keep);
    operation.keeping = keeping;
    operation.reason = std::move(reason);
    operations_.push_back(std::move(operation));
  }

  // A field that both yields and fills is only told.
  static bool only_told(const Resource& desired, std::string_view field) {
    return desired.yields.contains(field) && desired.fills.contains(field);
  }

  void report(const Pair& pair) {
    const Resource& desired = *pair.desired;
    Operation told = start(pair, Op::keep);
    for (const auto& [field, wanted] : desired.fields) {
      const Value& found = value_of(pair.actual->fields, field);
      if (!only_told(desired, field) || found == wanted) continue;
      told.before[field] = found;
      told.after[field] = wanted;
      told.changes.push_back({.field = field,
                              .before = found,
                              .after = wanted,
                              .cause = Cause::drift,
                              .by = "",
                              .where = place_of(desired, field)});
    }
    if (told.changes.empty()) return;
    told.keeping = Keeping::reported;
    told.reason = differences(told.changes) + ": reported, as manage says";
    operations_.push_back(std::move(told));
  }

  // What exists is good enough as a prerequisite, except that its lists must hold what is wanted.
  void grow(const Pair& pair) {
    Operation operation = start(pair, Op::update);
    for (const auto& [field, wanted] : pair.desired->fields) {
      const auto* more = std::get_if<TextList>(&wanted);
      const auto* there = std::get_if<TextList>(&value_of(pair.actual->fields, field));
      if (!more || !there) continue;
      TextList all = *there;
      for (const Text& each : *more) {
        if (std::find(there->begin(), there->end(), each) == there->end()) all.push_back(each);
      }
      compare(operation, pair, nullptr, field, all);
    }
    if (!operation.changes.empty()) operations_.push_back(std::move(operation));
  }

  Operation creation(const Pair& pair) const {
    Operation operation = start(pair, Op::create);
    operation.after = pair.desired->fields;
    const Resource* base = base_.find(pair.desired->key.text());
    const bool taken_away_by_us = input_.begun && !begun_.find(pair.desired->key.text());
    operation.drift =
        base && base->fields == pair.desired->fields && !pair.desired->ensure && !taken_away_by_us;
    return operation;
  }

  Operation update(const Pair& pair) const {
    const Resource& desired = *pair.desired;
    Operation operation = start(pair, Op::update);
    operation.adopt = pair.tie != Tie::key;
    if (pair.tie == Tie::natural) operation.reason = "taken over from host " + pair.actual->host;
    if (pair.tie == Tie::foreign) operation.reason = "adopt: true";
    const Resource* base = base_.find(desired.key.text());
    // What was not this host's cannot have drifted from it.
    const Resource* known = pair.tie == Tie::key ? base : nullptr;
    for (const auto& [field, wanted] : desired.fields) {
      compare(operation, pair, known, field, wanted);
    }
    if (base) clear(operation, pair, *base);
    return operation;
  }

  void compare(Operation& operation, const Pair& pair, const Resource* base, std::string_view field,
               const Value& wanted) const {
    const Value& found = value_of(pair.actual->fields, field);
    if (only_told(*pair.desired, field)) return;
    if (!is_null(found) && pair.desired->yields.contains(field)) return;
    const bool ours = base && value_of(base->fields, field) == found;
    const bool filled = pair.desired->fills.contains(field);
    if (filled && !is_null(found) && !is_null(wanted) && !ours) return;
    operation.before[field] = found;
    operation.after[field] = wanted;
    if (found == wanted) return;
    operation.changes.push_back(
        {.field = field,
         .before = found,
         .after = wanted,
         .cause = filled
                      ? Cause::repo
                      : cause_of(base, begun_.find(pair.desired->key.text()), field, wanted, found),
         .by = "",
         .where = place_of(*pair.desired, field)});
  }

  // A field that we had set, nobody changed since and nobody wants any more.
  void clear(Operation& operation, const Pair& pair, const Resource& base) const {
    for (const auto& [field, last] : base.fields) {
      if (pair.desired->fields.contains(field) || is_null(last)) continue;
      if (pair.desired->yields.contains(field)) continue;  // left to people
      if (value_of(pair.actual->fields, field) == last) {
        compare(operation, pair, nullptr, field, {});
      }
    }
  }

  static std::span<const Resource> all(const std::vector<Resource>* resources) {
    return resources ? std::span(*resources) : std::span<const Resource>();
  }

  // The colliding resource that `desired` needs, directly or not; "" when there is none.
  std::string blocker(const Resource& desired) {
    if (blockers_.empty()) return "";
    const auto [known, fresh] = blockers_.emplace(desired.key, "");
    if (!fresh) return known->second;
    for (const Key& need : desired.needs) {
      const Resource* wanted = matches_.keys.find(need.text());
      if (!wanted) continue;
      std::string found = blocker(*wanted);
      if (!found.empty()) return blockers_[desired.key] = std::move(found);
    }
    return "";
  }

  const DiffInput& input_;
  Matches matches_;
  Index<Resource> base_, begun_;
  std::unordered_map<Key, std::string> blockers_;
  std::vector<Operation> operations_;
};

}  // namespace

std::vector<Operation> diff(const DiffInput& input) { return Diff(input).run(); }

}  // namespace muster
