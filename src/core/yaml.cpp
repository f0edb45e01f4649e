#include "core/yaml.h"

#include <yaml.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <memory>
#include <set>

#include "core/text.h"

namespace muster::yaml {
namespace {

std::vector<size_t> line_starts(std::string_view text) {
  std::vector<size_t> starts{text.starts_with("\xEF\xBB\xBF") ? size_t{3} : size_t{0}};
  for (size_t i = text.find('\n'); i != std::string_view::npos; i = text.find('\n', i + 1)) {
    starts.push_back(i + 1);
  }
  return starts;
}

Mark mark_at(const Document& document, size_t offset) {
  const auto& starts = document.starts;
  const auto after = std::upper_bound(starts.begin() + 1, starts.end(), offset);
  const auto line = after - starts.begin();
  const size_t start = std::min(*(after - 1), offset);
  return {offset, static_cast<int>(line), static_cast<int>(offset - start + 1)};
}

Error invalid(std::string message) { return Error(std::move(message), Exit::invalid); }

// Characters that YAML readers disagree about: they break lines in YAML 1.1 only, or are refused
// by some readers. Returns the offset of the first.
size_t odd_character(std::string_view text) {
  for (size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<uint8_t>(text[i]);
    if (byte == '\r' && i + 1 < text.size() && text[i + 1] == '\n') continue;
    if ((byte < 0x20 && byte != '\n' && byte != '\t') || byte == 0x7F) return i;
    const auto next = text.substr(i, 3);
    if (next.starts_with("\xC2\x85") || next == "\xE2\x80\xA8" || next == "\xE2\x80\xA9") return i;
  }
  return std::string_view::npos;
}

// Builds the tree from libyaml's events. libyaml counts characters; byte offsets come from the
// line table.
class Builder {
 public:
  Builder(Document& document, Diagnostics& trouble, const Limits& limits)
      : document_(document), trouble_(trouble), limits_(limits) {
    yaml_parser_initialize(&parser_);
    yaml_parser_set_encoding(&parser_, YAML_UTF8_ENCODING);
    const std::string_view text = document.text.substr(document.starts[0]);
    yaml_parser_set_input_string(&parser_, reinterpret_cast<const unsigned char*>(text.data()),
                                 text.size());
  }
  ~Builder() { yaml_parser_delete(&parser_); }
  Builder(const Builder&) = delete;
  Builder& operator=(const Builder&) = delete;

  void build() {
    next();  // stream start
    next();
    if (event_->type == YAML_STREAM_END_EVENT) {
      document_.root.kind = Kind::mapping;
      return;
    }
    next();
    document_.root = node(0);
    next();  // document end
    next();
    if (event_->type != YAML_STREAM_END_EVENT) {
      throw invalid("a second document begins here").at(here()).mend("keep one document a file");
    }
  }

 private:
  using Event = std::unique_ptr<yaml_event_t, void (*)(yaml_event_t*)>;

  void next() {
    event_.reset(new yaml_event_t{});
    if (yaml_parser_parse(&parser_, event_.get()) == 0) throw syntax_error();
  }

  // Something begun that the text ends in: told where it begins, not where the text ends.
  std::optional<Error> unclosed() const {
    if (parser_.context == nullptr || parser_.problem_mark.line == parser_.context_mark.line) {
      return std::nullopt;
    }
    const std::string_view context = parser_.context;
    const auto open = [&](const char* what, const char* closing) {
      return invalid(std::string("the ") + what + " that begins here does not end")
          .at(document_.where(at(parser_.context_mark)))
          .mend(std::string("close it with ") + closing);
    };
    if (context.ends_with("a quoted scalar")) return open("quoted text", "the same quote");
    if (context.ends_with("a flow sequence")) return open("list", "]");
    if (context.ends_with("a flow mapping")) return open("mapping", "}");
    return std::nullopt;
  }

