// decisions.json: what was decided of hosts elsewhere, by id.
//   {"format_version": 1, "decisions": [{"id": "7k2m9qx4td", "approval": "approved", "tags":
//   ["x"]}]}
// With "blob" beside the id a host whose file is another one by now is left out.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "inventory/edit/settings.h"
#include "wire/git/git.h"

namespace muster {

struct HostDecision {
  std::string id;
  std::vector<Setting> settings;  // of the keys that `muster set` knows
  ObjectId blob = {};             // of the file that was decided on; "": whatever it is now
};

// Error (exit 64), with the place in the list, for what is not of that form.
std::vector<HostDecision> parse_decisions(std::string_view text, const std::string& file);

// What people set on a command line: "name=web1", "tags+=lab", "tags-=old", "site=".
Setting parse_setting(std::string_view word);

// `pattern` with {address}, {class}, {id}, {mac}, {model}, {port}, {site} and {vendor} of the host
// in place, each as it may stand in a name. Error (exit 64) for another word in braces.
std::string filled_name(std::string_view pattern, const Host& host);

}  // namespace muster
