// Whom secrets may be sent to. muster.yaml is edited in merge requests: without this a change that
// nobody has reviewed would send a secret of this machine to any address.
#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "config/config.h"

namespace muster {

class Trust {
 public:
  // Of the sources and targets of `config`. `commands`: a secret may come from a command that the
  // repository's file names. What stands wholly in the user's own file is trusted from the start.
  explicit Trust(Config config, bool commands = false)
      : config_(std::move(config)), commands_(commands) {}

  bool commands() const { return commands_; }
  void everything() { everything_ = true; }  // nobody else can have changed the configuration
  // What stands alike in `other`, which people know as `called`.
  void as_in(Config other, std::string called) {
    others_.emplace_back(std::move(other), std::move(called));
  }
  void without(std::string base) { missing_ = std::move(base); }  // why there is no such base

  // Error, exit 4, unless a secret may be sent to where the item of this configuration says.
  void require(const SourceConfig& source) const;
  void require(const TargetConfig& target) const;
  void require(const CredentialConfig& credential) const;

 private:
  template <class Section, class Item>
  void require(const Section& section, const Item& item,
               const std::vector<Item> Config::*list) const;

  Config config_;
  bool commands_;
  bool everything_ = false;
  std::vector<std::pair<Config, std::string>> others_;
  std::string missing_;
};

}  // namespace muster
