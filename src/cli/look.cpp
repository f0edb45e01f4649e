// The commands that only read the repository: ls, status, validate, config show.
#include <array>
#include <nlohmann/json.hpp>
#include <ostream>

#include "cli/command.h"
#include "core/json.h"
#include "core/text.h"
#include "flow/decide.h"
#include "flow/status.h"
#include "view/errors.h"
#include "view/hosts.h"
#include "view/status.h"

namespace muster::cli {
namespace {

std::optional<ObjectId> commit_of(const Call& call, const Workspace& workspace) {
  if (!call.args.has("--ref")) return std::nullopt;
  return require_commit(workspace.repo, call.args.value("--ref"));
}

Exit ls(const Call& call) {
  const Workspace workspace =
      open_workspace(call.directory(), call.config_file(), call.app.wires.runner);
  Diagnostics trouble;
  const View view = load_view(workspace, commit_of(call, workspace), trouble);
  std::optional<std::string> where;
  if (call.args.has("--where")) where = call.args.value("--where");
  const auto hosts = choose_hosts(view.inventory, call.args.words, where);
  call.app.out << (call.json() ? hosts_json(hosts) : hosts_text(hosts, {call.app.colour}));
  show(call, trouble);
  return Exit::ok;
}

Exit show_status(const Call& call) {
  const Workspace workspace =
      open_workspace(call.directory(), call.config_file(), call.app.wires.runner);
  Diagnostics trouble;
  const View view = load_view(workspace, commit_of(call, workspace), trouble);
  const StatusReport report = status(workspace, view);
  call.app.out << (call.json() ? status_json(report) : status_text(report));
  show(call, trouble);
  return Exit::ok;
}

Exit validate(const Call& call) {
  const Workspace workspace =
      open_workspace(call.directory(), call.config_file(), call.app.wires.runner);
  Diagnostics trouble;
  const View view = load_view(workspace, commit_of(call, workspace), trouble);
  require_valid(trouble);
  const size_t count = view.inventory.files.size();
  if (call.json()) {
    call.app.out << valid_json(count, trouble);
    return Exit::ok;
  }
  show(call, trouble);
  call.app.out << "valid: " << counted(count, "host file") << " and " << view.config.file << "\n";
  return Exit::ok;
}

Exit show_config(const Call& call) {
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

constexpr Flag ref{"--ref", "REV", "look at this commit instead of the work tree"};
constexpr std::array<Flag, 2> ls_flags{
    {{"--where", "SELECTOR", "hosts that fit: field op value, joined by and, or, not and ()"},
     ref}};
constexpr std::array<Flag, 1> ref_flags{{ref}};
constexpr std::array<Flag, 2> config_flags{
    {{"--origin", "", "show the file and line that says each value"}, ref}};

constexpr std::array<std::string_view, 3> ls_examples{
    "muster ls", "muster ls --where 'approval = pending and vendor ~ \"HP*\"'",
    "muster ls --ref muster/discover/berlin --json"};
constexpr std::array<std::string_view, 2> status_examples{"muster status",
                                                          "muster status --ref HEAD --json"};
constexpr std::array<std::string_view, 2> validate_examples{
    "muster validate", "muster validate --ref HEAD   # in a pipeline"};
constexpr std::array<std::string_view, 2> config_examples{"muster config show",
                                                          "muster config show --origin"};

}  // namespace

const Command ls_command{"ls", "[HOST]…", "list hosts", "", ls_flags, ls_examples, ls};
const Command status_command{"status",   "",        "hosts, sources and targets at a glance",
                             "",         ref_flags, status_examples,
                             show_status};
const Command validate_command{"validate", "",        "check muster.yaml and every host file",
                               "",         ref_flags, validate_examples,
                               validate};
const Command config_show_command{
    "config show",   "",         "the effective configuration, without secrets", "", config_flags,
    config_examples, show_config};

}  // namespace muster::cli
