// What a switch answered, by column and context: what is decoded needs no wire.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "collect/switch/columns.h"

namespace muster::switches {

using Rows = std::vector<SnmpRow>;

class Tables {
 public:
  const Rows& rows(Column column) const;  // sorted; none when it was not asked
  bool asked(Column column) const { return tables_.contains(column); }
  bool has_rows(Column column) const { return !rows(column).empty(); }
  const SnmpValue* value(Column column) const;  // the first one; nullptr when there is none
  void add(Column column, Rows rows);           // to what is there

 private:
  std::map<Column, Rows> tables_;
};

struct Told {
  Tables base;
  std::map<int, Tables> vlans;           // contexts of VLANs
  std::map<std::string, Tables> others;  // contexts of VRFs
  unsigned unread = 0;                   // of Serves: what was not read to its end
};

}  // namespace muster::switches
