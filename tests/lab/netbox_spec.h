// The object types NetBox has, as a table: fields, choices and uniqueness.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace muster::lab::netbox {

using Json = nlohmann::ordered_json;

// 4.7.2 is 4007002, so that versions compare as numbers.
using Version = int;
Version parse_version(std::string_view text);

enum class Kind {
  text,
  slug,
  boolean,
  integer,
  decimal,
  choice,
  color,
  reference,
  references,
  address,
  prefix,
  mac,
  dns,
  timezone,
  json,
  types,
  generic_type,
  generic_id,
  terminations,
  constant,
  computed,
  count,
};

enum class OnDelete { protect, restrict, cascade, clear };

struct Choices {
  std::vector<std::pair<std::string, std::string>> known;  // value, label
  const std::string* label(const std::string& value) const;
};

struct Field {
  std::string name;
  Kind kind = Kind::text;
  bool required = false;
  bool nullable = false;
  bool brief = false;
  bool indexed = false;
  size_t max_length = 0;
  std::optional<double> least, most;
  Json fallback;             // the value when none is given; of a constant, the value
  std::string target;        // reference and count: the other type
  std::string target_field;  // count: the field there
  OnDelete on_delete = OnDelete::protect;
  const Choices* choices = nullptr;
  std::vector<std::string> types;  // generic_type: what may be named
  Version since = 0, until = 0;    // until: first version without it

  bool stored() const {
    return kind != Kind::constant && kind != Kind::computed && kind != Kind::count;
  }
};

struct Unique {
  struct Part {
    size_t field;
    bool lower;
    bool null_counts;  // otherwise a null exempts the object
  };
  std::vector<Part> parts;
  std::string key;  // under which the error is reported
  std::string message;
  bool only_database = false;  // found by the database alone: 500 instead of 400
};

struct Type {
  std::string name, path, model, verbose, order = "name";
  bool tags = true, custom_fields = true, read_only = false;
  std::vector<Field> fields;
  std::vector<Unique> unique;
  std::unordered_map<std::string, size_t> by_name;
  std::unordered_set<std::string> absent;  // fields that other versions have

  const Field* find(std::string_view field) const;
  size_t at(std::string_view field) const;  // throws std::out_of_range
};

class Spec {
 public:
  explicit Spec(Version version);
  Version version() const { return version_; }
  bool since(Version first) const { return version_ >= first; }
  const std::vector<Type>& types() const { return types_; }
  const Type* by_name(std::string_view name) const;
  const Type* by_path(std::string_view path) const;
  size_t index(const Type& type) const { return static_cast<size_t>(&type - types_.data()); }

 private:
  void read(std::string_view text);
  void read_type(std::vector<std::string> words);
  void read_line(std::string_view line);
  void read_field(const std::vector<std::string>& words);
  void read_option(Field& field, const std::string& option);
  void read_unique(std::string_view line);
  void add(Field field);

  Version version_;
  std::vector<Type> types_;
  std::unordered_map<std::string, Choices> choices_;
};

extern const std::string_view types_dcim, types_other, choice_rows;  // in netbox_types_*.cpp

}  // namespace muster::lab::netbox
