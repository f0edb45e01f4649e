#include "routeros_query.h"

#include <charconv>
#include <sstream>
#include <stdexcept>

namespace muster::lab {
namespace {

using Stack = std::vector<bool>;

bool pop(Stack& stack) {
  if (stack.empty()) throw std::invalid_argument("query stack is empty");
  const bool top = stack.back();
  stack.pop_back();
  return top;
}

void operate(Stack& stack, const std::string& operations) {
  for (const char operation : operations) {
    const bool top = pop(stack);
    if (operation == '!') stack.push_back(!top);
    if (operation == '&') stack.push_back(pop(stack) && top);
    if (operation == '|') stack.push_back(pop(stack) || top);
    if (operation == '.') stack.insert(stack.end(), 2, top);
    if (operation >= '0' && operation <= '9') stack = {top};
  }
}

int compare(const std::string& left, const std::string& right) {
  long a = 0;
  long b = 0;
  const auto first = std::from_chars(left.data(), left.data() + left.size(), a);
  const auto second = std::from_chars(right.data(), right.data() + right.size(), b);
  const bool numbers =
      first.ptr == left.data() + left.size() && second.ptr == right.data() + right.size();
  if (!numbers) return left.compare(right);
  return a < b ? -1 : (a > b ? 1 : 0);
}

bool compares(const Record& record, const std::string& word, char operation) {
  const auto equals = word.find('=');
  if (equals == std::string::npos) throw std::invalid_argument("query word without a value");
  const auto found = record.find(word.substr(0, equals));
  if (found == record.end()) return false;
  const int order = compare(found->second, word.substr(equals + 1));
  return operation == '<' ? order < 0 : (operation == '>' ? order > 0 : order == 0);
}

bool test(const Record& record, const std::string& word) {
  if (word.empty()) throw std::invalid_argument("empty query word");
  if (word[0] == '-') return !record.contains(word.substr(1));
  if (word[0] == '<' || word[0] == '>') return compares(record, word.substr(1), word[0]);
  if (word.find('=') != std::string::npos) return compares(record, word, '=');
  return record.contains(word);
}

std::string quoted(const std::string& bytes) {
  std::string text = "\"";
  for (const char byte : bytes) {
    if (byte == '"' || byte == '\\') text += '\\';
    text += byte;
  }
  return text + '"';
}

}  // namespace

bool matches(const Record& record, const std::vector<std::string>& query) {
  Stack stack;
  for (const auto& word : query) {
    if (word.starts_with('#')) {
      operate(stack, word.substr(1));
    } else {
      stack.push_back(test(record, word));
    }
  }
  for (const bool value : stack) {
    if (!value) return false;
  }
  return true;
}

Record project(const Record& record, const std::vector<std::string>& wanted) {
  if (wanted.empty()) return record;
  Record kept;
  for (const auto& key : wanted) {
    const auto found = record.find(key);
    if (found != record.end()) kept.insert(*found);
  }
  return kept;
}

std::vector<std::string> split_words(const std::string& list) {
  std::vector<std::string> words;
  std::istringstream text(list);
  for (std::string word; std::getline(text, word, ',');) words.push_back(word);
  return words;
}

std::string render(const Record& record) {
  std::string text = "{";
  for (const auto& [key, value] : record) {
    if (text.size() > 1) text += ',';
    text += quoted(key) + ':' + quoted(value);
  }
  return text + '}';
}

std::string render(const std::vector<Record>& records) {
  std::string text = "[";
  for (const auto& record : records) {
    if (text.size() > 1) text += ',';
    text += render(record);
  }
  return text + ']';
}

}  // namespace muster::lab
