#include "cli/options.h"

#include <fmt/core.h>

#include <algorithm>
#include <filesystem>
#include <istream>
#include <map>
#include <ostream>

#include "core/text.h"
#include "flow/bulk/as_rule.h"
#include "flow/saved_state.h"
#include "view/decision.h"
#include "wire/files.h"

namespace muster::cli {
namespace {

[[noreturn]] void usage(const std::string& message, const std::string& fix) {
  throw Error(message, Exit::usage).mend(fix);
}

Limit limit_of(const Args& args, std::string_view flag) {
  std::string text = args.value(flag);
  const bool percent = text.ends_with('%');
  if (percent) text.pop_back();
  const auto number = parse_int(text);
  if (!number || *number < 0) {
    usage(fmt::format("{} \"{}\" is no limit", flag, clean(text)), "write 25 or 10%");
  }
  if (percent) return {static_cast<double>(*number), {}};
  return {{}, *number};
}

Prune prune_of(const std::string& word) {
  if (word == "none") return Prune::none;
  if (word == "retire") return Prune::retire;
  if (word == "delete") return Prune::remove;
  usage(fmt::format("--prune \"{}\" is not known", clean(word)),
        suggestion(word, std::vector<std::string>{"none", "retire", "delete"}));
}

std::set<std::string> allow_of(const Args& args) {
  const auto& known = rail_names();
  std::set<std::string> allow;
  for (const std::string& value : args.values("--allow")) {
    for (const std::string& word : split(value, ',')) {
      if (std::find(known.begin(), known.end(), word) == known.end()) {
        usage(fmt::format("--allow \"{}\" names no rail", clean(word)), suggestion(word, known));
      }
      allow.insert(word);
    }
  }
  return allow;
}

std::string netbox_branch_of(const Args& args) {
  constexpr size_t most = 100;  // that NetBox allows
  std::string name = args.value("--netbox-branch");
  if (name.empty() || clean(name, most) != name) {
    usage(fmt::format("--netbox-branch \"{}\" is no name", clean(name, most)),
          "use up to 100 letters, digits and the like");
  }
  for (const char* flag : {"--against", "--snapshot-out", "--warm"}) {
    if (!args.has(flag)) continue;
    usage(fmt::format("{} is of NetBox itself, so it goes not with --netbox-branch", flag),
          "leave one of them out");
  }
  return name;
}

std::optional<size_t> hosts_a_merge_request(const Args& args) {
  if (!args.has("--most-hosts")) return std::nullopt;
  const std::string text = args.value("--most-hosts");
  const auto number = parse_int(text);
  if (!number || *number < 1 || *number > 100'000) {
    usage(fmt::format("--most-hosts \"{}\" is no number of hosts", clean(text)),
          "use one from 1 to 100000");
  }
  return static_cast<size_t>(*number);
}

}  // namespace

const std::vector<std::string>& rail_names() {
  static const std::vector<std::string> names{"deletes", "updates",  "creates", "empty",
                                              "missing", "cascades", "window"};
  return names;
}

DiscoverOptions discover_options(const Args& args) {
  DiscoverOptions options;
  options.sites = args.values("--site");
  options.sources = args.values("--source");
  options.base = args.value("--base");
  options.branch = args.value("--branch");
  options.accept_shrink = args.values("--accept-shrink");
  options.renamed_sites = args.values("--renamed-site");
  options.worktree = args.has("--worktree");
  options.dry_run = args.has("--dry-run");
  options.push = args.has("--push") || args.has("--open-mr");
  if (args.has("--open-mr")) options.most_hosts = hosts_a_merge_request(args);
  options.replay = args.has("--replay");
  options.allow_commands = args.has("--allow-commands");
  if (options.worktree && (options.push || !options.branch.empty())) {
    usage("--worktree commits nothing, so it goes with neither --push nor --branch",
          "leave one of them out");
  }
  if (args.has("--open-mr") && (options.dry_run || !options.branch.empty())) {
    usage(
        "--open-mr is for the branches of the sites, so it goes with neither --dry-run nor "
        "--branch",
        "leave one of them out");
  }
  if (args.has("--record") && options.replay) {
    usage("--record and --replay exclude each other", "leave one of them out");
  }
  return options;
}

HostChoice choice_options(const Args& args) {
  HostChoice choice;
  choice.words = args.words;
  if (args.has("--where")) choice.where = args.value("--where");
  if (!args.has("--expect")) return choice;
  const auto count = parse_int(args.value("--expect"));
  if (!count || *count < 0) usage("--expect wants a number", "for example --expect 12");
  choice.expect = static_cast<size_t>(*count);
  return choice;
}

void read_listed(const Call& call, const Workspace& workspace, HostChoice& choice) {
  constexpr size_t most_listed = 32 << 20;
  std::error_code none;
  const auto here = std::filesystem::weakly_canonical(call.directory(), none);
  const auto top = std::filesystem::weakly_canonical(workspace.root, none);
  choice.folder = here.lexically_relative(top).string();
  if (call.args.has("--from")) {
    choice.listed.emplace();
    for (const HostDecision& one : decisions_of(call.args)) choice.listed->push_back(one.id);
  }
  if (!call.args.has("--stdin")) return;
  if (call.app.input == nullptr) throw Error("--stdin has nothing to read", Exit::usage);
  std::string text(most_listed + 1, '\0');
  call.app.input->read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<size_t>(call.app.input->gcount()));
  if (text.size() > most_listed) {
    usage("standard input lists more than 32 MiB", "choose the hosts with --where");
  }
  if (!choice.listed) choice.listed.emplace();
  for (std::string& word : listed_words(text)) choice.listed->push_back(std::move(word));
}

