// What no single key can tell: references between sections, and pairs that exclude each other.
#pragma once
#include <map>
#include <string>

#include "config/config.h"

namespace muster::config_file {

// One item of a section, as its kind checks it.
class Check {
 public:
  // What must be unique, to the name of the first item of the section that has it.
  using Seen = std::map<std::string, std::string>;

  Check(const Config& config, Diagnostics& trouble, const std::string& section,
        const std::string& one, const std::string& name, Where where, Seen& seen);

  const std::string& title() const { return title_; }  // "source "core""
  bool given(const std::string& key) const;            // written by people
  void fault(const std::string& key, std::string message, std::string fix);
  // Of the item as a whole: its name, then `message`.
  void fault(const std::string& message, std::string fix);
  // Warns of a secret that would go over the network as it is.
  void open_line(const std::string& key, const std::string& url);
  // `does` as in "reads": two items must not do that to the same thing.
  void unique(const std::string& key, const std::string& value, const std::string& does);

 private:
  Where origin(const std::string& key) const;

  const Config& config_;
  Diagnostics& trouble_;
  std::string path_;  // "sources.core."
  std::string name_;
  std::string title_;
  Where where_;
  Seen& seen_;
};

// Where the value at that path was said; line 0: nowhere.
Where origin_in(const Config& config, const std::string& path);

// That every address is one site's, or is in another VRF at each.
void check_networks(const Config& config, Diagnostics& trouble);

void check_config(const Config& config, Diagnostics& trouble);

}  // namespace muster::config_file
