#include "flow/reconcile_plan.h"

#include <algorithm>
#include <unordered_set>
#include <utility>

#include "core/memory.h"
#include "core/text.h"
#include "flow/absence.h"
#include "flow/approvals/lifted.h"
#include "flow/branch.h"
#include "flow/in_branch.h"
#include "flow/plan_notes.h"
#include "flow/saved_state.h"
#include "flow/trust.h"
#include "flow/window.h"
#include "plan/guard.h"
#include "plan/index.h"

namespace muster {
namespace {

// What is planned, and under whose targets and policy.
struct Wanted {
  View view;
  Config trusted;  // targets and policy: of --base where given
  std::string base;
};

ObjectId merge_result(Workspace& workspace, const ObjectId& base, const ObjectId& head, Time now) {
  if (workspace.repo.descends(head, base)) return head;
  std::vector<std::string> conflicts;
  auto merged = workspace.repo.merge(base, head, "muster: merge result to plan",
                                     committer(workspace.repo), now, conflicts);
  if (merged) return *merged;
  throw Error("the merge with the base conflicts", Exit::invalid)
      .because("both changed the same lines of " + join(conflicts, ", "))
      .mend("merge the base into the branch first");
}

Wanted wanted(Workspace& workspace, const ReconcileOptions& options, Time now,
              Diagnostics& trouble) {
  std::optional<ObjectId> commit;
  if (!options.worktree) commit = require_commit(workspace.repo, options.ref);
  if (options.base.empty()) {
    Wanted out{load_view(workspace, commit, trouble), {}, ""};
    out.trusted = out.view.config;
    return out;
  }
  const ObjectId base = require_commit(workspace.repo, options.base);
  if (commit) commit = merge_result(workspace, base, *commit, now);
  Wanted out{load_view(workspace, commit, trouble), load_config(workspace, base, trouble), base};
  out.view.config.policy = out.trusted.policy;
  return out;
}

// Host files are many, and needed at the beginning of each target only: those of a commit are not
// held meanwhile, but read again.
View take_view(const Workspace& workspace, Wanted& want) {
  if (!want.view.commit) return want.view;
  View view{want.view.commit, want.view.config, std::exchange(want.view.inventory, {})};
  Diagnostics known;
  if (view.inventory.files.empty()) view.inventory = *load_hosts(workspace, view.commit, known);
  return view;
}

bool selected(const Host& host) {
  return host.approval == Approval::approved && effective_state(host) == State::present;
}

std::vector<const HostFile*> selected_hosts(const Inventory& inventory) {
  std::vector<const HostFile*> out;
  for (const auto& file : inventory.files) {
    if (selected(file->host)) out.push_back(file.get());
  }
  return out;
}

void count_skipped(const View& view, Plan& plan) {
  for (const auto& file : view.inventory.files) {
    const ClassConfig* kind = view.config.classification(file->host.classification);
    if (file->host.approval != Approval::approved) {
      ++plan.skipped[std::string(word(file->host.approval))];
    } else if (effective_state(file->host) == State::gone) {
      ++plan.skipped["gone"];
    } else if (kind == nullptr || (kind->netbox == Becomes::nothing && !kind->dns)) {
      ++plan.skipped["classified as nothing to write"];
    }
  }
}

// A commit that was applied, and what it wanted of the target.
struct Before {
  Applied applied;
  std::vector<Resource> desired;
};

// Of the commit at `ref`. What `now` says alike is kept once.
Before load_wanted(const Workspace& workspace, const Config& config, const TargetReader& reader,
                   const std::string& ref, std::span<const Resource> now, Diagnostics& notes) {
  Before before;
  Applied& applied = before.applied;
  applied.commit = workspace.repo.resolve(ref);
  if (!applied.commit) return before;
  Diagnostics ignored;  // that commit was valid when it was applied; later rules do not matter here
  applied.inventory = *load_hosts(workspace, applied.commit, ignored);
  applied.hosts = applied.inventory.files.size();
  Config then = config;
  try {
    then = load_config(workspace, applied.commit, ignored);
  } catch (const Error&) {
    notes.add(Error("the configuration of the last applied commit " + applied.commit->substr(0, 9) +
                    " does not read; the present one stands in")
                  .as(Severity::warning));
  }
  applied.policy = then.policy;
  before.desired = reader.desired(selected_hosts(applied.inventory), then);
  Index<Resource> alike(now, key_word);
  for (const Resource& resource : now) alike.put(resource);
  for (Resource& resource : before.desired) {
    resource.places = {};  // it is only compared
    if (const Resource* same = alike.find(resource.key.text())) share(resource, *same);
  }
  return before;
}

// What a target should hold, and what was wanted of it before.
struct Sides {
  std::vector<Resource> desired;
  Applied applied;
  std::optional<std::vector<Resource>> before;  // of `applied`, where that is another commit
  std::optional<std::vector<Resource>> begun;   // of the last apply, where that did not end
  std::unordered_set<Text> hosts;               // that are wanted

