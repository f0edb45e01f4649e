#include <algorithm>
#include <array>
#include <chrono>

#include "collect/dhcp_leases/table.h"
#include "core/text.h"

namespace muster {
namespace {

constexpr size_t kIaid = 4;

// dhcpd begins every declaration at the first column: after a broken one, reading goes on at the
// next.
struct Declaration {
  std::string_view text;
  int number = 1;  // of its first line
};

struct Token {
  char kind = ' ';  // 'w' word, 't' text in quotes, ';', '{', '}', '$' the end, '!' broken
  std::string value;
  size_t at = 0;
};

// The words up to a ';', '{' or '}', which is `end`.
struct Statement {
  std::vector<Token> words;
  Token end;

  std::string_view word(size_t i) const {
    return i < words.size() ? std::string_view(words[i].value) : std::string_view();
  }
};

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_octal(char c) { return c >= '0' && c <= '7'; }

class Lexer {
 public:
  explicit Lexer(std::string_view text) : text_(text) {}

  Token next() {
    skip_blanks();
    Token token{'$', "", at_};
    if (at_ == text_.size()) return token;
    const char c = text_[at_];
    if (c == '"') return quoted();
    if (std::string_view(";{}").find(c) != std::string_view::npos) {
      token.kind = c;
      ++at_;
      return token;
    }
    const size_t end = std::min(text_.find_first_of(" \t\r\n;{}\"", at_), text_.size());
    token.kind = 'w';
    token.value = text_.substr(at_, end - at_);
    at_ = end;
    return token;
  }

 private:
  void skip_blanks() {
    while (at_ < text_.size() && (is_blank(text_[at_]) || text_[at_] == '#')) {
      at_ = text_[at_] == '#' ? std::min(text_.find('\n', at_), text_.size()) : at_ + 1;
    }
  }

  Token quoted() {
    Token token{'t', "", at_};
    for (++at_; at_ < text_.size() && text_[at_] != '"'; ++at_) {
      if (text_[at_] == '\n') break;
      token.value += text_[at_] == '\\' ? escaped() : text_[at_];
    }
    if (at_ >= text_.size() || text_[at_] != '"') {
      token.kind = '!';
      return token;
    }
    ++at_;
    return token;
  }

  // "\001", "\"", "\\"; stays on the last character of it.
  char escaped() {
    if (at_ + 1 >= text_.size()) return '\\';
    ++at_;
    if (!is_octal(text_[at_])) return text_[at_];
    int value = text_[at_] - '0';
    for (int i = 1; i < 3 && at_ + 1 < text_.size() && is_octal(text_[at_ + 1]); ++i) {
      value = value * 8 + (text_[++at_] - '0');
    }
    return static_cast<char>(value);
  }

  std::string_view text_;
  size_t at_ = 0;
};

// "2026/11/21 03:20:37", always in UTC.
std::optional<long long> parse_time(std::string_view day, std::string_view time) {
  const auto date = split(day, '/');
  const auto clock = split(time, ':');
  if (date.size() != 3 || clock.size() != 3) return std::nullopt;
  std::array<int, 6> part{};
  for (size_t i = 0; i < part.size(); ++i) {
    const auto value = parse_int(i < 3 ? date[i] : clock[i - 3]);
    if (!value || *value < 0 || *value > 9999) return std::nullopt;
    part[i] = static_cast<int>(*value);
  }
  namespace chrono = std::chrono;
  const chrono::year_month_day whole{chrono::year{part[0]},
                                     chrono::month{static_cast<unsigned>(part[1])},
                                     chrono::day{static_cast<unsigned>(part[2])}};
  if (!whole.ok() || part[3] > 23 || part[4] > 59 || part[5] > 60) return std::nullopt;
  return (chrono::sys_days(whole).time_since_epoch() / chrono::seconds(1)) + part[3] * 3600LL +
         part[4] * 60LL + part[5];
}

// Why a lease in this state is not in use; "" when it is.
std::string state_of(const std::string& word) {
  constexpr std::array<std::string_view, 6> kStates{"free",     "backup",    "expired",
                                                    "released", "abandoned", "reset"};
  if (word == "active") return "";
  return std::find(kStates.begin(), kStates.end(), word) == kStates.end() ? "unknown state" : word;
}

std::optional<std::string> bytes_of(const Token& token) {
  return token.kind == 't' ? std::optional(token.value) : parse_octets(token.value);
}

class Reader {
 public:
  Reader(const std::string& file, const Declaration& declaration, LeaseTable& table)
      : file_(file), declaration_(declaration), lexer_(declaration.text), table_(table) {}

