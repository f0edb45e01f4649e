// Which forge a repository is on, told by the address of its remote and by the variables that its
// pipelines set, never by muster.yaml: a merge request must not send the token elsewhere.
#pragma once
#include <functional>
#include <optional>
#include <string>

#include "core/secret.h"

namespace muster {

enum class ForgeKind { gitlab, github, gitea };
std::string_view word(ForgeKind kind);

struct ForgePlace {
  ForgeKind kind{};
  std::string web;      // "https://git.example", no trailing slash
  std::string api;      // "https://git.example/api/v1"
  std::string project;  // "group/inventory"
};

// The value of an environment variable; nullopt when it is not set or empty.
using Environment = std::function<std::optional<std::string>(const char* name)>;

// `remote`: an address as Git takes it: https://…, ssh://…, git@host:path. Error when it names no
// forge or not which kind: MUSTER_FORGE says that, and MUSTER_FORGE_URL where its pages are.
ForgePlace forge_place(const std::string& remote, const Environment& environment);

// From MUSTER_FORGE_TOKEN, else the name that the forge's own tools use.
std::optional<Secret> find_forge_token(ForgeKind kind, const Environment& environment);
Secret forge_token(ForgeKind kind, const Environment& environment);  // Error when there is none

// The merge request that the pipeline is of; nullopt outside of one.
std::optional<long long> pipeline_merge_request(const Environment& environment);
// A number that grows with every pipeline; nullopt outside of one.
std::optional<long long> pipeline_number(const Environment& environment);

}  // namespace muster
