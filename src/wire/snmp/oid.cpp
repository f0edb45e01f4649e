#include <algorithm>
#include <charconv>

#include "wire/snmp/snmp.h"

namespace muster {
namespace {

constexpr size_t most_arcs = 128;  // RFC 2578, 3.5

class NoSnmp : public Snmp {
 public:
  void talk(std::span<SnmpTalk* const> talks, std::stop_token) override {
    for (SnmpTalk* talk : talks) {
      SnmpAnswer answer;
      answer.error = Error(talk->agent().name + ": SNMP is not to be had here");
      size_t open = talk->next({}).size();
      while (open > 0) open = talk->next(std::vector<SnmpAnswer>(open, answer)).size();
    }
  }
};

}  // namespace

std::string render(const Oid& oid) {
  std::string text;
  for (const uint32_t arc : oid) text += (text.empty() ? "" : ".") + std::to_string(arc);
  return text;
}

std::optional<Oid> parse_oid(std::string_view text) {
  if (text.starts_with('.')) text.remove_prefix(1);
  Oid oid;
  while (!text.empty() && oid.size() < most_arcs) {
    uint32_t arc = 0;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), arc);
    if (fault != std::errc()) return std::nullopt;
    oid.push_back(arc);
    text.remove_prefix(static_cast<size_t>(end - text.data()));
    if (text.empty()) return oid;
    if (!text.starts_with('.')) return std::nullopt;
    text.remove_prefix(1);
  }
  return std::nullopt;
}

bool starts_with(const Oid& oid, const Oid& prefix) {
  return oid.size() >= prefix.size() && std::equal(prefix.begin(), prefix.end(), oid.begin());
}

Snmp& no_snmp() {
  static NoSnmp none;
  return none;
}

}  // namespace muster
