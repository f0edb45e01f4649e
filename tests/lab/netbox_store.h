// Rows with their indexes. A failed request is undone by its journal.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <unordered_map>
#include <unordered_set>

#include "netbox_spec.h"

namespace muster::lab::netbox {

using Id = std::int64_t;

struct Row {
  Id id = 0;
  std::vector<Json> values;  // one per field of the type; null for fields that are not stored
  std::vector<Id> tags;
  Json custom = Json::object();
  std::string created, updated;
};

using Ids = std::set<Id>;

class Store {
 public:
  explicit Store(const Spec& spec);

  const Row* find(const Type& type, Id id) const;
  const std::map<Id, Row>& rows(const Type& type) const { return table(type).rows; }
  Row blank(const Type& type) const;
  Id next_id(const Type& type) { return table(type).next++; }
  void put(const Type& type, Row row);
  void erase(const Type& type, Id id);

  // The ids whose indexed field has this value; generic ids are looked up as "dcim.interface/5".
  const Ids& having(const Type& type, size_t field, const std::string& key) const;
  const Ids& tagged(const Type& type, Id tag) const;
  const Ids& with_custom(const Type& type, const std::string& name, const Json& value) const;
  // Another object that this one would collide with.
  Id collision(const Type& type, const Unique& unique, const Row& row) const;

  void begin() { journal_.clear(); }
  void rollback();

  Json dump() const;
  void load(const Json& dump);
  void clear();

  static std::string key(const Field& field, const Json& value);
  static std::string generic_key(const Type& type, size_t id_field, const Row& row);

 private:
  using Index = std::unordered_map<std::string, Ids>;
  struct Table {
    std::map<Id, Row> rows;
    Id next = 1;
    std::vector<Index> by_field;
    std::vector<std::unordered_map<std::string, Id>> unique;
    std::unordered_map<Id, Ids> by_tag;
    Index by_custom;
  };
  struct Step {
    size_t type;
    Id id;
    std::shared_ptr<const Row> before;
  };

  Table& table(const Type& type) { return tables_[spec_.index(type)]; }
  const Table& table(const Type& type) const { return tables_[spec_.index(type)]; }
  void link(const Type& type, const Row& row, bool present);
  void replace(const Type& type, Id id, const Row* row);
  static std::optional<std::string> unique_key(const Type& type, const Unique& unique,
                                               const Row& row);

  const Spec& spec_;
  std::vector<Table> tables_;
  std::vector<Step> journal_;
};

}  // namespace muster::lab::netbox
