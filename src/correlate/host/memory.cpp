#include "correlate/host/memory.h"

#include "core/hex.h"

namespace muster {
namespace {

// A temporary address is preferred for a day and then used by open connections only (RFC 8981).
constexpr int days_of_a_temporary = 3;
constexpr std::chrono::days forgotten_after{7};

// Of one host; a flood of parts is not remembered, and so does not stay.
constexpr size_t most_parts = 256, most_drawn = 64;

constexpr std::string_view mark_of_taken = "taken";

}  // namespace

Memory::Memory(Sighting before, Day today, std::chrono::days longest, bool whole)
    : before_(std::move(before)), longest_(longest), whole_(whole) {
  now_.day = today;
  for (const auto& [ip, count] : before_.drawn) {
    if (today - count.last < forgotten_after) now_.drawn.emplace(ip, count);
  }
  for (const auto& [part, count] : before_.stale) {
    const bool mark = part.starts_with(mark_of_taken);
    if (mark && today - count.last < forgotten_after) now_.stale.emplace(part, count);
  }
}

bool Memory::keeps(const std::string& part, std::chrono::days most) {
  const auto found = before_.stale.find(part);
  DayCount count = found == before_.stale.end() ? DayCount{} : found->second;
  const bool seen_today = count.days == 0 && before_.day == now_.day;
  if (whole_ && !seen_today) count.count(now_.day);
  if (whole_ && std::chrono::days(count.days) >= most) return false;
  if (count.days == 0) return true;
  if (now_.stale.size() >= most_parts) return false;
  now_.stale[part] = count;
  return true;
}

bool Memory::keeps_replaced(const std::string& part) {
  if (whole_) return false;
  now_.stale[part] = {static_cast<int>(longest_.count()), now_.day};
  return true;
}

bool Memory::was_replaced(const std::string& part) const {
  const auto found = before_.stale.find(part);
  return found != before_.stale.end() && std::chrono::days(found->second.days) >= longest_;
}

bool Memory::leave(const std::string& part) {
  const auto found = before_.stale.find(part);
  if (found != before_.stale.end()) now_.stale.insert(*found);
  return true;
}

bool Memory::outlives_temporary(const Ip& ip, bool seen) {
  const auto found = now_.drawn.find(ip);
  if (found == now_.drawn.end() && (!seen || now_.drawn.size() >= most_drawn)) return false;
  DayCount& count = now_.drawn[ip];
  if (seen) count.count(now_.day);
  return count.days > days_of_a_temporary;
}

void Memory::taken(const Ip& ip) {
  if (now_.stale.size() < most_parts) {
    now_.stale[part_name({mark_of_taken, render(ip)})] = {1, now_.day};
  }
}

bool Memory::was_taken(const Ip& ip) const {
  return now_.stale.contains(part_name({mark_of_taken, render(ip)}));
}

Sighting Memory::take() && { return std::move(now_); }

std::string part_name(std::initializer_list<std::string_view> words) {
  std::string name;
  for (const std::string_view word : words) {
    if (!name.empty()) name += '/';
    name += percent_encode(word, "-._~:");
  }
  return name;
}

}  // namespace muster