  Error syntax_error() const {
    if (auto error = unclosed()) return std::move(*error);
    const Mark mark = at(parser_.problem_mark);
    std::string message = parser_.problem != nullptr ? parser_.problem : "not readable as YAML";
    const std::string_view line = line_of(document_.text, mark.line);
    const size_t blanks = line.find_first_not_of(" \t");
    const bool tab = line.substr(0, blanks).find('\t') != std::string_view::npos ||
                     message.find("cannot start any token") != std::string::npos;
    if (tab && line.find('\t') != std::string_view::npos) {
      const Mark place{0, mark.line, static_cast<int>(line.find('\t')) + 1};
      return invalid("a tab cannot indent YAML").at(document_.where(place)).mend("use spaces");
    }
    Error error = invalid("YAML: " + message).at(document_.where(mark));
    if (parser_.context != nullptr) error.why = std::string(parser_.context);
    error.fix = "mend the syntax here or on the line above; quote values that hold : # or quotes";
    return error;
  }

  // Marks mostly grow, so counting goes on from the last one of the line: a long line costs its
  // length once.
  Mark at(const yaml_mark_t& mark) const {
    const size_t line = std::min(mark.line, document_.starts.size() - 1);
    const size_t start = document_.starts[line];
    const bool further = known_.line == line && known_.column <= mark.column && known_offset_ > 0;
    size_t offset = further ? known_offset_ : start;
    for (size_t left = mark.column - (further ? known_.column : 0);
         left > 0 && offset < document_.text.size(); --left) {
      ++offset;
      while (offset < document_.text.size() &&
             (static_cast<uint8_t>(document_.text[offset]) & 0xC0) == 0x80) {
        ++offset;
      }
    }
    known_ = {mark.index, line, mark.column};
    known_offset_ = offset;
    return {offset, static_cast<int>(line + 1), static_cast<int>(offset - start + 1)};
  }

  Where here() const { return document_.where(at(event_->start_mark)); }

  void refuse(std::string message, std::string fix) {
    trouble_.add(invalid(std::move(message)).at(here()).mend(std::move(fix)));
  }

  void check(const yaml_char_t* anchor, const yaml_char_t* tag) {
    if (anchor != nullptr)
      refuse("anchors are not used here", "write the value where it is needed");
    if (tag != nullptr) refuse("tags are not used here", "remove the word that begins with !");
  }

  Node node(int depth) {
    if (depth > limits_.depth) {
      throw invalid("nested deeper than " + std::to_string(limits_.depth) + " levels")
          .at(here())
          .mend("write it flatter");
    }
    if (++nodes_ > limits_.nodes) {
      throw invalid("more than " + counted(limits_.nodes, "value")).at(here()).mend("split it");
    }
    switch (event_->type) {
      case YAML_SCALAR_EVENT:
        return scalar_node();
      case YAML_SEQUENCE_START_EVENT:
        return sequence(depth);
      case YAML_MAPPING_START_EVENT:
        return mapping(depth);
      case YAML_ALIAS_EVENT:
        refuse("aliases are not used here", "write the value where it is needed");
        return Node{};
      default:
        throw invalid("not readable as YAML").at(here());
    }
  }

  Node scalar_node() {
    const auto& raw = event_->data.scalar;
    check(raw.anchor, raw.tag);
    Node out;
    out.text.assign(reinterpret_cast<const char*>(raw.value), raw.length);
    out.plain = raw.style == YAML_PLAIN_SCALAR_STYLE;
    out.block = raw.style == YAML_LITERAL_SCALAR_STYLE || raw.style == YAML_FOLDED_SCALAR_STYLE;
    out.begin = at(event_->start_mark);
    out.end = at(event_->end_mark);
    return out;
  }

  Node sequence(int depth) {
    const auto& raw = event_->data.sequence_start;
    check(raw.anchor, raw.tag);
    Node out;
    out.kind = Kind::sequence;
    out.block = raw.style == YAML_BLOCK_SEQUENCE_STYLE;
    out.begin = at(event_->start_mark);
    for (next(); event_->type != YAML_SEQUENCE_END_EVENT; next())
      out.items.push_back(node(depth + 1));
    out.end = at(event_->end_mark);
    return out;
  }

