// muster sheet export and import: hosts in a spreadsheet.
#include "flow/bulk/sheet.h"

#include <fmt/core.h>

#include <array>
#include <istream>
#include <nlohmann/json.hpp>
#include <ostream>

#include "cli/options.h"
#include "core/json.h"
#include "core/text.h"
#include "view/decision.h"
#include "wire/files.h"

namespace muster::cli {
namespace {

Exit export_sheet(const Call& call) {
  const Workspace workspace =
      open_workspace(call.directory(), call.config_file(), call.app.wires.runner);
  Diagnostics trouble;
  const auto inventory = load_hosts(workspace, commit_of(call, workspace), trouble);
  HostChoice choice = choice_options(call.args);
  read_listed(call, workspace, choice);
  const auto hosts = choose_hosts(*inventory, choice);
  const std::string text = sheet_text(hosts);
  show(call, trouble);
  const std::string file = call.args.value("--out", "-");
  write_result(call, file, text);
  if (file == "-") return Exit::ok;
  if (call.json()) {
    call.app.out << render_json({{"format_version", 1}, {"file", file}, {"hosts", hosts.size()}});
  } else {
    call.app.out << fmt::format("{} in {}\n", counted(hosts.size(), "host"), clean(file));
  }
  return Exit::ok;
}

Exit read_sheet(const Call& call) {
  constexpr size_t most_bytes = 64 << 20;
  if (call.args.words.size() != 1) {
    throw Error("name one file", Exit::usage).mend("for example muster sheet import hosts.csv");
  }
  const std::string& file = call.args.words.front();
  Diagnostics trouble;
  const auto rows = parse_sheet(read_file(file, most_bytes), file, trouble);
  require_valid(trouble);
  Workspace workspace = open_workspace(call.directory(), call.config_file(), call.app.wires.runner);
  Decision decision = decision_options(call.args);
  decision.choice.words.clear();
  decision.subject = "sheet import";
  decision.what = "what " + clean(file) + " says";
  const DecisionReport report =
      import_sheet(workspace, rows, std::move(decision), call.app.wires.runner, call.app.stop);
  call.app.out << (call.json() ? decision_json(report) : decision_text(report));
  return Exit::ok;
}

constexpr std::array<Flag, 6> export_flags{
    {{"--out", "FILE", "into FILE instead of standard output"},
     where_flag,
     stdin_flag,
     from_flag,
     expect_flag,
     ref_flag}};
constexpr std::array<Flag, 7> import_flags{
    {where_flag, expect_flag, yes_flag, dry_run_flag, commit_flag, push_flag, reason_flag}};
constexpr std::array<std::string_view, 2> export_examples{
    "muster sheet export --out hosts.csv",
    "muster sheet export --where 'approval = pending' > hosts.csv"};
constexpr std::array<std::string_view, 2> import_examples{"muster sheet import hosts.csv --dry-run",
                                                          "muster sheet import hosts.csv --commit"};
constexpr std::string_view export_details =
    "A table of RFC 4180 with a row a host. approval, classification, name, aliases, tags and "
    "notes\n"
    "are yours to change; the other columns tell what is known. No cell is a formula to a\n"
    "spreadsheet.";
constexpr std::string_view import_details =
    "Sets what the table says otherwise than the host files: an empty cell is an empty value. "
    "Rows\n"
    "may be in any order and left out, columns too, but not id. A row of a file that changed "
    "since\n"
    "the export, by the column blob, is left out and told.";

}  // namespace

const Command sheet_export_command{
    "sheet export",  "[HOST]…",   "hosts as a table for spreadsheets", export_details, export_flags,
    export_examples, export_sheet};
const Command sheet_import_command{"sheet import", "FILE",       "set what a table of hosts says",
                                   import_details, import_flags, import_examples,
                                   read_sheet};

}  // namespace muster::cli
