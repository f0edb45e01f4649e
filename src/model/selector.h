// The one selector grammar: `field op value` joined by and, or, not and parentheses.
// Ops: = != ~ (glob) =~ (regular expression, PCRE2) in (CIDR or list) < > has.
#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"
#include "model/host.h"

namespace muster {

class Selector {
 public:
  // Error (exit 64) with the text and a caret under what is wrong. Bounded: 4 KiB, depth 32;
  // regular expressions have match limits.
  static Selector parse(std::string_view text);
  bool matches(const Host& host, std::string_view path) const;

  struct Term;

 private:
  std::shared_ptr<const Term> root_;
};

// The words a selector knows: id name slug site class approval state vendor model mac ip subnet
// rule proposed attention tag source sources first_seen path vlan platform switch port confidence.
const std::vector<std::string>& selector_fields();

}  // namespace muster
