#include <algorithm>
#include <filesystem>
#include <tuple>

#include "config/check.h"
#include "config/mask.h"
#include "config/tables.h"
#include "core/text.h"

namespace muster {
namespace config_file {
namespace {

constexpr size_t most_shown = 100;

using Layers = std::vector<Layer>;

struct Work {
  const Layers& layers;  // the user's own first, so that the repository's is laid over it
  Config& config;
  Diagnostics& trouble;

  void fault(const Where& where, std::string message, std::string fix) const {
    trouble.add(Error(std::move(message), Exit::invalid).at(where).mend(std::move(fix)));
  }
  Reading reading(const Layer& layer, std::string path) const {
    return {layer, trouble, config.origins, std::move(path)};
  }
};

// An item as written in one layer; null stands for an item without keys.
struct Found {
  const Layer* layer;
  const yaml::Entry* entry;
  Where where() const { return layer->document.where(entry->begin); }
};

bool is_mapping(const Work& work, const Found& found, const std::string& path) {
  const yaml::Node& node = found.entry->value;
  if (node.kind == yaml::Kind::mapping || node.null()) return true;
  work.fault(found.layer->document.where(node.begin), path + " must be a mapping of keys to values",
             "write key: value lines below it, indented");
  return false;
}

template <class T>
std::vector<std::string> names_of(const std::vector<T>& rows, std::string_view T::*name) {
  std::vector<std::string> names;
  for (const T& row : rows) names.emplace_back(row.*name);
  return names;
}

template <class T>
const Key<T>* find_key(const std::vector<Key<T>>& keys, std::string_view name) {
  const auto found =
      std::find_if(keys.begin(), keys.end(), [&](const Key<T>& key) { return key.name == name; });
  return found == keys.end() ? nullptr : &*found;
}

template <class T>
const Variant<T>* find_variant(const Section<T>& section, std::string_view kind) {
  for (const Variant<T>& variant : section.variants) {
    if (variant.kind == kind) return &variant;
  }
  return nullptr;
}

// All writings of each item, in the order of the layers.
template <class T>
std::map<std::string, std::vector<Found>> find_items(const Work& work, const Section<T>& section) {
  std::map<std::string, std::vector<Found>> items;
  for (const Layer& layer : work.layers) {
    for (const yaml::Entry& top : layer.document.root.entries) {
      const std::string path(section.name);
      if (top.key != path || !is_mapping(work, {&layer, &top}, path)) continue;
      for (const yaml::Entry& entry : top.value.entries)
        items[entry.key].push_back({&layer, &entry});
    }
  }
  return items;
}

template <class T>
const Variant<T>* choose_variant(const Work& work, const Section<T>& section,
                                 const std::string& name, const std::vector<Found>& writings) {
  if (section.selector.empty()) return &section.variants.front();
  const auto kinds = names_of(section.variants, &Variant<T>::kind);
  const Found* last = nullptr;
  for (const Found& found : writings) {
    if (found.entry->value.find(section.selector) != nullptr) last = &found;
  }
  const std::string selector(section.selector);
  if (last == nullptr) {
    work.fault(writings.back().where(),
               std::string(section.one) + " \"" + clean(name, 80) + "\" needs \"" + selector + "\"",
               "add " + selector + ": " + join(kinds, " or "));
    return nullptr;
  }
  const yaml::Node& node = *last->entry->value.find(section.selector);
  const auto* variant = find_variant(section, node.text);
  if (variant == nullptr || node.kind != yaml::Kind::scalar) {
    work.fault(last->layer->document.where(node.begin),
               selector + " \"" + clean(node.text, 80) + "\" is not known",
               suggestion(node.text, kinds));
    return nullptr;
  }
  return variant;
}

// A key that the table lacks: of another kind, a slip of the hand, or unheard of.
template <class T>
void report_unknown(const Work& work, const Section<T>& section, const Variant<T>* variant,
                    const std::string& path, const Found& found) {
  const std::string name = "\"" + clean(found.entry->key, 80) + "\"";
  std::vector<std::string> others;
  for (const Variant<T>& one : section.variants) {
    if (find_key(one.keys, found.entry->key) != nullptr) others.emplace_back(one.kind);
  }
  if (!others.empty()) {
    return work.fault(
        found.where(), "key " + name + " does not belong in " + path,
        "it is for " + std::string(section.selector) + " " + join(others, " or ") + "; remove it");
  }
  work.fault(found.where(), "key " + name + " is not known in " + path,
             variant == nullptr
                 ? "mend its " + std::string(section.selector) + " first"
                 : suggestion(found.entry->key, names_of(variant->keys, &Key<T>::name)));
}

template <class T>
void read_keys(const Work& work, const Section<T>& section, const Variant<T>& variant, bool lenient,
               const std::string& path, const Found& item, T& out) {
  for (const yaml::Entry& entry : item.entry->value.entries) {
    const Found found{item.layer, &entry};
    if (const auto* key = find_key(variant.keys, entry.key)) {
      Reading reading = work.reading(*item.layer, path + "." + entry.key);
      work.config.origins[reading.path] = reading.at(entry.value);
      key->read(reading, entry.value, out);
      continue;
    }
    const bool elsewhere =
        lenient &&
        std::any_of(section.variants.begin(), section.variants.end(), [&](const Variant<T>& other) {
          return find_key(other.keys, entry.key) != nullptr;
        });
    if (!elsewhere) report_unknown(work, section, lenient ? nullptr : &variant, path, found);
  }
}

template <class T>
void require_keys(const Work& work, const Section<T>& section, const Variant<T>& variant,
                  const std::string& name, const Where& where) {
  for (const Key<T>& key : variant.keys) {
    const std::string path = std::string(section.name) + "." + name + "." + std::string(key.name);
    if (!work.config.origins.try_emplace(path, Where{"default", 0, 0, ""}).second ||
        !key.required) {
      continue;
    }
    const std::string what(key.name);
    work.fault(where, std::string(section.one) + " \"" + name + "\" needs \"" + what + "\"",
               "add \"" + what + "\". " + std::string(key.doc));
  }
}

void set_name(SiteConfig& site, const std::string& name) { site.slug = site.name = name; }
template <class T>
void set_name(T& item, const std::string& name) {
  item.name = name;
}

template <class T>
void read_item(const Work& work, const Section<T>& section, const std::string& name,
               const std::vector<Found>& writings, std::map<std::string, T>& out) {
  const std::string path = std::string(section.name) + "." + name;
  if (!is_name(name)) {
    work.fault(writings.back().where(),
               std::string(section.one) + " name \"" + clean(name, 80) + "\" is not a name",
               "use 1 to 50 of a-z, 0-9, - and _, beginning with a letter or a digit");
  }
  const Variant<T>* chosen = choose_variant(work, section, name, writings);
  const Variant<T>& variant = chosen == nullptr ? section.variants.front() : *chosen;
  T item = variant.empty;
  set_name(item, name);
  item.where = writings.back().where();
  for (const Found& found : writings) {
    if (!is_mapping(work, found, path)) continue;
    read_keys(work, section, variant, chosen == nullptr, path, found, item);
  }
  if (chosen == nullptr || !is_name(name)) return;
  require_keys(work, section, variant, name, item.where);
  out.emplace(name, std::move(item));
}

template <class T>
std::map<std::string, T> read_section(const Work& work, const Section<T>& section) {
  std::map<std::string, T> out;
  for (const auto& [name, writings] : find_items(work, section)) {
    read_item(work, section, name, writings, out);
  }
  return out;
}

void read_policy(const Work& work) {
  const Section<Policy>& section = policy_section();
  for (const Layer& layer : work.layers) {
    for (const yaml::Entry& top : layer.document.root.entries) {
      const Found found{&layer, &top};
      if (top.key != "policy" || !is_mapping(work, found, "policy")) continue;
      read_keys(work, section, section.variants[0], false, "policy", found, work.config.policy);
    }
  }
}

void check_sections(const Work& work) {
  for (const Layer& layer : work.layers) {
    const yaml::Node& root = layer.document.root;
    if (root.kind != yaml::Kind::mapping && !root.null()) {
      work.fault(
          layer.document.where(root.begin), "muster.yaml must be a mapping of sections",
          "write sites:, sources:, classifications:, targets:, credentials:, jobs: and policy:");
    }
    for (const yaml::Entry& entry : root.entries) {
      if (std::find(section_names().begin(), section_names().end(), entry.key) !=
          section_names().end()) {
        continue;
      }
      work.fault(layer.document.where(entry.begin),
                 "section \"" + clean(entry.key, 80) + "\" is not known",
                 suggestion(entry.key, section_names()));
    }
  }
}

// `listed` for one of its switches.
SourceConfig one_switch(const Work& work, const SourceConfig& listed, const std::string& name,
                        const std::string& address) {
  SourceConfig one = listed;
  one.name = name;
  one.listed_in = listed.name;
  one.as<SwitchConfig>().switches.clear();
  one.as<SwitchConfig>().address = address;
  auto& origins = work.config.origins;
  const std::string list = "sources." + listed.name + ".";
  const std::string path = "sources." + name + ".";
  for (const auto& key : keys_of(source_section(), one.kind())) {
    origins[path + std::string(key.name)] = origins[list + std::string(key.name)];
  }
  origins[path + "address"] = origins[list + "switches." + name];
  one.where = origins[path + "address"];
  return one;
}

// A list of switches stands for a source each.
std::vector<SourceConfig> each_switch_by_name(const Work& work,
                                              std::map<std::string, SourceConfig> sources) {
  std::map<std::string, SourceConfig> out;
  const auto add = [&](SourceConfig source) {
    const auto [other, fresh] = out.try_emplace(source.name, source);
    if (fresh) return;
    work.fault(source.where, "source \"" + source.name + "\" is there twice",
               "give one of the two another name");
  };
  const auto list_of = [](const SourceConfig& source) {
    const auto* config = std::get_if<SwitchConfig>(&source.settings);
    return config == nullptr ? std::map<std::string, std::string>{} : config->switches;
  };
  for (const auto& [name, source] : sources) {
    if (list_of(source).empty()) add(source);
  }
  for (const auto& [name, source] : sources) {
    for (const auto& [one, address] : list_of(source)) add(one_switch(work, source, one, address));
  }
  std::vector<SourceConfig> list;
  for (auto& [name, source] : out) list.push_back(std::move(source));
  return list;
}

void complete_sources(Config& config) {
  for (SourceConfig& source : config.sources) {
    const auto site = config.sites.find(source.site);
    if (site == config.sites.end()) continue;
    std::visit([&](auto& settings) { complete(settings, site->second); }, source.settings);
  }
}

// In the order of the files, the repository's before the user's own.
std::vector<CredentialConfig> as_written(std::map<std::string, CredentialConfig> credentials,
                                         const std::string& repository) {
  std::vector<CredentialConfig> out;
  for (auto& [name, credential] : credentials) out.push_back(std::move(credential));
  const auto place = [&](const CredentialConfig& one) {
    return std::tuple(one.where.file != repository, one.where.line, one.where.column);
  };
  std::stable_sort(out.begin(), out.end(),
                   [&](const auto& a, const auto& b) { return place(a) < place(b); });
  return out;
}

void read_everything(const Work& work) {
  Config& config = work.config;
  check_sections(work);
  config.sites = read_section(work, site_section());
  config.sources = each_switch_by_name(work, read_section(work, source_section()));
  complete_sources(config);
  config.classifications = read_section(work, class_section());
  // Built in, and nothing in any target: what people put aside, and what no rule knows.
  for (const std::string name : {"ignore", "unknown"})
    config.classifications.try_emplace(name).first->second.name = name;
  for (auto& [name, target] : read_section(work, target_section())) {
    config.targets.push_back(target);
  }
  std::stable_sort(config.targets.begin(), config.targets.end(),
                   [](const auto& a, const auto& b) { return a.phase() < b.phase(); });
  config.credentials = as_written(read_section(work, credential_section()), config.file);
  for (auto& [name, job] : read_section(work, job_section())) config.jobs.push_back(job);
  read_policy(work);
  check_config(config, work.trouble);
}

std::string folder_of(const ConfigText& text) {
  if (!text.folder.empty()) return text.folder;
  return std::filesystem::path(text.file).parent_path().string();
}

// Errors of one text that could not be read as YAML, with secrets cut by the words around them.
Layers parse_layers(const std::vector<ConfigText>& texts, Diagnostics& trouble) {
  Layers layers;
  for (const bool own : {true, false}) {
    for (const ConfigText& text : texts) {
      if (text.own != own) continue;
      Diagnostics found;
      auto document = yaml::parse(text.text, text.file, found);
      if (document) {
        trouble.add(std::move(found));
        layers.push_back({std::move(*document), folder_of(text), own});
      } else {
        for (const Error& error : found.items()) trouble.add(masked_by_words(error));
      }
    }
  }
  return layers;
}

// Sorted, bounded and without secrets.
Diagnostics presentable(Diagnostics trouble, const Layers& layers) {
  trouble.sort();
  std::map<std::string, std::vector<Span>> spans;
  for (const Layer& layer : layers) spans[layer.document.file] = secret_spans(layer.document);
  Diagnostics out;
  for (const Error& error : trouble.items()) {
    if (out.items().size() == most_shown) {
      out.add(Error(counted(trouble.items().size() - most_shown, "more mistake") + " not shown",
                    Exit::invalid)
                  .mend("mend these first"));
      break;
    }
    out.add(masked(error, spans[error.where.file]));
  }
  return out;
}

}  // namespace
}  // namespace config_file

const ClassConfig* Config::classification(const std::string& name) const {
  const auto found = classifications.find(name);
  return found == classifications.end() ? nullptr : &found->second;
}

std::optional<Config> read_config(const std::vector<ConfigText>& layers, Diagnostics& trouble) {
  using namespace config_file;
  Config config;
  Diagnostics found;
  const Layers parsed = parse_layers(layers, found);
  for (const ConfigText& text : layers) {
    if (!text.own || config.file.empty()) config.file = text.file;
  }
  // What could not be read would be missed by every check that follows.
  if (parsed.size() == layers.size()) read_everything({parsed, config, found});
  const bool bad = found.has_errors();
  trouble.add(presentable(std::move(found), parsed));
  return bad ? std::nullopt : std::optional(std::move(config));
}

}  // namespace muster
