// A plan in the words people read; text and Markdown say the same. Internal to the views.
#pragma once
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "plan/plan.h"

namespace muster {

// What people call the kinds of a plan, by its targets' tables.
class Nouns {
 public:
  explicit Nouns(const Plan& plan);

  std::string of(const Operation& operation) const;  // "address"; its kind where there is no noun
  // "14 interfaces, 3 addresses"; links between others go without saying.
  std::string counts(const std::map<std::string, size_t>& kinds) const;
  // "device a, vm b and 3 more".
  std::string names(const std::vector<const Operation*>& operations) const;

 private:
  std::map<std::string_view, const KindTraits*> by_kind_;
};

std::string value_text(const Value& value);        // one line, bounded, harmless
std::string place_text(const Where& where);        // "hosts/b1/x.yaml:5"
std::string label_text(const std::string& label);  // one line, bounded, harmless

// What is created together: a device or a virtual machine with all that belongs to its host.
struct Creation {
  const Operation* first = nullptr;
  std::string with;  // "cluster k1, 1 interface, 1 address, A + PTR"
};
std::vector<Creation> creations(const Plan& plan);

// Things kept for the same reason; a collision stands alone.
struct Kept {
  std::string reason;
  std::vector<const Operation*> operations;
  bool expected = false;  // asked for: retired and waiting, protected, not pruned
};
std::vector<Kept> kept(const Plan& plan);

std::string head_text(const Plan& plan);     // "inventory@9f3c1e2"
std::string targets_text(const Plan& plan);  // "netbox 4.7.2 netbox.example, unbound /etc/…"
std::string skipped_text(const Plan& plan);  // "9 pending hosts skipped", "" = none
// "deletes 0/3,118 ok · updates 2/3,118 ok" of one target: the target's own, and what is refused.
std::string rails_text(const Plan& plan, const std::string& target);

}  // namespace muster
