// Random worlds: what must hold for every one of them.
#include <algorithm>
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <random>
#include <set>

#include "core/json.h"
#include "plan/diff.h"
#include "plan/plan_json.h"
#include "rounds.h"

namespace muster {
namespace {

constexpr size_t worlds = rounds(1000);

const std::vector<KindTraits>& kinds() {
  static const std::vector<KindTraits> table{
      {"tag", "tag", "tags", OnAbsent::keep, {}},
      {"device", "device", "devices", OnAbsent::retire, {{"status", "gone"}}},
      {"interface", "interface", "interfaces", OnAbsent::keep, {}},
      {"record", "record", "records", OnAbsent::remove, {}}};
  return table;
}

class World {
 public:
  explicit World(unsigned seed) : random_(seed) {
    for (int host = 0; host < 8; ++host) {
      if (chance(70)) want(host, desired);
      if (chance(60)) want(host, base);
      if (chance(60)) hold(host);
    }
    desired.push_back(prerequisite());
    if (chance(50)) hold(prerequisite());
    for (int host = 0; host < 8; ++host) {
      if (chance(80)) absent[std::to_string(host)] = {"file removed", chance(80), chance(20)};
    }
    three_way = chance(80);
    prune = chance(30) ? Prune::remove : chance(20) ? Prune::none : Prune::retire;
  }

