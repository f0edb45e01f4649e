// What was found, and what is known of a host, for people and programs.
#pragma once
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "report/known.h"

namespace muster {

std::string found_text(const FoundReport& report);
std::string found_json(const FoundReport& report);
std::string known_text(const std::vector<KnownHost>& hosts);
std::string known_records_text(const std::vector<KnownRecord>& records);
nlohmann::json known_records_list(const std::vector<KnownRecord>& records);
std::string known_json(const std::vector<KnownHost>& hosts, const std::string& question);

}  // namespace muster
