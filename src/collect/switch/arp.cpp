#include "collect/switch/arp.h"

#include <algorithm>
#include <set>
#include <tuple>

#include "collect/switch/values.h"

namespace muster::switches {
namespace {

// ipNetToPhysicalType and ipNetToMediaType.
constexpr uint32_t kInvalidEntry = 2;
constexpr uint32_t kDynamicEntry = 3;
constexpr uint32_t kStaticEntry = 4;
constexpr uint32_t kLocalEntry = 5;

// ifIndex and an address of known width at the end, with or without its length before it.
std::optional<Ip> plain_at(const Oid& index, uint32_t type, size_t width) {
  if (index.size() != width + 1 && !(index.size() == width + 2 && index[1] == width)) {
    return std::nullopt;
  }
  Oid typed{type};
  typed.insert(typed.end(), index.end() - static_cast<long>(width), index.end());
  return inet_at(typed, 0);
}

std::optional<Ip> v4_at(const Oid& index) { return plain_at(index, 1, 4); }
std::optional<Ip> v6_at(const Oid& index) { return plain_at(index, 2, 16); }
std::optional<Ip> typed_at(const Oid& index) { return inet_at(index, 1); }

class Reader {
 public:
  explicit Reader(const Tables& tables) : tables_(tables) {}

  ArpTable read() && {
    read_column(Column::net_to_physical, Column::net_to_physical_type, typed_at);
    read_column(Column::cisco_inet_to_media, Column::count, typed_at);
    read_column(Column::arp, Column::arp_type, v4_at);
    read_column(Column::ipv6_to_media, Column::count, v6_at);
    std::sort(table_.rows.begin(), table_.rows.end());
    return std::move(table_);
  }

 private:
  void read_column(Column column, Column type, std::optional<Ip> (*address)(const Oid&)) {
    std::map<Oid, uint32_t> types;
    for (const SnmpRow& row : tables_.rows(type)) {
      types[row.index] = number_of(row.value).value_or(kDynamicEntry);
    }
    for (const SnmpRow& row : tables_.rows(column)) {
      const auto told = types.find(row.index);
      if (const char* reason =
              keep(row, told == types.end() ? kDynamicEntry : told->second, address)) {
        ++table_.rejected[reason];
      }
    }
  }

  // Why not; nullptr when it was kept.
  const char* keep(const SnmpRow& row, uint32_t type, std::optional<Ip> (*address)(const Oid&)) {
    const auto ip = address(row.index);
    if (!ip) return "address not understood";
    if (type == kInvalidEntry) return "address invalid";
    if (type == kLocalEntry) return "own address";
    const auto mac = mac_of(row.value);
    if (!mac || classify(*mac) == MacClass::invalid || mac->multicast()) {
      return "address without MAC";
    }
    const Answering one{*ip, *mac, row.index[0], type != kStaticEntry};
    if (!seen_.insert({one.ip, one.mac, one.if_index}).second) return "address told twice";
    table_.rows.push_back(one);
    return nullptr;
  }

  const Tables& tables_;
  std::set<std::tuple<Ip, Mac, uint32_t>> seen_;
  ArpTable table_;
};

bool tells(const Rows& rows, size_t position, bool v6) {
  return std::any_of(rows.begin(), rows.end(), [&](const SnmpRow& row) {
    const auto ip = inet_at(row.index, position);
    return ip && ip->v6 == v6;
  });
}

}  // namespace

ArpTable decode_arp(const Tables& tables) { return Reader(tables).read(); }

bool tells_v4(const Rows& rows, size_t position) { return tells(rows, position, false); }
bool tells_v6(const Rows& rows, size_t position) { return tells(rows, position, true); }

}  // namespace muster::switches
