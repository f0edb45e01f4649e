#include "view/start/start.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/json.h"
#include "core/text.h"

namespace muster {
namespace {

std::string word(FirstFileState state) {
  return state == FirstFileState::written ? "written"
         : state == FirstFileState::same  ? "same"
                                          : "differs";
}

bool any(const StartReport& report, FirstFileState state) {
  return std::any_of(report.files.begin(), report.files.end(),
                     [&](const FirstFile& file) { return file.state == state; });
}

}  // namespace

std::string start_text(const StartReport& report) {
  std::string text;
  for (const FirstFile& file : report.files) {
    const bool left = file.state == FirstFileState::differs;
    std::string state = word(file.state);
    state.resize(9, ' ');
    text += state + file.path + (left ? ", left as it is; --force makes it so:" : "") + "\n";
    for (const std::string& line : split(file.diff, '\n')) {
      if (!line.empty()) text += "         " + inert(line) + "\n";
    }
  }
  if (!any(report, FirstFileState::written)) return text + "nothing was written\n";
  return text +
         "next: fill in sources and targets in muster.yaml, then git add -A && git commit -m "
         "'Begin "
         "the inventory', then muster doctor\n";
}

std::string start_json(const StartReport& report) {
  nlohmann::json files = nlohmann::json::array();
  for (const FirstFile& file : report.files) {
    nlohmann::json row{{"path", file.path}, {"state", word(file.state)}};
    if (!file.diff.empty()) row["diff"] = file.diff;
    files.push_back(std::move(row));
  }
  return render_json({{"format_version", 1}, {"root", report.root}, {"files", std::move(files)}});
}

}  // namespace muster
