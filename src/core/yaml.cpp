#include "core/yaml.h"

#include <fmt/core.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <array>
#include <set>
#include <sstream>

#include "core/text.h"
#include "core/yaml_text.h"

namespace muster::yaml {
namespace {

Error invalid(std::string message) { return Error(std::move(message), Exit::invalid); }

Error not_yaml(std::string_view message) {
  return invalid(fmt::format("YAML: {}", message))
      .mend("mend the syntax here or on the line above; quote values that hold : # or quotes");
}

Error tab_indents() { return invalid("a tab cannot indent YAML").mend("use spaces"); }

// Characters that YAML readers disagree about: they break lines in YAML 1.1 only, or are refused
// by some readers. Returns the offset of the first.
size_t odd_character(std::string_view text) {
  for (size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<uint8_t>(text[i]);
    if (byte == '\r' && i + 1 < text.size() && text[i + 1] == '\n') continue;
    if ((byte < 0x20 && byte != '\n' && byte != '\t') || byte == 0x7F) return i;
    const auto next = text.substr(i, 3);
    if (byte == 0xC2 && static_cast<uint8_t>(next[1]) < 0xA0) return i;
    if (next == "\xE2\x80\xA8" || next == "\xE2\x80\xA9") return i;
    if (next == "\xEF\xBF\xBE" || next == "\xEF\xBF\xBF") return i;
  }
  return std::string_view::npos;
}

struct Words {
  std::string_view theirs, message, why;
};

// What yaml-cpp says, in words for somebody who does not write parsers.
const std::array<Words, 11> complaints{{
    {YAML::ErrorMsg::END_OF_MAP, "did not find expected key", "while parsing a block mapping"},
    {YAML::ErrorMsg::END_OF_SEQ, "did not find expected '-' indicator",
     "while parsing a block collection"},
    {YAML::ErrorMsg::END_OF_MAP_FLOW, "did not find expected ',' or '}'",
     "while parsing a flow mapping"},
    {YAML::ErrorMsg::END_OF_SEQ_FLOW, "did not find expected ',' or ']'",
     "while parsing a flow sequence"},
    {YAML::ErrorMsg::MAP_VALUE, "mapping values are not allowed in this context", ""},
    {YAML::ErrorMsg::MAP_KEY, "mapping keys are not allowed in this context", ""},
    {YAML::ErrorMsg::BLOCK_ENTRY, "block sequence entries are not allowed in this context", ""},
    {YAML::ErrorMsg::FLOW_END, "this bracket closes nothing", ""},
    {YAML::ErrorMsg::UNKNOWN_TOKEN, "found character that cannot start any token", ""},
    {YAML::ErrorMsg::EOF_IN_SCALAR, "found unexpected end of stream",
     "while scanning a quoted scalar"},
    {YAML::ErrorMsg::DOC_IN_SCALAR, "found unexpected document indicator",
     "while scanning a quoted scalar"},
}};

// Builds the tree from yaml-cpp's events. Their marks count bytes from 0, behind the byte order
// mark. An event of nothing has the mark of what comes next, so its place is found in the text.
class Builder : public YAML::EventHandler {
 public:
  Builder(Document& document, Diagnostics& trouble, const Limits& limits)
      : document_(document), text_(document.text), trouble_(trouble), limits_(limits) {}

  void build() {
    std::istringstream in{std::string(text_)};
    try {
      YAML::Parser parser(in);
      if (!parser.HandleNextDocument(*this)) {
        document_.root.kind = Kind::mapping;
        return;
      }
    } catch (const YAML::Exception& error) {
      throw syntax_error(error);
    }
    require_end();
  }

  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    Node out = begun(mark, Kind::scalar);
    // A tag at the end of the text has no event of its own.
    check(out.begin, anchor, stack_.empty() && byte(out.begin.offset) == '!' ? "!" : "?");
    out.plain = true;
    if (anchor == 0) {
      out.text = null_word(out.begin);
      if (out.text.empty()) out.begin = place_of_nothing(out.begin);
    }
    add(std::move(out));
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
    Node out = begun(mark, Kind::scalar);
    refuse_alias(out.begin);
    add(std::move(out));
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    Node out = begun(mark, Kind::scalar);
    require_indent(out.begin, 1);
    // "!" is yaml-cpp's word for a scalar in quotes or a block, and for a tag of one mark.
    check(out.begin, anchor, tag == "!" && byte(out.begin.offset) != '!' ? "?" : tag);
    const size_t start = skip_properties(text_, out.begin.offset);
    const char first = byte(start);
    if (tag != "?" && is_open_quote(start)) throw unclosed_quote(start);
    out.text = value;
    out.block = tag != "?" && (first == '|' || first == '>');
    out.plain = tag == "?" || (!out.block && first != '"' && first != '\'');
    add(std::move(out));
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value style) override {
    open(mark, Kind::sequence, tag, anchor, style);
  }
  void OnSequenceEnd() override { close(); }

  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value style) override {
    open(mark, Kind::mapping, tag, anchor, style);
  }
  void OnMapEnd() override {
    reject_duplicates(stack_.back().node);
    close();
  }

