// What muster init wrote, and what it left.
#pragma once
#include <string>
#include <vector>

namespace muster {

enum class FirstFileState { written, same, differs };  // differs: it is there, and left as it is

struct FirstFile {
  std::string path;
  FirstFileState state = FirstFileState::written;
  std::string diff;  // from what is there to what init would write, "" when that is the same
};

struct StartReport {
  std::string root;
  std::vector<FirstFile> files;  // by path
};

}  // namespace muster
