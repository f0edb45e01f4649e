#include "target/netbox/tables.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/error.h"
#include "core/json.h"
#include "core/text.h"
#include "target/netbox/schema.h"

namespace muster::netbox {
namespace {

constexpr size_t most_line_bytes = 4 << 20;

// What NetBox says of an object wherever it is mentioned, and no plan is made from.
bool is_idle(const std::string& name) {
  constexpr std::string_view idle[] = {"display", "display_url", "description",
                                       "color",   "_depth",      "_occupied"};
  return std::find(std::begin(idle), std::end(idle), name) != std::end(idle) ||
         name.ends_with("_count");
}

// "dcim/sites/5" of "https://netbox.example/api/dcim/sites/5/".
std::string short_url(const Json& url) {
  constexpr std::string_view root = "/api/";
  std::string text = url.is_string() ? url.get<std::string>() : "";
  if (const size_t at = text.find(root); at != std::string::npos) text.erase(0, at + root.size());
  while (text.ends_with('/')) text.pop_back();
  return text;
}

Json slim_mention(const Json& value) {
  if (value.is_array()) {
    Json out = Json::array();
    for (const Json& each : value) out.push_back(slim_mention(each));
    return out;
  }
  if (!value.is_object()) return value;
  Json out = Json::object();
  for (const auto& [name, member] : value.items()) {
    if (!is_idle(name)) out[name] = name == "url" ? Json(short_url(member)) : slim_mention(member);
  }
  return out;
}

Json slim(const Json& row) {
  Json out = Json::object();
  for (const auto& [name, value] : row.items()) out[name] = slim_mention(value);
  const auto custom = out.find("custom_fields");
  if (custom != out.end()) *custom = Json{{id_field, text(*custom, id_field)}};
  return out;
}

bool passes(const Json& row, std::string_view term) {
  const size_t at = term.find('=');
  const std::string_view name = term.substr(0, at), value = term.substr(at + 1);
  if (name == "tag") {
    const Json& tags = member(row, "tags");
    return std::any_of(tags.begin(), tags.end(),
                       [&](const Json& tag) { return text(tag, "slug") == value; });
  }
  if (!name.ends_with("_id")) return choice(row, name) == value;
  const Json& to = member(row, name.substr(0, name.size() - 3));
  return value == "null" ? to.is_null() : std::to_string(id_of(to)) == value;
}

// Of terms with one name one is enough.
bool passes_all(const Json& row, const std::string& filter) {
  std::map<std::string, bool> passed;
  for (const std::string& term : split(filter, '&')) {
    if (!term.empty()) passed[term.substr(0, term.find('='))] |= passes(row, term);
  }
  return std::all_of(passed.begin(), passed.end(), [](const auto& each) { return each.second; });
}

Json only(Json row, const std::vector<std::string>& names) {
  Json out = Json::object();
  for (const std::string& name : names) {
    if (const auto found = row.find(name); found != row.end()) out[name] = std::move(*found);
  }
  return out;
}

// One line after the other, each of them JSON.
class Lines {
 public:
  explicit Lines(std::string_view text) : rest_(text) {}

  bool more() const { return !rest_.empty(); }

  Json next() {
    const size_t end = rest_.find('\n');
    if (end == std::string_view::npos || end > most_line_bytes) throw cut();
    const std::string_view line = rest_.substr(0, end);
    rest_.remove_prefix(end + 1);
    return parse_json(line, "a saved state of NetBox", own_json(most_line_bytes));
  }

  static Error cut() { return Error("a saved state of NetBox is not whole").mend("save it again"); }

 private:
  std::string_view rest_;
};

}  // namespace

void Tables::put(std::string_view endpoint, const Json& row) {
  by_endpoint.find(endpoint)->second.rows[id_of(row)] =
      slim(row).dump(-1, ' ', true, Json::error_handler_t::replace);
}

void Tables::each(const Listing& listing, const std::function<void(Json)>& take) const {
  const auto table = by_endpoint.find(listing.endpoint);
  const auto names = split(listing.fields, ',');
  bool known = table != by_endpoint.end();
  if (known) {
    const auto kept = split(table->second.fields, ',');
    known = std::all_of(names.begin(), names.end(), [&](const std::string& name) {
      return name.empty() || std::find(kept.begin(), kept.end(), name) != kept.end();
    });
  }
  if (!known) {
    throw Error("the saved state of NetBox does not have all of " + listing.endpoint)
        .because("it was saved by another muster")
        .mend("save it again by this one");
  }
  for (const auto& [id, packed] : table->second.rows) {
    Json row = Json::parse(packed);
    if (!passes_all(row, listing.filter)) continue;
    take(listing.fields.empty() ? std::move(row) : only(std::move(row), names));
  }
}

std::string render_tables(const Tables& tables) {
  std::string out = Json{{"version", tables.version}}.dump() + "\n";
  for (const auto& [endpoint, table] : tables.by_endpoint) {
    out += Json{{"table", endpoint}, {"fields", table.fields}, {"rows", table.rows.size()}}.dump() +
           "\n";
    for (const auto& [id, row] : table.rows) out += row + "\n";
  }
  return out;
}

Tables parse_tables(std::string_view text) {
  Lines lines(text);
  Tables tables;
  tables.version = muster::netbox::text(lines.next(), "version");
  while (lines.more()) {
    const Json head = lines.next();
    const Json& rows = member(head, "rows");
    if (!rows.is_number_unsigned()) throw Lines::cut();
    Table& table = tables.by_endpoint[muster::netbox::text(head, "table")];
    table.fields = muster::netbox::text(head, "fields");
    for (size_t i = rows.get<size_t>(); i > 0; --i) {
      const Json row = lines.next();
      if (id_of(row) == 0) throw Lines::cut();
      table.rows[id_of(row)] = row.dump();
    }
  }
  return tables;
}

}  // namespace muster::netbox
