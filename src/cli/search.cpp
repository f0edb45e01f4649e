// muster search and muster show.
#include "flow/search.h"

#include <array>
#include <ostream>

#include "cli/options.h"
#include "core/text.h"
#include "view/known.h"

namespace muster::cli {
namespace {

View view_of(const Call& call, const Workspace& workspace) {
  Diagnostics trouble;
  View view = load_view(workspace, commit_of(call, workspace), trouble);
  show(call, trouble);
  return view;
}

size_t most_of(const Call& call) {
  const auto limit = parse_int(call.args.value("--limit", "20"));
  if (limit && *limit >= 1) return static_cast<size_t>(*limit);
  throw Error("--limit wants a number from 1", Exit::usage).mend("for example --limit 50");
}

Exit find(const Call& call) {
  if (call.args.words.empty()) {
    throw Error("name what is to be found", Exit::usage).mend("for example muster search web1");
  }
  SearchOptions options{join(call.args.words, " "), {}, most_of(call)};
  if (call.args.has("--where")) options.where = call.args.value("--where");
  const Workspace workspace =
      open_workspace(call.directory(), call.config_file(), call.app.wires.runner);
  const FoundReport found =
      search(workspace, view_of(call, workspace), options, call.app.wires.runner);
  show(call, found.notes);
  call.app.out << (call.json() ? found_json(found) : found_text(found));
  return found.result.hits.empty() ? Exit::error : Exit::ok;
}

Exit show_host(const Call& call) {
  if (call.args.words.size() != 1) {
    throw Error("muster show wants one name, MAC or address", Exit::usage)
        .mend("for example muster show web1");
  }
  const Workspace workspace =
      open_workspace(call.directory(), call.config_file(), call.app.wires.runner);
  const View view = view_of(call, workspace);
  const std::string& question = call.args.words.front();
  const auto hosts = what_is_known(workspace, view, question, call.app.wires.clock.now(),
                                   call.app.wires.runner, call.app.stop);
  call.app.out << (call.json() ? known_json(hosts, question) : known_text(hosts));
  return Exit::ok;
}

constexpr std::array<Flag, 3> find_flags{
    {{"--where", "SELECTOR", "only hosts that fit, as in muster ls"},
     {"--limit", "N", "at most so many (20)"},
     ref_flag}};
constexpr std::array<Flag, 1> show_flags{{ref_flag}};
constexpr std::array<std::string_view, 4> find_examples{
    "muster search web1", "muster search 00:50:56:aa:bb:cc", "muster search dell r650 --limit 50",
    "muster search backup --where 'site = berlin' --json"};
constexpr std::array<std::string_view, 2> show_examples{"muster show web1",
                                                        "muster show 10.20.4.17 --json"};
constexpr std::string_view find_details =
    "All words must be there, each as the beginning of one; MACs, addresses and names are one "
    "word\n"
    "each. Where no word begins so, texts that have them inside; where none has, those that have "
    "most\n"
    "of the words. Exit code 1 when nothing is found.";

}  // namespace

const Command search_command{
    "search",     "WORD…",    "find hosts, records of sources and configurations by words",
    find_details, find_flags, find_examples,
    find};
const Command show_command{"show",
                           "NAME|MAC|IP",
                           "what every source knows of a host, and by what it was found",
                           "Also its pages there, its last commits, and its configuration backup. "
                           "STALE: its system or its\n"
                           "source has not heard of it for long; NOT TOLD ANY MORE: an answer read "
                           "to its end was without it.",
                           show_flags,
                           show_examples,
                           show_host};

}  // namespace muster::cli
