#include "connector/reader.h"

#include <algorithm>

#include "core/text.h"

namespace muster::connector {
namespace {

constexpr size_t most_entries = 500;

std::string in_quotes(std::string_view text) { return "\"" + clean(text, 80) + "\""; }

std::vector<std::string> listed(std::initializer_list<std::string_view> words) {
  return {words.begin(), words.end()};
}

}  // namespace

bool is_word(std::string_view text) {
  return !text.empty() && text.size() <= 50 && text[0] >= 'a' && text[0] <= 'z' &&
         text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_-") == std::string_view::npos;
}

void Reader::fault(const yaml::Mark& mark, std::string message, std::string fix) {
  trouble_.add(
      Error(std::move(message), Exit::invalid).at(document_.where(mark)).mend(std::move(fix)));
}

void Reader::fault(const yaml::Node& node, std::string message, std::string fix) {
  fault(node.begin, std::move(message), std::move(fix));
}

bool Reader::mapping(const yaml::Node& node, const std::string& what,
                     std::initializer_list<std::string_view> keys) {
  if (node.kind != yaml::Kind::mapping) {
    fault(node, what + " must be a mapping", "write keys and values below it");
    return false;
  }
  for (const yaml::Entry& entry : node.entries) {
    if (std::find(keys.begin(), keys.end(), entry.key) != keys.end()) continue;
    fault(entry.begin, "key " + in_quotes(entry.key) + " is not known in " + what,
          suggestion(entry.key, listed(keys)));
  }
  return true;
}

void Reader::each(const yaml::Node& node, const std::string& what,
                  const std::function<void(const yaml::Entry&)>& read) {
  if (node.kind != yaml::Kind::mapping || node.entries.size() > most_entries) {
    return fault(node, what + " must be a mapping of at most " + std::to_string(most_entries),
                 "write names and values below it");
  }
  for (const yaml::Entry& entry : node.entries) {
    if (is_word(entry.key)) {
      read(entry);
    } else {
      fault(entry.begin, in_quotes(entry.key) + " is not a name",
            "use a letter, then up to 49 of a-z, 0-9, _ and -");
    }
  }
}

void Reader::text(const yaml::Node& node, std::string& out) {
  constexpr size_t most = 1'000;
  if (node.kind != yaml::Kind::scalar || node.null() || node.text.size() > most ||
      clean(node.text, most) != node.text) {
    return fault(node, "this must be a text on one line",
                 "write one, in quotes where it has : or #");
  }
  out = node.text;
}

void Reader::number(const yaml::Node& node, long long low, long long high, long long& out) {
  const auto value = yaml::as_int(node);
  if (value && *value >= low && *value <= high) {
    out = *value;
    return;
  }
  fault(node,
        "this must be a whole number from " + std::to_string(low) + " to " + std::to_string(high),
        "write digits without quotes");
}

void Reader::flag(const yaml::Node& node, bool& out) {
  const auto value = yaml::as_bool(node);
  if (!value) return fault(node, "this must be true or false", "write true or false");
  out = *value;
}

void Reader::word(const yaml::Node& node, std::initializer_list<std::string_view> words,
                  size_t& out) {
  const auto found = node.kind == yaml::Kind::scalar
                         ? std::find(words.begin(), words.end(), node.text)
                         : words.end();
  if (found == words.end()) {
    return fault(node, in_quotes(node.text) + " is not known",
                 suggestion(node.text, listed(words)));
  }
  out = static_cast<size_t>(found - words.begin());
}

// The place of a byte of the value, where the value is written as it is.
yaml::Mark Reader::inside(const yaml::Node& node, size_t offset) const {
  yaml::Mark mark = node.begin;
  const size_t quote = node.plain ? 0 : 1;
  const bool as_written =
      !node.block && document_.text.substr(mark.offset + quote, node.text.size()) == node.text;
  if (!as_written) return mark;
  mark.offset += quote + offset;
  mark.column += static_cast<int>(quote + offset);
  return mark;
}

std::optional<Expression> Reader::expression(const yaml::Node& node) {
  if (node.kind != yaml::Kind::scalar || node.null()) {
    fault(node, "this must be an expression",
          "write one of JMESPath, in quotes where it begins with a sign");
    return std::nullopt;
  }
  try {
    return Expression::parse(node.text);
  } catch (const Error& error) {
    fault(inside(node, static_cast<size_t>(std::max(error.where.column, 1) - 1)), error.message,
          error.fix);
    return std::nullopt;
  }
}

Template Reader::filled(const yaml::Node& node, Shown shown) {
  std::string written;
  text(node, written);
  Template out(written);
  for (const auto& [name, offset] : out.names()) {
    if (!known_.contains(name)) {
      fault(inside(node, offset), "$" + name + " stands for nothing here",
            suggestion(name, std::vector<std::string>(known_.begin(), known_.end())));
    } else if (shown == Shown::yes && secret_.contains(name)) {
      fault(inside(node, offset), "$" + name + " is secret, and a path is shown in messages",
            "put it into query, headers or json; what is learned instead of taken is not secret");
    }
  }
  return out;
}

Pairs Reader::pairs(const yaml::Node& node, const std::string& what) {
  Pairs out;
  if (node.kind != yaml::Kind::mapping) {
    fault(node, what + " must be a mapping", "write {name: value}");
    return out;
  }
  for (const yaml::Entry& entry : node.entries) {
    if (entry.key.empty() || entry.key.find_first_of(" :\r\n&=") != std::string::npos) {
      fault(entry.begin, in_quotes(entry.key) + " cannot be a name here",
            "leave out blanks, : & and =");
    }
    out.emplace_back(entry.key, filled(entry.value));
  }
  return out;
}

void Reader::statuses(const yaml::Node& node, std::set<int>& out) {
  if (node.kind != yaml::Kind::sequence || node.items.empty()) {
    return fault(node, "this must be a list of HTTP statuses", "write [200, 204]");
  }
  for (const yaml::Node& item : node.items) {
    long long status = 0;
    number(item, 100, 599, status);
    out.insert(static_cast<int>(status));
  }
}

}  // namespace muster::connector
