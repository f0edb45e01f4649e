#include "model/selector_lexer.h"

#include "core/error.h"

namespace muster {
namespace {

constexpr std::string_view symbols = "()=!~<>,";

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

bool ends_word(char c) {
  return is_blank(c) || c == '"' || symbols.find(c) != std::string_view::npos;
}

}  // namespace

void refuse_selector(std::string_view all, size_t at, const std::string& message,
                     const std::string& fix, const std::string& why) {
  throw Error(message, Exit::usage)
      .at({"selector", 1, static_cast<int>(at) + 1, visible(all)})
      .because(why)
      .mend(fix);
}

Token Lexer::next() {
  while (at_ < text_.size() && is_blank(text_[at_])) ++at_;
  const size_t start = at_;
  if (start == text_.size()) return {Token::end, "", start};
  if (text_[start] == '"') return quoted();
  if (symbols.find(text_[start]) != std::string_view::npos) return symbol();
  while (at_ < text_.size() && !ends_word(text_[at_])) ++at_;
  return {Token::word, std::string(text_.substr(start, at_ - start)), start};
}

Token Lexer::symbol() {
  const std::string_view two = text_.substr(at_, 2);
  const size_t size = two == "!=" || two == "=~" ? 2 : 1;
  at_ += size;
  return {Token::symbol, std::string(text_.substr(at_ - size, size)), at_ - size};
}

Token Lexer::quoted() {
  Token token{Token::quoted, "", at_};
  for (++at_; at_ < text_.size() && text_[at_] != '"'; ++at_) {
    const std::string_view two = text_.substr(at_, 2);
    if (two == "\\\"" || two == "\\\\") ++at_;
    token.text += text_[at_];
  }
  if (at_ == text_.size()) {
    refuse_selector(text_, token.at, "the quotation has no end", "close it with \"");
  }
  ++at_;
  return token;
}

}  // namespace muster
