// One host in three trees made one: where two branches part, as both have it.
#pragma once
#include <optional>
#include <string>
#include <vector>

namespace muster {

struct HostVersion {
  std::string path;
  std::string text;
};

// nullopt: the tree has no file of this host.
struct HostVersions {
  std::optional<HostVersion> base;  // where the two parted
  std::optional<HostVersion> ours;
  std::optional<HostVersion> theirs;
};

// Where both sides decided otherwise. What `theirs` says stands in the result.
struct HostClash {
  std::string path;
  std::string key;  // of people's block; "" is the file: removed on one side, decided on the other
  std::string ours, theirs;  // the lines as both have them, for people
};

struct HostMerge {
  std::optional<HostVersion> result;
  std::vector<HostClash> clashes;
};

// A key of people's block, with the comment above it, is of the side that changed it; what discover
// put there gives way to what a person wrote. The block of discover is of the side that changed it,
// `ours` where both did: the next run writes it anew. A file that one side removed is removed,
// unless people decided something in it on the other: then it stays. A file moved by one side is
// moved.
HostMerge merge_host(const HostVersions& versions);

}  // namespace muster
