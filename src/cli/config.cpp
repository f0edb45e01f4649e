// muster config log, diff and restore; and what config show prints of a device.
#include "cli/config.h"

#include <fmt/core.h>

#include <array>
#include <nlohmann/json.hpp>
#include <ostream>

#include "core/json.h"
#include "core/text.h"
#include "flow/backup/history.h"
#include "view/backup/backup.h"

namespace muster::cli {
namespace {

constexpr long long usual_revisions = 100;

Workspace here(const Call& call) {
  return open_workspace(call.directory(), call.config_file(), call.app.wires.runner);
}

const std::string& device_of(const Call& call) {
  if (call.args.words.size() == 1) return call.args.words.front();
  throw Error("name one device", Exit::usage).mend("for example sw1 or berlin/sw1");
}

size_t limit_of_log(const Args& args) {
  const auto number = parse_int(args.value("--limit", std::to_string(usual_revisions)));
  if (number && *number > 0) return static_cast<size_t>(*number);
  throw Error("--limit wants a number", Exit::usage).mend("for example --limit 20");
}

Exit show_log(const Call& call) {
  const std::string& device = device_of(call);
  const size_t most = limit_of_log(call.args);
  const Workspace workspace = here(call);
  const ConfigHistory history = config_history(workspace, device, most, call.app.wires.runner);
  call.app.out << (call.json() ? config_log_json(history.path, history.revisions)
                               : config_log_text(history.path, history.revisions));
  return Exit::ok;
}

std::string revision_label(const KeptConfig& one) {
  return one.commit.empty() ? "nothing" : one.commit.substr(0, 9) + " " + render_time(one.time);
}

Exit show_diff(const Call& call) {
  const std::string& device = device_of(call);
  const Workspace workspace = here(call);
  const ConfigDiff diff = config_diff(workspace, device, call.args.value("--from"),
                                      call.args.value("--to"), call.app.wires.runner);
  if (call.json()) {
    call.app.out << config_changes_json(diff.after.path, diff.before.commit, diff.after.commit,
                                        diff.changes);
  } else {
    call.app.out << fmt::format("{}  {} → {}\n", diff.after.path, revision_label(diff.before),
                                revision_label(diff.after))
                 << (diff.changes.empty() ? "no difference\n" : render(diff.changes));
  }
  const bool changes = !diff.changes.empty();
  return changes && call.args.has("--detailed-exitcode") ? Exit::changes : Exit::ok;
}

void restore_as_json(const Call& call, const RestoreText& text) {
  nlohmann::json places = nlohmann::json::array();
  for (const auto& place : text.redacted) {
    places.push_back({{"line", place.line}, {"text", place.text}});
  }
  call.app.out << render_json(nlohmann::json{{"format_version", 1},
                                             {"path", text.of.path},
                                             {"commit", text.of.commit},
                                             {"text", text.of.text},
                                             {"redacted", std::move(places)}});
}

Exit restore(const Call& call) {
  const std::string& device = device_of(call);
  const Workspace workspace = here(call);
  const RestoreText text =
      config_restore(workspace, device, call.args.value("--at"), call.app.wires.runner);
  if (call.json()) {
    restore_as_json(call, text);
    return Exit::ok;
  }
  call.app.out << text.of.text;
  if (call.args.has("--quiet") || text.redacted.empty()) return Exit::ok;
  call.app.err << fmt::format("{} to complete by hand before it is pasted:\n",
                              counted(text.redacted.size(), "line"));
  for (const auto& place : text.redacted) {
    call.app.err << fmt::format("  {}: {}\n", place.line, inert(visible(place.text)));
  }
  return Exit::ok;
}

constexpr std::array<Flag, 1> log_flags{{{"--limit", "N", "at most N revisions (100)"}}};
constexpr std::array<Flag, 3> diff_flags{
    {{"--from", "REV", "the older revision; without it the one before --to"},
     {"--to", "REV", "the younger revision; without it the last one"},
     {"--detailed-exitcode", "", "exit 2 when there is a difference"}}};
constexpr std::array<Flag, 1> restore_flags{
    {{"--at", "REV", "this revision; without it the last one"}}};
constexpr std::array<std::string_view, 2> log_examples{"muster config log sw1",
                                                       "muster config log berlin/sw1 --json"};
constexpr std::array<std::string_view, 3> diff_examples{
    "muster config diff sw1                     # the last change",
    "muster config diff sw1 --from 2026-08-01   # since that day",
    "muster config diff sw1 --from ~5 --to ~2"};
constexpr std::array<std::string_view, 2> restore_examples{
    "muster config restore sw1 > sw1.txt", "muster config restore sw1 --at 2026-08-20"};
constexpr std::string_view rev_details =
    "REV is a commit that config log shows, a day (as it was at its end), or ~N, N changes ago.";
constexpr std::string_view diff_details =
    "Lines of a block are compared as a set where the platform takes them in any order, so that\n"
    "only what means something is shown. REV is a commit that config log shows, a day (as it was\n"
    "at its end), or ~N, N changes ago.";
constexpr std::string_view restore_details =
    "Prints the text to paste; nothing is sent to a device. Places of secrets are named on "
    "stderr.\n"
    "REV is a commit that config log shows, a day (as it was at its end), or ~N, N changes ago.";

}  // namespace

Exit show_device_config(const Call& call) {
  const std::string& device = device_of(call);
  const Workspace workspace = here(call);
  const KeptConfig kept =
      config_revision(workspace, device, call.args.value("--at"), call.app.wires.runner);
  if (!call.json()) {
    call.app.out << kept.text;
    return Exit::ok;
  }
  call.app.out << render_json(nlohmann::json{{"format_version", 1},
                                             {"path", kept.path},
                                             {"commit", kept.commit},
                                             {"time", render_time(kept.time)},
                                             {"text", kept.text}});
  return Exit::ok;
}

const Command config_log_command{"config log", "DEVICE",  "the history of a device's configuration",
                                 rev_details,  log_flags, log_examples,
                                 show_log};
const Command config_diff_command{
    "config diff", "DEVICE", "what changed in a device's configuration", diff_details, diff_flags,
    diff_examples, show_diff};
const Command config_restore_command{
    "config restore", "DEVICE",      "the text to bring a device back by hand",
    restore_details,  restore_flags, restore_examples,
    restore};

}  // namespace muster::cli
