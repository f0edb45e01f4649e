// The hosts as columns of texts, which is what selectors ask: short in a file, quick to search.
// Internal to the page.
#pragma once
#include <nlohmann/json.hpp>
#include <string>
#include <unordered_map>
#include <vector>

#include "inventory/inventory.h"

namespace muster::web {

// {"values": the texts once each, "rows": for each row where they stand}: 0 the next text that did
// not stand before, n the n-th, a list of those, or null.
class ColumnWriter {
 public:
  void add(const std::vector<std::string>& texts);
  nlohmann::json take();

 private:
  int place_of(const std::string& text);

  std::vector<std::string> values_;
  std::unordered_map<std::string, int> places_;
  nlohmann::json rows_ = nlohmann::json::array();
};

// {"count", "fields", "columns"}: every field of a selector, and what the page shows besides. With
// `blobs` also which state of its file each host was read from.
nlohmann::json hosts_form(const Inventory& inventory, bool blobs);

}  // namespace muster::web
