// muster connector list, try, record and test.
#include <array>
#include <filesystem>
#include <optional>
#include <ostream>

#include "cli/options.h"
#include "core/text.h"
#include "flow/connectors.h"
#include "view/record.h"
#include "wire/tape/tape.h"

namespace muster::cli {
namespace {

constexpr size_t shown_by_default = 3;

Workspace workspace_of(const Call& call) {
  return open_workspace(call.directory(), call.config_file(), call.app.wires.runner);
}

Exit list(const Call& call) {
  std::optional<Workspace> workspace;
  try {
    workspace.emplace(workspace_of(call));
  } catch (const Error&) {
    // Those that come with muster are there anywhere.
  }
  const auto entries = list_connectors(workspace ? &*workspace : nullptr);
  call.app.out << (call.json() ? connectors_json(entries) : connectors_text(entries));
  return Exit::ok;
}

const std::string& word(const Call& call, size_t at, const char* what) {
  if (call.args.words.size() > at) return call.args.words[at];
  throw Error(std::string("name ") + what, Exit::usage)
      .mend("muster help connector tells how it is called");
}

void no_more(const Call& call, size_t most) {
  if (call.args.words.size() <= most) return;
  throw Error("word \"" + clean(call.args.words[most]) + "\" is one too many", Exit::usage)
      .mend("leave it out");
}

size_t limit_of(const Call& call) {
  if (!call.args.has("--limit")) return shown_by_default;
  const auto limit = parse_int(call.args.value("--limit"));
  if (limit && *limit >= 0) return static_cast<size_t>(*limit);
  throw Error("--limit wants a number", Exit::usage).mend("for example --limit 20");
}

Exit ask(const Call& call, Http& http, bool replay) {
  const size_t limit = limit_of(call);
  const Workspace workspace = workspace_of(call);
  const Wires& real = call.app.wires;
  Wires wires{.clock = real.clock,
              .http = http,
              .runner = real.runner,
              .progress = real.progress,
              .snmp = replay ? no_snmp() : real.snmp,
              .streams = replay ? no_streams() : real.streams,
              .ssh = replay ? no_ssh() : real.ssh,
              .capture = replay ? no_capture() : real.capture,
              .prober = replay ? no_prober() : real.prober};
  const TryOptions options{word(call, 0, "a source of muster.yaml"), call.args.value("--base"),
                           replay, call.args.has("--allow-commands")};
  const ConnectorRun run = try_source(workspace, options, wires, call.app.stop);
  call.app.out << (call.json() ? connector_run_json(run) : connector_run_text(run, limit));
  show(call, run.trouble);
  return run.trouble.has_errors() || run.answer != "whole" ? Exit::partial : Exit::ok;
}

Exit try_out(const Call& call) {
  no_more(call, 1);
  return ask(call, call.app.wires.http, false);
}

Exit record(const Call& call) {
  const std::string& folder = word(call, 1, "the folder for what is recorded");
  no_more(call, 2);
  const auto recorder = record_tapes(call.app.wires.http, folder);
  const Exit ending = ask(call, *recorder, false);
  recorder->write();
  return ending;
}

Exit test(const Call& call) {
  const std::string& folder = word(call, 1, "the folder with what was recorded");
  no_more(call, 2);
  const auto tapes = replay_tapes(folder);
  return ask(call, *tapes, true);
}

constexpr Flag limit_flag{"--limit", "N",
                          "records shown of each kind (3); all of them with --json"};
constexpr Flag base_flag{"--base", "REF", "ask the source as muster.yaml at REF has it"};
constexpr std::array<Flag, 2> ask_flags{{limit_flag, base_flag}};
constexpr std::array<Flag, 1> test_flags{{limit_flag}};
constexpr std::array<std::string_view, 2> list_examples{"muster connector list",
                                                        "muster connector list --json"};
constexpr std::array<std::string_view, 2> try_examples{"muster connector try foreman",
                                                       "muster connector try foreman --limit 20"};
constexpr std::array<std::string_view, 1> record_examples{
    "muster connector record foreman tapes/   # then look through them, and keep them"};
constexpr std::array<std::string_view, 2> test_examples{
    "muster connector test foreman tapes/", "muster connector test foreman tapes/ --json"};

}  // namespace

const Command connector_list_command{
    "connector list",
    "",
    "the connectors that come with muster, and those of the repository",
    "",
    {},
    list_examples,
    list};
const Command connector_try_command{
    "connector try",
    "SOURCE",
    "ask one source, and show the records it gives; nothing is written",
    "Exit code 6 when it failed or its answer is not whole.",
    ask_flags,
    try_examples,
    try_out};
const Command connector_record_command{
    "connector record",
    "SOURCE DIR",
    "the same, and keep the exchanges in DIR, secrets scrubbed",
    "Values of fields that are called like a secret are replaced, and what the server repeats of "
    "one.\nWhat else is not for others, look through it before you give it away.",
    ask_flags,
    record_examples,
    record};
const Command connector_test_command{
    "connector test",
    "SOURCE DIR",
    "show what the connector makes of recorded exchanges, without network and secrets",
    "For changing a connector: the same answers again, with the file as it is now.",
    test_flags,
    test_examples,
    test};

}  // namespace muster::cli