 private:
  // A collection that is not complete yet, and in a mapping the key that waits for its value.
  struct Frame {
    Node node;
    std::optional<Node> key;
  };

  Mark at(const YAML::Mark& mark) const {
    const size_t offset = document_.starts[0] + static_cast<size_t>(std::max(mark.pos, 0));
    return mark_at(document_, std::min(offset, text_.size()));
  }

  char byte(size_t offset) const { return offset < text_.size() ? text_[offset] : '\n'; }

  bool in_flow() const { return !stack_.empty() && !stack_.back().node.block; }

  void refuse(const Mark& begin, std::string message, std::string fix) {
    trouble_.add(invalid(std::move(message)).at(document_.where(begin)).mend(std::move(fix)));
  }

  void refuse_alias(const Mark& begin) {
    refuse(begin, "aliases are not used here", "write the value where it is needed");
  }

  void check(const Mark& begin, YAML::anchor_t anchor, std::string_view tag) {
    if (anchor != 0)
      refuse(begin, "anchors are not used here", "write the value where it is needed");
    if (tag != "?") refuse(begin, "tags are not used here", "remove the word that begins with !");
  }

  Node begun(const YAML::Mark& mark, Kind kind) {
    Node out;
    out.kind = kind;
    out.begin = at(mark);
    if (stack_.size() > static_cast<size_t>(limits_.depth)) {
      throw invalid(fmt::format("nested deeper than {} levels", limits_.depth))
          .at(document_.where(out.begin))
          .mend("write it flatter");
    }
    if (++nodes_ > limits_.nodes) {
      throw invalid("more than " + counted(limits_.nodes, "value"))
          .at(document_.where(out.begin))
          .mend("split it");
    }
    if (!in_flow()) refuse_tabs(out.begin);
    return out;
  }

  // yaml-cpp takes a tab for a blank before what is no key.
  void refuse_tabs(const Mark& begin) const {
    const size_t start = begin.offset - static_cast<size_t>(begin.column - 1);
    const std::string_view before = text_.substr(start, begin.offset - start);
    const size_t tab = before.find('\t');
    if (tab == std::string_view::npos) return;
    if (before.find_first_not_of(" \t-?:") != std::string_view::npos) return;
    throw tab_indents().at(document_.where(mark_at(document_, start + tab)));
  }

  // yaml-cpp takes a word that stands straight below its key for the value.
  void require_indent(const Mark& begin, int least) const {
    if (stack_.empty() || !stack_.back().node.block || !stack_.back().key) return;
    if (begin.column >= stack_.back().node.begin.column + least) return;
    throw not_yaml("could not find expected ':'").at(document_.where(begin));
  }

  void open(const YAML::Mark& mark, Kind kind, const std::string& tag, YAML::anchor_t anchor,
            YAML::EmitterStyle::value style) {
    Node out = begun(mark, kind);
    const bool block = style == YAML::EmitterStyle::Block;
    require_indent(out.begin, block && kind == Kind::sequence ? 0 : 1);
    check(out.begin, anchor, tag);
    out.block = block;
    stack_.push_back({std::move(out), {}});
  }

  void close() {
    Node done = std::move(stack_.back().node);
    stack_.pop_back();
    add(std::move(done));
  }

  void add(Node node) {
    if (stack_.empty()) {
      document_.root = std::move(node);
      return;
    }
    Frame& top = stack_.back();
    if (top.node.kind == Kind::sequence) {
      top.node.items.push_back(std::move(node));
    } else if (!top.key) {
      if (node.kind != Kind::scalar) {
        throw invalid("a key must be a plain word").at(document_.where(node.begin));
      }
      top.key = std::move(node);
    } else {
      top.node.entries.push_back({std::move(top.key->text), top.key->begin, std::move(node)});
      top.key.reset();
    }
  }

  // Behind the last node of the innermost collection; where it begins when it has none.
  size_t behind() const {
    if (stack_.empty()) return document_.starts[0];
    const Frame& top = stack_.back();
    if (top.key) return end_of(document_, *top.key).offset;
    if (!top.node.items.empty()) return end_of(document_, top.node.items.back()).offset;
    if (!top.node.entries.empty()) return end_of(document_, top.node.entries.back().value).offset;
    return top.node.begin.offset;
  }

  // The word for null that begins here; empty when it is what comes after nothing.
  std::string null_word(const Mark& begin) const {
    const std::string_view here = text_.substr(begin.offset, 4);
    const bool tilde = here.starts_with('~');
    if (!tilde && here != "null" && here != "Null" && here != "NULL") return "";
    std::string word(here.substr(0, tilde ? 1 : 4));
    if (stack_.empty() || in_flow()) return word;
    const Frame& top = stack_.back();
    const bool simple_key =
        top.node.kind == Kind::mapping && !top.key && byte(skip_space(text_, behind())) != '?';
    return begin.column >= top.node.begin.column + (simple_key ? 0 : 1) ? word : "";
  }

