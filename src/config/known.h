// What is made of what sources know beside hosts, and whose word counts where they differ.
#pragma once
#include <array>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace muster {

// Where records of a kind are kept: in the rebuildable cache alone, or as files that are reviewed.
enum class KeptIn { cache, files };
inline constexpr std::array<std::string_view, 2> kept_in_words{"cache", "files"};
inline std::string_view word(KeptIn kept) { return kept_in_words[static_cast<size_t>(kept)]; }
using KeptKinds = std::map<std::string, KeptIn, std::less<>>;  // by kind; others: cache

// Whose word counts in a field of a host. What people state under `overrides` stands above it.
struct FieldPolicy {
  bool newest = false;             // that of the source whose system heard of the host last
  std::vector<std::string> first;  // else of these sources the first that tells one; by name
};
using FieldPolicies = std::map<std::string, FieldPolicy, std::less<>>;
inline constexpr std::array<std::string_view, 4> policy_fields{"model", "platform", "serial",
                                                               "vendor"};

// What a host must have before it goes to a target, by what it becomes there.
using RequiredFields = std::map<std::string, std::vector<std::string>, std::less<>>;
inline constexpr std::array<std::string_view, 2> required_kinds{"device", "vm"};
inline constexpr std::array<std::string_view, 7> required_words{
    "address", "mac", "model", "platform", "serial", "tenant", "vendor"};

}  // namespace muster
