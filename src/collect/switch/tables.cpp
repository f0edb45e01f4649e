#include "collect/switch/tables.h"

#include <algorithm>
#include <iterator>
#include <tuple>

namespace muster::switches {
namespace {

bool before(const SnmpRow& a, const SnmpRow& b) {
  const auto key = [](const SnmpRow& row) {
    return std::tie(row.index, row.value.type, row.value.number, row.value.octets, row.value.oid);
  };
  return key(a) < key(b);
}

}  // namespace

const Rows& Tables::rows(Column column) const {
  static const Rows none;
  const auto found = tables_.find(column);
  return found == tables_.end() ? none : found->second;
}

const SnmpValue* Tables::value(Column column) const {
  const Rows& all = rows(column);
  return all.empty() ? nullptr : &all.front().value;
}

void Tables::add(Column column, Rows rows) {
  Rows& all = tables_[column];
  all.insert(all.end(), std::make_move_iterator(rows.begin()), std::make_move_iterator(rows.end()));
  if (!std::is_sorted(all.begin(), all.end(), before)) std::sort(all.begin(), all.end(), before);
}

}  // namespace muster::switches
