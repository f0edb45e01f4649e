// Operator precedence parsing; the powers are those of the specification's own implementation.
#include <array>
#include <utility>

#include "core/error.h"
#include "core/text.h"
#include "jmespath/function.h"
#include "jmespath/lexer.h"
#include "jmespath/node.h"

namespace muster::jmespath {
namespace {

constexpr size_t most_bytes = 4 << 10;
constexpr int most_depth = 64;

struct Power {
  std::string_view symbol;
  int binds;
};
constexpr std::array<Power, 14> powers{{{"|", 1},
                                        {"||", 2},
                                        {"&&", 3},
                                        {"==", 5},
                                        {"!=", 5},
                                        {"<", 5},
                                        {"<=", 5},
                                        {">", 5},
                                        {">=", 5},
                                        {"[]", 9},
                                        {"[?", 21},
                                        {".", 40},
                                        {"[", 55},
                                        {"(", 60}}};
constexpr int of_pipe = 1, of_either = 2, of_both = 3, of_comparison = 5, of_flatten = 9,
              ends_projection = 10, of_star = 20, of_filter = 21, of_dot = 40, of_not = 45;

constexpr std::array<std::pair<std::string_view, Op>, 6> comparisons{{{"==", Op::equal},
                                                                      {"!=", Op::unequal},
                                                                      {"<", Op::less},
                                                                      {"<=", Op::less_equal},
                                                                      {">", Op::greater},
                                                                      {">=", Op::greater_equal}}};

class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text), words_(lexemes_of(text)) {}

  Node parse() {
    Node whole = expression(0);
    if (now().word != Word::end) unexpected();
    return whole;
  }

 private:
  const Lexeme& now() const { return words_[at_]; }
  const Lexeme& ahead() const { return words_[std::min(at_ + 1, words_.size() - 1)]; }
  Lexeme take() { return words_[now().word == Word::end ? at_ : at_++]; }

  [[noreturn]] void unexpected() const {
    if (now().word == Word::end) {
      refuse(text_, now().column, "the expression ends too early", "finish it, or shorten it");
    }
    refuse(text_, now().column, "this cannot stand here", "see jmespath.org for the grammar");
  }
  void expect(std::string_view symbol) {
    if (!now().is(symbol)) {
      refuse(text_, now().column, "\"" + std::string(symbol) + "\" is missing here",
             "add it, or take out what is before");
    }
    ++at_;
  }

  int power() const {
    if (now().word != Word::symbol) return 0;
    for (const Power& one : powers) {
      if (now().text == one.symbol) return one.binds;
    }
    return 0;
  }

  Node make(Op op, std::vector<Node> parts = {}) const {
    Node node;
    node.op = op;
    node.column = now().column;
    node.parts = std::move(parts);
    return node;
  }

  Node expression(int binds) {
    if (++depth_ > most_depth) {
      refuse(text_, now().column, "the expression is nested too deep", "split it up");
    }
    Node left = prefix();
    while (power() > binds) {
      left = infix(std::move(left));
      if (++length_ > most_bytes) unexpected();
    }
    --depth_;
    return left;
  }

  Node prefix() {
    const Lexeme word = now();
    if (word.word == Word::name) return name();
    if (word.word == Word::quoted_name) return quoted_name();
    if (word.word == Word::literal) {
      Node node = make(Op::literal);
      node.value = take().value;
      return node;
    }
    if (word.word != Word::symbol) unexpected();
    if (word.is("@")) return ++at_, make(Op::current);
    if (word.is("*")) return ++at_, projected(Op::values, make(Op::current), of_star);
    if (word.is("[]")) return flattened(make(Op::current));
    if (word.is("[?")) return filtered(make(Op::current));
    if (word.is("[")) return bracket();
    if (word.is("{")) return mapping();
    return prefixed(word);
  }

  Node prefixed(const Lexeme& word) {
    if (word.is("!")) return ++at_, make(Op::negation, {expression(of_not)});
    if (word.is("&") && in_call_) return ++at_, make(Op::reference, {expression(0)});
    if (!word.is("(")) unexpected();
    ++at_;
    const bool outer = std::exchange(in_call_, false);
    Node inside = expression(0);
    in_call_ = outer;
    expect(")");
    return inside;
  }

  Node name() {
    if (ahead().is("(")) return call();
    Node node = make(Op::field);
    node.text = take().text;
    return node;
  }

  Node quoted_name() {
    Node node = make(Op::field);
    node.text = take().text;
    if (now().is("(")) {
      refuse(text_, node.column, "the name of a function stands in quotes", "take them away");
    }
    return node;
  }

  Node call() {
    Node node = make(Op::call);
    const Lexeme called = take();
    node.function = find_function(called.text);
    if (node.function == nullptr) {
      refuse(text_, called.column, "there is no function \"" + clean(called.text, 40) + "\"",
             suggestion(called.text, function_names()));
    }
    expect("(");
    const bool outer = std::exchange(in_call_, true);
    node.parts = listed(")");
    in_call_ = outer;
    if (!fits(*node.function, node.parts.size())) {
      refuse(text_, called.column,
             called.text + "() is given " + counted(node.parts.size(), "argument"),
             "see jmespath.org for what it takes");
    }
    return node;
  }

  // Expressions between commas, up to `closing`.
  std::vector<Node> listed(std::string_view closing) {
    std::vector<Node> parts;
    while (!now().is(closing)) {
      if (!parts.empty()) {
        expect(",");
        if (now().is(closing)) unexpected();
      }
      parts.push_back(expression(0));
    }
    ++at_;
    return parts;
  }

