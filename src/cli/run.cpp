#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <ostream>
#include <sstream>

#include "cli/command.h"
#include "flow/workspace.h"
#include "view/errors.h"

namespace muster::cli {
namespace {

// Everything that is known of a failure: the mistakes of an inventory, or the one error.
Diagnostics all_of(const Error& error) {
  Diagnostics all;
  const auto* invalid = dynamic_cast<const Invalid*>(&error);
  if (invalid != nullptr) all.add(invalid->all);
  all.add(error);
  return all;
}

int report(const Error& error, bool json, App& app) {
  const Diagnostics all = all_of(error);
  if (json) {
    app.out << failure_json(all, error.exit);
  } else {
    app.err << render(all);
  }
  return static_cast<int>(error.exit);
}

bool asked_for_json(std::span<const std::string> words) {
  return std::find(words.begin(), words.end(), "--json") != words.end();
}

// Nobody may take for done what nobody could read.
int written(const Parsed& parsed, App& app, int code) {
  app.out.flush();
  if (app.out.good() || code != 0) return code;
  const bool applied = parsed.command->name == reconcile_command.name && !parsed.args.has("--plan");
  if (!applied && app.left != nullptr && app.left()) return static_cast<int>(Exit::error);
  throw Error("the result could not be written", applied ? Exit::partial : Exit::error)
      .because("standard output is full or closed");
}

// Those whose results people read from the top, and that ask nothing meanwhile.
constexpr std::array<std::string_view, 18> paged{
    "compare",    "config diff", "config log", "config show", "conflicts", "diff",
    "drift",      "explain",     "history",    "jobs",        "ls",        "rules show",
    "rules test", "schema",      "search",     "show",        "status",    "where"};

bool is_paged(const Parsed& parsed, const App& app) {
  if (app.page == nullptr || parsed.args.has("--json")) return false;
  if (parsed.command->name == reconcile_command.name) return parsed.args.has("--plan");
  return std::find(paged.begin(), paged.end(), parsed.command->name) != paged.end();
}

Exit run_paged(const Parsed& parsed, App& app) {
  std::ostringstream held;
  App holding{app.wires, held,     app.err,   app.stop, app.colour,
              app.in,    app.keys, app.input, app.width};
  const Exit code = parsed.command->run({parsed.args, holding});
  app.page(app.out, held.str());
  return code;
}

int run_parsed(const Parsed& parsed, App& app) {
  if (parsed.command == nullptr || parsed.args.has("--help")) {
    app.out << (parsed.command == nullptr ? help_text() : help_text(*parsed.command));
    return 0;  // also where a pager was left early
  }
  if (parsed.args.has("--no-color")) app.colour = false;
  const Exit code =
      is_paged(parsed, app) ? run_paged(parsed, app) : parsed.command->run({parsed.args, app});
  return written(parsed, app, static_cast<int>(code));
}

}  // namespace

std::string Args::value(std::string_view flag, std::string_view otherwise) const {
  const auto found = flags.find(flag);
  return found == flags.end() || found->second.empty() ? std::string(otherwise)
                                                       : found->second.back();
}

std::vector<std::string> Args::values(std::string_view flag) const {
  const auto found = flags.find(flag);
  return found == flags.end() ? std::vector<std::string>() : found->second;
}

std::string Call::config_file() const {
  const char* variable = std::getenv("MUSTER_CONFIG");
  return args.value("--config", variable == nullptr ? "" : variable);
}

void show(const Call& call, const Diagnostics& notes) {
  if (!call.args.has("--quiet")) call.app.err << render(notes);
}

int run_command_line(std::span<const std::string> words, App& app) {
  const bool json = asked_for_json(words);
  try {
    return run_parsed(parse_command_line(words), app);
  } catch (const Error& error) {
    return report(error, json, app);
  } catch (const std::bad_alloc&) {
    return report(Error("out of memory"), json, app);
  } catch (const std::exception& error) {
    return report(Error(fmt::format("a defect of muster: {}", error.what()))
                      .mend("report it with the command line; --record makes a tape to attach"),
                  json, app);
  }
}

}  // namespace muster::cli