  const std::vector<Resource>& base() const { return before ? *before : desired; }
};

std::unordered_set<Text> hosts_of(std::span<const Resource> resources) {
  std::unordered_set<Text> hosts;
  for (const Resource& resource : resources) hosts.insert(resource.host);
  return hosts;
}

// Only the files of hosts that are not wanted: of the others all is known.
void let_go_wanted(Inventory& inventory, const std::unordered_set<Text>& wanted) {
  std::erase_if(inventory.files, [&](const auto& file) { return wanted.contains(file->host.id); });
  inventory = Inventory(std::move(inventory.files), std::move(inventory.unread));
}

// A branch that nothing was applied to yet is what NetBox itself was when it was made.
std::string place_at(const Workspace& workspace, const Planned::One& one,
                     std::string (*ref)(const std::string&)) {
  return workspace.repo.resolve(ref(one.place)) ? ref(one.place) : ref(one.main);
}

// Of all host files only those stay in `view` that absent hosts may be asked for. `as_committed`:
// its configuration is that of its commit.
Sides sides_of(const Workspace& workspace, View& view, bool as_committed,
               const TargetReader& reader, const Planned::One& one, Diagnostics& notes) {
  Sides sides;
  const Config& config = view.config;
  sides.desired = reader.desired(selected_hosts(view.inventory), config);
  const std::string applied = place_at(workspace, one, applied_ref);
  if (as_committed && view.commit && view.commit == workspace.repo.resolve(applied)) {
    // As in every look for drift: nothing is derived twice.
    sides.applied = {view.commit, view.inventory, view.inventory.files.size(), config.policy};
  } else {
    auto before = load_wanted(workspace, config, reader, applied, sides.desired, notes);
    sides.applied = std::move(before.applied);
    sides.before = std::move(before.desired);
  }
  const std::string begun_at = place_at(workspace, one, begun_ref);
  const auto begun = workspace.repo.resolve(begun_at);
  if (begun && sides.applied.commit && begun != sides.applied.commit) {
    sides.begun = load_wanted(workspace, config, reader, begun_at, sides.desired, notes).desired;
  }
  sides.hosts = hosts_of(sides.desired);
  let_go_wanted(view.inventory, sides.hosts);
  let_go_wanted(sides.applied.inventory, sides.hosts);
  workspace.store->forget();
  give_back_freed();
  return sides;
}

// A host of which nothing can be had there is absent, too.
void recall_unwanted(const Workspace& workspace, const Wanted& want, Sides& sides,
                     Inventory& inventory) {
  if (hosts_of(sides.desired).size() >= sides.hosts.size()) return;
  Diagnostics known;
  inventory =
      want.view.commit ? *load_hosts(workspace, want.view.commit, known) : want.view.inventory;
  if (sides.applied.commit)
    sides.applied.inventory = *load_hosts(workspace, sides.applied.commit, known);
}

void adapt(Sides& sides, const TargetReader& reader, const Snapshot& actual) {
  sides.desired = reader.adapt(std::move(sides.desired), actual);
  if (sides.before) sides.before = reader.adapt(std::move(*sides.before), actual);
  if (sides.begun) sides.begun = reader.adapt(std::move(*sides.begun), actual);
}

// The limits are those of the commit, and not above those of the commit last applied: a limit that
// is raised does not count for what comes along with it.
Policy limits(Policy now, const Applied& applied) {
  if (!applied.commit) return now;
  const Policy& then = applied.policy;
  now.max_deletes = stricter(now.max_deletes, then.max_deletes);
  now.max_updates = stricter(now.max_updates, then.max_updates);
  now.max_creates = stricter(now.max_creates, then.max_creates);
  now.guard_from = std::min(now.guard_from, then.guard_from);
  return now;
}

void guard_target(Plan& plan, const ReconcileOptions& options, const Policy& policy,
                  GuardInput input) {
  input.max_deletes = options.max_deletes.value_or(policy.max_deletes);
  input.max_updates = options.max_updates.value_or(policy.max_updates);
  input.max_creates = options.max_creates.value_or(policy.max_creates);
  input.guard_from = policy.guard_from;
  input.allow.insert(options.allow.begin(), options.allow.end());
  for (Rail& rail : guard(input)) plan.rails.push_back(std::move(rail));
}

void append(Plan& plan, Planned::One& one, std::vector<Operation> operations) {
  one.begin = plan.operations.size();
  if (plan.operations.empty()) {
    plan.operations = std::move(operations);
  } else {
    std::move(operations.begin(), operations.end(), std::back_inserter(plan.operations));
  }
  one.end = plan.operations.size();
}

void add_target(Plan& plan, const Planned::One& one, const TargetReader& reader,
                const Applied& applied) {
  const TargetConfig& config = one.config;
  plan.targets.push_back({config.name, std::string(config.kind()), one.actual.version,
                          reader.address(), one.actual.objects, one.actual.requests,
                          applied.commit.has_value(), applied.commit.value_or(""), reader.kinds()});
}

Planned::One plan_target(const Workspace& workspace, const ReconcileOptions& options, Wanted& want,
                         Planned::One one, ReadWires wires, Plan& plan, std::stop_token stop) {
  const TargetConfig& config = one.config;
  const auto reader = options.against ? saved_reader(*options.against, config, wires)
                                      : make_reader(config, one.secrets, wires);
  View view = take_view(workspace, want);
  const size_t hosts = view.inventory.files.size();
  Sides sides = sides_of(workspace, view, want.base.empty(), *reader, one, plan.notes);
  const Applied& applied = sides.applied;
  wires.progress.phase("reading " + config.name);
  one.actual = reader->read(sides.desired, stop);
  plan.notes.add(one.actual.trouble);
  give_back_freed();
  adapt(sides, *reader, one.actual);
  recall_unwanted(workspace, want, sides, view.inventory);
  auto operations = diff(
      {.target = config.name,
       .desired = sides.desired,
       .actual = one.actual,
       .base = applied.commit ? &sides.base() : nullptr,
       .begun = sides.begun ? &*sides.begun : nullptr,
       .kinds = reader->kinds(),
       .absent = standings(workspace, wires.runner, view, applied, sides.desired, one.actual, stop),
       .prune = options.prune,
       .grace = options.grace,
       .now = wires.clock.now()});
  reader->look_behind(operations, stop);
  hold_back(operations, options.allow.contains("cascades"));
  reader->attribute(operations, stop);

  guard_target(plan, options, limits(want.trusted.policy, applied),
               {.operations = operations,
                .target = config.name,
                .actual = one.actual.resources,
                .desired = sides.desired,
                .base = sides.base(),
                .kinds = reader->kinds(),
                .hosts_now = hosts,
                .hosts_base = applied.hosts,
                .allow = lifted_by_commit(workspace, view, applied, operations, plan.notes)});
  add_target(plan, one, *reader, applied);
  append(plan, one, std::move(operations));
  return one;
}

Planned::One plan_one(const Workspace& workspace, const ReconcileOptions& options, Wanted& want,
                      const TargetConfig& config, const Trust& trust, ReadWires wires, Plan& plan,
                      std::stop_token stop) {
  Planned::One one{.config = config, .main = config.name, .place = config.name};
  if (!options.against) one.secrets = fetch_secrets(config, wires.runner, trust);
  if (options.netbox_branch.empty())
    return plan_target(workspace, options, want, std::move(one), wires, plan, stop);
  enter_branch(one, options.netbox_branch, wires, plan.notes, stop);
  ReadInBranch http(wires.http, *one.branch);
  const ReadWires within{wires.clock, http, wires.runner, wires.progress, wires.ssh};
  return plan_target(workspace, options, want, std::move(one), within, plan, stop);
}

std::vector<TargetConfig> choose_targets(const Config& config,
                                         const std::vector<std::string>& wanted) {
  std::vector<std::string> names;
  for (const TargetConfig& target : config.targets) names.push_back(target.name);
  for (const std::string& name : wanted) {
    if (std::find(names.begin(), names.end(), name) != names.end()) continue;
    throw Error("target \"" + clean(name) + "\" is not in muster.yaml", Exit::usage)
        .mend(suggestion(name, names));
  }
  std::vector<TargetConfig> out;
  std::copy_if(config.targets.begin(), config.targets.end(), std::back_inserter(out),
               [&](const TargetConfig& target) {
                 return wanted.empty() ||
                        std::find(wanted.begin(), wanted.end(), target.name) != wanted.end();
               });
  if (out.empty()) {
    throw Error("no target is configured", Exit::invalid)
        .mend("add one under targets: in muster.yaml");
  }
  return out;
}

}  // namespace

std::string applied_ref(const std::string& place) { return "refs/muster/applied/" + place; }
std::string begun_ref(const std::string& place) { return "refs/muster/begun/" + place; }

bool Planned::partial() const {
  return std::any_of(targets.begin(), targets.end(),
                     [](const One& target) { return target.actual.partial; });
}

Planned make_plan(Workspace& workspace, const ReconcileOptions& options, ReadWires wires,
                  std::stop_token stop) {
  Diagnostics trouble;
  Wanted want = wanted(workspace, options, wires.clock.now(), trouble);
  require_valid(trouble);

  Planned planned;
  planned.commit = want.view.commit;
  planned.plan.head = want.view.commit.value_or("");
  planned.plan.base = want.base;
  planned.plan.notes.add(std::move(trouble));
  note_uncommitted(workspace, options, planned.plan);
  count_skipped(want.view, planned.plan);
  const Trust trust =
      trust_of(workspace, want.trusted, options.base, options.allow_commands, wires.runner);
  auto targets = choose_targets(want.trusted, options.targets);
  if (options.against) {
    targets =
        saved_among(*options.against, std::move(targets), wires.clock.now(), planned.plan.notes);
  }
  if (!options.netbox_branch.empty())
    targets = with_branches(std::move(targets), planned.plan.notes);
  for (const TargetConfig& target : targets) {
    planned.targets.push_back(
        plan_one(workspace, options, want, target, trust, wires, planned.plan, stop));
  }
  note_two_way(workspace, planned.plan);
  if (!options.netbox_branch.empty()) note_past_branch(planned.plan);
  if (!options.allow.contains("window"))
    planned.closed = outside_windows(want.trusted.policy, wires.clock.now());
  if (planned.closed && planned.plan.changes())
    planned.plan.notes.add(Error(*planned.closed).as(Severity::note));
  add_pages(want.view.inventory, planned.plan);
  return planned;
}

void fetch_applied(Workspace& workspace, Runner& runner, Diagnostics& notes, std::stop_token stop) {
  if (!workspace.repo.remote()) return;
  try {
    fetch(
        workspace.repo, runner,
        {"+refs/muster/applied/*:refs/muster/applied/*", "+refs/muster/begun/*:refs/muster/begun/*",
         "+refs/muster/applies/*:refs/muster/applies/*"},
        stop);
  } catch (Error& error) {
    notes.add(std::move(error).as(Severity::warning));
  }
}

}  // namespace muster
