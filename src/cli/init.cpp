#include <fmt/core.h>

#include <array>
#include <istream>
#include <ostream>

#include "cli/demo.h"
#include "cli/environment.h"
#include "core/text.h"
#include "flow/start/start.h"
#include "view/start/start.h"

namespace muster::cli {
namespace {

// The flag, else what a person at the terminal types, else what is usual.
std::string answer(const Call& call, std::string_view flag, std::string_view question,
                   const std::string& usual) {
  if (call.args.has(flag)) return call.args.value(flag);
  if (call.app.in == nullptr || call.args.has("--yes")) return usual;
  call.app.err << question << " [" << (usual.empty() ? "none" : inert(usual))
               << "]: " << std::flush;
  std::string typed;
  std::getline(*call.app.in, typed);
  const std::string said(trim(typed));
  return said.empty() ? usual : said;
}

std::vector<std::string> networks_in(const std::string& text) {
  std::vector<std::string> out;
  for (const std::string& part : split(text, ',')) {
    for (const std::string& word : split(part, ' ')) {
      if (!trim(word).empty()) out.emplace_back(trim(word));
    }
  }
  return out;
}

StartAnswers answers_of(const Call& call) {
  StartAnswers usual = usual_answers(call.directory(), call.app.wires.runner, environment);
  StartAnswers out;
  out.site = answer(call, "--site", "Name of the site", usual.site);
  const bool kept = out.site == usual.site;
  out.networks =
      networks_in(answer(call, "--networks", "Its networks", join(usual.networks, ", ")));
  out.netbox = answer(call, "--netbox", "Address of NetBox", usual.netbox);
  if (out.netbox == "none") out.netbox.clear();
  out.forge = answer(call, "--forge", "Forge: gitlab, github, gitea or none", usual.forge);
  out.domain = call.args.value("--domain", kept ? usual.domain : out.site + ".internal");
  return out;
}

Exit run(const Call& call) {
  if (call.args.has("--demo")) return run_demo(call);
  const StartReport report = start_inventory(call.directory(), call.app.wires.runner,
                                             answers_of(call), call.args.has("--force"));
  call.app.out << (call.json() ? start_json(report) : start_text(report));
  return Exit::ok;
}

constexpr std::array<Flag, 8> flags{{
    {"--site", "NAME", "the site the inventory begins with"},
    {"--networks", "LIST", "its networks, with commas between"},
    {"--domain", "NAME", "the DNS domain of its hosts (default: SITE.internal)"},
    {"--netbox", "URL", "the NetBox to keep up to date; none for none"},
    {"--forge", "NAME", "whose pipeline to write: gitlab, github, gitea or none"},
    {"--yes", "", "ask nothing, take what is usual"},
    {"--force", "", "write files that are there otherwise, too"},
    {"--demo", "", "show the whole loop in a folder of its own, offline"},
}};

constexpr std::array<std::string_view, 3> examples{
    "muster init",
    "muster init --site berlin --networks 10.20.0.0/16 --netbox https://netbox.example",
    "muster init --demo"};

constexpr std::string_view details =
    "Writes muster.yaml, rules.yaml, copies of the schemas and settings for editors, a sketch of\n"
    "CODEOWNERS and the pipeline of the forge. What no flag says is asked at a terminal. A file\n"
    "that is there stays as it is, and the difference is shown.";

}  // namespace

const Command init_command{"init",   "", "begin an inventory in this repository", details, flags,
                           examples, run};

}  // namespace muster::cli
