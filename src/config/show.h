// Configuration values as people write them.
#pragma once
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "config/config.h"

namespace muster::config_file {

nlohmann::json shown(const std::string& text);
nlohmann::json shown(bool flag);
nlohmann::json shown(int number);
nlohmann::json shown(size_t number);
nlohmann::json shown(Milliseconds duration);
nlohmann::json shown(std::chrono::days duration);
nlohmann::json shown(const Limit& limit);
nlohmann::json shown(const std::vector<Cidr>& networks);
nlohmann::json shown(const std::map<std::string, std::vector<Cidr>>& networks);
nlohmann::json shown(const std::vector<int>& numbers);
nlohmann::json shown(const std::vector<std::string>& texts);
nlohmann::json shown(const std::map<std::string, std::string>& texts);
nlohmann::json shown(const Managed& manage);
nlohmann::json shown(const KeptKinds& records);
nlohmann::json shown(const FieldPolicies& fields);
nlohmann::json shown(const RequiredFields& fields);
nlohmann::json shown(Becomes becomes);
nlohmann::json shown(const BackupPolicy& backup);
nlohmann::json shown(const std::vector<Approvers>& approvers);
nlohmann::json shown(const SecretRef& ref);  // the reference, null when there is none

}  // namespace muster::config_file
