// An expression cut into words; only for jmespath/parser.cpp.
#pragma once
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace muster::jmespath {

enum class Word { end, name, quoted_name, literal, number, symbol };

struct Lexeme {
  Word word = Word::end;
  std::string text;      // of a name; a symbol as written
  nlohmann::json value;  // of a literal or number
  int column = 1;
  bool is(std::string_view symbol) const { return word == Word::symbol && text == symbol; }
};

// Ends in one of Word::end. Error (exit 3) with a column.
std::vector<Lexeme> lexemes_of(std::string_view text);

}  // namespace muster::jmespath
