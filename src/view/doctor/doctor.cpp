#include "view/doctor/doctor.h"

#include <fmt/core.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/json.h"
#include "core/text.h"

namespace muster {

std::string doctor_text(const DoctorReport& report) {
  size_t width = 0, ill = 0;
  for (const Checkup& one : report.checkups) width = std::max(width, columns(inert(one.what)));
  std::string text;
  for (const Checkup& one : report.checkups) {
    std::string what = inert(one.what);
    what.append(width - columns(what), ' ');
    text += fmt::format("{} {}  {}\n", one.well() ? "✓" : "✗", what, inert(one.found));
    for (const std::string& line : split(render(one.trouble), '\n')) {
      if (!line.empty()) text += "    " + line + "\n";
    }
    if (!one.well()) ++ill;
  }
  return text + (ill == 0 ? "all is well\n" : counted(ill, "checkup") + " failed\n");
}

std::string doctor_json(const DoctorReport& report) {
  nlohmann::json rows = nlohmann::json::array();
  for (const Checkup& one : report.checkups) {
    nlohmann::json trouble = nlohmann::json::array();
    for (const Error& error : one.trouble.items()) trouble.push_back(to_json(error));
    rows.push_back({{"what", one.what},
                    {"well", one.well()},
                    {"found", one.found},
                    {"trouble", std::move(trouble)}});
  }
  return render_json(
      {{"format_version", 1}, {"well", report.well()}, {"checkups", std::move(rows)}});
}

}  // namespace muster
