#include "config/show.h"

#include <array>
#include <charconv>
#include <nlohmann/json.hpp>

#include "config/tables.h"
#include "core/text.h"

namespace muster::config_file {
namespace {

std::string origin_of(const Where& where) {
  if (where.line == 0) return where.file;
  return where.file + ":" + std::to_string(where.line) + ":" + std::to_string(where.column);
}

// The keys of one item, each as it is or with where it was said.
template <class T>
nlohmann::json show_item(const std::vector<Key<T>>& keys, const T& item, const std::string& path,
                         const std::map<std::string, Where>* origins) {
  nlohmann::json out = nlohmann::json::object();
  for (const Key<T>& key : keys) {
    const std::string name(key.name);
    nlohmann::json value = key.show(item);
    if (origins == nullptr) {
      out[name] = std::move(value);
      continue;
    }
    const auto found = origins->find(path + "." + name);
    const std::string origin = found == origins->end() ? "default" : origin_of(found->second);
    out[name] = {{"value", std::move(value)}, {"origin", origin}};
  }
  return out;
}

std::string_view kind_of(const SiteConfig&) { return ""; }
std::string_view kind_of(const SourceConfig& source) { return source.kind(); }
std::string_view kind_of(const ClassConfig& classification) { return word(classification.netbox); }
std::string_view kind_of(const TargetConfig& target) { return target.kind(); }
std::string_view kind_of(const CredentialConfig&) { return ""; }
std::string_view kind_of(const JobConfig&) { return ""; }

template <class T>
void show_in(nlohmann::json& out, const Section<T>& section, const std::string& name, const T& item,
             const std::map<std::string, Where>* origins) {
  const std::string path = std::string(section.name) + "." + name;
  out[std::string(section.name)][name] =
      show_item(keys_of(section, kind_of(item)), item, path, origins);
}

void render_line(const std::string& path, const nlohmann::json& shown, bool with_origins,
                 std::string& out) {
  const nlohmann::json& value = with_origins ? shown["value"] : shown;
  const std::string text = value.is_string() ? value.get<std::string>() : value.dump();
  out += path + ":" + (text.empty() ? "" : " " + visible(text));
  if (with_origins) out += "   # " + shown["origin"].get<std::string>();
  out += "\n";
}

// One line for each value that stands `levels` below `node`.
void render_lines(const nlohmann::json& node, const std::string& path, int levels,
                  bool with_origins, std::string& out) {
  if (levels == 0) return render_line(path, node, with_origins, out);
  for (const auto& [key, value] : node.items()) {
    render_lines(value, path + "." + key, levels - 1, with_origins, out);
  }
}

}  // namespace

nlohmann::json shown(const std::string& text) { return text; }
nlohmann::json shown(bool flag) { return flag; }
nlohmann::json shown(int number) { return number; }
nlohmann::json shown(size_t number) { return number; }
nlohmann::json shown(std::chrono::days duration) { return std::to_string(duration.count()) + "d"; }
nlohmann::json shown(const std::vector<int>& numbers) { return numbers; }
nlohmann::json shown(const std::vector<std::string>& texts) { return texts; }
nlohmann::json shown(const std::map<std::string, std::string>& texts) { return texts; }
nlohmann::json shown(const Managed& manage) {
  nlohmann::json out = nlohmann::json::object();
  for (const auto& [field, how] : manage) out[field] = word(how);
  return out;
}
nlohmann::json shown(Becomes becomes) { return word(becomes); }

nlohmann::json shown(const BackupPolicy& backup) {
  return show_item(backup_policy_keys(), backup, "", nullptr);
}

nlohmann::json shown(const std::vector<Approvers>& approvers) {
  nlohmann::json out = nlohmann::json::array();
  for (const Approvers& one : approvers) {
    out.push_back(show_item(approvers_keys(), one, "", nullptr));
  }
  return out;
}

nlohmann::json shown(Milliseconds duration) {
  const auto ms = duration.count();
  return ms % 1000 == 0 ? std::to_string(ms / 1000) + "s" : std::to_string(ms) + "ms";
}

nlohmann::json shown(const Limit& limit) {
  std::string text;
  if (limit.percent) {
    std::array<char, 32> digits{};
    const auto end =
        std::to_chars(digits.data(), digits.data() + digits.size(), *limit.percent).ptr;
    text = std::string(digits.data(), end) + "%";
  }
  if (limit.count) text += (text.empty() ? "" : " or ") + std::to_string(*limit.count);
  return text;
}

nlohmann::json shown(const std::map<std::string, std::vector<Cidr>>& networks) {
  nlohmann::json out = nlohmann::json::object();
  for (const auto& [name, list] : networks) out[name] = shown(list);
  return out;
}

nlohmann::json shown(const std::vector<Cidr>& networks) {
  nlohmann::json out = nlohmann::json::array();
  for (const Cidr& network : networks) out.push_back(render(network));
  return out;
}

nlohmann::json shown(const SecretRef& ref) {
  if (!ref.env.empty()) return {{"env", ref.env}};
  if (!ref.file.empty()) return {{"file", ref.file}};
  if (!ref.command.empty()) return {{"command", ref.command}};
  return nullptr;
}

}  // namespace muster::config_file

namespace muster {

nlohmann::json to_json(const Config& config, bool with_origins) {
  using namespace config_file;
  const auto* origins = with_origins ? &config.origins : nullptr;
  nlohmann::json out = nlohmann::json::object();
  for (const std::string& name : section_names()) out[name] = nlohmann::json::object();
  for (const auto& [name, site] : config.sites) show_in(out, site_section(), name, site, origins);
  for (const auto& source : config.sources) {
    show_in(out, source_section(), source.name, source, origins);
  }
  for (const auto& [name, item] : config.classifications) {
    show_in(out, class_section(), name, item, origins);
  }
  for (const auto& target : config.targets) {
    show_in(out, target_section(), target.name, target, origins);
  }
  for (const auto& credential : config.credentials) {
    show_in(out, credential_section(), credential.name, credential, origins);
  }
  for (const auto& job : config.jobs) show_in(out, job_section(), job.name, job, origins);
  out["policy"] = show_item(policy_section().variants[0].keys, config.policy, "policy", origins);
  return out;
}

std::string render(const Config& config, bool with_origins) {
  std::string out;
  const nlohmann::json json = to_json(config, with_origins);
  for (const auto& [section, values] : json.items()) {
    const int levels = section == "policy" ? 1 : 2;
    config_file::render_lines(values, section, levels, with_origins, out);
  }
  return out;
}

}  // namespace muster
