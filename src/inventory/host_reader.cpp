#include "inventory/host_reader.h"

#include <algorithm>
#include <limits>

#include "core/text.h"
#include "inventory/host_reader_each.h"
#include "inventory/limits.h"

namespace muster {
namespace {

template <class Keys, class Wanted>
std::vector<std::string> names_in(const Keys& keys, std::string_view prefix, Wanted wanted) {
  std::vector<std::string> names;
  each_key(keys, [&](const auto& key) {
    if (wanted(key)) names.push_back(std::string(prefix) + std::string(key.name));
  });
  return names;
}

// Every key that a value can stand under, and in it the parts of the file.
struct KeyNames {
  std::vector<std::string> all;
  std::span<const std::string> top, overrides, observed;

  KeyNames() {
    const auto any = [](const auto&) { return true; };
    const auto stated = [](const auto& key) { return key.stated != nullptr; };
    std::vector<std::string> first = names_in(host_keys, "", any);
    std::vector<std::string> second = names_in(observed_keys, "overrides.", stated);
    for (std::string& name : names_in(stated_keys, "overrides.", any))
      second.push_back(std::move(name));
    std::vector<std::string> third = names_in(observed_keys, "observed.", any);
    for (const auto* part : {&first, &second, &third}) {
      all.insert(all.end(), part->begin(), part->end());
    }
    const std::span<const std::string> names(all);
    top = names.first(first.size());
    overrides = names.subspan(first.size(), second.size());
    observed = names.last(third.size());
  }
};

const KeyNames& key_names() {
  static const KeyNames names;
  return names;
}

// hosts/<site>/…: where a host stands that discover did not see.
std::string site_of_path(std::string_view path) {
  constexpr std::string_view top = "hosts/";
  if (!path.starts_with(top)) return "";
  const std::string_view rest = path.substr(top.size());
  const size_t end = rest.find('/');
  return end == std::string_view::npos ? "" : std::string(rest.substr(0, end));
}

bool is_id(std::string_view text) {
  return text.size() == 10 &&
         text.find_first_not_of("0123456789abcdefghjkmnpqrstvwxyz") == std::string_view::npos;
}

}  // namespace

void HostReader::read() {
  const Node& root = document_.root;
  section(root, "a host file", "", key_names().top, [&](std::string_view name, const Node& value) {
    each_key(host_keys, [&](const auto& key) {
      if (key.name == name) top(value, key);
    });
  });
  if (root.kind != yaml::Kind::mapping) return;
  require(root, "the file", host_keys);
  order(root);
  if (root.find("observed") == nullptr) out_.host.observed.site = site_of_path(out_.path);
}

template <class T>
void HostReader::top(const Node& node, const HostKey<T>& key) {
  T& out = out_.host.*key.member;
  if constexpr (std::is_same_v<T, Overrides>) {
    overrides(node);
  } else if constexpr (std::is_same_v<T, Observed>) {
    observed(node);
  } else if constexpr (std::is_same_v<T, std::string>) {
    if (key.text == TextKind::lines) lines(node, key.name, key.most);
    out = key.text != TextKind::lines ? text(node, key.name, key.most)
          : node.null()               ? ""
                                      : node.text;
    if (key.text == TextKind::id) id(node);
  } else {
    take(node, key.name, out);
  }
}

void HostReader::id(const Node& node) {
  const std::string& written = out_.host.id;
  if (!is_id(written)) {
    mistake(node, "id \"" + clean(written, 40) + "\" is not 10 lower-case base32 characters",
            "put back the id that the name of the file ends in");
  } else if (!out_.path.ends_with("--" + written + ".yaml")) {
    mistake(node, "the name of the file does not end in \"--" + written + ".yaml\"",
            "give the file its id back; the part before it is free");
  }
}

template <class Key, class T>
void HostReader::stated(const Node& node, const Key& key, T& out) {
  if constexpr (std::is_same_v<T, std::string>) {
    out = text(node, key.name, key.most);
  } else {
    take(node, key.name, out);
  }
}

void HostReader::overrides(const Node& node) {
  if (node.null()) return;
  section(node, "overrides", "overrides.", key_names().overrides,
          [&](std::string_view name, const Node& value) {
            each_stated([&](const auto& key) {
              if (key.name == name) stated(value, key, (out_.host.overrides.*key.stated).emplace());
            });
          });
}

void HostReader::observed(const Node& node) {
  section(node, "observed", "observed.", key_names().observed,
          [&](std::string_view name, const Node& value) {
            each_key(observed_keys, [&](const auto& key) {
              if (key.name == name) take(value, key.name, out_.host.observed.*key.member);
            });
          });
  if (node.kind == yaml::Kind::mapping) require(node, "observed", observed_keys);
}

// Everything below the second banner is replaced, so nothing of people's may stand there.
void HostReader::order(const Node& root) {
  bool below = false;
  for (const yaml::Entry& entry : root.entries) {
    if (below) {
      trouble_.add(Error("\"" + clean(entry.key) + "\" stands below observed, where edits are lost",
                         Exit::invalid)
                       .at(document_.where(entry.begin))
                       .mend("move it above the second banner"));
    }
    below = below || entry.key == "observed";
  }
}

// `key` is one of HostFile::keys().
void HostReader::note_place(const std::string& key, const yaml::Mark& begin) {
  const auto number = &key - HostFile::keys().data();
  const int column = std::min<int>(begin.column, std::numeric_limits<uint16_t>::max());
  out_.places.push_back({static_cast<uint32_t>(begin.line), static_cast<uint16_t>(column),
                         static_cast<uint8_t>(number)});
}

void HostReader::mistake(const Node& node, std::string message, std::string fix) {
  trouble_.add(Error(std::move(message), Exit::invalid)
                   .at(document_.where(node.begin))
                   .mend(std::move(fix)));
}

std::span<const std::string> HostFile::keys() { return key_names().all; }

Where HostFile::where(std::string_view key) const { return where(key, {}); }

Where HostFile::where(std::string_view key, std::string_view word) const {
  for (const Place& place : places) {
    if (keys()[place.key] != key) continue;
    const int first = static_cast<int>(place.line);
    Where out{path, first, place.column, std::string(line_of(text, first))};
    for (int line = first; !word.empty() && line < first + 64; ++line) {
      const std::string_view source = line_of(text, line);
      const size_t found = source.find(word);
      if (found == std::string_view::npos) continue;
      return {path, line, static_cast<int>(found) + 1, std::string(source)};
    }
    return out;
  }
  return {path, 0, 0, ""};
}

Where HostFile::told(std::string_view field, std::string_view word) const {
  const std::string stated = "overrides." + std::string(field);
  const auto stands = [&](const Place& place) { return keys()[place.key] == stated; };
  if (std::any_of(places.begin(), places.end(), stands)) return where(stated, word);
  std::string_view own;
  each_key(observed_keys, [&](const auto& key) {
    if (key.name == field && key.own != nullptr && !(host.*key.own).empty()) own = key.name;
  });
  return own.empty() ? where("observed." + std::string(field), word) : where(own, word);
}

namespace {

// Git's own marks of an unresolved merge, which YAML readers explain badly.
std::optional<Error> merge_conflict(std::string_view text, const std::string& path) {
  const size_t at = text.starts_with("<<<<<<< ") ? 0 : text.find("\n<<<<<<< ");
  if (at == std::string_view::npos) return std::nullopt;
  const auto line = 1 + std::count(text.begin(), text.begin() + static_cast<long>(at) + 1, '\n');
  const int number = static_cast<int>(line);
  return Error("a merge conflict stands here", Exit::invalid)
      .at({path, number, 1, std::string(line_of(text, number))})
      .mend("keep one side, and remove the lines that begin with <<<<<<<, ======= and >>>>>>>");
}

}  // namespace

std::optional<HostFile> parse_host_file(std::string_view text, std::string path,
                                        Diagnostics& trouble) {
  constexpr yaml::Limits most{limits::file_bytes, 8, limits::values};
  if (auto conflict = merge_conflict(text, path)) {
    trouble.add(*std::move(conflict));
    return std::nullopt;
  }
  Diagnostics own;
  HostFile file;
  file.path = path;
  const auto document = yaml::parse(text, std::move(path), own, most);
  if (document) HostReader(*document, file, own).read();
  const bool good = document && !own.has_errors();
  trouble.add(std::move(own));
  if (!good) return std::nullopt;
  file.places.shrink_to_fit();
  file.text = SharedText(std::string(text));
  return file;
}

}  // namespace muster
