#include "model/selector_fields.h"

#include <algorithm>
#include <array>

namespace muster {
namespace {

using Values = std::vector<std::string>;

template <auto Member>
Values observed_list(const Host& host, std::string_view) {
  return host.observed.*Member;
}

Values slugs(const Host&, std::string_view path) {
  path.remove_prefix(path.find_last_of('/') + 1);  // npos + 1 is 0
  return {std::string(path.substr(0, path.rfind("--")))};
}

Values addresses(const Host& host, std::string_view) {
  Values values;
  for (const auto& interface : effective_interfaces(host)) {
    for (const auto& address : interface.addresses) values.push_back(render(address.ip));
  }
  return values;
}

Values networks(const Host& host, std::string_view) {
  Values values;
  for (const auto& interface : effective_interfaces(host)) {
    for (const auto& a : interface.addresses) values.push_back(render(Cidr{a.network(), a.prefix}));
  }
  return values;
}

Values macs(const Host& host, std::string_view) {
  Values values;
  for (const auto& interface : effective_interfaces(host)) {
    if (interface.mac) values.push_back(render(*interface.mac));
  }
  return values;
}

Values vlans(const Host& host, std::string_view) {
  Values values;
  for (const auto& interface : effective_interfaces(host)) {
    for (const int vlan : interface.vlans) values.push_back(std::to_string(vlan));
  }
  return values;
}

constexpr std::array<Field, 21> table{{
    {"approval", FieldKind::word, false, "pending approved rejected",
     [](const Host& h, std::string_view) { return Values{std::string(word(h.approval))}; }},
    {"attention", FieldKind::text, true, "", observed_list<&Observed::attention>},
    {"class", FieldKind::text, false, "",
     [](const Host& h, std::string_view) { return Values{h.classification}; }},
    {"first_seen", FieldKind::day, false, "",
     [](const Host& h, std::string_view) { return Values{render_day(h.observed.first_seen)}; }},
    {"id", FieldKind::text, false, "",
     [](const Host& h, std::string_view) { return Values{h.id}; }},
    {"ip", FieldKind::ip, true, "", addresses},
    {"mac", FieldKind::mac, true, "", macs},
    {"model", FieldKind::text, false, "",
     [](const Host& h, std::string_view) {
       return Values{h.overrides.model.value_or(h.observed.model)};
     }},
    {"name", FieldKind::text, false, "",
     [](const Host& h, std::string_view) { return Values{effective_name(h)}; }},
    {"path", FieldKind::text, false, "",
     [](const Host&, std::string_view path) { return Values{std::string(path)}; }},
    {"platform", FieldKind::text, false, "",
     [](const Host& h, std::string_view) {
       return Values{h.overrides.platform.value_or(h.observed.platform)};
     }},
    {"proposed", FieldKind::text, false, "",
     [](const Host& h, std::string_view) { return Values{h.observed.proposed.classification}; }},
    {"rule", FieldKind::text, false, "",
     [](const Host& h, std::string_view) { return Values{h.observed.proposed.rule}; }},
    {"site", FieldKind::text, false, "",
     [](const Host& h, std::string_view) { return Values{effective_site(h)}; }},
    {"slug", FieldKind::text, false, "", slugs},
    {"source", FieldKind::text, true, "", observed_list<&Observed::sources>},
    {"state", FieldKind::word, false, "present gone",
     [](const Host& h, std::string_view) { return Values{std::string(word(effective_state(h)))}; }},
    {"subnet", FieldKind::network, true, "", networks},
    {"tag", FieldKind::text, true, "", [](const Host& h, std::string_view) { return h.tags; }},
    {"vendor", FieldKind::text, false, "",
     [](const Host& h, std::string_view) {
       return Values{h.overrides.vendor.value_or(h.observed.vendor)};
     }},
    {"vlan", FieldKind::number, true, "", vlans},
}};

}  // namespace

std::span<const Field> fields() { return table; }

const Field* find_field(std::string_view name) {
  const auto found = std::find_if(table.begin(), table.end(),
                                  [&](const Field& field) { return field.name == name; });
  return found == table.end() ? nullptr : &*found;
}

}  // namespace muster
