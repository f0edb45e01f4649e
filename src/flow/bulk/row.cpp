#include "flow/bulk/row.h"

#include "core/text.h"
#include "model/host_fields.h"

namespace muster {
namespace {

std::string without_blanks_in_list(const std::string& list) {
  std::vector<std::string> items;
  for (const std::string& item : split(list, ',')) {
    if (!trim(item).empty()) items.emplace_back(trim(item));
  }
  return join(items, ", ");
}

}  // namespace

std::string known_address(const Host& host) {
  for (const Interface& interface : effective_interfaces(host)) {
    if (!interface.addresses.empty()) return render(interface.addresses.front().ip);
  }
  return "";
}

std::string known_mac(const Host& host) {
  for (const Interface& interface : effective_interfaces(host)) {
    if (interface.mac) return render(*interface.mac);
  }
  return "";
}

std::vector<std::string> known_of(const Host& host) {
  const Observed& seen = host.observed;
  std::vector<std::string> words;
  const auto add = [&](const std::string& what, const std::string& value) {
    if (!value.empty()) words.push_back(what + value);
  };
  add("", effective_site(host));
  add("", known_address(host));
  add("", known_mac(host));
  add("", in_force<&Observed::vendor>(host));
  add("", in_force<&Observed::model>(host));
  if (!seen.attached.empty()) add("", seen.attached[0].device + " " + seen.attached[0].port);
  if (seen.proposed.classification != host.classification)
    add("proposed ", seen.proposed.classification);
  if (effective_state(host) == State::gone) words.push_back("gone");
  for (const std::string& mark : seen.attention) words.push_back("! " + mark);
  return words;
}

std::string shown_value(const Host& host, std::string_view column) {
  if (column == "name") return effective_name(host);
  if (column == "tags") return join(effective_tags(host), ", ");
  return setting_value(host, column);
}

void add_difference(const Host& host, std::string_view column, const std::string& value,
                    std::vector<Setting>& settings) {
  const bool list = column == "tags" || column == "aliases";
  const std::string wanted = list ? without_blanks_in_list(value) : value;
  if (wanted != shown_value(host, column)) settings.push_back({std::string(column), wanted});
}

}  // namespace muster
