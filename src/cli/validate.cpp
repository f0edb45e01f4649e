#include "flow/validate.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <ostream>

#include "cli/environment.h"
#include "cli/options.h"
#include "core/text.h"
#include "view/formats.h"
#include "wire/files.h"

namespace muster::cli {
namespace {

struct Wanted {
  const Format* format;
  std::string file;  // "": standard output, and of `human` mistakes to standard error
};

Wanted wanted(const std::string& text) {
  const size_t end = text.find('=');
  const std::string name = text.substr(0, end);
  std::vector<std::string> names;
  for (const Format& format : formats()) {
    const std::string file = end == std::string::npos ? "-" : text.substr(end + 1);
    if (format.name == name) return {&format, file == "-" ? "" : file};
    names.emplace_back(format.name);
  }
  throw Error(fmt::format("--format \"{}\" is not known", clean(name)), Exit::usage)
      .mend(suggestion(name, names));
}

bool on_github() { return environment("GITHUB_ACTIONS") == "true"; }

std::vector<Wanted> all_wanted(const Call& call) {
  std::vector<Wanted> all;
  for (const std::string& text : call.args.values("--format")) all.push_back(wanted(text));
  if (call.json()) all.push_back(wanted("json"));
  if (all.empty()) {
    all.push_back(wanted("human"));
    if (on_github()) all.push_back(wanted("github"));
  }
  const Wanted* document = nullptr;
  for (const Wanted& one : all) {
    if (!one.file.empty() || one.format->lines) continue;
    if (document != nullptr) {
      throw Error(fmt::format("{} and {} would both go to standard output", document->format->name,
                              one.format->name),
                  Exit::usage)
          .mend(fmt::format("name a file: --format {}=FILE", one.format->name));
    }
    document = &one;
  }
  return all;
}

void give_to_people(const Call& call, const Validation& found, bool alone) {
  if (!found.valid() || !call.args.has("--quiet")) call.app.err << render(found.findings);
  (found.valid() && alone ? call.app.out : call.app.err) << verdict(found);
}

Exit run(const Call& call) {
  const auto all = all_wanted(call);
  const Workspace workspace =
      open_workspace(call.directory(), call.config_file(), call.app.wires.runner);
  std::optional<ObjectId> base;
  if (call.args.has("--base")) base = require_commit(workspace.repo, call.args.value("--base"));
  const Validation found = validate(workspace, commit_of(call, workspace), base,
                                    call.args.has("--data") ? Depth::data : Depth::shape);
  const bool alone = std::all_of(all.begin(), all.end(), [](const Wanted& one) {
    return one.format->lines || !one.file.empty();
  });
  for (const auto& [format, file] : all) {
    if (!file.empty()) {
      write_file(file, format->render(found));
    } else if (format->name == "human") {
      give_to_people(call, found, alone);
    } else {
      call.app.out << format->render(found);
    }
  }
  return found.valid() ? Exit::ok : Exit::invalid;
}

constexpr std::array<Flag, 4> flags{
    {{"--base", "REF", "also who decided what this brings to REF, by the policy and rules there"},
     {"--data", "", "also what targets would get too little of, and what does not fit together"},
     {"--format", "FORMAT[=FILE]",
      "human, json, github, gitlab, sarif, junit, rdjson, codequality or page; to FILE, or printed",
      true},
     ref_flag}};
constexpr std::array<std::string_view, 4> examples{
    "muster validate", "muster validate --ref HEAD --base origin/main   # in a pipeline",
    "muster validate --data --format page=data.html",
    "muster validate --format human --format gitlab=gl-code-quality-report.json"};
constexpr std::string_view details =
    "All mistakes are told in one round, and the exit code is 3 when there is one. For people, "
    "unless\n"
    "--format says otherwise; in GitHub, Gitea and Forgejo Actions (GITHUB_ACTIONS=true) also as\n"
    "annotations. --data is the report before NetBox: required fields (policy.required), serial\n"
    "numbers, MACs and addresses that several have, interfaces, clusters, and muster conflicts.";

}  // namespace

const Command validate_command{
    "validate", "", "check muster.yaml, rules.yaml and every host file", details, flags,
    examples,   run};

}  // namespace muster::cli
