// The words that things are found by, and what people type as a query. Pure.
#pragma once
#include <string>
#include <vector>

#include "model/host.h"
#include "model/record.h"

namespace muster {

// MACs and addresses stand in one form; addresses with and without their prefix length.
std::string words_of(const Host& host);
std::string words_of(const Record& record);

// Of a configuration: its lines' words.
std::string words_of_text(const std::string& text);

// Of FTS5: every word is quoted, so that none is an operator. Error (exit 64) when there is none.
struct Queries {
  std::string words;              // each the beginning of a word; MACs and addresses whole
  std::string whole;              // each a whole word
  std::vector<std::string> each;  // of words: every one alone
  std::string single;             // the word, when there is one alone that is no address
  std::string parts;              // each inside of a text; "" where one is too short
};
Queries queries_of(const std::string& words);

}  // namespace muster
