// The forwarding table of one source: which MAC it learned behind which port. There are millions of
// rows, so each takes 16 bytes and what rows have in common stands once.
#pragma once
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/mac.h"

namespace muster {

struct Forwarded {
  Mac mac;
  uint32_t port = 0;      // by index: ForwardingTable::port()
  uint16_t vlans = 0;     // by index: ForwardingTable::vlans()
  uint8_t rule = 0;       // by index: ForwardingTable::rule()
  bool reserved = false;  // a person commented the row
  auto operator<=>(const Forwarded&) const = default;
};
static_assert(sizeof(Forwarded) == 16);

class ForwardingTable {
 public:
  // `port` as in SwitchPort::name, "" not told; `vlans` sorted; `rule` says how the port was found,
  // a rung of the ladder: "base-port". More than 255 rules or 65,535 sets of VLANs are none.
  void add(Mac mac, std::string_view port, const std::vector<int>& vlans, std::string_view rule);
  // The last row was commented by a person; `name` is the comment where it can be a name, or "".
  void reserve(const std::string& name);

  std::span<const Forwarded> rows() const { return rows_; }
  size_t size() const { return rows_.size(); }
  bool empty() const { return rows_.empty(); }
  const std::vector<std::string>& ports() const { return ports_.values; }
  const std::string& port(const Forwarded& row) const { return ports_.values[row.port]; }
  const std::string& rule(const Forwarded& row) const { return rules_.values[row.rule]; }
  const std::vector<int>& vlans(const Forwarded& row) const { return vlans_.values[row.vlans]; }
  // The name that a person gave the MAC in a comment, or "".
  const std::string& name(Mac mac) const;
  std::map<std::string, size_t> by_rule() const;  // → rows

 private:
  // Each value once, by number; the first is the empty one.
  template <class T>
  struct Words {
    std::vector<T> values{T{}};
    std::map<T, size_t> numbers{{T{}, 0}};
    size_t number(const T& value, size_t most);
  };

  std::vector<Forwarded> rows_;
  Words<std::string> ports_, rules_;
  Words<std::vector<int>> vlans_;
  std::map<Mac, std::string> names_;
};

}  // namespace muster