  void read() {
    while (!failed_) {
      const Statement begin = next();
      if (failed_ || begin.end.kind == '$') return;
      declare(begin);
    }
  }

 private:
  // The first fault of a declaration ends it.
  void fail(const Token& token, const std::string& message) {
    if (failed_) return;
    failed_ = true;
    const std::string_view before = declaration_.text.substr(0, token.at);
    const size_t newline = before.rfind('\n');
    const size_t start = newline == std::string_view::npos ? 0 : newline + 1;
    const size_t end = declaration_.text.find('\n', start);
    const auto lines = std::count(before.begin(), before.end(), '\n');
    table_.broken({file_, declaration_.text.substr(start, end - start),
                   declaration_.number + static_cast<int>(lines)},
                  token.at - start, message);
  }

  Statement next() {
    Statement statement;
    while (true) {
      Token token = lexer_.next();
      if (token.kind == '!') fail(token, "the text in quotes has no end");
      if (token.kind != 'w' && token.kind != 't') {
        statement.end = std::move(token);
        break;
      }
      statement.words.push_back(std::move(token));
    }
    const char end = statement.end.kind;
    const bool whole =
        statement.words.empty() ? end == '}' || end == '$' || end == ';' : end == ';' || end == '{';
    if (!whole)
      fail(statement.end, end == '$' ? "the declaration is cut off" : "there is no \";\"");
    return statement;
  }

  // The next statement of a block; nullopt at its end or after a fault.
  std::optional<Statement> inner() {
    Statement statement = next();
    if (statement.end.kind == '$') fail(statement.end, "the declaration is cut off");
    if (failed_ || statement.end.kind == '}') return std::nullopt;
    return statement;
  }

  void skip_block() {
    for (size_t depth = 1; depth > 0 && !failed_;) {
      const Statement statement = next();
      if (statement.end.kind == '$') fail(statement.end, "the declaration is cut off");
      if (statement.end.kind == '{') ++depth;
      if (statement.end.kind == '}') --depth;
    }
  }

  void declare(const Statement& begin) {
    constexpr std::array<std::string_view, 7> kOthers{
        "authoring-byte-order", "class", "failover", "group", "host", "server-duid", "subclass"};
    const std::string_view word = begin.word(0);
    const bool block = begin.end.kind == '{';
    if (begin.words.empty()) {
      if (begin.end.kind == '}') fail(begin.end, "there is no block to close");
    } else if (word == "lease" && block) {
      read_lease(begin);
    } else if ((word == "ia-na" || word == "ia-ta" || word == "ia-pd") && block) {
      read_association(begin);
    } else if (std::find(kOthers.begin(), kOthers.end(), word) == kOthers.end()) {
      fail(begin.words[0], "this is no declaration of a lease file");
    } else if (block) {
      skip_block();
    }
  }

  void read_lease(const Statement& begin) {
    Lease lease;
    if (!read_address(begin, lease)) return;
    read_block(lease);
    if (!failed_) table_.add(std::move(lease));
  }

  bool read_address(const Statement& begin, Lease& lease) {
    const auto ip = parse_ip(begin.word(1));
    if (!ip) fail(begin.words[begin.words.size() > 1 ? 1 : 0], "this is no address");
    if (ip) lease.ip = *ip;
    return ip.has_value();
  }

