// The parts of a parsed expression; only for jmespath/.
#pragma once
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "jmespath/expression.h"

namespace muster::jmespath {

struct Function;

enum class Op {
  current,
  field,       // text
  literal,     // value
  index,       // number
  slice,       // start, stop, step
  sub,         // left, right: right of what left is
  pipe,        // the same, and the end of a projection
  projection,  // left, right: right of each element of left
  values,      // left, right: right of each value of left
  flatten,     // left
  filter,      // left, right, condition
  both,        // left && right
  either,      // left || right
  negation,    // left
  equal,       // left, right; so are those below
  unequal,
  less,
  less_equal,
  greater,
  greater_equal,
  list,      // parts
  mapping,   // names, parts
  call,      // function, parts
  reference  // &left
};

struct Node {
  Op op = Op::current;
  int column = 1;
  std::string text = {};
  nlohmann::json value = {};
  long long number = 0;
  std::optional<long long> start = {}, stop = {}, step = {};
  std::vector<std::string> names = {};
  std::vector<Node> parts = {};
  const Function* function = nullptr;
};

// Error (exit 3) under byte `column` of the expression `all`.
[[noreturn]] void refuse(std::string_view all, int column, const std::string& message,
                         const std::string& fix);

}  // namespace muster::jmespath
