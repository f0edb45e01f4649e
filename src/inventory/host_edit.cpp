// Edits of host files that leave everything else as it was.
#include <algorithm>

#include "core/text.h"
#include "core/yaml.h"
#include "inventory/host_file.h"
#include "inventory/layout.h"
#include "inventory/limits.h"
#include "model/host_fields.h"

namespace muster {
namespace {

HostFile parse_or_throw(std::string_view text, const std::string& path) {
  Diagnostics trouble;
  auto file = parse_host_file(text, path, trouble);
  if (!file) throw trouble.items().front();
  return *std::move(file);
}

// The offset of the line that begins the block of discover; the end of a file written by hand.
size_t find_banner(std::string_view text, const std::string& path) {
  size_t at = text.starts_with("\xEF\xBB\xBF") ? 3 : 0;
  while (at < text.size()) {
    if (text.substr(at).starts_with(layout::observed_mark)) return at;
    const size_t end = text.find('\n', at);
    if (end == std::string_view::npos) break;
    at = end + 1;
  }
  if (is_by_hand(parse_or_throw(text, path).host)) return text.size();
  throw Error("the banner above \"observed:\" is gone", Exit::invalid)
      .at({path, 0, 0, ""})
      .mend("put this line back above it: " + std::string(observed_banner));
}

std::string_view line_end(std::string_view text) {
  const size_t first = text.find('\n');
  const bool dos = first != std::string_view::npos && first > 0 && text[first - 1] == '\r';
  return dos ? "\r\n" : "\n";
}

std::string with_line_ends(std::string_view text, std::string_view end) {
  std::string out;
  for (const char c : text) {
    if (c == '\n') {
      out += end;
    } else {
      out += c;
    }
  }
  return out;
}

[[noreturn]] void abort_edit(const std::string& path, std::string_view what) {
  throw Error("the edit of " + std::string(what) + " would change more than it should",
              Exit::invalid)
      .at({path, 0, 0, ""})
      .mend("edit the file by hand, and bring it back to the shape discover writes");
}

// Compares by what would be written, because strings are made harmless on the way out.
bool same(const Observed& a, const Observed& b) {
  return layout::render_observed(a) == layout::render_observed(b);
}

bool set(std::string& member, std::string_view value) { return member = value, true; }
bool set(bool& member, std::string_view value) { return member = value == "true", true; }
bool set(Approval& member, std::string_view value) {
  const auto known = parse_word<Approval>(value);
  member = known.value_or(member);
  return known.has_value();
}

// Whether a command may set `name` to `value`; if so, that is done.
bool set(Host& host, std::string_view name, std::string_view value) {
  bool done = false;
  each_key(host_keys, [&](const auto& key) {
    if constexpr (requires { set(host.*key.member, value); }) {
      if (key.editable && key.name == name) done = set(host.*key.member, value);
    }
  });
  return done;
}

std::string editable_keys() {
  std::vector<std::string> names;
  each_key(host_keys, [&](const auto& key) {
    if (key.editable) names.emplace_back(key.name);
  });
  return join(names, ", ");
}

bool is_flag(std::string_view name) {
  bool flag = false;
  each_key(host_keys, [&]<class T>(const HostKey<T>& key) {
    if (key.name == name) flag = std::is_same_v<T, bool>;
  });
  return flag;
}

// The new value in the style of the one it replaces, so that an edit and its reverse cancel out.
std::string styled(std::string_view key, std::string_view value, char before) {
  if (is_flag(key)) return value == "true" ? "true" : "false";
  const bool simple = value.find_first_of("\n\r\t") == std::string_view::npos;
  if (before == '\'' && simple) {
    std::string out = "'";
    for (const char c : value) out += c == '\'' ? "''" : std::string(1, c);
    return out + "'";
  }
  return before == '"' ? yaml::quoted(value) : yaml::scalar(value);
}

std::string replaced(std::string_view text, const yaml::Document& document, const yaml::Node& node,
                     std::string_view key, std::string_view value) {
  const std::string name(key);
  if (node.kind != yaml::Kind::scalar || node.block) {
    const char* shape = node.kind == yaml::Kind::sequence  ? "a list"
                        : node.kind == yaml::Kind::mapping ? "a mapping"
                                                           : "a block of text";
    throw Error(name + " stands as " + shape + ", which is not replaced", Exit::invalid)
        .at(document.where(node.begin))
        .mend("edit it by hand, or write it on one line");
  }
  const size_t end = yaml::end_of(document, node).offset;
  const bool nothing = node.begin.offset == end;
  const std::string out =
      (nothing ? " " : "") + styled(key, value, nothing ? 0 : text[node.begin.offset]);
  return std::string(text.substr(0, node.begin.offset)) + out + std::string(text.substr(end));
}

// `text` as lines that end, so that another may follow.
std::string ended(std::string_view text) {
  const bool open = !text.empty() && !text.ends_with('\n');
  return std::string(text) + (open ? std::string(line_end(text)) : "");
}

// A file written by hand gets the banner when discover sees its host.
std::string with_banner(std::string_view text, const std::string& path) {
  if (find_banner(text, path) != text.size()) return std::string(text);
  const std::string end(line_end(text));
  return ended(text) + end + std::string(observed_banner) + end;
}

std::string inserted(std::string_view text, const std::string& path, std::string_view key,
                     std::string_view value) {
  const size_t banner = find_banner(text, path);
  const std::string end(line_end(text));
  if (banner == text.size()) {
    return ended(text) + std::string(key) + ": " + styled(key, value, 0) + end;
  }
  return std::string(text.substr(0, banner)) + std::string(key) + ": " + styled(key, value, 0) +
         end + end + std::string(text.substr(banner));
}

}  // namespace

std::string with_observed(std::string_view given, const std::string& path,
                          const Observed& observed) {
  const std::string text = with_banner(given, path);
  const size_t banner = find_banner(text, path);
  const std::string_view end = line_end(text);
  const size_t next = std::min(text.find('\n', banner), text.size());
  std::string out(text.substr(0, std::min(next + 1, text.size())));
  if (!out.ends_with('\n')) out += end;
  out += with_line_ends(layout::render_observed(observed), end);
  if (out == given) return out;
  Host expected = parse_or_throw(given, path).host;
  Host found = parse_or_throw(out, path).host;
  if (!same(found.observed, observed)) abort_edit(path, "observed");
  expected.observed = found.observed;
  if (expected != found) abort_edit(path, "observed");
  return out;
}

std::string with_value(std::string_view text, const std::string& path, std::string_view key,
                       std::string_view value) {
  Host expected = parse_or_throw(text, path).host;
  if (!set(expected, key, value)) {
    throw Error("\"" + clean(key) + "\" cannot be set to \"" + clean(value) + "\"", Exit::usage)
        .mend("use one of " + editable_keys());
  }
  Diagnostics trouble;
  const auto document = yaml::parse(text, path, trouble, {limits::file_bytes, 8, limits::values});
  const yaml::Node* node = document->root.find(key);
  std::string out = node == nullptr ? inserted(text, path, key, value)
                                    : replaced(text, *document, *node, key, value);
  if (parse_or_throw(out, path).host != expected) abort_edit(path, key);
  return out;
}

}  // namespace muster