Decision decision_options(const Args& args) {
  Decision decision;
  decision.choice = choice_options(args);
  decision.yes = args.has("--yes");
  decision.dry_run = args.has("--dry-run");
  decision.push = args.has("--push");
  decision.commit = args.has("--commit") || decision.push;
  decision.reason = args.value("--reason");
  return decision;
}

Surgery surgery_options(const Args& args) {
  const Decision same = decision_options(args);
  return {same.choice, same.yes, same.dry_run, same.commit, same.push, same.reason};
}

std::vector<HostDecision> decisions_of(const Args& args) {
  constexpr size_t most_bytes = 64 << 20;
  if (!args.has("--from")) return {};
  const std::string file = args.value("--from");
  return parse_decisions(read_file(file, most_bytes), file);
}

Exit add_rule_of(const Call& call, const std::string& classification, const std::string& approval) {
  const Decision decision = decision_options(call.args);
  const bool words = decision.choice.words.size() > (classification.empty() ? 0 : 1);
  if (!decision.choice.where || words || call.args.has("--stdin") || call.args.has("--from")) {
    usage("--as-rule wants --where and no hosts, because a rule is for hosts to come as well",
          "for example --where 'vendor ~ \"HP*\"' --as-rule hp-printers");
  }
  Workspace workspace = open_workspace(call.directory(), call.config_file(), call.app.wires.runner);
  const NewRule rule{call.args.value("--as-rule"), *decision.choice.where, classification,
                     approval};
  const Landing landing{decision.dry_run, decision.commit, decision.push, ""};
  const DecisionReport report =
      add_rule(workspace, rule, landing, call.app.wires.runner, call.app.stop);
  call.app.out << (call.json() ? decision_json(report) : decision_text(report));
  return Exit::ok;
}

void settle_by_file(const Args& args, const std::vector<Setting>& otherwise, Decision& decision) {
  std::map<std::string, std::vector<Setting>> by_id;
  for (HostDecision& one : decisions_of(args)) {
    auto& settings = by_id[one.id];
    settings.insert(settings.end(), one.settings.begin(), one.settings.end());
    decision.seen[one.id] = one.blob;
  }
  decision.settings = [by_id = std::move(by_id), otherwise](const HostFile& file) {
    const auto found = by_id.find(file.host.id);
    if (found == by_id.end()) return otherwise;
    std::vector<Setting> all = found->second;
    for (const Setting& one : otherwise) {
      const bool said = std::any_of(found->second.begin(), found->second.end(),
                                    [&](const Setting& other) { return other.key == one.key; });
      if (!said) all.push_back(one);
    }
    return all;
  };
}

ReconcileOptions reconcile_options(const Args& args) {
  ReconcileOptions options;
  options.ref = args.value("--ref", "HEAD");
  options.worktree = args.has("--worktree");
  options.base = args.value("--base");
  options.targets = args.values("--target");
  options.prune = prune_of(args.value("--prune", "retire"));
  const auto grace = parse_duration_ms(args.value("--grace", "30d"));
  if (!grace)
    usage(fmt::format("--grace \"{}\" is no time", clean(args.value("--grace"))), "write 30d");
  options.grace = std::chrono::duration_cast<std::chrono::days>(Milliseconds(*grace));
  options.allow = allow_of(args);
  if (args.has("--max-deletes")) options.max_deletes = limit_of(args, "--max-deletes");
  if (args.has("--max-updates")) options.max_updates = limit_of(args, "--max-updates");
  if (args.has("--max-creates")) options.max_creates = limit_of(args, "--max-creates");
  options.allow_commands = args.has("--allow-commands");
  options.offline = args.has("--offline");
  if (!args.has("--plan") && (options.worktree || !options.base.empty())) {
    usage("--worktree and --base are for a preview", "add --plan, or leave them out");
  }
  if (!args.has("--plan") &&
      (args.has("--against") || args.has("--snapshot-out") || args.has("--warm"))) {
    usage("--against, --warm and --snapshot-out are for a preview: an apply reads the targets",
          "add --plan, or leave them out");
  }
  if (args.has("--against") && (args.has("--snapshot-out") || args.has("--warm"))) {
    usage("--against asks nothing, so it goes with neither --snapshot-out nor --warm",
          "leave one of them out");
  }
  if (args.value("--out") == "-" || args.value("--snapshot-out") == "-") {
    usage("the plan itself goes to standard output",
          "name a file, or use --format json to have the plan as JSON there");
  }
  if (args.has("--netbox-branch")) options.netbox_branch = netbox_branch_of(args);
  if (args.has("--against"))
    options.against = std::make_shared<SavedState>(read_saved(args.value("--against")));
  return options;
}

std::optional<ObjectId> commit_of(const Call& call, const Workspace& workspace) {
  if (!call.args.has("--ref")) return std::nullopt;
  return require_commit(workspace.repo, call.args.value("--ref"));
}

void write_result(const Call& call, const std::string& file, std::string_view text) {
  if (file == "-") {
    call.app.out << text;
  } else {
    write_file(file, text);
  }
}

std::string plan_format(const Args& args) {
  std::string format = args.value("--format", args.has("--json") ? "json" : "text");
  const std::vector<std::string> known{"text", "json", "markdown"};
  if (std::find(known.begin(), known.end(), format) != known.end()) return format;
  usage(fmt::format("--format \"{}\" is not known", clean(format)), suggestion(format, known));
}

}  // namespace muster::cli
