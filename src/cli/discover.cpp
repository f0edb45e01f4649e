#include <array>
#include <optional>
#include <ostream>

#include "cli/environment.h"
#include "cli/options.h"
#include "core/list.h"
#include "core/text.h"
#include "flow/branch.h"
#include "flow/merge_requests.h"
#include "view/discovery.h"
#include "view/review.h"
#include "wire/lock.h"
#include "wire/tape/stream_tape.h"
#include "wire/tape/tape.h"

namespace muster::cli {
namespace {

DiscoverReport discover_by(const Call& call, Workspace& workspace, Http& http, Snmp& snmp,
                           Streams& streams) {
  const Wires& real = call.app.wires;
  const bool replay = call.args.has("--replay");
  Wires wires{.clock = real.clock,
              .http = http,
              .runner = real.runner,
              .progress = real.progress,
              .snmp = snmp,
              .streams = streams,
              .ssh = replay ? no_ssh() : real.ssh,
              .capture = replay ? no_capture() : real.capture,
              .prober = replay ? no_prober() : real.prober};
  return discover(workspace, discover_options(call.args), wires, call.app.stop);
}

DiscoverReport ask(const Call& call, Workspace& workspace) {
  const Wires& real = call.app.wires;
  if (call.args.has("--replay")) {
    const std::string dir = call.args.value("--replay");
    return discover_by(call, workspace, *replay_tapes(dir), *replay_snmp_tapes(dir),
                       *replay_stream_tapes(dir));
  }
  if (!call.args.has("--record")) {
    return discover_by(call, workspace, real.http, real.snmp, real.streams);
  }
  const std::string dir = call.args.value("--record");
  const auto http = record_tapes(real.http, dir);
  const auto snmp = record_snmp_tapes(real.snmp, dir);
  const auto streams = record_stream_tapes(real.streams, dir);
  DiscoverReport report = discover_by(call, workspace, *http, *snmp, *streams);
  http->write();
  snmp->write();
  streams->write();
  return report;
}

// Looked for before anything is asked, so that a token that is missing is told at once.
struct Reviews {
  ForgePlace place;
  std::unique_ptr<Forge> forge;

  Reviews(const Call& call, const Workspace& workspace)
      : place(forge_place(remote_address(workspace.repo, call.app.wires.runner), environment)),
        forge(make_forge(place, forge_token(place.kind, environment), call.app.wires.http)) {}

  void offer(const Call& call, Workspace& workspace, DiscoverReport& report) const {
    offer_reviews(workspace, report, *forge, place.kind, {review_title, review_body, with_review},
                  call.app.wires.clock.now(), call.app.stop);
  }
};

// What people do after it; "": there is nothing.
std::string next_step(const Args& args, const DiscoverReport& report) {
  std::vector<std::string> branches;
  bool written = false;
  for (const SiteReport& site : report.sites) {
    if (site.commit) branches.push_back(site.branch);
    written |= !site.paths.empty();
  }
  sort_unique(branches);
  if (args.has("--dry-run") || args.has("--open-mr") || !written) return "";
  if (args.has("--worktree")) return "next: git diff hosts, then git add hosts && git commit\n";
  if (branches.empty()) return "";
  const std::string all = clean(join(branches, " "));
  if (report.pushed)
    return "next: open a merge request for " + all + ", or muster discover --open-mr\n";
  return "next: git diff HEAD..." + clean(branches.front()) + ", then git merge " + all + "\n";
}

Exit run(const Call& call) {
  discover_options(call.args);
  Workspace workspace = open_workspace(call.directory(), call.config_file(), call.app.wires.runner);
  const Lock lock(workspace.repo.git_dir() + "/muster.lock", "muster discover");
  std::optional<Reviews> reviews;
  if (call.args.has("--open-mr")) reviews.emplace(call, workspace);
  DiscoverReport report = ask(call, workspace);
  if (reviews) reviews->offer(call, workspace, report);
  call.app.out << (call.json() ? discovery_json(report)
                               : discovery_text(report) + next_step(call.args, report));
  show(call, report.notes);
  for (const SourceReport& source : report.sources) show(call, source.trouble);
  return report.source_failed() || report.notes.has_errors() ? Exit::partial : Exit::ok;
}

constexpr std::array<Flag, 13> flags{{
    {"--site", "SITE", "only sources of this site", true},
    {"--source", "NAME", "only this source, also when it is disabled", true},
    {"--base", "REF", "ask the sources as muster.yaml at REF has them, not the one here"},
    {"--branch", "NAME", "commit all sites to this branch (default: muster/discover/<site>)"},
    {"--accept-shrink", "SOURCE",
     "take its doubtful answer for true, or let go a source that is no more", true},
    {"--renamed-site", "OLD=NEW", "hosts of a site that was renamed keep their files", true},
    {"--worktree", "", "write the files here and commit nothing"},
    {"--dry-run", "", "say what would change and write nothing"},
    {"--push", "", "fetch first, push the branches after"},
    {"--open-mr", "", "push, and open or update a merge request for each branch"},
    {"--most-hosts", "N",
     "with --open-mr: hosts in a merge request, the rest in further ones (policy.max_hosts)"},
    {"--record", "DIR",
     "keep exchanges over HTTP, SNMP and the RouterOS API as tapes, secrets scrubbed"},
    {"--replay", "DIR", "ask the tapes in DIR instead of the network"},
}};

constexpr std::array<std::string_view, 5> examples{
    "muster discover                        # a branch a site, muster/discover/<site>",
    "muster discover --site berlin --push   # in a scheduled pipeline",
    "muster discover --open-mr              # the same, and a merge request a site",
    "muster discover --worktree             # look at the files before anything is committed",
    "muster discover --record tapes/        # what to attach to a bug report"};

}  // namespace

const Command discover_command{
    "discover",
    "",
    "ask the sources and write what they see into host files",
    "A source that fails is reported, the others go on, and the exit code is 6; so is one that "
    "tells\n"
    "nothing or far less than before, and a host file that cannot be read. Nothing becomes gone\n"
    "because of any of them. People's lines of a host file are never changed.",
    flags,
    examples,
    run};

}  // namespace muster::cli
