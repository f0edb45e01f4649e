// What people say of a host as texts in columns, for lists that are edited as a whole.
#pragma once
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "inventory/edit/settings.h"

namespace muster {

// The columns that are decided on, in order; others of a list tell what is known.
inline constexpr std::string_view decided_columns[] = {"approval", "classification", "name",
                                                       "aliases",  "tags",           "notes"};

// As a list shows the host: a name and tags that nobody gave are those in force.
std::string shown_value(const Host& host, std::string_view column);

// What a list that shows `value` in `column` means to set; nothing where it shows what is there.
void add_difference(const Host& host, std::string_view column, const std::string& value,
                    std::vector<Setting>& settings);

// What is known of a host: address, MAC, vendor, port, proposal, attention.
std::vector<std::string> known_of(const Host& host);
std::string known_address(const Host& host);
std::string known_mac(const Host& host);

}  // namespace muster
