#include "inventory/edit/structured.h"

#include <algorithm>

#include "core/text.h"
#include "core/yaml.h"
#include "inventory/host_file.h"
#include "inventory/layout.h"
#include "inventory/limits.h"

namespace muster {
namespace {

// A text and its tree.
struct Tree {
  std::string_view text;
  yaml::Document document;

  Tree(std::string_view given, const std::string& path) : text(given) {
    Diagnostics trouble;
    auto parsed = yaml::parse(given, path, trouble, {limits::file_bytes, 8, limits::values});
    if (!parsed) throw trouble.items().front();
    document = *std::move(parsed);
  }

  const yaml::Node* find(std::string_view key) const { return document.root.find(key); }
  size_t end(const yaml::Node& node) const { return yaml::end_of(document, node).offset; }
  size_t line_begin(size_t offset) const {
    const size_t before = offset == 0 ? std::string_view::npos : text.rfind('\n', offset - 1);
    return before == std::string_view::npos ? 0 : before + 1;
  }
  size_t line_end(size_t offset) const { return std::min(text.find('\n', offset), text.size()); }
  std::string_view eol() const {
    const size_t first = text.find('\n');
    return first != std::string_view::npos && first > 0 && text[first - 1] == '\r' ? "\r\n" : "\n";
  }
  std::string with(size_t begin, size_t until, std::string_view put) const {
    return std::string(text.substr(0, begin)) + std::string(put) + std::string(text.substr(until));
  }
};

// Where the block of discover begins; the end of a file written by hand.
size_t second_banner(std::string_view text) {
  const size_t at = text.find("\n" + std::string(layout::observed_mark));
  return at == std::string_view::npos ? text.size() : at + 1;
}

std::string with_line(const Tree& tree, const std::string& line) {
  const size_t at = second_banner(tree.text);
  const std::string eol(tree.eol());
  if (at < tree.text.size()) return tree.with(at, at, line + eol + eol);
  const bool open = !tree.text.empty() && !tree.text.ends_with('\n');
  return tree.with(at, at, (open ? eol : "") + line + eol);
}

// A value in place of `node`, which may be nothing.
std::string instead_of(const Tree& tree, const yaml::Node& node, const std::string& value) {
  const size_t end = tree.end(node);
  return tree.with(node.begin.offset, end, (node.begin.offset == end ? " " : "") + value);
}

std::string listed(std::span<const std::string> items) {
  std::string out = "[";
  for (const std::string& item : items) out += (out.size() > 1 ? ", " : "") + yaml::scalar(item);
  return out + "]";
}

void refuse_comments(const Tree& tree, const yaml::Node& node, std::string_view key) {
  const std::string_view piece =
      tree.text.substr(node.begin.offset, tree.end(node) - node.begin.offset);
  if (!node.block || piece.find('#') == std::string_view::npos) return;
  throw Error(std::string(key) + " stands as a list with comments, which is not replaced",
              Exit::invalid)
      .at(tree.document.where(node.begin))
      .mend("edit it by hand, or write it on one line");
}

class OverridesText {
 public:
  OverridesText(const Tree& tree, const yaml::Node& node) : tree_(tree), node_(node) {}

  std::string with(const std::string& key, const std::string& value) const {
    const std::string pair = key + ": " + value;
    const auto entry = find(key);
    if (entry != node_.entries.end()) return instead_of(tree_, entry->value, value);
    if (node_.entries.empty()) return instead_of(tree_, node_, "{" + pair + "}");
    const size_t end = tree_.end(node_.entries.back().value);
    if (!node_.block) return tree_.with(end, end, ", " + pair);
    const size_t indent = static_cast<size_t>(node_.entries.front().begin.column) - 1;
    size_t at = tree_.line_end(end);
    if (at > 0 && at < tree_.text.size() && tree_.text[at - 1] == '\r') --at;
    return tree_.with(at, at, std::string(tree_.eol()) + std::string(indent, ' ') + pair);
  }

  std::string without(const std::string& key) const {
    const auto entry = find(key);
    if (entry == node_.entries.end()) return std::string(tree_.text);
    if (node_.entries.size() == 1) return instead_of(tree_, node_, "{}");
    const size_t end = tree_.end(entry->value);
    if (node_.block) {
      const size_t next = std::min(tree_.line_end(end) + 1, tree_.text.size());
      return tree_.with(tree_.line_begin(entry->begin.offset), next, "");
    }
    const auto next = entry + 1;
    return next != node_.entries.end() ? tree_.with(entry->begin.offset, next->begin.offset, "")
                                       : tree_.with(tree_.end((entry - 1)->value), end, "");
  }

 private:
  std::vector<yaml::Entry>::const_iterator find(const std::string& key) const {
    return std::find_if(node_.entries.begin(), node_.entries.end(),
                        [&](const yaml::Entry& entry) { return entry.key == key; });
  }

  const Tree& tree_;
  const yaml::Node& node_;
};

}  // namespace

std::string with_list(std::string_view text, const std::string& path, std::string_view key,
                      std::span<const std::string> items) {
  const Tree tree(text, path);
  const yaml::Node* node = tree.find(key);
  if (node == nullptr) return with_line(tree, std::string(key) + ": " + listed(items));
  refuse_comments(tree, *node, key);
  return instead_of(tree, *node, listed(items));
}

std::string with_override(std::string_view text, const std::string& path, std::string_view key,
                          std::string_view value) {
  const Tree tree(text, path);
  const yaml::Node* node = tree.find("overrides");
  const std::string name(key), scalar = yaml::scalar(value);
  if (node == nullptr) return with_line(tree, "overrides: {" + name + ": " + scalar + "}");
  const OverridesText overrides(tree, *node);
  return value.empty() ? overrides.without(name) : overrides.with(name, scalar);
}

std::optional<std::string> with_note(std::string_view text, const std::string& path,
                                     std::string_view line) {
  const Tree tree(text, path);
  const yaml::Node* node = tree.find("notes");
  if (node == nullptr || !node->block) return std::nullopt;
  const size_t end = tree.end(*node), begin = tree.line_begin(end);
  const size_t indent = tree.text.find_first_not_of(' ', begin) - begin;
  return tree.with(end, end,
                   std::string(tree.eol()) + std::string(indent, ' ') + std::string(line));
}

void require_reads_as(std::string_view text, const std::string& path, const Host& wanted) {
  Diagnostics trouble;
  const auto file = parse_host_file(text, path, trouble);
  if (!file) throw trouble.items().front();
  if (file->host == wanted) return;
  throw Error("the edit would change more than it should", Exit::invalid)
      .at({path, 0, 0, ""})
      .mend("edit the file by hand, and bring it back to the shape discover writes");
}

}  // namespace muster
