#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <ostream>

#include "cli/command.h"
#include "config/schema.h"
#include "core/shipped.h"
#include "core/text.h"
#include "inventory/host_schema.h"

namespace muster::cli {
namespace {

Exit run(const Call& call) {
  const std::vector<std::string> known{"config", "connector", "host", "plan", "platform", "rules"};
  if (call.args.words.size() != 1) {
    throw Error("name one schema", Exit::usage).mend("use one of " + join(known, ", "));
  }
  const std::string& name = call.args.words[0];
  if (std::find(known.begin(), known.end(), name) == known.end()) {
    throw Error(fmt::format("schema \"{}\" is not known", clean(name)), Exit::usage)
        .mend(suggestion(name, known));
  }
  call.app.out << (name == "config"  ? config_schema()
                   : name == "host"  ? host_schema()
                   : name == "rules" ? rules_schema()
                                     : std::string(shipped_text(name + ".v1.json")));
  return Exit::ok;
}

constexpr std::array<std::string_view, 2> examples{"muster schema host",
                                                   "muster schema config > config.v1.json"};

}  // namespace

const Command schema_command{
    "schema", "NAME", "print a JSON Schema: config, connector, host, plan, platform or rules",
    "",       {},     examples,
    run};

}  // namespace muster::cli
