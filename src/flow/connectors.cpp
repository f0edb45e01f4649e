#include "flow/connectors.h"

#include <algorithm>
#include <array>
#include <filesystem>

#include "collect/collector.h"
#include "connector/definition.h"
#include "core/text.h"
#include "flow/trust.h"
#include "wire/files.h"

namespace muster {
namespace {

using connector::Definition;

std::string path_of(const std::string& name) {
  return std::string(connector::connector_folder) + name + ".yaml";
}

// What a source says to its connector, against what that wants to know.
class SourceCheck {
 public:
  SourceCheck(const Config& config, const SourceConfig& source, Diagnostics& trouble)
      : config_(config), source_(source), trouble_(trouble) {}

  void check(const Definition& definition) {
    const auto& said = source_.as<ConnectorConfig>();
    for (const auto& [name, value] : said.vars) {
      if (definition.vars.contains(name)) continue;
      std::vector<std::string> known;
      for (const auto& [one, variable] : definition.vars) known.push_back(one);
      fault("vars." + name,
            "connector \"" + definition.name + "\" knows no variable \"" + name + "\"",
            known.empty() ? "take it out" : suggestion(name, known));
    }
    for (const auto& [name, variable] : definition.vars) {
      if (variable.otherwise || said.vars.contains(name)) continue;
      fault("connector", "connector \"" + definition.name + "\" wants to know " + name,
            "add vars: {" + name + ": …}: " + variable.about);
    }
    need(definition);
  }

 private:
  void need(const Definition& definition) {
    using connector::AuthKind;
    const auto& said = source_.as<ConnectorConfig>();
    const AuthKind kind = definition.auth.kind;
    if (kind == AuthKind::basic && (said.username.empty() || said.password.empty())) {
      fault("connector", "connector \"" + definition.name + "\" logs in by name and password",
            "add username, and password: {env: NAME}");
    }
    if (kind == AuthKind::bearer && said.token.empty()) {
      fault("connector", "connector \"" + definition.name + "\" logs in by token",
            "add token: {env: NAME}");
    }
    if (kind == AuthKind::mtls && said.client_cert.empty()) {
      fault("connector", "connector \"" + definition.name + "\" logs in by certificate",
            "add client_cert, and client_key: {file: PATH}");
    }
  }

  void fault(const std::string& key, std::string message, std::string fix) {
    const auto place = config_.origins.find("sources." + source_.name + "." + key);
    trouble_.add(Error(std::move(message), Exit::invalid)
                     .at(place == config_.origins.end() ? source_.where : place->second)
                     .mend(std::move(fix)));
  }

  const Config& config_;
  const SourceConfig& source_;
  Diagnostics& trouble_;
};

// The files of the repository, as name → path.
std::vector<std::string> connector_files(const std::string& root) {
  std::vector<std::string> names;
  std::error_code none;
  for (const auto& entry : std::filesystem::directory_iterator(
           root + "/" + std::string(connector::connector_folder), none)) {
    if (entry.path().extension() == ".yaml") names.push_back(entry.path().stem().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

ConnectorEntry entry_of(const std::string& name, std::string_view text, const std::string& file) {
  ConnectorEntry entry;
  entry.name = name;
  entry.file = file;
  entry.replaces = !file.empty() && !connector::shipped_connector(name).empty();
  Diagnostics trouble;
  if (const auto found = connector::read_definition(text, file, trouble)) {
    entry.about = found->about;
  } else {
    trouble.sort();
    entry.wrong = trouble.items().front().message;
  }
  return entry;
}

std::string_view answer_word(Answer answer) {
  constexpr std::array<std::string_view, 4> words{"whole", "doubtful", "partial", "none"};
  return words.at(static_cast<size_t>(answer));
}

const SourceConfig& source_named(const Config& config, const std::string& name) {
  std::vector<std::string> names;
  for (const SourceConfig& one : config.sources) {
    if (one.name == name) return one;
    names.push_back(one.name);
  }
  throw Error("source \"" + clean(name) + "\" is not in muster.yaml", Exit::usage)
      .mend(suggestion(name, names));
}

}  // namespace

void attach_connectors(Config& config, const ReadFile& read, Diagnostics& trouble) {
  std::map<std::string, std::optional<Definition>> known;
  for (SourceConfig& source : config.sources) {
    auto* one = std::get_if<ConnectorConfig>(&source.settings);
    if (one == nullptr) continue;
    const std::string path = path_of(one->connector);
    auto text = read(path);
    Where& place = config.origins["sources." + source.name + ".connector"];
    if (!text && connector::shipped_connector(one->connector).empty()) {
      trouble.add(Error("there is no connector \"" + one->connector + "\"", Exit::invalid)
                      .at(place)
                      .because(path + " is not in the repository")
                      .mend(suggestion(one->connector, connector::shipped_connectors())));
      continue;
    }
    if (text) one->definition_file = path;
    one->definition = text ? *text : std::string(connector::shipped_connector(one->connector));
    const auto [found, fresh] = known.try_emplace(one->connector);
    if (fresh) found->second = connector::read_definition(one->definition, path, trouble);
    if (found->second) SourceCheck(config, source, trouble).check(*found->second);
    if (text) place = {path, 1, 1, ""};
  }
}

std::vector<ConnectorEntry> list_connectors(const Workspace* workspace) {
  std::map<std::string, ConnectorEntry> all;
  for (const std::string& name : connector::shipped_connectors()) {
    all[name] = entry_of(name, connector::shipped_connector(name), "");
  }
  if (workspace != nullptr) {
    for (const std::string& name : connector_files(workspace->root)) {
      constexpr size_t most = 1 << 20;
      const std::string path = path_of(name);
      all[name] = entry_of(name, read_file(workspace->root + "/" + path, most), path);
    }
  }
  std::vector<ConnectorEntry> out;
  for (auto& [name, entry] : all) out.push_back(std::move(entry));
  return out;
}

ConnectorRun try_source(const Workspace& workspace, const TryOptions& options, Wires& wires,
                        std::stop_token stop) {
  Diagnostics trouble;
  std::optional<ObjectId> base;
  if (!options.base.empty()) base = require_commit(workspace.repo, options.base);
  const Config config = load_config(workspace, base, trouble);
  Source source{source_named(config, options.source)};
  const Trust trust =
      trust_of(workspace, config, options.base, options.allow_commands, wires.runner);
  if (!options.replay) source.secrets = fetch_secrets(source.config, wires.runner, trust);
  Observation seen = collect_all({&source, 1}, wires, stop).front();
  ConnectorRun run;
  run.source = seen.source;
  run.answer = answer_word(seen.answer);
  run.records = std::move(seen.records);
  run.facts = seen.facts.size();
  run.dropped = std::move(seen.dropped);
  run.trouble = std::move(trouble);
  run.trouble.add(std::move(seen.trouble));
  return run;
}

}  // namespace muster
