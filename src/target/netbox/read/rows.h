// Rows of NetBox as resources: references become the words desired uses, marks become ownership.
#pragma once
#include <array>
#include <map>
#include <string>
#include <unordered_map>

#include "plan/index.h"
#include "plan/resource.h"
#include "target/netbox/row.h"
#include "target/netbox/schema.h"

namespace muster::netbox {

// What desired calls the objects that exist, by kind and id. A role that desired names by its
// name and NetBox by another slug is still the same role.
class Aliases {
 public:
  void put(std::string_view kind, long long id, const std::string& word);
  // The word of the object `row[member]` refers to; null when it refers to none. Of several words
  // for one object the `wanted` one.
  Value word(std::string_view kind, const Json& row, std::string_view member,
             const std::string& wanted) const;
  bool knows(std::string_view kind, long long id) const;

 private:
  std::multimap<std::pair<std::string, long long>, std::string> words_;
};

// The interfaces and owners read so far, for what is attached to them.
struct Place {
  Key key;    // of the interface
  Text path;  // interface_path()
  Key owner;  // the device or VM
  Text site;
};

// What a host file can call a tag by: its slug, and the slug that its name would have.
std::array<std::string, 2> tag_words(const Json& tag);

// The name that people gave to what is taken over stays, in capitals or with its domain.
void keep_spelling(Resource& owner, const Resource& wanted);

class Rows {
 public:
  // `wanted` stays.
  explicit Rows(std::span<const Resource> wanted);

  Aliases aliases;
  Index<Resource> desired;  // by key

  // A foreign row comes back with the natural key that desired would give it.
  Resource owner(std::string_view kind, const Json& row) const;
  // Registers the row as an owner of interfaces, called `key` in desired.
  void put_owner(const Resource& owner, const Json& row, const Key& key);
  // Is there an owner that has interfaces of this kind?
  bool any_owner(const Kind& port) const;
  // What desired calls the owner of this interface; null when that is not ours. Stays.
  const Key* owner_of(const Kind& port, const Json& row) const;
  // `wanted`: the desired interface it was recognised as.
  Resource interface(const Kind& port, const Json& row, const Resource* wanted);
  Resource mac(const Json& row) const;
  Resource ip(const Json& row) const;
  std::string vrf(const Json& row) const;  // the word for the VRF it is in; "" = the global table
  // Of an address: in the global table, or in a VRF that muster.yaml names.
  bool in_named_vrf(const Json& row) const;
  Resource cable(const Json& row) const;

 private:
  Resource start(std::string_view kind, const Json& row, const Resource* wanted = nullptr) const;
  Value value(const Field& field, const Json& row, const Resource* wanted) const;
  const Place* place_of(const Json& end) const;
  Value node(const Json& device) const;
  Value end(const Json& row, std::string_view side) const;
  // Says what it is on; null when that is nothing of ours.
  const Place* attach(Resource& resource, const Json& row) const;

  struct Owner {
    Key key;
    Text site;
    Text name;  // of it, as desired has it
    Text path;  // interface_path() up to the interface's name
  };
  template <class T>
  using ByRow = std::map<std::string_view, std::unordered_map<long long, T>, std::less<>>;
  const Owner* owner_with(const Kind& port, long long id) const;
  const Owner* owner_at(const Kind& port, const Json& row) const;
  const Place* place_at(std::string_view model, const Json& id) const;

  ByRow<Owner> owners_;  // by kind of interface
  ByRow<Place> places_;  // by model of interface
};

}  // namespace muster::netbox
