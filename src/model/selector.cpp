#include "model/selector.h"

#include <algorithm>
#include <array>
#include <optional>

#include "core/text.h"
#include "model/pattern.h"
#include "model/selector_fields.h"
#include "model/selector_lexer.h"

namespace muster {
namespace {

constexpr size_t longest_selector = 4096;
constexpr int deepest_selector = 32;

// One value of a comparison, in every form in which it can be compared.
struct Operand {
  std::string text;
  std::optional<Cidr> network;
  std::optional<Pattern> pattern;
};

using Test = bool (*)(const Field& field, const std::string& value, const Operand& operand);

bool equal(const Field&, const std::string& value, const Operand& operand) {
  return value == operand.text;
}

bool like(const Field&, const std::string& value, const Operand& operand) {
  return glob_match(operand.text, value);
}

bool found(const Field&, const std::string& value, const Operand& operand) {
  return operand.pattern->matches(value);
}

// "duplicate-of" has "duplicate-of:7k2m9qx4td".
bool has(const Field&, const std::string& value, const Operand& operand) {
  return value == operand.text ||
         (value.starts_with(operand.text) && value[operand.text.size()] == ':');
}

bool inside(const Field& field, const std::string& value, const Operand& operand) {
  if (!operand.network) return value == operand.text;
  if (field.kind == FieldKind::ip) return operand.network->contains(*parse_ip(value));
  const Cidr network = *parse_cidr(value);
  return network.prefix >= operand.network->prefix && operand.network->contains(network.ip);
}

bool below(const Field& field, const std::string& value, const Operand& operand) {
  if (field.kind == FieldKind::number) return parse_int(value) < parse_int(operand.text);
  return value < operand.text;
}

bool above(const Field& field, const std::string& value, const Operand& operand) {
  if (field.kind == FieldKind::number) return parse_int(value) > parse_int(operand.text);
  return value > operand.text;
}

struct Comparison {
  std::string_view symbol;
  Test test;
  bool exact;  // the value must be one that the field can have
};

constexpr std::array<Comparison, 8> comparisons{{{"=", equal, true},
                                                 {"!=", equal, true},
                                                 {"~", like, false},
                                                 {"=~", found, false},
                                                 {"in", inside, true},
                                                 {"<", below, true},
                                                 {">", above, true},
                                                 {"has", has, true}}};

}  // namespace

struct Selector::Term {
  enum Kind { both, either, negation, comparison } kind = comparison;
  std::vector<std::shared_ptr<const Term>> parts;
  const Field* field = nullptr;
  Test test = nullptr;
  std::vector<Operand> operands;

  bool matches(const Host& host, std::string_view path) const {
    const auto part = [&](const auto& term) { return term->matches(host, path); };
    switch (kind) {
      case both:
        return std::all_of(parts.begin(), parts.end(), part);
      case either:
        return std::any_of(parts.begin(), parts.end(), part);
      case negation:
        return !part(parts.front());
      case comparison:
        break;
    }
    return held(host, path).has_value();
  }

  // Adds why it matches to `because`; when it does not, adds nothing.
  bool explain(const Host& host, std::string_view path, std::vector<std::string>& because) const {
    const size_t before = because.size();
    const auto part = [&](const auto& term) { return term->explain(host, path, because); };
    switch (kind) {
      case both:
        if (std::all_of(parts.begin(), parts.end(), part)) return true;
        because.resize(before);
        return false;
      case either:
        return std::any_of(parts.begin(), parts.end(), part);
      case negation:
        return matches(host, path);
      case comparison:
        break;
    }
    const auto value = held(host, path);
    if (value) because.push_back(clean(std::string(field->name) + " " + *value));
    return value.has_value();
  }

 private:
  // The first value of a comparison that fits.
  std::optional<std::string> held(const Host& host, std::string_view path) const {
    for (std::string& value : field->values(host, path)) {
      const bool fits = std::any_of(operands.begin(), operands.end(), [&](const Operand& operand) {
        return test(*field, value, operand);
      });
      if (fits) return std::move(value);
    }
    return std::nullopt;
  }
};

namespace {

using Term = Selector::Term;
using TermPtr = std::shared_ptr<const Term>;

class Parser {
 public:
  Parser(std::string_view text, Asks asks) : text_(text), lexer_(text), asks_(asks) { take(); }

