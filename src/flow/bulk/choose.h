// Which hosts a command means: the one grammar of all of them.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "inventory/inventory.h"

namespace muster {

struct HostChoice {
  // Ids, names, MACs, addresses, and paths from the root or from `folder`. With `listed`, those of
  // a file or of standard input, they choose what they name; with neither, all are meant.
  std::vector<std::string> words = {};
  std::optional<std::vector<std::string>> listed = {};
  std::optional<std::string> where = {};  // a selector; with words: both must fit
  std::optional<size_t> expect = {};      // refuse unless exactly so many are chosen
  std::string folder = {};                // where one stands, below the root; "" at the root

  bool empty() const { return words.empty() && !listed && !where; }
};

// By path. Error (exit 64) for a word that no host has or that several have, and (exit 4) when the
// count is not as expected.
std::vector<const HostFile*> choose_hosts(const Inventory& inventory, const HostChoice& choice);

// The one host that `word` names.
const HostFile& choose_host(const Inventory& inventory, const std::string& word,
                            const std::string& folder = {});

// The words of a list, a line a host: the first of each, so that lines of muster ls will do. Lines
// end in a newline or, where there is one, in a NUL.
std::vector<std::string> listed_words(std::string_view text);

}  // namespace muster
