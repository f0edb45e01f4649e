// One file a command, one sorted table of them (commands.cpp). The table gives parsing, help and
// shell completion; a command gets its words and writes results to `out`, messages to `err`.
#pragma once
#include <iosfwd>
#include <map>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"
#include "view/view.h"
#include "wire/wires.h"

namespace muster {
class Replies;
}

namespace muster::cli {

struct Flag {
  std::string_view name;   // "--where"
  std::string_view value;  // "SELECTOR"; "" = a switch
  std::string_view about;
  bool repeats = false;
};

// What was typed. A switch is there with no value.
class Args {
 public:
  std::map<std::string, std::vector<std::string>, std::less<>> flags;
  std::vector<std::string> words;  // positional

  bool has(std::string_view flag) const { return flags.contains(flag); }
  std::string value(std::string_view flag, std::string_view otherwise = "") const;
  std::vector<std::string> values(std::string_view flag) const;
};

struct App {
  Wires& wires;
  std::ostream& out;
  std::ostream& err;
  std::stop_token stop;
  bool colour = false;            // on `out`
  std::istream* in = nullptr;     // a terminal with a person at it, who can be asked
  Replies* keys = nullptr;        // its keys one by one; null: only lines
  std::istream* input = nullptr;  // standard input, whatever it is
  size_t width = 0;               // of the terminal that `out` is, in columns; 0: it is none
  void (*page)(std::ostream& out, const std::string& text) = nullptr;  // shows a long result
  bool (*left)() = nullptr;  // whether whoever read `out` has gone, as a pager does
};

struct Call {
  const Args& args;
  App& app;

  bool json() const { return args.has("--json"); }
  Style style() const { return {app.colour, app.width}; }
  std::string directory() const { return args.value("--directory", "."); }
  std::string config_file() const;  // --config, else MUSTER_CONFIG
};

struct Command {
  std::string_view name;       // "config show"
  std::string_view arguments;  // "[HOST]…", "" = none
  std::string_view about;      // one line
  std::string_view details;    // more of it, "" = none
  std::span<const Flag> flags;
  std::span<const std::string_view> examples;
  Exit (*run)(const Call& call);
};

std::span<const Command> commands();   // sorted by name
std::span<const Flag> common_flags();  // of every command

// Error (exit 64) with a suggestion for a word that is not known.
struct Parsed {
  const Command* command = nullptr;  // nullptr: help for the program
  Args args;
};
Parsed parse_command_line(std::span<const std::string> words);

struct ExitWord {
  std::string_view code, about;
};
std::span<const ExitWord> exit_words();

std::string man_page();  // of the program with all commands, in roff
std::string help_text();
std::string help_text(const Command& command);
std::string completion(std::string_view shell);  // Error (exit 64) for an unknown shell

// Prints warnings and notes to `err`.
void show(const Call& call, const Diagnostics& notes);

// Runs a command line: the one catch of the program. Returns the exit code.
int run_command_line(std::span<const std::string> words, App& app);

extern const Command adopt_command, approve_command, backup_command, classify_command,
    comment_command, compare_command, completion_command, config_diff_command,
    config_import_command, config_log_command, config_restore_command, config_show_command,
    conflicts_command, connector_list_command, connector_record_command, connector_test_command,
    connector_try_command, diff_command, discover_command, doctor_command, drift_command,
    explain_command, help_command, history_command, import_netbox_command, init_command,
    jobs_command, jobs_run_command, ls_command, merge_command, mv_command, name_command,
    note_command, prune_command, reconcile_command, reject_command, release_command, report_command,
    reset_command, review_command, rollback_command, rules_show_command, rules_test_command,
    schema_command, search_command, serve_command, set_command, sheet_export_command,
    sheet_import_command, show_command, split_command, status_command, tag_command,
    validate_command, version_command, where_command;

}  // namespace muster::cli