  std::vector<Operation> plan() const {
    DiffInput input{.target = "t",
                    .desired = desired,
                    .actual = actual,
                    .base = three_way ? &base : nullptr,
                    .kinds = kinds(),
                    .absent = absent,
                    .prune = prune};
    input.now = Time(Seconds(2'000'000'000));
    return diff(input);
  }

  // What a target that does as it is told holds afterwards.
  void apply(const std::vector<Operation>& operations) {
    for (const Operation& operation : operations) run(operation);
  }

  void shuffle() {
    std::shuffle(desired.begin(), desired.end(), random_);
    std::shuffle(base.begin(), base.end(), random_);
    std::shuffle(actual.resources.begin(), actual.resources.end(), random_);
  }

  std::vector<Resource> desired, base;
  Snapshot actual;
  std::map<std::string, Standing> absent;
  bool three_way = true;
  Prune prune = Prune::retire;

 private:
  bool chance(unsigned percent) { return random_() % 100 < percent; }
  std::string pick(std::initializer_list<const char*> words) {
    return words.begin()[random_() % words.size()];
  }

  Resource prerequisite() const {
    Resource tag;
    tag.kind = "tag";
    tag.key = Key("tag", "muster");
    tag.natural = tag.label = "tag:muster";
    tag.ensure = true;
    return tag;
  }

  Resource make(const char* kind, int host, const std::string& part) {
    Resource out;
    out.kind = kind;
    out.host = std::to_string(host);
    out.key = Key(kind, out.host + part);
    out.label = out.natural = out.kind + "/" + pick({"a", "b", "c"}) + out.host + part;
    out.site = pick({"", "x", "y"});
    out.fields["name"] = out.natural;
    out.fields["role"] = pick({"r1", "r2", "r3"});
    if (chance(50)) out.fields["status"] = pick({"on", "gone"});
    if (chance(30)) out.fields["note"] = Value();
    out.adopt = chance(30);
    return out;
  }

  std::vector<Resource> family(int host) {
    std::vector<Resource> out{make("device", host, "")};
    for (const std::string part : {"/1", "/2"}) {
      if (chance(40)) continue;
      out.push_back(make("interface", host, part));
      out.back().parent = out.front().key;
      out.back().needs = {out.front().key};
    }
    if (chance(60)) out.push_back(make("record", host, ""));
    return out;
  }

  void want(int host, std::vector<Resource>& into) {
    for (Resource& resource : family(host)) into.push_back(std::move(resource));
  }

  void hold(Resource resource) {
    resource.native = std::to_string(next_native_++);
    resource.adopt = false;
    resource.needs.clear();
    actual.resources.push_back(std::move(resource));
  }

  void hold(int host) {
    const bool ours = chance(75);
    for (Resource& resource : family(host)) {
      resource.owned = ours;
      if (!ours) resource.key = {};
      resource.changed = Time(Seconds(chance(50) ? 1 : 1'999'999'999));
      hold(std::move(resource));
    }
  }

  const Resource& wanted(const Key& key) const {
    return *std::find_if(desired.begin(), desired.end(),
                         [&](const Resource& r) { return r.key == key; });
  }

  void run(const Operation& operation) {
    if (operation.op == Op::keep) return;
    auto& all = actual.resources;
    const auto at = std::find_if(all.begin(), all.end(), [&](const Resource& r) {
      return operation.op != Op::create && r.native == operation.native;
    });
    if (operation.op == Op::create) {
      Resource made = wanted(operation.key);
      made.owned = true;
      return hold(std::move(made));
    }
    REQUIRE(at != all.end());
    if (operation.op == Op::remove) {
      const Key key = at->key;
      all.erase(at);
      std::erase_if(all, [&](const Resource& r) { return r.owned && r.parent == key; });
      return;
    }
    for (const FieldChange& change : operation.changes) at->fields[change.field] = change.after;
    at->changed = Time(Seconds(2'000'000'000));
    if (operation.op == Op::retire) return;
    const Resource& like = wanted(operation.key);
    at->key = like.key;
    at->natural = like.natural;
    at->host = like.host;
    at->parent = like.parent;
    at->owned = true;
  }

  std::mt19937 random_;
  int next_native_ = 1;
};

std::vector<Operation> without_keeps(std::vector<Operation> operations) {
  std::erase_if(operations, [](const Operation& o) { return o.op == Op::keep; });
  return operations;
}

std::string bytes(const std::vector<Operation>& operations) {
  Plan plan;
  plan.operations = operations;
  return render_json(to_json(plan));
}

}  // namespace

TEST_CASE("a plan that was applied leaves nothing to do") {
  for (unsigned seed = 0; seed < worlds; ++seed) {
    INFO("seed " << seed);
    World world(seed);
    world.apply(world.plan());
    const auto left = without_keeps(world.plan());
    REQUIRE(bytes(left) == bytes({}));
  }
}

TEST_CASE("equal worlds in any order give equal bytes") {
  for (unsigned seed = 0; seed < worlds; ++seed) {
    INFO("seed " << seed);
    World world(seed);
    const std::string before = bytes(world.plan());
    world.shuffle();
    REQUIRE(bytes(world.plan()) == before);
  }
}

TEST_CASE("nothing foreign is deleted, retired or changed without adopt") {
  for (unsigned seed = 0; seed < worlds; ++seed) {
    INFO("seed " << seed);
    World world(seed);
    std::set<std::string> foreign;
    for (const Resource& resource : world.actual.resources) {
      if (!resource.owned) foreign.insert(resource.native);
    }
    for (const Operation& operation : without_keeps(world.plan())) {
      if (foreign.contains(operation.native)) REQUIRE(operation.adopt);
    }
  }
}

TEST_CASE("without a last applied commit nothing is deleted or retired") {
  for (unsigned seed = 0; seed < worlds; ++seed) {
    World world(seed);
    world.three_way = false;
    for (const Operation& operation : world.plan()) {
      REQUIRE(operation.op != Op::remove);
      REQUIRE(operation.op != Op::retire);
      for (const FieldChange& change : operation.changes) REQUIRE(change.cause == Cause::repo);
    }
  }
}

TEST_CASE("what a creation needs is created before it") {
  for (unsigned seed = 0; seed < worlds; ++seed) {
    World world(seed);
    std::set<Key> later;
    const auto operations = without_keeps(world.plan());
    for (const Operation& o : operations) {
      if (o.op == Op::create) later.insert(o.key);
    }
    for (const Operation& o : operations) {
      later.erase(o.key);
      for (const Key& need : o.needs) REQUIRE(!later.contains(need));
    }
  }
}

}  // namespace muster