  TermPtr parse() {
    TermPtr term = parse_either(0);
    if (now_.kind != Token::end) {
      fail("\"" + visible(now_.text) + "\" is not expected here", "join comparisons by and, or");
    }
    return term;
  }

 private:
  [[noreturn]] void fail(const std::string& message, const std::string& fix) const {
    refuse_selector(text_, now_.at, message, fix);
  }

  Token take() {
    Token token = std::move(now_);
    now_ = lexer_.next();
    return token;
  }

  TermPtr parse_either(int depth) {
    if (depth > deepest_selector)
      fail("the selector is nested too deeply", "use fewer parentheses");
    return parse_joined("or", Term::either, [&] {
      return parse_joined("and", Term::both, [&] { return parse_part(depth); });
    });
  }

  template <class Next>
  TermPtr parse_joined(std::string_view word, Term::Kind kind, Next next) {
    auto joined = std::make_shared<Term>();
    joined->kind = kind;
    joined->parts.push_back(next());
    while (now_.keyword(word)) {
      take();
      joined->parts.push_back(next());
    }
    return joined->parts.size() == 1 ? joined->parts.front() : joined;
  }

  TermPtr parse_part(int depth) {
    if (now_.keyword("not")) {
      take();
      if (depth >= deepest_selector) fail("the selector is nested too deeply", "use fewer nots");
      return negated(parse_part(depth + 1));
    }
    if (!now_.is("(")) return parse_comparison();
    take();
    TermPtr inner = parse_either(depth + 1);
    if (!now_.is(")")) fail("a parenthesis is not closed", "write ) after the last comparison");
    take();
    return inner;
  }

  static TermPtr negated(TermPtr part) {
    auto term = std::make_shared<Term>();
    term->kind = Term::negation;
    term->parts.push_back(std::move(part));
    return term;
  }

  TermPtr parse_comparison() {
    auto term = std::make_shared<Term>();
    term->field = &parse_field();
    const size_t at = now_.at;
    const Comparison& comparison = parse_operator(*term->field);
    term->test = comparison.test;
    check_fit(*term->field, comparison, at);
    if ((comparison.symbol == "in" || comparison.symbol == "~") && now_.is("(")) {
      parse_list(*term, comparison);
    } else {
      term->operands.push_back(parse_operand(*term->field, comparison));
    }
    return comparison.symbol == "!=" ? negated(term) : term;
  }

  const Field& parse_field() {
    if (now_.kind == Token::end) {
      fail("a comparison is missing", "write field, operator and value: state = present");
    }
    const Field* field = now_.kind == Token::word ? find_field(now_.text) : nullptr;
    if (!field) {
      fail("\"" + visible(now_.text) + "\" is not a field", suggestion(now_.text, askable()));
    }
    if (asks_ == Asks::observed && !field->seen) {
      fail("\"" + now_.text + "\" is not asked for here, because rules decide it",
           "use " + join(askable(), ", "));
    }
    take();
    return *field;
  }

  std::vector<std::string> askable() const {
    std::vector<std::string> names;
    for (const Field& field : fields()) {
      if (asks_ == Asks::all || field.seen) names.emplace_back(field.name);
    }
    return names;
  }

  const Comparison& parse_operator(const Field& field) {
    const std::string word = lower(now_.text);
    for (const auto& comparison : comparisons) {
      if (now_.kind != Token::quoted && comparison.symbol == word) {
        take();
        return comparison;
      }
    }
    fail("\"" + std::string(field.name) + "\" needs an operator",
         "use one of = != ~ =~ in < > has, then a value");
  }

  void check_fit(const Field& field, const Comparison& comparison, size_t at) const {
    const std::string name(field.name);
    const bool ordered = field.kind == FieldKind::number || field.kind == FieldKind::day;
    if ((comparison.symbol == "<" || comparison.symbol == ">") && !ordered) {
      refuse_selector(text_, at, "\"" + name + "\" has no order",
                      "use < and > with first_seen or vlan");
    }
    if (comparison.symbol == "has" && !field.list) {
      refuse_selector(text_, at, "\"" + name + "\" is not a list",
                      "use " + name + " = or " + name + " ~");
    }
  }