  Node list() {
    Node node = make(Op::list);
    expect("[");
    const bool outer = std::exchange(in_call_, false);
    node.parts = listed("]");
    in_call_ = outer;
    if (node.parts.empty()) unexpected();
    return node;
  }

  Node mapping() {
    Node node = make(Op::mapping);
    expect("{");
    const bool outer = std::exchange(in_call_, false);
    do {
      if (now().word != Word::name && now().word != Word::quoted_name) unexpected();
      node.names.push_back(take().text);
      expect(":");
      node.parts.push_back(expression(0));
      if (now().is("}")) break;
      expect(",");
    } while (true);
    in_call_ = outer;
    expect("}");
    return node;
  }

  // [ at the beginning: an index or slice of the current value, [*], or a list.
  Node bracket() {
    const Lexeme& next = ahead();
    if (next.word == Word::number || next.is(":")) return indexed(make(Op::current));
    if (next.is("*") && words_[std::min(at_ + 2, words_.size() - 1)].is("]")) {
      at_ += 3;
      return projected(Op::projection, make(Op::current), of_star);
    }
    return list();
  }

  Node infix(Node left) {
    const Lexeme word = now();
    if (word.is("[]")) return flattened(std::move(left));
    if (word.is("[?")) return filtered(std::move(left));
    if (word.is("[")) return after_bracket(std::move(left));
    if (word.is("(")) unexpected();
    ++at_;
    if (word.is(".")) return after_dot(std::move(left));
    if (word.is("|")) return pair(Op::pipe, std::move(left), of_pipe);
    if (word.is("||")) return pair(Op::either, std::move(left), of_either);
    if (word.is("&&")) return pair(Op::both, std::move(left), of_both);
    for (const auto& [symbol, op] : comparisons) {
      if (word.is(symbol)) return pair(op, std::move(left), of_comparison);
    }
    unexpected();
  }

  Node pair(Op op, Node left, int binds) {
    Node node = make(op);
    Node right = expression(binds);
    node.parts = {std::move(left), std::move(right)};
    return node;
  }

  Node after_dot(Node left) {
    if (!now().is("*")) return make(Op::sub, {std::move(left), dotted(of_dot)});
    ++at_;
    return projected(Op::values, std::move(left), of_star);
  }

  // What may stand behind a dot.
  Node dotted(int binds) {
    const Lexeme& word = now();
    if (word.is("[")) return list();
    if (word.is("{")) return mapping();
    if (word.word != Word::name && word.word != Word::quoted_name && !word.is("*")) unexpected();
    return expression(binds);
  }

  Node after_bracket(Node left) {
    const Lexeme& next = ahead();
    if (next.word == Word::number || next.is(":")) return indexed(std::move(left));
    ++at_;
    expect("*");
    expect("]");
    return projected(Op::projection, std::move(left), of_star);
  }

  // [3] or [1:10:2]
  Node indexed(Node left) {
    expect("[");
    Node node = make(Op::index);
    std::array<std::optional<long long>, 3> parts;
    size_t colons = 0;
    for (; !now().is("]"); ++at_) {
      if (now().is(":") && colons < 2) {
        ++colons;
      } else if (now().word == Word::number && !parts.at(colons)) {
        parts.at(colons) = now().value.get<long long>();
      } else {
        unexpected();
      }
    }
    ++at_;
    if (colons == 0) {
      node.number = *parts[0];
      return make(Op::sub, {std::move(left), std::move(node)});
    }
    node.op = Op::slice;
    node.start = parts[0];
    node.stop = parts[1];
    node.step = parts[2];
    if (node.step == 0) {
      refuse(text_, node.column, "a slice cannot go by steps of 0", "leave the step out");
    }
    return projected(Op::projection, make(Op::sub, {std::move(left), std::move(node)}), of_star);
  }

  Node flattened(Node left) {
    ++at_;
    return projected(Op::projection, make(Op::flatten, {std::move(left)}), of_flatten);
  }

  Node filtered(Node left) {
    ++at_;
    const bool outer = std::exchange(in_call_, false);
    Node condition = expression(0);
    in_call_ = outer;
    expect("]");
    Node node = projected(Op::filter, std::move(left), of_filter);
    node.parts.push_back(std::move(condition));
    return node;
  }

  Node projected(Op op, Node left, int binds) {
    Node node = make(op);
    Node right = projection_of(binds);
    node.parts = {std::move(left), std::move(right)};
    return node;
  }

  // What is asked of each element.
  Node projection_of(int binds) {
    if (power() < ends_projection) return make(Op::current);
    if (now().is("[") || now().is("[?")) return expression(binds);
    if (!now().is(".")) unexpected();
    ++at_;
    return dotted(binds);
  }

  std::string_view text_;
  std::vector<Lexeme> words_;
  size_t at_ = 0;
  size_t length_ = 0;
  int depth_ = 0;
  bool in_call_ = false;
};

}  // namespace

void refuse(std::string_view all, int column, const std::string& message, const std::string& fix) {
  throw Error("expression: " + message, Exit::invalid)
      .at({"expression", 1, column, visible(all)})
      .mend(fix);
}

Expression Expression::parse(std::string_view text) {
  if (text.size() > most_bytes)
    refuse(text.substr(0, 80), 1, "it is too long", "use 4 KiB at most");
  if (const size_t bad = invalid_utf8(text); bad != std::string_view::npos) {
    refuse(text, static_cast<int>(bad) + 1, "this is not UTF-8", "save it as UTF-8");
  }
  Expression out;
  out.text_ = text;
  out.root_ = std::make_shared<const Node>(Parser(text).parse());
  return out;
}

}  // namespace muster::jmespath
