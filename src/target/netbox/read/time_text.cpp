#include "target/netbox/read/time_text.h"

#include "core/text.h"

namespace muster::netbox {

std::optional<Time> parse_time(const std::string& text) {
  Day day;
  if (text.size() < 19 || text[10] != 'T' || !parse_day(text.substr(0, 10), day)) return {};
  const auto hours = parse_int(text.substr(11, 2));
  const auto minutes = parse_int(text.substr(14, 2));
  const auto seconds = parse_int(text.substr(17, 2));
  if (!hours || !minutes || !seconds) return {};
  return Time(day) + std::chrono::hours(*hours) + std::chrono::minutes(*minutes) +
         Seconds(*seconds);
}

}  // namespace muster::netbox