  void parse_list(Term& term, const Comparison& comparison) {
    do {
      take();  // the parenthesis, then commas
      term.operands.push_back(parse_operand(*term.field, comparison));
    } while (now_.is(","));
    if (!now_.is(")")) fail("the list is not closed", "write (a, b, c)");
    take();
  }

  Operand parse_operand(const Field& field, const Comparison& comparison) {
    if (now_.kind != Token::word && now_.kind != Token::quoted) {
      fail("a value is missing", "write a word, or any text in quotation marks");
    }
    Operand operand;
    operand.text = now_.text;
    if (comparison.symbol == "=~") operand.pattern = parse_pattern();
    if (comparison.exact) check_value(field, operand, comparison.symbol == "in");
    take();
    return operand;
  }

  Pattern parse_pattern() const {
    try {
      return Pattern(now_.text);
    } catch (const Error& error) {
      const size_t start = now_.at + (now_.kind == Token::quoted ? 1 : 0);
      const size_t at = start + static_cast<size_t>(error.where.column) - 1;
      refuse_selector(text_, std::min(at, text_.size()), error.message, "see pcre2pattern(3)",
                      error.why);
    }
  }

  // Brings the value into the form in which hosts have it.
  void check_value(const Field& field, Operand& operand, bool membership) const {
    const std::string shown = "\"" + visible(operand.text) + "\"";
    Day day{};
    switch (field.kind) {
      case FieldKind::text:
        return;
      case FieldKind::word:
        return check_word(field, operand.text);
      case FieldKind::number:
        if (!parse_int(operand.text)) fail(shown + " is not a number", "write digits only");
        operand.text = std::to_string(*parse_int(operand.text));
        return;
      case FieldKind::day:
        if (!parse_day(operand.text, day)) fail(shown + " is not a day", "write it as 2026-08-21");
        return;
      case FieldKind::mac:
        if (!parse_mac(operand.text)) fail(shown + " is not a MAC", "write bc:24:11:aa:bb:cc");
        operand.text = render(*parse_mac(operand.text));
        return;
      case FieldKind::ip:
      case FieldKind::network:
        return check_address(field, operand, membership);
    }
  }

  void check_word(const Field& field, const std::string& text) const {
    const auto& words = field.words;
    if (std::find(words.begin(), words.end(), text) != words.end()) return;
    fail("\"" + visible(text) + "\" is not a word of " + std::string(field.name),
         suggestion(text, words));
  }

  void check_address(const Field& field, Operand& operand, bool membership) const {
    const auto network = parse_cidr(operand.text);
    const auto ip = parse_ip(operand.text);
    const std::string shown = "\"" + visible(operand.text) + "\"";
    if (network && membership) {
      operand.network = network;
    } else if (network && field.kind == FieldKind::network) {
      operand.text = render(Cidr{network->network(), network->prefix});
    } else if (ip && field.kind == FieldKind::ip) {
      operand.text = render(*ip);
    } else if (network) {
      fail(shown + " is a network", "use " + std::string(field.name) + " in " + operand.text);
    } else {
      fail(shown + " is not an address", "write 10.20.4.17 or, for a network, 10.20.4.0/24");
    }
  }

  std::string_view text_;
  Lexer lexer_;
  Asks asks_;
  Token now_;
};

}  // namespace

Selector Selector::parse(std::string_view text, Asks asks) {
  if (text.size() > longest_selector) {
    throw Error("the selector is longer than 4096 bytes", Exit::usage).mend("use a shorter one");
  }
  if (const size_t at = invalid_utf8(text); at != std::string_view::npos) {
    refuse_selector(text, at, "the selector is not UTF-8", "write it in UTF-8");
  }
  Selector selector;
  selector.root_ = Parser(text, asks).parse();
  return selector;
}

bool Selector::matches(const Host& host, std::string_view path) const {
  return root_->matches(host, path);
}

std::optional<std::vector<std::string>> Selector::reasons(const Host& host,
                                                          std::string_view path) const {
  std::vector<std::string> because;
  if (!root_->explain(host, path, because)) return std::nullopt;
  return because;
}

const std::vector<std::string>& selector_fields() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> all;
    for (const auto& field : fields()) all.emplace_back(field.name);
    return all;
  }();
  return names;
}

}  // namespace muster
