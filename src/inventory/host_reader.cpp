#include "inventory/host_reader.h"

#include "core/text.h"
#include "inventory/host_reader_each.h"
#include "inventory/limits.h"

namespace muster {
namespace {

using Names = std::vector<std::string_view>;

const Names top_keys{"id",    "classification", "approval", "name",    "tags",
                     "notes", "overrides",      "adopt",    "protect", "observed"};
const Names override_keys{"overrides.name",  "overrides.site",      "overrides.vendor",
                          "overrides.model", "overrides.serial",    "overrides.platform",
                          "overrides.state", "overrides.interfaces"};
const Names observed_keys{
    "observed.state",    "observed.name",     "observed.site",       "observed.first_seen",
    "observed.proposed", "observed.identity", "observed.interfaces", "observed.attached",
    "observed.virtual",  "observed.names",    "observed.vendor",     "observed.model",
    "observed.serial",   "observed.platform", "observed.sources",    "observed.attention"};
const Names required_keys{"id", "observed"};
const Names required_observed{"state", "site", "first_seen"};

bool is_id(std::string_view text) {
  return text.size() == 10 &&
         text.find_first_not_of("0123456789abcdefghjkmnpqrstvwxyz") == std::string_view::npos;
}

bool harmless(std::string_view text) {
  const auto ordinary = [](char c) { return c >= 0x20 && c < 0x7F; };
  return std::all_of(text.begin(), text.end(), ordinary) || visible(text) == text;
}

}  // namespace

void HostReader::read() {
  const Node& root = document_.root;
  section(root, "a host file", "", top_keys,
          [&](std::string_view key, const Node& value) { top(key, value); });
  if (root.kind != yaml::Kind::mapping) return;
  require(root, "the file", required_keys);
  order(root);
}

void HostReader::top(std::string_view key, const Node& value) {
  static const Names words{"pending", "approved", "rejected"};
  Host& host = out_.host;
  if (key == "id") id(value);
  if (key == "classification") host.classification = text(value, key);
  if (key == "approval") {
    host.approval = parse_approval(known_word(value, key, words)).value_or(Approval::pending);
  }
  if (key == "name") host.name = text(value, key, limits::name_bytes);
  if (key == "tags") host.tags = texts(value, key);
  if (key == "notes") notes(value);
  if (key == "overrides") overrides(value);
  if (key == "adopt") host.adopt = flag(value, key);
  if (key == "protect") host.protect = flag(value, key);
  if (key == "observed") observed(value);
}

void HostReader::id(const Node& value) {
  const std::string written = text(value, "id");
  out_.host.id = written;
  if (!is_id(written)) {
    mistake(value, "id \"" + clean(written, 40) + "\" is not 10 lower-case base32 characters",
            "put back the id that the name of the file ends in");
  } else if (!out_.path.ends_with("--" + written + ".yaml")) {
    mistake(value, "the name of the file does not end in \"--" + written + ".yaml\"",
            "give the file its id back; the part before it is free");
  }
}

void HostReader::notes(const Node& value) {
  if (value.kind != yaml::Kind::scalar) {
    mistake(value, "notes must be text", "write it as \"…\" or as a block after |");
    return;
  }
  if (!value.null()) out_.host.notes = value.text;
  if (value.text.size() > limits::notes_bytes) {
    mistake(value, "notes are longer than " + counted(limits::notes_bytes, "byte"), "shorten them");
  }
  for (const std::string& line : split(value.text, '\n')) {
    if (harmless(line)) continue;
    mistake(value, "notes hold a control or invisible character", "remove it");
    return;
  }
}

void HostReader::overrides(const Node& value) {
  if (value.null()) return;
  Overrides& out = out_.host.overrides;
  section(value, "overrides", "overrides.", override_keys,
          [&](std::string_view key, const Node& node) {
            if (key == "name") out.name = text(node, key, limits::name_bytes);
            if (key == "site") out.site = text(node, key);
            if (key == "vendor") out.vendor = text(node, key);
            if (key == "model") out.model = text(node, key);
            if (key == "serial") out.serial = text(node, key);
            if (key == "platform") out.platform = text(node, key);
            if (key == "state") out.state = state(node);
            if (key == "interfaces") out.interfaces = interfaces(node);
          });
}

void HostReader::observed(const Node& value) {
  section(value, "observed", "observed.", observed_keys,
          [&](std::string_view key, const Node& node) {
            observed_value(key, node);
            observed_block(key, node);
          });
  if (value.kind == yaml::Kind::mapping) require(value, "observed", required_observed);
}

void HostReader::observed_value(std::string_view key, const Node& value) {
  Observed& out = out_.host.observed;
  if (key == "state") out.state = state(value);
  if (key == "name") out.name = text(value, key);
  if (key == "site") out.site = text(value, key);
  if (key == "first_seen") out.first_seen = day(value);
  if (key == "vendor") out.vendor = text(value, key);
  if (key == "model") out.model = text(value, key);
  if (key == "serial") out.serial = text(value, key);
  if (key == "platform") out.platform = text(value, key);
}

void HostReader::observed_block(std::string_view key, const Node& value) {
  Observed& out = out_.host.observed;
  if (key == "proposed") out.proposed = proposal(value);
  if (key == "identity") out.identity = texts(value, key);
  if (key == "interfaces") out.interfaces = interfaces(value);
  if (key == "attached") out.attached = attached(value);
  if (key == "virtual") out.guest = guest(value);
  if (key == "names") out.names = names(value);
  if (key == "sources") out.sources = texts(value, key);
  if (key == "attention") out.attention = texts(value, key);
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

void HostReader::mistake(const Node& node, std::string message, std::string fix) {
  trouble_.add(Error(std::move(message), Exit::invalid)
                   .at(document_.where(node.begin))
                   .mend(std::move(fix)));
}

void HostReader::require(const Node& node, std::string_view what, Keys keys) {
  for (const std::string_view key : keys) {
    if (node.find(key) != nullptr) continue;
    mistake(node, std::string(what) + " has no \"" + std::string(key) + "\"",
            "put the line back, for instance from an older commit");
  }
}

std::string HostReader::text(const Node& node, std::string_view what, size_t limit,
                             std::string_view part) {
  const auto wrong = [&](const std::string& how, std::string fix) {
    mistake(node, std::string(part) + std::string(what) + how, std::move(fix));
  };
  if (node.kind != yaml::Kind::scalar) {
    wrong(" must be one value", "write one value; quote it when it holds : or #");
    return "";
  }
  if (node.null()) return "";
  if (node.text.size() > limit) {
    wrong(" is longer than " + counted(limit, "byte"), "shorten it");
  } else if (!harmless(node.text)) {
    wrong(" holds a control or invisible character", "remove it");
  }
  return node.text;
}

std::string HostReader::known_word(const Node& node, std::string_view what, Keys words) {
  const std::string written = text(node, what);
  if (node.kind != yaml::Kind::scalar) return written;
  if (std::find(words.begin(), words.end(), written) == words.end()) {
    const std::vector<std::string> candidates(words.begin(), words.end());
    mistake(node, std::string(what) + " \"" + clean(written) + "\" is not known",
            suggestion(written, candidates));
  }
  return written;
}

std::vector<std::string> HostReader::texts(const Node& node, std::string_view what) {
  std::vector<std::string> out;
  if (!is_list(node, what)) return out;
  out.reserve(node.items.size());
  for (const Node& item : node.items) out.push_back(text(item, what, 255, "an item of "));
  return out;
}

bool HostReader::flag(const Node& node, std::string_view what) {
  const auto value = yaml::as_bool(node);
  if (!value) mistake(node, std::string(what) + " must be true or false", "write true or false");
  return value.value_or(false);
}

long long HostReader::number(const Node& node, std::string_view what, long long least,
                             long long most) {
  const auto value = yaml::as_int(node);
  if (value && *value >= least && *value <= most) return *value;
  mistake(node,
          std::string(what) + " must be a whole number from " + std::to_string(least) + " to " +
              std::to_string(most),
          "write it in decimal digits without quotes");
  return least;
}

bool HostReader::is_list(const Node& node, std::string_view what) {
  if (node.null()) return false;
  if (node.kind != yaml::Kind::sequence) {
    mistake(node, std::string(what) + " must be a list", "write it as [one, two]");
    return false;
  }
  if (node.items.size() <= limits::list_items) return true;
  mistake(node, std::string(what) + " holds more than " + counted(limits::list_items, "item"),
          "shorten the list");
  return false;
}

std::span<const std::string_view> HostFile::keys() {
  static const Names all = [] {
    Names names = top_keys;
    names.insert(names.end(), override_keys.begin(), override_keys.end());
    names.insert(names.end(), observed_keys.begin(), observed_keys.end());
    return names;
  }();
  return all;
}

Where HostFile::where(std::string_view key) const { return where(key, {}); }

Where HostFile::where(std::string_view key, std::string_view word) const {
  for (const Place& place : places) {
    if (place.key != key) continue;
    Where out{path, place.line, place.column, std::string(line_of(text, place.line))};
    for (int line = place.line; !word.empty() && line < place.line + 64; ++line) {
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
  const auto stands = [&](const Place& place) { return place.key == stated; };
  if (std::any_of(places.begin(), places.end(), stands)) return where(stated, word);
  if (field == "name" && !host.name.empty()) return where("name", word);
  return where("observed." + std::string(field), word);
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
  file.text = text;
  return file;
}

}  // namespace muster