  Node mapping(int depth) {
    const auto& raw = event_->data.mapping_start;
    check(raw.anchor, raw.tag);
    Node out;
    out.kind = Kind::mapping;
    out.block = raw.style == YAML_BLOCK_MAPPING_STYLE;
    out.begin = at(event_->start_mark);
    for (next(); event_->type != YAML_MAPPING_END_EVENT; next()) entry(out, depth);
    out.end = at(event_->end_mark);
    reject_duplicates(out);
    return out;
  }

  void entry(Node& out, int depth) {
    Node key = node(depth + 1);
    if (key.kind != Kind::scalar) {
      throw invalid("a key must be a plain word").at(document_.where(key.begin));
    }
    next();
    out.entries.push_back({std::move(key.text), key.begin, node(depth + 1)});
  }

  void reject_duplicates(const Node& mapping) {
    std::set<std::string_view> seen;
    for (const Entry& entry : mapping.entries) {
      if (seen.insert(entry.key).second) continue;
      trouble_.add(invalid("key \"" + clean(entry.key) + "\" is here twice")
                       .at(document_.where(entry.begin))
                       .mend("keep one of the two"));
    }
  }

  Document& document_;
  Diagnostics& trouble_;
  const Limits& limits_;
  size_t nodes_ = 0;
  mutable yaml_mark_t known_{};  // the last mark that was placed, and where
  mutable size_t known_offset_ = 0;
  yaml_parser_t parser_{};
  Event event_{nullptr, [](yaml_event_t* event) {
                 yaml_event_delete(event);
                 delete event;
               }};
};

void check_bytes(const Document& document, const Limits& limits) {
  if (document.text.size() > limits.bytes) {
    throw invalid("larger than " + counted(limits.bytes, "byte"))
        .at({document.file, 0, 0, ""})
        .mend("split it");
  }
  const size_t bad = invalid_utf8(document.text);
  if (bad != std::string_view::npos) {
    throw invalid("this byte is not UTF-8")
        .at(document.where(mark_at(document, bad)))
        .mend("save the file as UTF-8");
  }
  const size_t odd = odd_character(document.text);
  if (odd != std::string_view::npos) {
    throw invalid("a control character stands here")
        .at(document.where(mark_at(document, odd)))
        .mend("remove it, or write it as an escape in a double-quoted value");
  }
}

// Words that some YAML reader takes for a bool, null, number, date or time.
bool looks_typed(std::string_view text) {
  static const std::set<std::string, std::less<>> words{
      "y", "n", "yes", "no", "on", "off", "true", "false", "null", "~", ".nan", ".inf"};
  if (words.contains(lower(text))) return true;
  const std::string_view digits =
      text.starts_with('-') || text.starts_with('+') || text.starts_with('.') ? text.substr(1)
                                                                              : text;
  if (digits.empty() || digits[0] < '0' || digits[0] > '9') return false;
  // An address such as 10.20.4.17/24 has two dots, so no reader takes it for a number.
  const auto dots = std::count(text.begin(), text.end(), '.');
  const bool address =
      dots == 3 && text.find_first_not_of("0123456789./") == std::string_view::npos;
  return !address &&
         text.find_first_not_of("0123456789.:_-+xXoabcdefABCDEFTZ ") == std::string_view::npos;
}

bool plain_safe(std::string_view text) {
  if (text.empty() || text != trim(text) || looks_typed(text)) return false;
  const auto ordinary = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("_./-+() ").find(c) != std::string_view::npos;
  };
  // A colon is plain inside a word ("mikrotik:core"), never before a blank, another mark or the
  // end.
  const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  for (size_t i = 0; i < text.size(); ++i) {
    const bool inside = i > 0 && i + 1 < text.size() && letter(text[i - 1]) && letter(text[i + 1]);
    if (!ordinary(text[i]) && !(text[i] == ':' && inside)) return false;
  }
  return std::string_view("-+.() /").find(text[0]) == std::string_view::npos;
}

struct Escape {
  std::string text;
  size_t size = 0;  // bytes it stands for; 0: the character needs none
};

// Characters that YAML does not take as they are, or that break lines for some readers.
Escape escape_of(std::string_view text) {
  const auto byte = [&](size_t i) { return i < text.size() ? static_cast<uint8_t>(text[i]) : 0U; };
  if (text[0] == '"' || text[0] == '\\') return {std::string("\\") + text[0], 1};
  std::array<char, 8> out{};
  if (byte(0) < 0x20 || byte(0) == 0x7F) {
    std::snprintf(out.data(), out.size(), "\\x%02x", byte(0));
    return {out.data(), 1};
  }
  if (byte(0) == 0xC2 && byte(1) < 0xA0) {
    std::snprintf(out.data(), out.size(), "\\x%02x", byte(1));
    return {out.data(), 2};
  }
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 5> odd{
      {{"\xE2\x80\xA8", "\\u2028"},
       {"\xE2\x80\xA9", "\\u2029"},
       {"\xEF\xBB\xBF", "\\ufeff"},
       {"\xEF\xBF\xBE", "\\ufffe"},
       {"\xEF\xBF\xBF", "\\uffff"}}};
  for (const auto& [bytes, shown] : odd) {
    if (text.starts_with(bytes)) return {std::string(shown), bytes.size()};
  }
  return {};
}

}  // namespace

