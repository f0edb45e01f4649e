#include "report/compare/compare.h"

#include <fmt/core.h>

#include <algorithm>
#include <set>
#include <tuple>
#include <unordered_set>

#include "config/vrf.h"
#include "core/text.h"
#include "plan/match.h"

namespace muster {
namespace {

// Host files by what an object of NetBox may be called here.
class Namesakes {
 public:
  explicit Namesakes(const Inventory& inventory, const Config& config) : config_(config) {
    for (const auto& file : inventory.files) {
      const std::string& site = effective_site(file->host);
      names_.try_emplace({site, lower(effective_name(file->host))}, file.get());
      for (const Interface& interface : effective_interfaces(file->host)) {
        for (const Cidr& address : interface.addresses) {
          addresses_.try_emplace({vrf_of(config, site, address.ip), address.ip}, file.get());
        }
      }
    }
  }

  const HostFile* find(const NetboxObject& object) const {
    if (const auto address = parse_cidr(object.label); address && object.kind == "ip-address") {
      const auto found = addresses_.find({vrf_of(config_, object.site, address->ip), address->ip});
      return found == addresses_.end() ? nullptr : found->second;
    }
    const auto found = names_.find({object.site, lower(object.label)});
    return found == names_.end() ? nullptr : found->second;
  }

 private:
  const Config& config_;
  std::map<std::pair<std::string, std::string>, const HostFile*> names_;
  std::map<std::pair<std::string, Ip>, const HostFile*> addresses_;  // by VRF
};

// Why a host of the inventory is not compared with what has its name or address.
std::string standing_of(const Host& host) {
  if (host.approval == Approval::rejected) return "rejected here";
  if (effective_state(host) == State::gone) return "gone here";
  return fmt::format("here classified as {}", host.classification);
}

class Comparer {
 public:
  explicit Comparer(const ComparisonInput& input)
      : input_(input), namesakes_(input.inventory, input.config) {}

  Comparison run() {
    const Matches matches = match({.target = "",
                                   .desired = input_.desired,
                                   .actual = input_.actual,
                                   .base = nullptr,
                                   .begun = nullptr,
                                   .kinds = input_.kinds,
                                   .absent = {}});
    for (const Pair& pair : matches.pairs) add(pair);
    for (const NetboxObject& object : input_.objects) add(object);
    std::stable_sort(out_.rows.begin(), out_.rows.end(),
                     [](const Difference& a, const Difference& b) {
                       return std::tie(a.side, a.site, a.kind, a.label, a.field) <
                              std::tie(b.side, b.site, b.kind, b.label, b.field);
                     });
    return std::move(out_);
  }

 private:
  const KindTraits* traits(const std::string& kind) const {
    const size_t rank = rank_of(kind, input_.kinds);
    return rank < input_.kinds.size() ? &input_.kinds[rank] : nullptr;
  }

  std::string noun(const std::string& kind) const {
    const KindTraits* known = traits(kind);
    return known == nullptr || known->noun.empty() ? kind : std::string(known->noun);
  }

  Difference start(Side side, const Resource& desired) const {
    Difference row;
    row.side = side;
    row.kind = noun(desired.kind);
    row.label = desired.label;
    row.site = desired.site;
    if (const HostFile* file = input_.inventory.find(desired.host)) row.path = file->path;
    return row;
  }

  bool is_mark(const Resource& desired, const std::string& field) const {
    const KindTraits* known = traits(desired.kind);
    return known != nullptr &&
           std::find(known->marks.begin(), known->marks.end(), field) != known->marks.end();
  }

  void add(const Pair& pair) {
    const Resource& desired = *pair.desired;
    if (desired.ensure || desired.host.empty()) return;
    if (pair.actual == nullptr) return add_here(pair);
    claimed_.insert(desired.kind + ":" + pair.actual->native);
    const size_t before = out_.rows.size();
    for (const auto& [field, wanted] : desired.fields) {
      const Value& found = value_of(pair.actual->fields, field);
      const bool left = !is_null(found) && desired.yields.contains(field);
      if (left || found == wanted || is_mark(desired, field)) continue;
      Difference row = start(Side::differs, desired);
      row.field = field;
      row.here = wanted;
      row.there = found;
      out_.rows.push_back(std::move(row));
    }
    ++(out_.rows.size() > before ? out_.differing : out_.same);
  }

  void add_here(const Pair& pair) {
    const Resource& desired = *pair.desired;
    const bool part = !desired.owner.empty() && missing_.contains(desired.owner);
    missing_.insert(desired.key);
    if (part) return;
    Difference row = start(Side::here, desired);
    row.why = pair.collision;
    out_.rows.push_back(std::move(row));
    ++out_.here;
  }

  void add(const NetboxObject& object) {
    if (claimed_.contains(object.kind + ":" + object.native)) return;
    Difference row;
    row.side = Side::there;
    row.kind = noun(object.kind);
    row.label = object.label;
    row.site = object.site;
    if (!object.on.empty()) row.why = "on " + object.on;
    if (!object.host.empty()) row.why = "muster's, of the host " + object.host;
    if (const HostFile* file = namesakes_.find(object)) {
      row.path = file->path;
      row.why = standing_of(file->host);
    }
    out_.rows.push_back(std::move(row));
    ++out_.there;
  }

  const ComparisonInput& input_;
  Namesakes namesakes_;
  std::unordered_set<std::string> claimed_;  // kind:native
  std::unordered_set<Key> missing_;          // desired, and not there
  Comparison out_;
};

}  // namespace

std::string_view word(Side side) {
  return side == Side::here ? "here" : side == Side::there ? "there" : "differs";
}

Comparison compare_sides(const ComparisonInput& input) { return Comparer(input).run(); }

}  // namespace muster
