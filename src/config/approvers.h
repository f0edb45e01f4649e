// Who may decide about hosts, by the paths of their files.
#pragma once
#include <string>
#include <vector>

namespace muster {

struct Approvers {
  std::string path;                 // glob over paths of the repository: "hosts/berlin/*"
  std::vector<std::string> people;  // globs over mail addresses: "*@ops.example.org"
};

namespace config_file {

template <class T>
struct Key;

const std::vector<Key<Approvers>>& approvers_keys();
std::string schema_of_approvers();

}  // namespace config_file
}  // namespace muster
