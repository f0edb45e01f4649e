// libyaml as a second opinion on what core/yaml.h reads: the same values at the same places, the
// same refusals, or a difference that is listed here with its reason.
#pragma once
#include <yaml.h>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "core/yaml.h"

namespace muster::yaml_peer {

// A value or a key, in the order of the text.
struct Row {
  yaml::Kind kind = yaml::Kind::scalar;
  std::string text;
  bool plain = false;
  bool block = false;
  size_t begin = 0;
  size_t end = 0;
};

struct Reading {
  std::vector<Row> rows;
  std::string refused;  // why, or empty
};

class Reader {
 public:
  explicit Reader(std::string_view text) {
    const size_t mark = text.starts_with("\xEF\xBB\xBF") ? 3 : 0;
    for (size_t i = mark; i <= text.size(); ++i) {
      if (i == text.size() || (static_cast<unsigned char>(text[i]) & 0xC0) != 0x80)
        offsets_.push_back(i);
    }
    yaml_parser_initialize(&parser_);
    yaml_parser_set_encoding(&parser_, YAML_UTF8_ENCODING);
    text.remove_prefix(mark);
    yaml_parser_set_input_string(&parser_, reinterpret_cast<const unsigned char*>(text.data()),
                                 text.size());
  }
  ~Reader() { yaml_parser_delete(&parser_); }
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;

  Reading read() {
    std::vector<size_t> open;
    int documents = 0;
    for (Event event; out_.refused.empty() && event.next(parser_);) {
      switch (event->type) {
        case YAML_STREAM_END_EVENT:
          return std::move(out_);
        case YAML_DOCUMENT_START_EVENT:
          if (++documents > 1) out_.refused = "a second document";
          break;
        case YAML_ALIAS_EVENT:
          out_.refused = "an alias";
          break;
        case YAML_SCALAR_EVENT:
          add_scalar(*event);
          break;
        case YAML_SEQUENCE_START_EVENT:
        case YAML_MAPPING_START_EVENT:
          open.push_back(out_.rows.size());
          add_collection(*event);
          break;
        case YAML_SEQUENCE_END_EVENT:
        case YAML_MAPPING_END_EVENT:
          out_.rows[open.back()].end = at(event->end_mark);
          open.pop_back();
          break;
        default:
          break;
      }
    }
    if (out_.refused.empty()) out_.refused = parser_.problem != nullptr ? parser_.problem : "?";
    return std::move(out_);
  }

 private:
  struct Event {
    yaml_event_t event{};
    ~Event() { yaml_event_delete(&event); }
    bool next(yaml_parser_t& parser) {
      yaml_event_delete(&event);
      return yaml_parser_parse(&parser, &event) == 1;
    }
    const yaml_event_t& operator*() const { return event; }
    const yaml_event_t* operator->() const { return &event; }
  };

  size_t at(const yaml_mark_t& mark) const {
    return offsets_[std::min(mark.index, offsets_.size() - 1)];
  }

  void add(Row row, const yaml_char_t* anchor, const yaml_char_t* tag) {
    if (anchor != nullptr) out_.refused = "an anchor";
    if (tag != nullptr) out_.refused = "a tag";
    out_.rows.push_back(std::move(row));
  }

  void add_scalar(const yaml_event_t& event) {
    const auto& raw = event.data.scalar;
    const bool block =
        raw.style == YAML_LITERAL_SCALAR_STYLE || raw.style == YAML_FOLDED_SCALAR_STYLE;
    add({yaml::Kind::scalar,
         {reinterpret_cast<const char*>(raw.value), raw.length},
         raw.style == YAML_PLAIN_SCALAR_STYLE,
         block,
         at(event.start_mark),
         at(event.end_mark)},
        raw.anchor, raw.tag);
  }

  void add_collection(const yaml_event_t& event) {
    const size_t begin = at(event.start_mark);
    if (event.type == YAML_SEQUENCE_START_EVENT) {
      const auto& raw = event.data.sequence_start;
      add({yaml::Kind::sequence, "", false, raw.style == YAML_BLOCK_SEQUENCE_STYLE, begin, begin},
          raw.anchor, raw.tag);
    } else {
      const auto& raw = event.data.mapping_start;
      add({yaml::Kind::mapping, "", false, raw.style == YAML_BLOCK_MAPPING_STYLE, begin, begin},
          raw.anchor, raw.tag);
    }
  }

