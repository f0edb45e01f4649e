#include "view/errors.h"

#include <nlohmann/json.hpp>

#include "core/json.h"

namespace muster {

nlohmann::json errors_list(const Diagnostics& diagnostics) {
  nlohmann::json list = nlohmann::json::array();
  for (const Error& error : diagnostics.items()) list.push_back(to_json(error));
  return list;
}

std::string failure_json(const Diagnostics& errors, Exit exit) {
  return render_json(
      {{"format_version", 1}, {"exit", static_cast<int>(exit)}, {"errors", errors_list(errors)}});
}

std::string valid_json(size_t hosts, const Diagnostics& warnings) {
  return render_json(
      {{"format_version", 1}, {"hosts", hosts}, {"warnings", errors_list(warnings)}});
}

}  // namespace muster
