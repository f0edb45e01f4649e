#include "flow/bulk/choose.h"

#include <fmt/core.h>

#include <algorithm>
#include <filesystem>
#include <set>
#include <unordered_map>

#include "core/text.h"
#include "model/selector.h"

namespace muster {
namespace {

std::vector<std::string> known_names(const Inventory& inventory) {
  std::vector<std::string> names;
  for (const auto& file : inventory.files) {
    names.push_back(effective_name(file->host));
    names.push_back(file->host.id);
  }
  return names;
}

// The form in which a word and what it names are the same text.
std::string name_key(std::string_view word) { return "name " + lower(word); }
std::string mac_key_of(Mac mac) { return "mac " + render(mac); }
std::string address_key(const Ip& ip) { return "ip " + render(ip); }
std::string path_key(std::string_view path) { return "path " + std::string(path); }

// What words may name, with the hosts that have it: looked up in one pass over the inventory.
class Naming {
 public:
  Naming(const std::vector<std::string>& words, const std::string& folder) : folder_(folder) {
    for (const std::string& word : words) {
      for (const std::string& key : keys_of(word)) found_[key];
    }
  }

  void look_at(const HostFile& file) {
    const Host& host = file.host;
    note("id " + host.id, file);
    note(path_key(file.path), file);
    note(name_key(effective_name(host)), file);
    for (const auto* list : {&host.observed.interfaces, &effective_interfaces(host)}) {
      for (const Interface& interface : *list) {
        if (interface.mac) note(mac_key_of(*interface.mac), file);
        for (const Cidr& address : interface.addresses) note(address_key(address.ip), file);
      }
    }
  }

  // By the first form that names any: an id before a path before a name.
  const std::set<const HostFile*>& named(const std::string& word) const {
    static const std::set<const HostFile*> none;
    for (const std::string& key : keys_of(word)) {
      const auto& hosts = found_.at(key);
      if (!hosts.empty()) return hosts;
    }
    return none;
  }

 private:
  std::vector<std::string> keys_of(const std::string& word) const {
    std::vector<std::string> keys{"id " + word, path_key(word)};
    const std::filesystem::path here(word);
    if (here.is_relative()) keys.push_back(path_key((folder_ / here).lexically_normal().string()));
    if (const auto mac = parse_mac(word)) keys.push_back(mac_key_of(*mac));
    if (const auto ip = parse_ip(word)) keys.push_back(address_key(*ip));
    if (!word.empty()) keys.push_back(name_key(word));
    return keys;
  }

  void note(const std::string& key, const HostFile& file) {
    const auto wanted = found_.find(key);
    if (wanted != found_.end()) wanted->second.insert(&file);
  }

  std::filesystem::path folder_;
  std::unordered_map<std::string, std::set<const HostFile*>> found_;
};

std::set<const HostFile*> named(const Inventory& inventory, const std::vector<std::string>& words,
                                const std::string& folder) {
  std::set<const HostFile*> out;
  if (words.empty()) return out;
  Naming naming(words, folder);
  for (const auto& file : inventory.files) naming.look_at(*file);
  for (const std::string& word : words) {
    const auto& hosts = naming.named(word);
    if (hosts.size() > 1) {
      throw Error(fmt::format("{} are called \"{}\"", counted(hosts.size(), "host"), clean(word)),
                  Exit::usage)
          .mend("name them by id; muster ls shows it");
    }
    if (hosts.empty()) {
      const auto near = nearest(word, known_names(inventory));
      throw Error(fmt::format("no host has the id, name, MAC, address or path \"{}\"", clean(word)),
                  Exit::usage)
          .mend(near ? fmt::format("did you mean \"{}\"?", *near) : "muster ls lists them");
    }
    out.insert(*hosts.begin());
  }
  return out;
}

}  // namespace

std::vector<const HostFile*> choose_hosts(const Inventory& inventory, const HostChoice& choice) {
  std::vector<std::string> words = choice.words;
  if (choice.listed) words.insert(words.end(), choice.listed->begin(), choice.listed->end());
  const auto by_name = named(inventory, words, choice.folder);
  const bool all = choice.words.empty() && !choice.listed;
  std::optional<Selector> selector;
  if (choice.where) selector = Selector::parse(*choice.where);
  std::vector<const HostFile*> out;
  for (const auto& file : inventory.files) {
    if (!all && !by_name.contains(file.get())) continue;
    if (selector && !selector->matches(file->host, file->path)) continue;
    out.push_back(file.get());
  }
  if (!choice.expect || *choice.expect == out.size()) return out;
  throw Error(fmt::format("{} chosen, {} expected", counted(out.size(), "host"), *choice.expect),
              Exit::refused)
      .mend("look at them with muster ls, nothing was written");
}

const HostFile& choose_host(const Inventory& inventory, const std::string& word,
                            const std::string& folder) {
  return **named(inventory, {word}, folder).begin();
}

std::vector<std::string> listed_words(std::string_view text) {
  const bool nul = text.find('\0') != std::string_view::npos;
  std::vector<std::string> words;
  for (const std::string& line : split(text, nul ? '\0' : '\n')) {
    const std::string_view words_of_line = trim(line);
    const size_t end = words_of_line.find_first_of(" \t\r\n");
    if (!words_of_line.empty()) words.emplace_back(words_of_line.substr(0, end));
  }
  return words;
}

}  // namespace muster
