#include "target/netbox/read/change_log.h"

#include <nlohmann/json.hpp>

#include "target/netbox/read/time_text.h"

namespace muster::netbox {
namespace {

constexpr const char* log_path = "/api/core/object-changes/?fields=";
constexpr Seconds longest_transaction{120};  // NetBox's web server ends a request after that
constexpr int most_log_pages = 20;           // of 1000

long long count_of(const Json& page) {
  const Json& count = member(page, "count");
  return count.is_number_integer() ? count.get<long long>() : -1;
}

}  // namespace

LogMark mark_of_log(Client& client, std::stop_token stop) {
  const Json newest = client.page(std::string(log_path) + "id,time&limit=1000&ordering=-id", stop);
  const Json& rows = member(newest, "results");
  LogMark mark;
  if (!rows.is_array() || rows.empty()) return mark;
  const auto last = parse_time(text(rows.front(), "time"));
  for (const Json& row : rows) {
    mark.id = id_of(row);
    mark.time = text(row, "time");
    const auto time = parse_time(mark.time);
    if (last && time && *time + longest_transaction <= *last) break;
  }
  return same_mark(mark, client, stop);
}

LogMark same_mark(const LogMark& mark, Client& client, std::stop_token stop) {
  LogMark now = mark;
  const Json page = client.page(
      std::string(log_path) + "id&limit=1&ordering=id&id__lte=" + std::to_string(mark.id), stop);
  const Json& rows = member(page, "results");
  now.count = count_of(page);
  now.first = rows.is_array() && !rows.empty() ? id_of(rows.front()) : 0;
  return now;
}

std::optional<std::vector<LoggedChange>> changes_behind(const LogMark& mark, Client& client,
                                                        std::stop_token stop) {
  std::vector<LoggedChange> changes;
  long long after = mark.id;
  for (int pages = 0; pages < most_log_pages; ++pages) {
    const Json page = client.page(std::string(log_path) +
                                      "id,changed_object_type,changed_object_id&limit=1000"
                                      "&ordering=id&id__gt=" +
                                      std::to_string(after),
                                  stop);
    const Json& rows = member(page, "results");
    if (!rows.is_array()) return std::nullopt;
    for (const Json& row : rows) {
      if (id_of(row) <= after) return std::nullopt;  // the filter was ignored
      after = id_of(row);
      const Json& id = member(row, "changed_object_id");
      if (!id.is_number_integer()) return std::nullopt;
      changes.push_back({text(row, "changed_object_type"), id.get<long long>()});
    }
    if (member(page, "next").is_null()) return changes;
  }
  return std::nullopt;
}

}  // namespace muster::netbox
