#include "target/dns/unbound/declared.h"

#include <fnmatch.h>

#include <algorithm>
#include <array>
#include <unordered_set>

#include "core/text.h"
#include "model/ip.h"
#include "target/dns/unbound/conf_words.h"

namespace muster::unbound {
namespace {

constexpr size_t most_bytes = 512 << 20;  // of all files together
constexpr size_t most_files = 10'000;
constexpr size_t most_depth = 64;

constexpr std::array<std::string_view, 13> clauses{
    "server", "remote-control", "view",     "stub-zone", "forward-zone", "auth-zone", "rpz",
    "python", "dynlib",         "dnscrypt", "cachedb",   "ipset",        "dnstap"};

// The zones that Unbound has by itself unless they are declared: unbound.conf(5), "local-zone".
// All but localhost are static; those of private networks go with unblock-lan-zones.
constexpr std::array<std::string_view, 6> always_zones{
    "127.in-addr.arpa",
    "home.arpa",
    "onion",
    "test",
    "invalid",
    "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.ip6.arpa"};
constexpr std::array<std::string_view, 15> lan_zones{
    "10.in-addr.arpa",
    "168.192.in-addr.arpa",
    "0.in-addr.arpa",
    "254.169.in-addr.arpa",
    "2.0.192.in-addr.arpa",
    "100.51.198.in-addr.arpa",
    "113.0.203.in-addr.arpa",
    "255.255.255.255.in-addr.arpa",
    "0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.ip6.arpa",
    "d.f.ip6.arpa",
    "8.e.f.ip6.arpa",
    "9.e.f.ip6.arpa",
    "a.e.f.ip6.arpa",
    "b.e.f.ip6.arpa",
    "8.b.d.0.1.0.0.2.ip6.arpa"};

std::string plain_name(std::string_view name) {
  if (name.ends_with('.')) name.remove_suffix(1);
  return lower(name);
}

class ConfReader {
 public:
  ConfReader(MachineReader& machine, const std::string& own,
             const std::vector<ForeignLine>& foreign, const std::set<std::string>& names)
      : machine_(machine), own_(machine.canonical(own)), foreign_(foreign) {
    for (const std::string& name : names) {
      inside_.insert(name);
      for (std::string_view up = name; !up.empty(); up = parent_of(up)) around_.emplace(up);
    }
  }

  Declared run(const std::string& config) {
    base_ = config.substr(0, config.rfind('/') + 1);
    include(config, machine_.canonical(config), 0);
    if (!own_included_) {
      throw Error(config + " does not include " + own_ + ", so nothing in it would be served")
          .mend("add the line include: \"" + own_ + "\" to " + config);
    }
    add_built_in();
    return std::move(out_);
  }

  Declared run_without_config() {
    take_own(0);
    add_built_in();
    return std::move(out_);
  }

 private:
  bool matters(std::string_view name) const {
    if (around_.contains(std::string(name))) return true;
    for (std::string_view up = name; !up.empty(); up = parent_of(up)) {
      if (inside_.contains(std::string(up))) return true;
    }
    return name.empty();
  }

  void include(const std::string& shown, const std::string& path, size_t depth) {
    if (depth > most_depth || ++files_ > most_files) {
      throw Error(shown + " is included too often").because("a file seems to include itself");
    }
    const auto text = machine_.read(path, most_bytes - bytes_);
    if (!text) throw Error("there is no " + shown).mend("name unbound.conf as config");
    bytes_ += text->size();
    each_entry(*text, [&](const ConfEntry& entry) { take(entry, shown, depth); });
  }

  void include_all(const std::string& pattern, size_t depth) {
    const std::string full = pattern.starts_with('/') ? pattern : base_ + pattern;
    if (fnmatch(full.c_str(), own_.c_str(), FNM_PATHNAME | FNM_PERIOD) == 0) own_included_ = true;
    for (const std::string& path : machine_.glob(full)) {
      const std::string real = machine_.canonical(path);
      if (real == own_) {
        own_included_ = true;
        take_own(depth + 1);
      } else {
        include(path, real, depth + 1);
      }
    }
  }

  void take_own(size_t depth) {
    clause_ = "server";
    for (const ForeignLine& line : foreign_) {
      each_entry(line.text, [&](ConfEntry entry) {
        entry.line = line.line;
        take(entry, own_, depth);
      });
    }
  }