const Node* Node::find(std::string_view key) const {
  const auto found = std::find_if(entries.begin(), entries.end(),
                                  [&](const Entry& entry) { return entry.key == key; });
  return found == entries.end() ? nullptr : &found->value;
}

bool Node::null() const {
  return kind == Kind::scalar && plain && (text.empty() || text == "~" || text == "null");
}

Where Document::where(const Mark& mark) const {
  constexpr size_t most_shown = 1000;
  const auto line = static_cast<size_t>(mark.line);
  if (line == 0 || line > starts.size()) return {file, mark.line, mark.column, ""};
  const size_t end = line < starts.size() ? starts[line] : text.size();
  const std::string_view source = line_of(text.substr(starts[line - 1], end - starts[line - 1]), 1);
  return {file, mark.line, mark.column, std::string(source.size() > most_shown ? "" : source)};
}

std::optional<Document> parse(std::string_view text, std::string file, Diagnostics& trouble,
                              const Limits& limits) {
  Document document{std::move(file), text, {}, line_starts(text)};
  try {
    check_bytes(document, limits);
    Builder(document, trouble, limits).build();
    return document;
  } catch (Error& error) {
    trouble.add(std::move(error));
    return std::nullopt;
  }
}

std::optional<bool> as_bool(const Node& node) {
  if (node.kind != Kind::scalar || !node.plain) return std::nullopt;
  if (node.text == "true") return true;
  if (node.text == "false") return false;
  return std::nullopt;
}

std::optional<long long> as_int(const Node& node) {
  if (node.kind != Kind::scalar || !node.plain) return std::nullopt;
  const std::string_view digits = std::string_view(node.text).substr(node.text.starts_with('-'));
  if (digits.size() > 1 && digits[0] == '0') return std::nullopt;
  return parse_int(node.text);
}

std::string scalar(std::string_view text) {
  return plain_safe(text) ? std::string(text) : quoted(text);
}

std::string quoted(std::string_view text) {
  std::string out = "\"";
  while (!text.empty()) {
    const Escape escape = escape_of(text);
    out += escape.size == 0 ? text.substr(0, 1) : escape.text;
    text.remove_prefix(std::max<size_t>(escape.size, 1));
  }
  return out + "\"";
}

}  // namespace muster::yaml
