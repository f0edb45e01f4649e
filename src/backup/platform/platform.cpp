#include "backup/platform/platform.h"

#include <array>

#include "backup/platform/read.h"
#include "core/shipped.h"

namespace muster {
namespace platform_file {
namespace {

using yaml::Node;

// A row of a table: the member that a key sets, and how it is read.
template <auto Member, auto Read, class T>
constexpr Field<T> field(std::string_view name) {
  return {name, [](const Reading& in, const Node& node, T& out) { Read(in, node, out.*Member); }};
}

template <auto Member, auto Read, class T>
constexpr Field<T> each(std::string_view name) {
  return {name, [](const Reading& in, const Node& node, T& out) {
            read_each(in, node, "this", out.*Member, Read);
          }};
}

void need(const Reading& in, const Node& node, bool there, const std::string& what) {
  if (!there) in.fault(node, "this needs " + what, "add " + what);
}

void read_answer(const Reading& in, const Node& node, CliAnswer& out) {
  static constexpr std::array<Field<CliAnswer>, 2> fields{
      {field<&CliAnswer::see, read_pattern, CliAnswer>("see"),
       field<&CliAnswer::say, read_line, CliAnswer>("say")}};
  read_mapping<CliAnswer>(in, node, "an answer", fields, out);
  need(in, node, out.see.has_value(), "see: PATTERN");
}

void read_block(const Reading& in, const Node& node, LineBlock& out) {
  static constexpr std::array<Field<LineBlock>, 2> fields{
      {field<&LineBlock::from, read_pattern, LineBlock>("from"),
       field<&LineBlock::to, read_pattern, LineBlock>("to")}};
  read_mapping<LineBlock>(in, node, "a block", fields, out);
  need(in, node, out.from && out.to, "from: PATTERN and to: PATTERN");
}

void read_enable(const Reading& in, const Node& node, EnableStep& out) {
  static constexpr std::array<Field<EnableStep>, 3> fields{
      {field<&EnableStep::prompt, read_pattern, EnableStep>("prompt"),
       field<&EnableStep::run, read_line, EnableStep>("run"),
       field<&EnableStep::see, read_pattern, EnableStep>("see")}};
  read_mapping<EnableStep>(in, node, "enable", fields, out);
  need(in, node, out.prompt && out.see && !out.run.empty(), "prompt:, run: and see:");
}

void read_takes(const Reading& in, const Node& node, std::map<std::string, Pattern>& out) {
  static const std::vector<std::string> known{"hostname", "mode",   "model",
                                              "serial",   "uptime", "version"};
  if (node.kind != yaml::Kind::mapping) {
    return in.fault(node, "facts must be a mapping", "write {serial: 'S/N (\\S+)'}");
  }
  for (const yaml::Entry& entry : node.entries) {
    if (std::find(known.begin(), known.end(), entry.key) == known.end()) {
      in.fault(entry.value, "fact \"" + clean(entry.key, 80) + "\" is not known",
               suggestion(entry.key, known));
      continue;
    }
    std::optional<Pattern> pattern;
    read_pattern(in, entry.value, pattern);
    if (pattern) out.emplace(entry.key, *pattern);
  }
}

void read_fact(const Reading& in, const Node& node, FactCommand& out) {
  static constexpr std::array<Field<FactCommand>, 3> fields{
      {field<&FactCommand::run, read_line, FactCommand>("run"),
       field<&FactCommand::optional, read_flag, FactCommand>("optional"),
       field<&FactCommand::take, read_takes, FactCommand>("take")}};
  read_mapping<FactCommand>(in, node, "a command", fields, out);
  need(in, node, !out.run.empty() && !out.take.empty(), "run: and take:");
}

void read_each_of(const Reading& in, const Node& node, std::optional<ForEach>& out) {
  static constexpr std::array<Field<ForEach>, 3> fields{
      {field<&ForEach::run, read_line, ForEach>("run"),
       field<&ForEach::find, read_pattern, ForEach>("find"),
       field<&ForEach::end, read_pattern, ForEach>("end")}};
  read_mapping<ForEach>(in, node, "foreach", fields, out.emplace());
  need(in, node, !out->run.empty() && out->find, "run: and find: PATTERN");
}

void read_config_command(const Reading& in, const Node& node, ConfigCommand& out) {
  using C = ConfigCommand;
  static constexpr std::array<Field<C>, 8> fields{
      {field<&C::run, read_line, C>("run"), field<&C::heading, read_line, C>("heading"),
       field<&C::when, read_takes, C>("when"), field<&C::each, read_each_of, C>("foreach"),
       field<&C::end, read_pattern, C>("end"), field<&C::min_lines, read_count, C>("min_lines"),
       field<&C::must, read_patterns, C>("must"), field<&C::optional, read_flag, C>("optional")}};
  read_mapping<C>(in, node, "a command", fields, out);
  need(in, node, !out.run.empty(), "run:");
  const bool placed = out.run.find("{}") != std::string::npos;
  need(in, node, placed || !out.each, "{} in run:, where each goes");
}

void read_secret_rule(const Reading& in, const Node& node, SecretRule& out) {
  using S = SecretRule;
  static constexpr std::array<Field<S>, 5> fields{
      {field<&S::id, read_line, S>("id"), field<&S::find, read_pattern, S>("find"),
       field<&S::within, read_pattern, S>("within"), field<&S::block, read_block, S>("block"),
       field<&S::constant, read_flag, S>("constant")}};
  read_mapping<S>(in, node, "a secret", fields, out);
  need(in, node, !out.id.empty() && out.find.has_value() != out.block.from.has_value(),
       "id:, and either find: or block:");
}

void read_detect(const Reading& in, const Node& node, Platform& out) {
  using P = Platform;
  static constexpr std::array<Field<P>, 5> fields{
      {field<&P::vendor, read_lines, P>("vendor"), field<&P::model, read_lines, P>("model"),
       field<&P::system, read_lines, P>("system"), field<&P::banner, read_lines, P>("banner"),
       field<&P::greeting, read_patterns, P>("greeting")}};
  read_mapping<P>(in, node, "detect", fields, out);
}

void read_paging(const Reading& in, const Node& node, Platform& out) {
  using P = Platform;
  static constexpr std::array<Field<P>, 3> fields{{field<&P::paging_off, read_lines, P>("run"),
                                                   field<&P::more, read_pattern, P>("more"),
                                                   field<&P::more_reply, read_line, P>("reply")}};
  read_mapping<P>(in, node, "paging", fields, out);
}

void read_errors(const Reading& in, const Node& node, Platform& out) {
  using P = Platform;
  static constexpr std::array<Field<P>, 3> fields{
      {field<&P::unsupported, read_patterns, P>("unsupported"),
       field<&P::denied, read_patterns, P>("denied"),
       field<&P::expired, read_patterns, P>("expired")}};
  read_mapping<P>(in, node, "errors", fields, out);
}

void read_logout(const Reading& in, const Node& node, Platform& out) {
  using P = Platform;
  static constexpr std::array<Field<P>, 2> fields{
      {field<&P::logout, read_lines, P>("run"), each<&P::parting, read_answer, P>("answers")}};
  read_mapping<P>(in, node, "logout", fields, out);
}

void read_mode(const Reading& in, const Node& node, bool& out) {
  if (node.text == "exec" || node.text == "shell") {
    out = node.text == "exec";
    return;
  }
  in.fault(node, "mode must be shell or exec", "write mode: shell");
}

template <void (*Read)(const Reading&, const Node&, Platform&)>
constexpr Field<Platform> group(std::string_view name) {
  return {name, Read};
}

std::span<const Field<Platform>> platform_fields() {
  using P = Platform;
  static constexpr std::array<Field<P>, 21> fields{
      {field<&P::about, read_line, P>("about"),
       group<read_detect>("detect"),
       field<&P::exec, read_mode, P>("mode"),
       field<&P::newline, read_line, P>("newline"),
       field<&P::login_suffix, read_line, P>("login_suffix"),
       field<&P::prompt, read_pattern, P>("prompt"),
       each<&P::dialog, read_answer, P>("dialog"),
       field<&P::enable, read_enable, P>("enable"),
       group<read_paging>("paging"),
       group<read_errors>("errors"),
       each<&P::facts, read_fact, P>("facts"),
       each<&P::config, read_config_command, P>("config"),
       field<&P::join, read_line, P>("join"),
       field<&P::drop, read_patterns, P>("drop"),
       each<&P::drop_blocks, read_block, P>("drop_blocks"),
       field<&P::ignore, read_patterns, P>("ignore"),
       each<&P::secrets, read_secret_rule, P>("secrets"),
       field<&P::unordered, read_flag, P>("unordered"),
       field<&P::ordered, read_patterns, P>("ordered"),
       field<&P::comment, read_line, P>("comment"),
       group<read_logout>("logout")}};
  return fields;
}

constexpr yaml::Limits file_limits{256 << 10, 8, 5'000};

}  // namespace
}  // namespace platform_file

std::optional<Platform> parse_platform(const std::string& name, std::string_view text,
                                       const std::string& file, Diagnostics& trouble) {
  using namespace platform_file;
  Diagnostics found;
  Platform platform;
  platform.name = name;
  const auto document = yaml::parse(text, file, found, file_limits);
  if (document) {
    const Reading in{*document, found};
    read_mapping<Platform>(in, document->root, "a platform", platform_fields(), platform);
    need(in, document->root, platform.exec || platform.prompt, "prompt: PATTERN");
    need(in, document->root, !platform.config.empty(), "config: [{run: COMMAND}]");
  }
  const bool bad = found.has_errors();
  trouble.add(std::move(found));
  return bad ? std::nullopt : std::optional(std::move(platform));
}

bool is_meant(const ConfigCommand& command, const std::map<std::string, std::string>& facts) {
  return std::all_of(command.when.begin(), command.when.end(), [&](const auto& one) {
    const auto told = facts.find(one.first);
    return one.second.matches(told == facts.end() ? "" : told->second);
  });
}

const SharedRedaction& shared_redaction() {
  using namespace platform_file;
  static const SharedRedaction rules = [] {
    SharedRedaction out;
    Diagnostics trouble;
    const auto document = yaml::parse(shipped_text("redaction.yaml"), "redaction.yaml", trouble);
    const auto read = [&](std::string_view name, std::vector<SecretRule>& into) {
      const yaml::Node* list = document ? document->root.find(name) : nullptr;
      if (list == nullptr) throw Error("share/redaction.yaml has no " + std::string(name));
      read_each(Reading{*document, trouble}, *list, name, into, read_secret_rule);
    };
    read("secrets", out.secrets);
    read("suspicions", out.suspicions);
    if (trouble.has_errors()) throw Error(render(trouble));
    return out;
  }();
  return rules;
}

Platforms::Platforms(const std::map<std::string, std::string>& own, Diagnostics& trouble) {
  constexpr std::string_view folder = "platforms/";
  constexpr std::string_view ending = ".yaml";
  for (const std::string_view path : shipped_names(folder)) {
    const std::string name(path.substr(folder.size(), path.size() - folder.size() - ending.size()));
    if (own.contains(name)) continue;
    if (auto one = parse_platform(name, shipped_text(path), std::string(path), trouble)) {
      all_.emplace(name, std::move(*one));
    }
  }
  for (const auto& [name, text] : own) {
    if (auto one = parse_platform(name, text, "platforms/" + name + ".yaml", trouble)) {
      all_.emplace(name, std::move(*one));
    }
  }
}

const Platform* Platforms::find(const std::string& name) const {
  const auto found = all_.find(name);
  return found == all_.end() ? nullptr : &found->second;
}

namespace {

bool any_glob(const std::vector<std::string>& globs, const std::string& text) {
  return !text.empty() && std::any_of(globs.begin(), globs.end(), [&](const std::string& glob) {
    return glob_match(glob, text);
  });
}

// The one that fits best; nullptr when there is none or there are several.
template <class Score>
const Platform* best(const std::map<std::string, Platform>& all, Score score) {
  const Platform* found = nullptr;
  int most = 0;
  bool alone = false;
  for (const auto& [name, platform] : all) {
    const int points = score(platform);
    if (points > most) found = &platform;
    alone = points > most || (alone && points < most);
    most = std::max(most, points);
  }
  return alone ? found : nullptr;
}

}  // namespace

// The operating system tells most, then the model; a vendor has many platforms.
const Platform* Platforms::detect(const std::string& vendor, const std::string& model,
                                  const std::string& system) const {
  return best(all_, [&](const Platform& platform) {
    return 4 * any_glob(platform.system, system) + 2 * any_glob(platform.model, model) +
           any_glob(platform.vendor, vendor);
  });
}

const Platform* Platforms::detect_banner(const std::string& banner) const {
  return best(all_,
              [&](const Platform& platform) { return int{any_glob(platform.banner, banner)}; });
}

const Platform* Platforms::detect_greeting(const std::string& said) const {
  const auto lines = split(said, '\n');
  return best(all_, [&](const Platform& platform) {
    return int{
        std::any_of(platform.greeting.begin(), platform.greeting.end(), [&](const auto& one) {
          return std::any_of(lines.begin(), lines.end(),
                             [&](const std::string& line) { return one.matches(line); });
        })};
  });
}

std::vector<std::string> Platforms::names() const {
  std::vector<std::string> out;
  for (const auto& [name, platform] : all_) out.push_back(name);
  return out;
}

}  // namespace muster