  std::vector<size_t> offsets_;  // of each character, because libyaml counts those
  yaml_parser_t parser_{};
  Reading out_;
};

// A difference that is known: what each of the two says and what the text has; empty is any.
struct Known {
  std::string_view ours, theirs, in_text, reason;
};

constexpr std::array<Known, 26> known_differences{{
    {"read", "found character that cannot start", "\t",
     "a tab on a line without content or behind - is a blank since YAML 1.2"},
    {"read", "found a tab character", "\t", "a tab is content behind the indentation of a block"},
    {"read", "found unexpected ':'", ":", "in [] {} a word may end in : before a mark"},
    {"read", "did not find expected node content", ":", "in [] {} a word may begin with :"},
    {"read", "did not find expected node content", "...", "a file may hold the end mark alone"},
    {"read", "", "%", "a line that begins with % is a directive, and unknown ones are skipped"},
    {"read", "did not find expected", "?", "the colon of a ? key may stand further left"},
    {"read", "could not find expected ':'", "",
     "a key may be longer than 1024 bytes with its quotes"},
    {"YAML: did not find expected key", "read", "?", "a ? key that is nothing is refused"},
    {"YAML: could not find expected ':'", "read", "?", "a ? key without a value is refused"},
    {"YAML: could not find expected ':'", "read", "\n",
     "a value below its key is indented further, a quoted one and a block of text too"},
    {"YAML: did not find expected key", "read", "{", "in {} a key stands on the line of its colon"},
    {"YAML: did not find expected ',' or '}'", "read", "{", "as above"},
    {"the mapping that begins here", "read", "{", "as above"},
    {"", "read", "?", "in [] {} a ? before a mark or blank is no part of a word"},
    {"YAML: did not find expected", "read", "|", "a block of text is indented further than its -"},
    {"YAML: did not find expected", "read", ">", "as above"},
    {"read", "found unknown escape", "\\'", "yaml-cpp has the escape \\'"},
    {"YAML: unknown escape", "read", "\\", "yaml-cpp has fewer escapes"},
    {"YAML: invalid unicode", "read", "\\", "yaml-cpp refuses escapes of surrogates"},
    {"a tab cannot indent YAML", "read", "\t", "a tab stands before the content of the line"},
    {"YAML: illegal tab", "read", "\t", "as above"},
    {"YAML: found unexpected end", "read", "?", "as for a ? in a word"},
    {"the quoted text that begins", "read", "?", "as for a ? in a word"},
    {"the list that begins here", "read", "?", "as for a ? in a word"},
    {"YAML: this bracket closes", "read", "?", "as for a ? in a word"},
}};

struct Difference {
  std::string what;    // empty: none
  std::string reason;  // empty: it is not known
};

inline void flatten(const yaml::Document& document, const yaml::Node& node,
                    std::vector<Row>& rows) {
  rows.push_back({node.kind, node.text, node.plain, node.block, node.begin.offset,
                  yaml::end_of(document, node).offset});
  for (const yaml::Node& item : node.items) flatten(document, item, rows);
  for (const yaml::Entry& entry : node.entries) {
    Row key;
    key.text = entry.key;
    key.begin = entry.begin.offset;
    key.end = std::string::npos;
    rows.push_back(std::move(key));
    flatten(document, entry.value, rows);
  }
}

// libyaml ends what is not closed by a mark at the next token.
inline bool same_end(std::string_view text, const Row& ours, const Row& theirs) {
  const bool marked = ours.kind == yaml::Kind::scalar
                          ? !ours.block
                          : std::string_view("[{").find(text[ours.begin]) != std::string_view::npos;
  if (ours.end == theirs.end) return true;
  if (marked || ours.end > theirs.end) return false;
  const std::string_view rest = text.substr(ours.end, theirs.end - ours.end);
  return rest.find_first_not_of(" \t\r\n") == std::string_view::npos ||
         rest.find('#') != std::string_view::npos || theirs.plain;
}

inline std::string trimmed(std::string_view text) {
  const size_t last = text.find_last_not_of(" \t\r\n");
  return std::string(text.substr(0, last == std::string_view::npos ? 0 : last + 1));
}

inline Difference compare_rows(std::string_view text, const Row& ours, const Row& theirs) {
  const bool key = ours.end == std::string::npos;
  if (ours.kind != theirs.kind) return {"another kind", ""};
  if (ours.begin != theirs.begin) return {"begins elsewhere", ""};
  if (!key && (ours.plain != theirs.plain || ours.block != theirs.block)) {
    return {"another style", ""};
  }
  if (ours.text != theirs.text) {
    const std::string what = "\"" + ours.text + "\" for \"" + theirs.text + "\"";
    if (theirs.block && trimmed(ours.text) == trimmed(theirs.text)) {
      return {what, "yaml-cpp keeps blanks of a last line without a line end"};
    }
    if (!theirs.plain && trimmed(ours.text) == trimmed(theirs.text)) {
      return {what, "yaml-cpp drops empty lines before a closing quote"};
    }
    return {what, ""};
  }
  if (!key && !same_end(text, ours, theirs)) return {"ends elsewhere", ""};
  return {};
}

// Our own rules, which a YAML reader does not have.
inline bool house_rule(std::string_view message) {
  constexpr std::array<std::string_view, 7> rules{
      "larger than",   "this byte is not", "a control character",
      "nested deeper", "more than",        "a key must be a plain",
      "key \""};
  return std::any_of(rules.begin(), rules.end(),
                     [&](std::string_view rule) { return message.starts_with(rule); });
}

inline Difference compare(std::string_view text) {
  Diagnostics trouble;
  const auto document = yaml::parse(text, "f.yaml", trouble);
  const std::string ours = trouble.empty() ? "read" : trouble.items().front().message;
  if (house_rule(ours)) return {};
  // libyaml skips a byte order mark at the start of any line.
  if (text.find("\xEF\xBB\xBF", 1) != std::string_view::npos) return {};
  Reading peer = Reader(text).read();
  const std::string theirs = peer.refused.empty() ? "read" : peer.refused;
  if ((ours == "read") != (theirs == "read")) {
    for (const Known& row : known_differences) {
      if (ours.starts_with(row.ours) && theirs.starts_with(row.theirs) &&
          text.find(row.in_text) != std::string_view::npos) {
        return {ours + " / " + theirs, std::string(row.reason)};
      }
    }
    return {ours + " / " + theirs, ""};
  }
  std::vector<Row> rows;
  if (ours != "read") return {};
  flatten(*document, document->root, rows);
  if (peer.rows.empty() && rows.size() == 1) return {};
  if (rows.size() != peer.rows.size()) return {"another number of values", ""};
  for (size_t i = 0; i < rows.size(); ++i) {
    Difference found = compare_rows(text, rows[i], peer.rows[i]);
    if (!found.what.empty()) return found;
  }
  return {};
}

}  // namespace muster::yaml_peer
