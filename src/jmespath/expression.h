// JMESPath, the query language for JSON (jmespath.org, the grammar of its specification), and one
// function beyond it: items(object), a list of [name, value]. Expressions come from connector files
// and data from the network: both are bounded.
#pragma once
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace muster::jmespath {

struct Node;

// What one evaluation may cost.
struct Budget {
  size_t steps = 5'000'000;    // parts of the expression looked at, once for every element
  size_t values = 20'000'000;  // values made, and bytes of texts made
};

class Expression {
 public:
  // Error (exit 3) with the text and a column when it is none: at most 4 KiB, 64 deep. Unknown
  // functions and wrong numbers of arguments are found here.
  static Expression parse(std::string_view text);

  // Error when a function gets what it does not take, or the budget is spent.
  nlohmann::json evaluate(const nlohmann::json& data, const Budget& budget = {}) const;
  const std::string& text() const { return text_; }

 private:
  std::string text_;
  std::shared_ptr<const Node> root_;
};

// As JMESPath has it: null, false, "", [] and {} are not.
bool is_true(const nlohmann::json& value);

}  // namespace muster::jmespath
