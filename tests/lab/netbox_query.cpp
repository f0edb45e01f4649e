#include "netbox_query.h"

#include <algorithm>

#include "netbox_net.h"
#include "netbox_write.h"

namespace muster::lab::netbox {
namespace {

constexpr size_t default_page = 50, largest_page = 1000;

std::optional<Id> parse_whole(const std::string& text) {
  const Json number = Json::parse(text, nullptr, false);
  return number.is_number_integer() ? std::optional(number.get<Id>()) : std::nullopt;
}

// Digits compare as numbers, letters without case: "eth2" comes before "eth10".
std::string natural(const std::string& text) {
  std::string key;
  for (size_t i = 0; i < text.size();) {
    if (!std::isdigit(static_cast<unsigned char>(text[i]))) {
      key += static_cast<char>(std::tolower(text[i++]));
      continue;
    }
    size_t end = i;
    while (end < text.size() && std::isdigit(static_cast<unsigned char>(text[end]))) ++end;
    key += std::string(end - i < 12 ? 12 - (end - i) : 0, '0') + text.substr(i, end - i);
    i = end;
  }
  return key;
}

std::string sort_key(const Field& field, const Json& value) {
  if (value.is_null()) return "\x7f\x7f";
  if (field.kind == Kind::address || field.kind == Kind::prefix)
    return parse_net(value.get<std::string>())->sort_key();
  if (value.is_string()) return natural(value.get<std::string>());
  char text[32];
  std::snprintf(text, sizeof text, "%024.6f", value.is_number() ? value.get<double>() : 0.0);
  return text;
}

}  // namespace

Page Query::run(const Parameters& parameters) {
  for (auto name = parameters.begin(); name != parameters.end();
       name = parameters.upper_bound(name->first)) {
    Values values;
    for (auto [at, end] = parameters.equal_range(name->first); at != end; ++at)
      values.push_back(at->second);
    filter(name->first, values);
  }
  const auto start = spec_.since(4006000) ? parameters.find("start") : parameters.end();
  Page result;
  result.limit = limit(parameters);
  if (start != parameters.end()) {
    result.start = parse_whole(start->second);
    if (!result.start || *result.start < 0)
      throw Refusal{400, {"Invalid 'start' parameter: must be a non-negative integer."}};
    if (parameters.contains("offset"))
      throw Refusal{400, {"'start' and 'offset' are mutually exclusive."}};
    if (parameters.contains("ordering"))
      throw Refusal{400,
                    {"Ordering cannot be specified in conjunction with cursor-based pagination."}};
    test([first = *result.start](const Row& row) { return row.id >= first; });
  }
  std::vector<Id> ids = matching();
  if (!result.start)
    order(ids, parameters.contains("ordering") ? parameters.find("ordering")->second : "");
  page(result, std::move(ids), parameters);
  return result;
}

size_t Query::limit(const Parameters& parameters) const {
  const auto given = parameters.find("limit");
  const auto number = given == parameters.end() ? std::nullopt : parse_whole(given->second);
  if (!number || *number < 0) return default_page;
  return *number == 0 ? largest_page : std::min(largest_page, static_cast<size_t>(*number));
}

void Query::page(Page& page, std::vector<Id> ids, const Parameters& parameters) const {
  if (page.start) {
    if (ids.size() > page.limit) ids.resize(page.limit);
    if (ids.size() == page.limit && !ids.empty()) page.next_start = ids.back() + 1;
    page.ids = std::move(ids);
    return;
  }
  const auto given = parameters.find("offset");
  const auto number = given == parameters.end() ? std::nullopt : parse_whole(given->second);
  page.count = ids.size();
  page.offset = number && *number > 0 ? static_cast<size_t>(*number) : 0;
  const size_t first = std::min(page.offset, ids.size()),
               last = std::min(first + page.limit, ids.size());
  page.ids.assign(ids.begin() + static_cast<std::ptrdiff_t>(first),
                  ids.begin() + static_cast<std::ptrdiff_t>(last));
}

void Query::narrow(Ids ids) {
  if (candidates_) std::erase_if(ids, [&](Id id) { return !candidates_->contains(id); });
  candidates_ = std::move(ids);
}

std::vector<Id> Query::matching() const {
  std::vector<Id> found;
  const auto look = [&](const Row& row) {
    if (std::all_of(tests_.begin(), tests_.end(), [&](const Test& test) { return test(row); }))
      found.push_back(row.id);
  };
  if (!candidates_) {
    for (const auto& [id, row] : store_.rows(type_)) look(row);
    return found;
  }
  for (const Id id : *candidates_) {
    if (const Row* row = store_.find(type_, id)) look(*row);
  }
  return found;
}

void Query::order(std::vector<Id>& ids, std::string by) const {
  std::string name = by.starts_with('-') ? by.substr(1) : by;
  const Field* field = type_.find(name);
  if (name != "id" && (!field || !field->stored())) {
    by = type_.order;
    name = by.starts_with('-') ? by.substr(1) : by;
    field = type_.find(name);
  }
  const bool down = by.starts_with('-');
  if (!field) {
    if (down) std::reverse(ids.begin(), ids.end());
    return;
  }
  const size_t at = type_.at(name);
  std::vector<std::pair<std::string, Id>> keys;
  for (const Id id : ids)
    keys.emplace_back(sort_key(*field, store_.find(type_, id)->values[at]), id);
  std::stable_sort(keys.begin(), keys.end(),
                   [&](const auto& a, const auto& b) { return down ? b.first < a.first : a < b; });
  for (size_t i = 0; i < ids.size(); ++i) ids[i] = keys[i].second;
}

}  // namespace muster::lab::netbox
