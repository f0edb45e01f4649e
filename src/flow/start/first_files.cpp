#include "flow/start/first_files.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "config/schema.h"
#include "config/url.h"
#include "core/shipped.h"
#include "core/text.h"
#include "core/yaml.h"
#include "inventory/host_schema.h"
#include "model/fqdn.h"
#include "model/ip.h"

namespace muster {
namespace {

struct Pipeline {
  std::string_view forge, text, path;
};
constexpr std::array<Pipeline, 3> pipelines{
    {{"gitlab", "gitlab-ci.yml", ".gitlab-ci.yml"},
     {"github", "github.yml", ".github/workflows/muster.yml"},
     {"gitea", "gitea.yml", ".gitea/workflows/muster.yml"}}};

std::string filled(std::string_view text, std::string_view place, std::string_view value) {
  std::string out(text);
  for (size_t at = 0; (at = out.find(place, at)) != std::string::npos; at += value.size()) {
    out.replace(at, place.size(), value);
  }
  return out;
}

std::string targets(const StartAnswers& answers) {
  const bool any = !answers.netbox.empty();
  const std::string url = any ? answers.netbox : "https://netbox." + answers.domain;
  return fmt::format(
      "{}netbox: {{kind: netbox, url: {}, token: {{env: NETBOX_TOKEN}}}}\n"
      "  # ns1: {{kind: unbound, file: /etc/unbound/unbound.conf.d/muster.conf, config: "
      "/etc/unbound/unbound.conf, control: true}}",
      any ? "  " : "  # ", yaml::quoted(url));
}

std::string configuration(const StartAnswers& answers) {
  std::string text = filled(shipped_text("first-muster.yaml"), "@site@", answers.site);
  text = filled(text, "@domain@", answers.domain);
  text = filled(text, "@networks@", join(answers.networks, ", "));
  return filled(text, "@targets@", targets(answers));
}

std::string pipeline(const Pipeline& of, const std::string& site) {
  std::string text(shipped_text(of.text));
  text = "# The pipelines of this inventory, as muster init wrote them.\n" +
         text.substr(text.find('\n') + 1);
  return filled(text, "[berlin, hamburg]", "[" + site + "]");
}

std::string owners(const std::string& site) {
  return fmt::format(
      "# Who is asked for a review; of the lines that fit the last counts. Put your people in, "
      "and\n"
      "# take the first # of a line away.\n"
      "# *                @you/network\n"
      "# /hosts/{}/    @you/network-{}\n",
      site, site);
}

constexpr std::string_view editor =
    "{\n"
    "  \"yaml.schemas\": {\n"
    "    \"./schema/config.v1.json\": \"muster.yaml\",\n"
    "    \"./schema/rules.v1.json\": \"rules.yaml\",\n"
    "    \"./schema/host.v1.json\": \"hosts/**/*.yaml\"\n"
    "  }\n"
    "}\n";

Error cannot_be(const char* what, const std::string& given) {
  return Error(fmt::format("\"{}\" is no {}", clean(given), what), Exit::usage);
}

}  // namespace

void require_sensible(const StartAnswers& answers) {
  if (slugify(answers.site) != answers.site) {
    throw cannot_be("name of a site", answers.site).mend("use small letters, digits and dashes");
  }
  if (!is_fqdn(answers.domain)) {
    throw cannot_be("DNS domain", answers.domain).mend("as in berlin.example");
  }
  for (const std::string& network : answers.networks) {
    if (!parse_cidr(network)) throw cannot_be("network", network).mend("as in 10.20.0.0/16");
  }
  if (answers.networks.empty()) throw Error("a site has a network", Exit::usage);
  const bool http = answers.netbox.starts_with("https://") || answers.netbox.starts_with("http://");
  if (!answers.netbox.empty() && (!http || clean(answers.netbox) != answers.netbox)) {
    throw cannot_be("address of a NetBox", answers.netbox).mend("as in https://netbox.example");
  }
  std::vector<std::string> forges{"none"};
  for (const Pipeline& one : pipelines) forges.emplace_back(one.forge);
  if (std::find(forges.begin(), forges.end(), answers.forge) == forges.end()) {
    throw cannot_be("forge with a pipeline", answers.forge).mend(suggestion(answers.forge, forges));
  }
}

std::vector<FileChange> first_files(const StartAnswers& answers) {
  require_sensible(answers);
  std::vector<FileChange> files{
      {".gitattributes", "schema/** linguist-generated gitlab-generated\n"},
      {".vscode/settings.json", std::string(editor)},
      {"CODEOWNERS", owners(answers.site)},
      {"muster.yaml", configuration(answers)},
      {"rules.yaml", std::string(shipped_text("first-rules.yaml"))},
      {"schema/config.v1.json", config_schema()},
      {"schema/host.v1.json", host_schema()},
      {"schema/rules.v1.json", rules_schema()}};
  for (const Pipeline& one : pipelines) {
    if (one.forge == answers.forge) {
      files.push_back({std::string(one.path), pipeline(one, answers.site)});
    }
  }
  std::sort(files.begin(), files.end(),
            [](const FileChange& a, const FileChange& b) { return a.path < b.path; });
  return files;
}

std::string pipeline_path(const std::string& forge) {
  for (const Pipeline& one : pipelines) {
    if (one.forge == forge) return std::string(one.path);
  }
  return "";
}

}  // namespace muster
