// A selector cut into words; only for model/selector.cpp.
#pragma once
#include <string>
#include <string_view>

#include "core/text.h"

namespace muster {

struct Token {
  enum Kind { end, word, quoted, symbol } kind = end;
  std::string text;
  size_t at = 0;
  bool is(std::string_view other) const { return kind == symbol && text == other; }
  bool keyword(std::string_view other) const { return kind == word && lower(text) == other; }
};

// Error (exit 64) with a caret under byte `at` of the selector `all`.
[[noreturn]] void refuse_selector(std::string_view all, size_t at, const std::string& message,
                                  const std::string& fix, const std::string& why = {});

class Lexer {
 public:
  explicit Lexer(std::string_view text) : text_(text) {}
  Token next();  // Token::end at the end, again and again

 private:
  Token symbol();
  Token quoted();

  std::string_view text_;
  size_t at_ = 0;
};

}  // namespace muster
