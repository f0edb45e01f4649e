#include <fmt/core.h>

#include <array>
#include <fstream>
#include <nlohmann/json.hpp>
#include <ostream>

#include "cli/environment.h"
#include "cli/options.h"
#include "core/json.h"
#include "core/text.h"
#include "flow/branch.h"
#include "flow/comment.h"
#include "wire/files.h"

namespace muster::cli {
namespace {

constexpr size_t most_bytes = 1 << 20;

std::string text_of_plan(const Call& call) {
  if (!call.args.has("--plan")) {
    throw Error("muster comment wants --plan FILE", Exit::usage)
        .mend(
            "muster reconcile --plan --format markdown >plan.md && muster comment --plan plan.md");
  }
  return read_file(call.args.value("--plan"), most_bytes);
}

long long number_of(const Call& call) {
  const std::string text = call.args.value("--merge-request");
  const auto number = text.empty() ? pipeline_merge_request(environment) : parse_int(text);
  if (number && *number > 0) return *number;
  if (!text.empty()) {
    throw Error(fmt::format("--merge-request \"{}\" is no number", clean(text)), Exit::usage)
        .mend("for example --merge-request 12");
  }
  throw Error("this pipeline is of no merge request", Exit::usage)
      .mend("name one: --merge-request 12");
}

// What a pipeline without a token, as one of a fork is, shows instead: the job's summary where the
// forge has one, else its log.
void show_instead(const Call& call, const std::string& text) {
  if (const auto summary = environment("GITHUB_STEP_SUMMARY")) {
    std::ofstream(*summary, std::ios::app) << text;
  } else {
    call.app.out << text;
  }
}

Exit run(const Call& call) {
  const std::string text = text_of_plan(call);
  const Workspace workspace =
      open_workspace(call.directory(), call.config_file(), call.app.wires.runner);
  const ForgePlace place =
      forge_place(remote_address(workspace.repo, call.app.wires.runner), environment);
  const StickyComment comment{number_of(call), "plan", pipeline_number(environment), text};
  const auto token = find_forge_token(place.kind, environment);
  if (!token) {
    Diagnostics notes;
    notes.add(Error("no token to comment with: the plan is shown here instead")
                  .mend("set MUSTER_FORGE_TOKEN")
                  .as(Severity::warning));
    show(call, notes);
    show_instead(call, text);
    return Exit::ok;
  }
  const auto forge = make_forge(place, *token, call.app.wires.http);
  const Commented done = put_comment(*forge, comment, call.app.stop);
  if (call.json()) {
    call.app.out << render_json(
        {{"format_version", 1}, {"merge_request", comment.merge_request}, {"comment", word(done)}});
  } else {
    call.app.out << fmt::format("comment of merge request {}: {}\n", comment.merge_request,
                                word(done));
  }
  return Exit::ok;
}

constexpr std::array<Flag, 2> flags{{
    {"--plan", "FILE", "the plan as Markdown, as reconcile --plan --format markdown prints it"},
    {"--merge-request", "NUMBER", "the merge request (default: the pipeline's own)"},
}};

constexpr std::array<std::string_view, 2> examples{
    "muster comment --plan plan.md    # in the pipeline of a merge request",
    "muster comment --plan plan.md --merge-request 12"};

}  // namespace

const Command comment_command{
    "comment",
    "",
    "put the plan into one comment of the merge request",
    "The comment is edited in place, and never by an older pipeline than the one that wrote it. "
    "The forge\nis told by the remote, the token is MUSTER_FORGE_TOKEN.",
    flags,
    examples,
    run};

}  // namespace muster::cli