  void read_block(Lease& lease) {
    while (const auto statement = inner()) {
      if (statement->end.kind == '{') {
        skip_block();
      } else if (!statement->words.empty()) {
        read_statement(*statement, lease);
      }
    }
  }

  void read_association(const Statement& begin) {
    const auto id = begin.words.size() == 2 ? bytes_of(begin.words[1]) : std::nullopt;
    if (!id || id->size() <= kIaid) {
      return fail(begin.words.back(), "this is no identity association and DUID");
    }
    while (const auto statement = inner()) {
      if (statement->end.kind != '{') continue;
      if (statement->word(0) == "iaaddr") {
        Lease lease;
        add_duid(lease, std::string_view(*id).substr(kIaid));
        if (!read_address(*statement, lease)) return;
        read_block(lease);
        if (!failed_) table_.add(std::move(lease));
      } else {
        skip_block();
        if (statement->word(0) == "iaprefix") table_.drop("delegated prefix");
      }
    }
  }

  void read_statement(const Statement& statement, Lease& lease) {
    const std::string_view word = statement.word(0);
    const Token& last = statement.words.back();
    if (word == "ends") {
      read_end(statement, lease);
    } else if (word == "cltt" || (word == "starts" && !lease.since)) {
      lease.since = time_of(statement);
    } else if (word == "binding" && statement.word(1) == "state") {
      lease.state = state_of(last.value);
    } else if (word == "abandoned") {
      lease.state = "abandoned";
    } else if (word == "reserved") {
      lease.fixed = true;
    } else if (word == "hardware" && statement.word(1) == "ethernet") {
      lease.mac = parse_mac(last.value);
      if (!lease.mac) fail(last, "this is no MAC");
    } else if (word == "client-hostname" ||
               (lease.name.empty() && word == "set" && statement.word(1) == "ddns-fwd-name")) {
      lease.name = last.value;
    } else if (word == "uid" || word == "option") {
      read_bytes(statement, lease);
    }
  }

  static std::optional<long long> time_of(const Statement& statement) {
    return statement.word(1) == "epoch" ? parse_int(statement.word(2))
                                        : parse_time(statement.word(2), statement.word(3));
  }

  void read_end(const Statement& statement, Lease& lease) {
    if (statement.word(1) == "never") {
      lease.ends.reset();
      return;
    }
    lease.ends = time_of(statement);
    if (!lease.ends) fail(statement.words.back(), "this is no time");
  }

  void read_bytes(const Statement& statement, Lease& lease) {
    const bool uid = statement.word(0) == "uid";
    const bool circuit = statement.word(1) == "agent.circuit-id";
    if (!uid && !circuit && statement.word(1) != "agent.remote-id") return;
    const auto bytes = bytes_of(statement.words.back());
    if (!bytes) return fail(statement.words.back(), "these are no octets");
    if (uid) {
      add_client_id(lease, *bytes);
    } else {
      (circuit ? lease.circuit : lease.remote) = *bytes;
    }
  }

  const std::string& file_;
  const Declaration& declaration_;
  Lexer lexer_;
  LeaseTable& table_;
  bool failed_ = false;
};

}  // namespace

void read_isc_leases(const LeaseText& text, LeaseTable& table) {
  Declaration open;
  std::string_view rest = text.text;
  const auto read = [&] { Reader(text.file, open, table).read(); };
  for (int number = 1; !rest.empty(); ++number) {
    const size_t size = std::min(rest.find('\n'), rest.size() - 1) + 1;
    if (size > kLongestLine) {
      table.broken({text.file, rest.substr(0, size), number}, kLongestLine,
                   "the line is longer than 64 KiB");
    }
    if (is_letter(rest[0])) {
      read();
      open = {rest.substr(0, 0), number};
    }
    open.text = {open.text.data() == nullptr ? rest.data() : open.text.data(),
                 open.text.size() + size};
    rest.remove_prefix(size);
  }
  read();
}

}  // namespace muster