  void take(const ConfEntry& entry, const std::string& file, size_t depth) {
    if (entry.key == "include" || entry.key == "include-toplevel") {
      const std::string before = clause_;
      for (const std::string_view pattern : entry.values) include_all(std::string(pattern), depth);
      if (entry.key == "include-toplevel") clause_ = before;
    } else if (std::find(clauses.begin(), clauses.end(), entry.key) != clauses.end() &&
               entry.values.empty()) {
      clause_ = entry.key;
    } else if (clause_ == "server" && !entry.values.empty()) {
      declare(entry, {file, entry.line, 0, ""});
    } else if (entry.key == "name" && clause_ != "view" && !entry.values.empty()) {
      const std::string name = plain_name(entry.values[0]);
      if (matters(name)) out_.clauses[name] = {clause_, {file, entry.line, 0, ""}};
    }
  }

  void declare(const ConfEntry& entry, const Where& where) {
    const std::string_view value = entry.values[0];
    if (entry.key == "local-zone" && entry.values.size() > 1) {
      zone(plain_name(value), lower(entry.values[1]), where);
    } else if (entry.key == "local-data") {
      record(value, where);
    } else if (entry.key == "local-data-ptr") {
      reverse(value, where);
    } else if (entry.key == "directory") {
      base_ = std::string(value) + "/";
    } else if (entry.key == "unblock-lan-zones") {
      lan_open_ = value == "yes";
    }
  }

  // Of two declarations of a zone Unbound takes the later one.
  void zone(const std::string& name, const std::string& type, const Where& where) {
    if (matters(name)) out_.zones[name] = {type, where};
  }

  void record(std::string_view text, const Where& where) {
    auto found = parse_declared(text, where);
    if (found && matters(found->first)) out_.records.insert(std::move(*found));
  }

  // `ADDRESS [TTL] NAME`
  void reverse(std::string_view text, const Where& where) {
    const auto ip = parse_ip(std::string(text.substr(0, text.find(' '))));
    if (!ip) return;
    const std::string name = reverse_name(*ip);
    if (!matters(name)) return;
    out_.records.emplace(
        name, DeclaredRecord{"PTR", std::string(text.substr(text.rfind(' ') + 1)), where});
  }

  void add_built_in() {
    built_in("localhost", "redirect");
    for (const std::string_view name : always_zones) built_in(std::string(name));
    if (!lan_open_) {
      for (const std::string_view name : lan_zones) built_in(std::string(name));
      for (int i = 16; i < 32; ++i) built_in(std::to_string(i) + ".172.in-addr.arpa");
      for (int i = 64; i < 128; ++i) built_in(std::to_string(i) + ".100.in-addr.arpa");
    }
    std::erase_if(out_.zones, [](const auto& zone) { return zone.second.type == "nodefault"; });
  }

  void built_in(const std::string& name, const std::string& type = "static") {
    if (matters(name)) out_.zones.emplace(name, DeclaredZone{type, {}});
  }

  MachineReader& machine_;
  std::string own_, base_;
  const std::vector<ForeignLine>& foreign_;
  std::unordered_set<std::string> inside_, around_;
  std::string clause_;
  bool own_included_ = false;
  bool lan_open_ = false;
  size_t files_ = 0;
  size_t bytes_ = 0;
  Declared out_;
};

}  // namespace

std::optional<std::pair<std::string, DeclaredRecord>> parse_declared(std::string_view text,
                                                                     const Where& where) {
  std::string blanks(text);
  std::replace(blanks.begin(), blanks.end(), '\t', ' ');
  std::vector<std::string> words = split(blanks, ' ');
  std::erase(words, "");
  size_t at = 1;
  while (at < words.size() && (parse_int(words[at]) || lower(words[at]) == "in")) ++at;
  if (at >= words.size()) return std::nullopt;
  const std::string value = join(std::span(words).subspan(at + 1), " ");
  std::string type = words[at];
  std::transform(type.begin(), type.end(), type.begin(),
                 [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
  return std::pair(plain_name(words[0]), DeclaredRecord{std::move(type), value, where});
}

const std::pair<const std::string, DeclaredZone>* Declared::zone_of(std::string_view name) const {
  for (std::string_view up = name;; up = parent_of(up)) {
    const auto found = zones.find(up);
    if (found != zones.end()) return &*found;
    if (up.empty()) return nullptr;
  }
}

Declared read_declared(MachineReader& machine, const std::string& config, const std::string& own,
                       const std::vector<ForeignLine>& foreign,
                       const std::set<std::string>& names) {
  return ConfReader(machine, own, foreign, names).run(config);
}

Declared built_in(MachineReader& machine, const std::string& own,
                  const std::vector<ForeignLine>& foreign, const std::set<std::string>& names) {
  return ConfReader(machine, own, foreign, names).run_without_config();
}

}  // namespace muster::unbound
