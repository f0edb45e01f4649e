// The commands that only read the repository: ls, status, config show.
#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <ostream>

#include "cli/config.h"
#include "cli/options.h"
#include "cli/webhook.h"
#include "core/json.h"
#include "core/text.h"
#include "flow/bulk/choose.h"
#include "flow/search.h"
#include "flow/status.h"
#include "flow/waiting.h"
#include "view/hosts.h"
#include "view/known.h"
#include "view/status.h"
#include "view/status/prometheus.h"
#include "wire/files.h"

namespace muster::cli {
namespace {

std::string column(const std::string& name) {
  const auto& known = host_columns();
  if (std::find(known.begin(), known.end(), name) != known.end()) return name;
  throw Error(fmt::format("column \"{}\" is not known", clean(name)), Exit::usage)
      .mend(suggestion(name, known));
}

Listing listing_of(const Args& args) {
  Listing listing;
  if (args.has("--columns")) {
    for (const std::string& name : split(args.value("--columns"), ',')) {
      listing.columns.push_back(column(name));
    }
  }
  listing.head = !args.has("--no-head");
  if (args.has("--sort")) listing.sort = column(args.value("--sort"));
  if (!args.has("--limit")) return listing;
  const auto limit = parse_int(args.value("--limit"));
  if (!limit || *limit < 1) {
    throw Error("--limit wants a number from 1", Exit::usage).mend("for example --limit 20");
  }
  listing.limit = static_cast<size_t>(*limit);
  return listing;
}

// Who looks for a host that discover has found may not know that it waits for a merge.
void tell_waiting(const Workspace& workspace, const View& view, Diagnostics& notes) {
  for (const WaitingHosts& one : waiting_hosts(workspace, view)) {
    notes.add(
        Error(fmt::format("{} more on {}, not merged", counted(one.hosts, "host"), one.branch))
            .mend("muster ls --ref " + one.branch)
            .as(Severity::note));
  }
}

constexpr size_t most_records = 1'000'000;

Exit ls(const Call& call) {
  const Listing listing = listing_of(call.args);
  const Workspace workspace =
      open_workspace(call.directory(), call.config_file(), call.app.wires.runner);
  Diagnostics trouble;
  const View view = load_view(workspace, commit_of(call, workspace), trouble);
  HostChoice choice = choice_options(call.args);
  read_listed(call, workspace, choice);
  const auto chosen = choose_hosts(view.inventory, choice);
  const auto hosts = arranged(chosen, listing);
  const bool all = call.args.has("--all");
  std::vector<KnownRecord> records;
  if (all) {
    records = all_records(workspace, view, call.app.wires.clock.now(),
                          listing.limit == 0 ? most_records : listing.limit);
  }
  if (call.json()) {
    nlohmann::json json = hosts_list(hosts, chosen.size());
    if (all) json["records"] = known_records_list(records);
    call.app.out << render_json(json);
  } else {
    call.app.out << hosts_text(hosts, chosen.size(), listing, call.style());
    if (all) call.app.out << known_records_text(records);
  }
  if (!call.args.has("--ref")) tell_waiting(workspace, view, trouble);
  show(call, trouble);
  return Exit::ok;
}

Exit show_status(const Call& call) {
  const Workspace workspace =
      open_workspace(call.directory(), call.config_file(), call.app.wires.runner);
  Diagnostics trouble;
  const View view = load_view(workspace, commit_of(call, workspace), trouble);
  const StatusReport report = status(workspace, view);
  const std::string metrics = call.args.value("--prom");
  if (!metrics.empty()) write_result(call, metrics, status_metrics(report));
  if (metrics != "-") call.app.out << (call.json() ? status_json(report) : status_text(report));
  show(call, trouble);
  if (call.args.has("--webhook")) post_to_webhook(call, status_json(report));
  return Exit::ok;
}

Exit show_config(const Call& call) {
  if (!call.args.words.empty()) return show_device_config(call);
  const Workspace workspace =
      open_workspace(call.directory(), call.config_file(), call.app.wires.runner);
  Diagnostics trouble;
  const Config config = load_config(workspace, commit_of(call, workspace), trouble);
  const bool origin = call.args.has("--origin");
  if (call.json()) {
    nlohmann::json json = to_json(config, origin);
    json["format_version"] = 1;
    call.app.out << render_json(json);
  } else {
    call.app.out << render(config, origin);
  }
  show(call, trouble);
  return Exit::ok;
}

constexpr std::array<Flag, 10> ls_flags{
    {where_flag,
     {"--all", "", "also the records that sources told, of whatever kind; --where is for hosts"},
     stdin_flag,
     from_flag,
     expect_flag,
     {"--columns", "LIST", "these, joined by commas, of those named above"},
     {"--sort", "COLUMN", "by this one, numbers as numbers; without it by path"},
     {"--limit", "N", "at most N hosts, after sorting"},
     {"--no-head", "", "without the line that names the columns"},
     ref_flag}};
constexpr std::array<Flag, 3> config_flags{
    {{"--origin", "", "show the file and line that says each value"},
     ref_flag,
     {"--at", "REV", "with a device: this revision, as in muster config diff"}}};
constexpr std::array<Flag, 3> status_flags{
    {{"--prom", "FILE", "also write metrics for Prometheus, in one step"},
     {"--webhook", "", "also post it as JSON to the address in MUSTER_WEBHOOK"},
     ref_flag}};

constexpr std::string_view ls_details =
    "Columns: id name site class approval state address mac vendor attention, and model platform\n"
    "serial tags sources first_seen proposed rule port path.";
constexpr std::array<std::string_view, 6> ls_examples{
    "muster ls",
    "muster ls --all --json   # hosts and records",
    "muster ls --columns name,address,port --sort address --limit 20",
    "muster ls --where 'approval = pending and vendor ~ \"HP*\"'",
    "muster ls --ref muster/discover/berlin --json",
    "muster ls --no-head --where 'approval = pending' > hosts.txt"};
constexpr std::array<std::string_view, 3> config_examples{
    "muster config show", "muster config show --origin",
    "muster config show sw1 --at 2026-08-20   # what was backed up of a device"};
constexpr std::array<std::string_view, 2> status_examples{
    "muster status", "muster status --prom /var/lib/node_exporter/muster.prom"};

}  // namespace

const Command ls_command{"ls", "[HOST]…", "list hosts", ls_details, ls_flags, ls_examples, ls};
const Command config_show_command{"config show",
                                  "[DEVICE]",
                                  "the effective configuration, or that of a device",
                                  "",
                                  config_flags,
                                  config_examples,
                                  show_config};
const Command status_command{
    "status",   "",           "hosts, sources, review branches and targets at a glance",
    "",         status_flags, status_examples,
    show_status};

}  // namespace muster::cli
