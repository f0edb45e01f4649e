// Vendors by MAC prefix, from the IEEE registries as Debian's ieee-data ships them.
#pragma once
#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"
#include "model/mac.h"

namespace muster {

// Where Debian has them.
inline constexpr const char* vendor_registries = "/usr/share/ieee-data";

class OuiTable {
 public:
  // oui.csv (24 bits), mam.csv (28), oui36.csv and iab.csv (36) of `directory`. A missing file adds
  // a note to `trouble`, and its vendors stay unknown.
  static OuiTable load(const std::string& directory, Diagnostics& trouble);

  // One registry: Registry,Assignment,Organization Name,Organization Address with a header line.
  // Rows that are not of this form are passed over.
  void add(std::string_view csv);

  // The organization with the longest matching prefix; "" for locally administered addresses,
  // private registrations and unknown prefixes.
  std::string vendor(Mac mac) const;
  size_t size() const;

 private:
  struct Row {
    uint64_t prefix = 0;
    size_t start = 0;  // of the name in names_
    size_t size = 0;
  };
  static constexpr std::array<int, 3> lengths_{36, 28, 24};

  void add_row(std::string_view assignment, std::string_view name);
  void sort();

  std::array<std::vector<Row>, 3> rows_;  // by lengths_, each sorted by prefix
  std::string names_;
};

}  // namespace muster