  // Behind the - or : that announces it; in [] and {} before what ends it. yaml-cpp also reads
  // nothing where YAML has no place for it.
  Mark place_of_nothing(const Mark& next) const {
    if (stack_.empty()) return next;
    const Frame& top = stack_.back();
    const size_t after = skip_space(text_, behind());
    if (top.node.kind == Kind::sequence) {
      if (top.node.block) return mark_at(document_, byte(after) == '-' ? after + 1 : after);
      throw not_yaml("did not find expected node content").at(document_.where(next));
    }
    if (!top.key) throw not_yaml("did not find expected key").at(document_.where(next));
    if (!top.node.block) {
      return mark_at(document_, byte(after) == ':' ? skip_space(text_, after + 1) : after);
    }
    if (byte(after) == ':') return mark_at(document_, after + 1);
    throw not_yaml("could not find expected ':'").at(document_.where(top.key->begin));
  }

  void reject_duplicates(const Node& mapping) {
    std::set<std::string_view> seen;
    for (const Entry& entry : mapping.entries) {
      if (seen.insert(entry.key).second) continue;
      refuse(entry.begin, fmt::format("key \"{}\" is here twice", clean(entry.key)),
             "keep one of the two");
    }
  }

  // yaml-cpp ends a document at the first token that does not belong to it.
  void require_end() const {
    size_t end = skip_space(text_, end_of(document_, document_.root).offset);
    bool ended = text_.substr(end, 3) == "---";
    for (; text_.substr(end, 3) == "..."; ended = true) end = skip_space(text_, end + 3);
    if (end == text_.size()) return;
    const Where where = document_.where(mark_at(document_, end));
    if (!ended) throw not_yaml("did not find expected <document start>").at(where);
    throw invalid("a second document begins here").at(where).mend("keep one document a file");
  }

  Error unclosed(size_t offset, std::string_view what, std::string_view closing) const {
    return invalid(fmt::format("the {} that begins here does not end", what))
        .at(document_.where(mark_at(document_, offset)))
        .mend(fmt::format("close it with {}", closing));
  }

  // yaml-cpp takes the end of the text for the closing quote when it is behind a line end.
  bool is_open_quote(size_t offset) const {
    return (byte(offset) == '"' || byte(offset) == '\'') &&
           behind_quotes(text_, offset) == std::string_view::npos;
  }

  Error unclosed_quote(size_t offset) const {
    return unclosed(offset, "quoted text", "the same quote");
  }

  // Something begun that the text ends in: told where it begins, not where the text ends.
  std::optional<Error> unclosed(const YAML::Exception& error) const {
    const Mark mark = at(error.mark);
    if (error.msg == YAML::ErrorMsg::EOF_IN_SCALAR || error.msg == YAML::ErrorMsg::DOC_IN_SCALAR) {
      const size_t quote = open_quote(text_, behind(), in_flow());
      if (quote != std::string_view::npos) return unclosed_quote(quote);
    }
    if (is_open_quote(mark.offset)) return unclosed_quote(mark.offset);
    if (!in_flow() || mark.line == stack_.back().node.begin.line) return std::nullopt;
    const Node& node = stack_.back().node;
    if (node.kind == Kind::sequence) return unclosed(node.begin.offset, "list", "]");
    return unclosed(node.begin.offset, "mapping", "}");
  }

  Error syntax_error(const YAML::Exception& error) {
    const Mark mark = at(error.mark);
    if (error.msg.starts_with(YAML::ErrorMsg::UNKNOWN_ANCHOR)) {
      return invalid("aliases are not used here")
          .at(document_.where(mark))
          .mend("write the value where it is needed");
    }
    if (auto open = unclosed(error)) return std::move(*open);
    const std::string_view line = line_of(text_, mark.line);
    const size_t tab = line.substr(0, line.find_first_not_of(" \t")).find('\t');
    if (tab != std::string_view::npos) {
      return tab_indents().at(document_.where({0, mark.line, static_cast<int>(tab) + 1}));
    }
    const auto known = std::find_if(complaints.begin(), complaints.end(),
                                    [&](const Words& row) { return row.theirs == error.msg; });
    if (known == complaints.end()) return not_yaml(error.msg).at(document_.where(mark));
    return not_yaml(known->message).because(std::string(known->why)).at(document_.where(mark));
  }

  Document& document_;
  std::string_view text_;
  Diagnostics& trouble_;
  const Limits& limits_;
  size_t nodes_ = 0;
  std::vector<Frame> stack_;
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

}  // namespace

const Node* Node::find(std::string_view key) const {
  const auto found = std::find_if(entries.begin(), entries.end(),
                                  [&](const Entry& entry) { return entry.key == key; });
  return found == entries.end() ? nullptr : &found->value;
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

}  // namespace muster::yaml
