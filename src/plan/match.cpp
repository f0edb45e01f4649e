#include "plan/match.h"

#include <algorithm>
#include <tuple>
#include <unordered_map>
#include <unordered_set>

namespace muster {
namespace {

struct Actual {
  explicit Actual(std::span<const Resource> resources)
      : ours_by_key(resources, key_word),
        ours_by_natural(resources, natural_word),
        foreign_by_natural(resources, natural_word) {
    for (const Resource& resource : resources) {
      // The first by native id wins, so that the order of the read does not matter.
      const auto first = [&](const Resource& other) { return resource.native < other.native; };
      if (resource.owned) ours_by_key.put(resource, first);
      (resource.owned ? ours_by_natural : foreign_by_natural).put(resource, first);
    }
  }

  Index<Resource> ours_by_key, ours_by_natural, foreign_by_natural;
};

std::vector<const Resource*> ordered(const DiffInput& input) {
  std::vector<std::pair<size_t, const Resource*>> ranked;
  ranked.reserve(input.desired.size());
  for (const Resource& d : input.desired) ranked.emplace_back(rank_of(d.kind, input.kinds), &d);
  const auto sort_key = [](const auto& item) {
    const Resource& d = *item.second;
    return std::tie(item.first, d.site, d.label, d.key, d.natural);
  };
  std::sort(ranked.begin(), ranked.end(),
            [&](const auto& a, const auto& b) { return sort_key(a) < sort_key(b); });
  std::vector<const Resource*> out;
  for (const auto& [rank, resource] : ranked) out.push_back(resource);
  return out;
}

class Matcher {
 public:
  explicit Matcher(const DiffInput& input)
      : input_(input),
        actual_(input.actual.resources),
        wanted_(input.desired, natural_word),
        out_{.pairs = {},
             .keys = {input.desired, key_word},
             .actual = input.actual.resources,
             .holders = std::vector<const Resource*>(input.actual.resources.size())} {}

  Matches run() {
    out_.pairs.reserve(input_.desired.size());
    for (const Resource* desired : ordered(input_)) take(*desired);
    for (Pair& pair : out_.pairs) tie_by_key(pair);
    for (Pair& pair : out_.pairs) {
      if (pair.tie == Tie::none) tie_by_natural(pair);
    }
    for (Pair& pair : out_.pairs) look_for_collision(pair);
    open_circles();
    return std::move(out_);
  }

 private:
  void take(const Resource& desired) {
    if (!out_.keys.put(desired)) return;
    if (desired.collision.empty()) wanted_.put(desired);
    out_.pairs.push_back(
        {.desired = &desired, .collision = "", .waits_for = {}, .steps_aside = {}});
  }

  void hold(Pair& pair, const Resource* actual, Tie tie) {
    pair.actual = actual;
    pair.tie = tie;
    out_.holder(*actual) = pair.desired;
  }

  void tie_by_key(Pair& pair) {
    if (!pair.desired->collision.empty()) return;
    if (const Resource* ours = actual_.ours_by_key.find(pair.desired->key.text())) {
      hold(pair, ours, Tie::key);
    }
  }

  void tie_by_natural(Pair& pair) {
    if (wanted_.find(pair.desired->natural) != pair.desired) return;
    const Resource* ours = actual_.ours_by_natural.find(pair.desired->natural);
    if (ours && !out_.holder(*ours) && !is_protected(*ours)) {
      return hold(pair, ours, Tie::natural);
    }
    const Resource* foreign = actual_.foreign_by_natural.find(pair.desired->natural);
    if (foreign && !ours) hold(pair, foreign, Tie::foreign);
  }

  bool is_protected(const Resource& ours) const {
    const auto standing = input_.absent.find(ours.host);
    return standing != input_.absent.end() && standing->second.protect;
  }

  void look_for_collision(Pair& pair) {
    const Resource& desired = *pair.desired;
    if (!desired.collision.empty()) pair.collision = desired.collision;
    if (!pair.collision.empty() || desired.ensure || desired.natural.empty()) return;
    if (const Resource* first = wanted_.find(desired.natural); first != &desired) {
      pair.collision = first->kind + " " + first->label + " of this inventory wants it too";
      return;
    }
    const Resource* foreign = actual_.foreign_by_natural.find(desired.natural);
    if (foreign && !foreign->held.empty()) {
      pair.collision = foreign->held;
      return;
    }
    if (pair.tie == Tie::foreign && !desired.adopt) {
      const std::string& by = pair.actual->known_by;
      pair.collision = (by.empty() ? "held by an object muster does not own"
                                   : "there as " + pair.actual->label +
                                         ", which muster does not own, by " + by) +
                       "; set adopt: true in the host file to take it over";
    }
    const bool moves =
        pair.tie == Tie::none || (pair.tie == Tie::key && pair.actual->natural != desired.natural);
    if (moves) look_at_holder(pair);
  }

  // The natural key is new to this resource: somebody may still sit on it.
  void look_at_holder(Pair& pair) {
    const std::string& natural = pair.desired->natural;
    const Resource* ours = actual_.ours_by_natural.find(natural);
    const Resource* foreign = actual_.foreign_by_natural.find(natural);
    if (ours && ours != pair.actual) {
      const Resource* holder = out_.holder(*ours);
      if (!holder) {
        pair.collision = "still held by " + ours->label + " of host " + ours->host +
                         ", which is not in this inventory; delete that object first";
      } else if (holder->natural != natural) {
        pair.waits_for = holder->key;
      }
    } else if (foreign && foreign != pair.actual) {
      pair.collision = "held by an object muster does not own; rename one of the two";
    }
  }

  // Those who wait for each other in a circle would wait for ever: the first of each circle, in the
  // order of the pairs, steps aside to a free name.
  void open_circles() {
    std::unordered_map<Key, Pair*> waiting;
    for (Pair& pair : out_.pairs) {
      if (!pair.waits_for.empty()) waiting.emplace(pair.desired->key, &pair);
    }
    std::unordered_set<const Pair*> seen;
    for (Pair& pair : out_.pairs) {
      std::vector<Pair*> way;
      for (Pair* at = &pair; at && !at->waits_for.empty() && seen.insert(at).second;) {
        way.push_back(at);
        const auto next = waiting.find(at->waits_for);
        at = next == waiting.end() ? nullptr : next->second;
      }
      if (way.empty() || way.back()->waits_for != pair.desired->key) continue;
      const Key& key = pair.desired->key;
      pair.steps_aside = Key(key.kind(), std::string(key.rest()) + "~aside");
      way.back()->waits_for = pair.steps_aside;
    }
  }

  const DiffInput& input_;
  Actual actual_;
  Index<Resource> wanted_;  // desired by natural key, the first of each
  Matches out_;
};

}  // namespace

size_t rank_of(std::string_view kind, std::span<const KindTraits> kinds) {
  const auto found = std::find_if(kinds.begin(), kinds.end(),
                                  [&](const KindTraits& traits) { return traits.kind == kind; });
  return static_cast<size_t>(found - kinds.begin());
}

Matches match(const DiffInput& input) { return Matcher(input).run(); }

Operation operation_on(const Resource& resource, const std::string& target, Op op) {
  Operation operation;
  operation.target = target;
  operation.op = op;
  operation.kind = resource.kind;
  operation.key = resource.key;
  operation.label = resource.label;
  operation.site = resource.site;
  operation.host = resource.host;
  operation.owner = resource.owner;
  return operation;
}

}  // namespace muster
