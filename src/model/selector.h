// The one selector grammar: `field op value` joined by and, or, not and parentheses.
// Ops: = != ~ (glob, or a list of them) =~ (regular expression, PCRE2) in (CIDR or list) < > has.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"
#include "model/host.h"

namespace muster {

// What a selector may ask: all, or only what was observed, so that the answer does not change by
// what is decided of it.
enum class Asks { all, observed };

class Selector {
 public:
  // Error (exit 64) with the text and a caret under what is wrong. Bounded: 4 KiB, depth 32;
  // regular expressions have match limits.
  static Selector parse(std::string_view text, Asks asks = Asks::all);
  bool matches(const Host& host, std::string_view path) const;
  // Why it matches: the comparisons that hold, "vendor Brother Industries", without those under a
  // not. nullopt: it does not match.
  std::optional<std::vector<std::string>> reasons(const Host& host, std::string_view path) const;

  struct Term;

 private:
  std::shared_ptr<const Term> root_;
};

// The words a selector knows, sorted.
const std::vector<std::string>& selector_fields();

}  // namespace muster
