#include <algorithm>

#include "core/text.h"
#include "core/yaml.h"
#include "inventory/host_file.h"
#include "inventory/layout.h"
#include "model/host_fields.h"

namespace muster {
namespace {

constexpr size_t comment_column = 28;

bool plain_ascii(std::string_view text) {
  return text.size() <= 255 && text == trim(text) &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= 0x20 && c < 0x7F; });
}

std::string scalar(std::string_view text) {
  return yaml::scalar(plain_ascii(text) ? std::string(text) : clean(text));
}

std::string double_quoted(std::string_view text) {
  return yaml::quoted(plain_ascii(text) ? std::string(text) : clean(text));
}

template <class List, class Fn>
std::string listed(const List& list, Fn&& show) {
  std::string out = "[";
  for (const auto& item : list) {
    if (out.size() > 1) out += ", ";
    out += show(item);
  }
  return out + "]";
}

// A value of each type that host files hold; `in_quotes` is for texts.
std::string shown(const std::string& text, bool in_quotes) {
  return in_quotes ? double_quoted(text) : scalar(text);
}
std::string shown(const std::vector<std::string>& list, bool in_quotes) {
  return listed(list, [&](const std::string& text) { return shown(text, in_quotes); });
}
std::string shown(bool flag, bool) { return flag ? "true" : "false"; }
std::string shown(long long number, bool) { return std::to_string(number); }
std::string shown(const std::vector<int>& list, bool) {
  return listed(list, [](int number) { return std::to_string(number); });
}
std::string shown(Day day, bool) { return render_day(day); }
std::string shown(const std::optional<Mac>& mac, bool) { return yaml::quoted(render(*mac)); }
std::string shown(const std::vector<Cidr>& list, bool) {
  return listed(list, [](const Cidr& cidr) { return yaml::scalar(render(cidr)); });
}
std::string shown(const std::vector<Evidence>& because, bool) {
  return shown(words_of(because), false);
}
template <class E>
requires std::is_enum_v<E> std::string shown(E value, bool) { return scalar(word(value)); }

template <class T>
bool is_empty(const T& value) {
  if constexpr (std::is_arithmetic_v<T>) return value == T{};
  if constexpr (std::is_same_v<T, Approval>) return value == Approval::pending;
  if constexpr (requires { value.has_value(); }) return !value.has_value();
  if constexpr (requires { value.empty(); }) return value.empty();
  return false;
}

template <HasParts T>
std::string shown(const T& whole, bool) {
  std::string out;
  each_key(Parts<T>::keys, [&](const auto& key) {
    const auto& value = whole.*key.member;
    if (key.needless && is_empty(value)) return;
    out += (out.empty() ? "{" : ", ") + std::string(key.name) + ": " + shown(value, key.quoted);
  });
  return out + "}";
}
template <HasParts T>
std::string shown(const Rare<T>& whole, bool) {
  return shown(*whole, false);
}

// The lines of a block, two blanks in.
class Lines {
 public:
  template <class T>
  void add(std::string_view name, const T& value, bool in_quotes = false,
           std::string_view comment = {}) {
    std::string line = "  " + std::string(name) + ": " + shown(value, in_quotes);
    if (!comment.empty()) {
      line.append(line.size() < comment_column ? comment_column - line.size() : 1, ' ');
      line += "# " + std::string(comment);
    }
    text_ += line + "\n";
  }

  template <HasParts T>
  void add(std::string_view name, const std::vector<T>& list, bool = false, std::string_view = {}) {
    text_ += "  " + std::string(name) + (list.empty() ? ": []\n" : ":\n");
    for (const T& item : list) text_ += "    - " + shown(item, false) + "\n";
  }

  std::string take() { return std::move(text_); }

 private:
  std::string text_;
};

std::string render_overrides(const Overrides& overrides) {
  if (overrides.empty()) return "overrides: {}\n";
  Lines lines;
  each_stated([&](const auto& key) {
    if (overrides.*key.stated) lines.add(key.name, *(overrides.*key.stated), key.quoted);
  });
  return "overrides:\n" + lines.take();
}

// Notes may have several lines; each is made harmless by itself.
std::string render_notes(std::string_view notes) {
  std::string text;
  for (const std::string& line : split(notes, '\n')) text += visible(line) + "\n";
  text.pop_back();
  return yaml::scalar(text);
}

template <class T>
std::string render_line(const HostKey<T>& key, const T& value) {
  const std::string head = std::string(key.name) + ": ";
  if constexpr (std::is_same_v<T, Overrides>) {
    return render_overrides(value);
  } else if constexpr (std::is_same_v<T, Observed>) {
    return layout::render_observed(value);
  } else if constexpr (std::is_same_v<T, std::string>) {
    return head + (key.text == TextKind::lines ? render_notes(value) : shown(value, false)) + "\n";
  } else {
    return head + shown(value, false) + "\n";
  }
}

}  // namespace

namespace layout {

std::string render_observed(const Observed& observed) {
  Lines lines;
  each_key(observed_keys, [&](const auto& key) {
    const auto& value = observed.*key.member;
    if (key.needless && is_empty(value)) return;
    lines.add(key.name, value, key.quoted, key.comment);
  });
  return "observed:\n" + lines.take();
}

}  // namespace layout

std::string render_host_file(const Host& host, std::string_view path) {
  std::string out = "# yaml-language-server: $schema=";
  for (auto i = std::count(path.begin(), path.end(), '/'); i > 0; --i) out += "../";
  out += std::string(layout::schema_path) + "\n";
  each_key(host_keys, [&](const auto& key) {
    const auto& value = host.*key.member;
    if (key.needless && is_empty(value)) return;
    if (!key.comment.empty()) out += std::string(key.comment) + "\n";
    out += render_line(key, value);
    if (key.gap) out += "\n";
  });
  return out;
}

std::string host_path(const Host& host, bool sharded) {
  std::string site = slugify(effective_site(host));
  std::string slug = slugify(effective_name(host));
  if (site.empty()) site = "unknown";
  if (slug.empty()) slug = "host";
  const std::string shard = sharded ? host.id.substr(0, 2) + "/" : "";
  return "hosts/" + site + "/" + shard + slug + "--" + host.id + ".yaml";
}

}  // namespace muster
