// The tables of a RouterOS device, whatever they are read over.
#pragma once
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "collect/collector.h"

namespace muster {

struct MenuQuery {
  std::string path;    // "/ip/arp"
  std::string fields;  // "address,mac-address": what is asked for
};

struct MenuTable {
  std::vector<nlohmann::json> rows;
  std::optional<Error> error;  // why there are no rows
  bool lacking = false;        // no error to speak of: the release or its packages lack the menu
};

class RouterMenus {
 public:
  virtual ~RouterMenus() = default;
  // Never throws; tables in the order of the queries. What ended all is the error of each table.
  virtual std::vector<MenuTable> read(std::span<const MenuQuery> queries) = 0;
};

// A router that can be read, and what was first asked of it.
struct OpenRouter {
  std::unique_ptr<RouterMenus> menus;
  nlohmann::json resource;    // "version", "board-name" of /system/resource
  std::optional<Error> note;  // which way was taken, where it was not the first
};

// By MikrotikConfig::transport. auto: REST; where that does not answer, or knows no such path, the
// API over TLS; an unencrypted API never. Throws when the router cannot be read.
OpenRouter open_router(const Source& source, Wires& wires, std::stop_token stop);

}  // namespace muster
