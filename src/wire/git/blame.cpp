// Who wrote each line of a file, by the git program.
#include <algorithm>

#include "core/text.h"
#include "wire/git/ask_git.h"
#include "wire/git/state.h"

namespace muster {

using namespace git;

// Each line of the file follows its own head, "COMMIT LINE-THEN LINE-NOW", and begins with a tab.
std::vector<ObjectId> Repo::blame(const std::string& path,
                                  const std::optional<ObjectId>& commit) const {
  constexpr size_t id_size = 40;
  std::vector<std::string> words{"blame", "--porcelain"};
  if (commit) words.push_back(*commit);
  words.insert(words.end(), {"--", path});
  const Output output = ask(state_->runner, root(), {words, "", {}});
  std::vector<ObjectId> lines;
  if (output.code != 0) return lines;  // git does not know the file
  ObjectId current;
  for (const std::string& line : split(output.out, '\n')) {
    if (line.starts_with('\t')) {
      lines.push_back(current);
    } else if (line.find_first_not_of("0123456789abcdef") == id_size && line[id_size] == ' ') {
      const bool none = line.find_first_not_of('0') == id_size;
      current = none ? "" : line.substr(0, id_size);
    }
  }
  return lines;
}

}  // namespace muster
