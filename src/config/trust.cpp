#include "config/trust.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "config/tables.h"
#include "core/text.h"

namespace muster {
namespace {

// The first key of which two items of a kind say different things; "" when there is none.
template <class Keys, class Item>
std::string first_difference(const Keys& keys, const Item& one, const Item& other) {
  const auto found = std::find_if(
      keys.begin(), keys.end(), [&](const auto& key) { return key.show(one) != key.show(other); });
  return found == keys.end() ? "" : std::string(found->name);
}

// What `other` says of the item that differs; "" when it says the same.
template <class Section, class Item>
std::string difference(const Section& section, const Item& item, const std::vector<Item>& others) {
  const std::string one(section.one);
  const auto other = std::find_if(others.begin(), others.end(), [&](const Item& each) {
    return each.name == item.name && each.kind() == item.kind();
  });
  if (other == others.end()) return "has no such " + one;
  const std::string key =
      first_difference(config_file::keys_of(section, item.kind()), item, *other);
  return key.empty() ? "" : "has another " + key + " for it";
}

// Whether the user's own file says all of the item: nothing of it can come by a merge request.
template <class Section, class Item>
bool all_own(const Section& section, const Item& item, const Config& config) {
  std::string own;
  const auto& keys = config_file::keys_of(section, item.kind());
  for (const auto& key : keys) {
    if (!key.secret || key.secret(item)->empty()) continue;
    if (!key.secret(item)->own) return false;
    own = key.secret(item)->where.file;
  }
  const std::string path = std::string(section.name) + "." + item.name + ".";
  return std::all_of(keys.begin(), keys.end(), [&](const auto& key) {
    const auto said = config.origins.find(path + std::string(key.name));
    const std::string file = said == config.origins.end() ? "" : said->second.file;
    return file.empty() || file == "default" || file == own;
  });
}

}  // namespace

template <class Section, class Item>
void Trust::require(const Section& section, const Item& item,
                    const std::vector<Item> Config::*list) const {
  if (everything_ || all_own(section, item, config_)) return;
  std::vector<std::string> reasons;
  for (const auto& [other, called] : others_) {
    const std::string differs = difference(section, item, other.*list);
    if (differs.empty()) return;
    reasons.push_back(called + " " + differs);
  }
  if (!missing_.empty()) reasons.push_back(missing_);
  throw Error(std::string(section.one) + " \"" + item.name + "\" is sent no secret: nobody has " +
                  "reviewed where it would go",
              Exit::refused)
      .at(item.where)
      .because(join(reasons, "; "))
      .mend(
          "merge the change first; or, if it is yours, commit it and run with --base HEAD, or put "
          "it into the file that MUSTER_TRUST names");
}

void Trust::require(const SourceConfig& source) const {
  require(config_file::source_section(), source, &Config::sources);
}

void Trust::require(const TargetConfig& target) const {
  require(config_file::target_section(), target, &Config::targets);
}

void Trust::require(const CredentialConfig& credential) const {
  require(config_file::credential_section(), credential, &Config::credentials);
}

}  // namespace muster
