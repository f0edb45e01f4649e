#include "forge/place.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "core/error.h"
#include "core/text.h"

namespace muster {
namespace {

struct RemoteAddress {
  std::string scheme, host, path;  // host with its port
};

// Without user and password, which must never be shown.
std::optional<RemoteAddress> parse_remote(const std::string& url) {
  RemoteAddress out;
  std::string rest;
  const size_t scheme = url.find("://");
  if (scheme != std::string::npos) {
    out.scheme = lower(url.substr(0, scheme));
    rest = url.substr(scheme + 3);
    const size_t slash = rest.find('/');
    if (slash == std::string::npos) return std::nullopt;
    out.host = rest.substr(0, slash);
    out.path = rest.substr(slash + 1);
  } else {
    const size_t colon = url.find(':');  // user@host:path, git-clone(1)
    if (colon == std::string::npos || url.find('/') < colon) return std::nullopt;
    out.scheme = "ssh";
    out.host = url.substr(0, colon);
    out.path = url.substr(colon + 1);
  }
  if (const size_t at = out.host.rfind('@'); at != std::string::npos) out.host.erase(0, at + 1);
  if (out.scheme == "ssh") out.host = out.host.substr(0, out.host.find(':'));
  while (out.path.starts_with('/')) out.path.erase(0, 1);
  while (out.path.ends_with('/')) out.path.pop_back();
  if (out.path.ends_with(".git")) out.path.erase(out.path.size() - 4);
  const bool web = out.scheme == "http" || out.scheme == "https" || out.scheme == "ssh";
  if (!web || out.host.empty() || out.path.find('/') == std::string::npos) return std::nullopt;
  return out;
}

std::optional<ForgeKind> kind_of(const std::string& name) {
  for (const ForgeKind kind : {ForgeKind::gitlab, ForgeKind::github, ForgeKind::gitea}) {
    if (word(kind) == name) return kind;
  }
  if (name == "forgejo") return ForgeKind::gitea;
  return std::nullopt;
}

std::optional<ForgeKind> kind_by_pipeline(const Environment& environment) {
  if (environment("GITLAB_CI")) return ForgeKind::gitlab;
  // These two set GitHub's variables as well.
  if (environment("GITEA_ACTIONS") || environment("FORGEJO_ACTIONS")) return ForgeKind::gitea;
  if (environment("GITHUB_ACTIONS")) return ForgeKind::github;
  return std::nullopt;
}

std::optional<ForgeKind> kind_by_host(const std::string& host) {
  constexpr std::array<std::pair<std::string_view, ForgeKind>, 5> known{
      {{"gitlab", ForgeKind::gitlab},
       {"github", ForgeKind::github},
       {"gitea", ForgeKind::gitea},
       {"forgejo", ForgeKind::gitea},
       {"codeberg", ForgeKind::gitea}}};
  for (const auto& [name, kind] : known) {
    if (host.find(name) != std::string::npos) return kind;
  }
  return std::nullopt;
}

ForgeKind require_kind(const RemoteAddress& remote, const Environment& environment) {
  if (const auto named = environment("MUSTER_FORGE")) {
    if (const auto kind = kind_of(*named)) return *kind;
    throw Error(fmt::format("MUSTER_FORGE \"{}\" is no forge", clean(*named)), Exit::usage)
        .mend("use one of gitlab, github, gitea, forgejo");
  }
  if (const auto kind = kind_by_pipeline(environment)) return *kind;
  if (const auto kind = kind_by_host(lower(remote.host))) return *kind;
  throw Error(fmt::format("which forge is at {} is not known", clean(remote.host)), Exit::usage)
      .mend("set MUSTER_FORGE to gitlab, github or gitea");
}

std::string without_slash(std::string url) {
  while (url.ends_with('/')) url.pop_back();
  return url;
}

std::string api_of(ForgeKind kind, const std::string& web) {
  switch (kind) {
    case ForgeKind::gitlab:
      return web + "/api/v4";
    case ForgeKind::gitea:
      return web + "/api/v1";
    case ForgeKind::github:
      break;
  }
  return web == "https://github.com" ? "https://api.github.com" : web + "/api/v3";
}

std::optional<long long> number_in(const Environment& environment, const char* name) {
  const auto text = environment(name);
  return text ? parse_int(*text) : std::nullopt;
}

}  // namespace

std::string_view word(ForgeKind kind) {
  switch (kind) {
    case ForgeKind::gitlab:
      return "gitlab";
    case ForgeKind::github:
      return "github";
    case ForgeKind::gitea:
      break;
  }
  return "gitea";
}

ForgePlace forge_place(const std::string& remote, const Environment& environment) {
  const auto parsed = parse_remote(remote);
  if (!parsed) {
    throw Error("the remote is on no forge", Exit::invalid)
        .because("its address is a folder, or has no project in it")
        .mend("merge requests need a remote on GitLab, GitHub, Gitea or Forgejo");
  }
  ForgePlace place;
  place.kind = require_kind(*parsed, environment);
  const bool plain = parsed->scheme == "http";
  place.web = without_slash(
      environment("MUSTER_FORGE_URL").value_or((plain ? "http://" : "https://") + parsed->host));
  place.project = parsed->path;
  // A forge below a path of its host: the project begins behind it.
  const size_t host = place.web.find("://") + 3;
  if (const size_t slash = place.web.find('/', host); slash != std::string::npos) {
    const std::string below = place.web.substr(slash + 1) + "/";
    if (place.project.starts_with(below)) place.project.erase(0, below.size());
  }
  place.api = api_of(place.kind, place.web);
  return place;
}

std::optional<Secret> find_forge_token(ForgeKind kind, const Environment& environment) {
  static constexpr std::array<std::array<const char*, 3>, 3> names{
      {{"MUSTER_FORGE_TOKEN", "GITLAB_TOKEN", "GITLAB_PRIVATE_TOKEN"},
       {"MUSTER_FORGE_TOKEN", "GH_TOKEN", "GITHUB_TOKEN"},
       {"MUSTER_FORGE_TOKEN", "GITEA_TOKEN", "FORGEJO_TOKEN"}}};
  for (const char* name : names.at(static_cast<size_t>(kind))) {
    if (auto token = environment(name)) return Secret(std::move(*token));
  }
  return std::nullopt;
}

Secret forge_token(ForgeKind kind, const Environment& environment) {
  if (auto token = find_forge_token(kind, environment)) return std::move(*token);
  throw Error(fmt::format("no token for {}", word(kind)))
      .mend(fmt::format("set MUSTER_FORGE_TOKEN to one that may {}",
                        kind == ForgeKind::gitlab   ? "use the api (a project access token)"
                        : kind == ForgeKind::github ? "write pull requests and issues"
                                                    : "write the repository and its issues"));
}

std::optional<long long> pipeline_merge_request(const Environment& environment) {
  if (const auto number = number_in(environment, "CI_MERGE_REQUEST_IID")) return number;
  const auto ref = environment("GITHUB_REF");  // refs/pull/12/merge
  if (!ref || !ref->starts_with("refs/pull/")) return std::nullopt;
  return parse_int(split(*ref, '/').at(2));
}

std::optional<long long> pipeline_number(const Environment& environment) {
  if (const auto number = number_in(environment, "CI_PIPELINE_IID")) return number;
  return number_in(environment, "GITHUB_RUN_NUMBER");
}

}  // namespace muster
