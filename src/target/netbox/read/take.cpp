#include "target/netbox/read/take.h"

#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "core/text.h"
#include "target/netbox/read/behind.h"
#include "target/netbox/schema.h"

namespace muster::netbox {
namespace {

// What is asked of a few rows only, beside the fields of a kind.
std::string_view asked_of_some(std::string_view kind) {
  if (kind == "interface" || kind == "vm-interface") return ",mac_addresses";
  return kind == "ip-address" ? ",role" : "";
}

}  // namespace

std::vector<Listing> whole_tables() {
  std::map<std::string, std::set<std::string>> fields;
  const auto put = [&](std::string_view endpoint, const std::string& names) {
    for (std::string& name : split(names, ',')) fields[std::string(endpoint)].insert(name);
  };
  for (const Kind& each : kinds()) {
    if (each.endpoint.empty() || each.fields.empty()) continue;
    put(each.endpoint, "last_updated," + each.listed() + std::string(asked_of_some(each.name())));
  }
  for (const Listing& each : listings_behind()) put(each.endpoint, "last_updated," + each.fields);
  std::vector<Listing> out;
  for (const auto& [endpoint, names] : fields)
    out.push_back({endpoint, join(std::vector<std::string>(names.begin(), names.end()), ","), ""});
  return out;
}

Tables take_tables(Client& client, Progress& progress, std::stop_token stop) {
  Tables tables;
  tables.version = client.version(stop).text;
  const auto wanted = whole_tables();
  for (size_t i = 0; i < wanted.size(); ++i) {
    tables.by_endpoint[wanted[i].endpoint].fields = wanted[i].fields;
    client.each(
        wanted[i], [&](const Json& row) { tables.put(wanted[i].endpoint, row); }, stop);
    progress.step(i + 1, wanted.size());
  }
  return tables;
}

}  // namespace muster::netbox
