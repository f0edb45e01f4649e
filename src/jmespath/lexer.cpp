#include "jmespath/lexer.h"

#include <array>

#include "core/error.h"
#include "core/json.h"
#include "core/text.h"
#include "jmespath/node.h"

namespace muster::jmespath {
namespace {

constexpr size_t most_number_digits = 9;
constexpr std::array<std::string_view, 10> long_symbols{
    "[?", "[]", "||", "&&", "==", "!=", "<=", ">=", "<", ">"};
constexpr std::string_view short_symbols = ".*[]{}(),:|&!@";

bool begins_name(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  std::vector<Lexeme> all() {
    std::vector<Lexeme> out;
    while (true) {
      while (at_ < text_.size() && std::string_view(" \t\r\n").find(text_[at_]) != text_.npos)
        ++at_;
      start_ = at_;
      out.push_back(next());
      out.back().column = static_cast<int>(start_) + 1;
      if (out.back().word == Word::end) return out;
    }
  }

 private:
  [[noreturn]] void fail(const std::string& message, const std::string& fix) const {
    refuse(text_, static_cast<int>(start_) + 1, message, fix);
  }

  Lexeme next() {
    if (at_ == text_.size()) return {};
    const char c = text_[at_];
    if (begins_name(c)) return name();
    if (is_digit(c) || c == '-') return number();
    if (c == '"') return quoted_name();
    if (c == '\'') return raw();
    if (c == '`') return literal();
    for (const std::string_view symbol : long_symbols) {
      if (text_.substr(at_, symbol.size()) == symbol) return this->symbol(symbol.size());
    }
    if (short_symbols.find(c) != std::string_view::npos) return symbol(1);
    if (c == '=') fail("\"=\" compares nothing", "write ==");
    fail("\"" + clean(text_.substr(at_, 1)) + "\" begins nothing here",
         "quote names that are not of letters, digits and _ with \"");
  }

  Lexeme symbol(size_t size) {
    at_ += size;
    return {Word::symbol, std::string(text_.substr(at_ - size, size)), {}};
  }

  Lexeme name() {
    while (at_ < text_.size() && (begins_name(text_[at_]) || is_digit(text_[at_]))) ++at_;
    return {Word::name, std::string(text_.substr(start_, at_ - start_)), {}};
  }

  Lexeme number() {
    ++at_;
    while (at_ < text_.size() && is_digit(text_[at_])) ++at_;
    const auto value = parse_int(text_.substr(start_, at_ - start_));
    if (!value || at_ - start_ > most_number_digits) {
      fail("this is no whole number of up to 8 digits", "write one such as 0 or -1");
    }
    return {Word::number, "", *value};
  }

  // Up to the `quote` that ends it, which stands after a backslash where it is meant itself.
  std::string_view enclosed(char quote) {
    for (++at_; at_ < text_.size() && text_[at_] != quote; ++at_) {
      if (text_[at_] == '\\') ++at_;
    }
    if (at_ >= text_.size())
      fail("the quotation has no end", std::string("close it with ") + quote);
    ++at_;
    return text_.substr(start_ + 1, at_ - start_ - 2);
  }

  // `text` with \q as q.
  static std::string unescaped(std::string_view text, char quote) {
    std::string out;
    for (size_t i = 0; i < text.size(); ++i) {
      if (text[i] == '\\' && i + 1 < text.size() && text[i + 1] == quote) ++i;
      out += text[i];
    }
    return out;
  }

  Lexeme quoted_name() {
    enclosed('"');
    return {Word::quoted_name, json(text_.substr(start_, at_ - start_)).get<std::string>(), {}};
  }

  Lexeme raw() { return {Word::literal, "", unescaped(enclosed('\''), '\'')}; }

  // JSON, or as older writers of expressions have it, a text without its quotes.
  Lexeme literal() {
    const std::string body = unescaped(enclosed('`'), '`');
    const std::string text(trim(body));
    try {
      return {Word::literal, "", parse_json(text, "the literal")};
    } catch (const Error&) {
      if (text.empty() || std::string_view("[{\"").find(text.front()) != text.npos) throw_literal();
    }
    return {Word::literal, "", json("\"" + text + "\"")};
  }

  [[noreturn]] void throw_literal() const {
    fail("this literal is not JSON", "write a value between ` and `, such as `1` or `\"text\"`");
  }

  nlohmann::json json(std::string_view text) const {
    try {
      return parse_json(text, "the quotation");
    } catch (const Error&) {
      fail("this quotation is not JSON", "escape \" and \\ in it by \\");
    }
  }

  std::string_view text_;
  size_t at_ = 0;
  size_t start_ = 0;
};

}  // namespace

std::vector<Lexeme> lexemes_of(std::string_view text) { return Scanner(text).all(); }

}  // namespace muster::jmespath
