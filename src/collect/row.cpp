#include "collect/row.h"

#include <nlohmann/json.hpp>

#include "core/text.h"

namespace muster {

const nlohmann::json& Row::at(const char* key) const {
  static const nlohmann::json nothing;
  if (!record_.is_object()) return nothing;
  const auto found = record_.find(key);
  return found == record_.end() ? nothing : *found;
}

bool Row::is_record() const { return record_.is_object() && !record_.empty(); }

std::string Row::text(const char* key) const {
  const nlohmann::json& value = at(key);
  if (value.is_string()) return clean(value.get_ref<const std::string&>());
  return value.is_number_integer() || value.is_boolean() ? value.dump() : "";
}

bool Row::on(const char* key) const {
  const std::string value = text(key);
  return value == "true" || value == "yes" || value == "1";
}

std::optional<long long> Row::number(const char* key) const { return parse_int(text(key)); }

std::optional<Mac> Row::mac(const char* key) const {
  const auto mac = parse_mac(text(key));
  return mac && mac->bits() != 0 ? mac : std::nullopt;
}

std::vector<nlohmann::json> records_of(nlohmann::json answer) {
  if (answer.is_array()) return std::move(answer.get_ref<nlohmann::json::array_t&>());
  if (answer.is_null()) return {};
  return {std::move(answer)};
}

bool is_table(const nlohmann::json& answer, std::string_view keys) {
  const auto wanted = split(std::string(keys), ',');
  const auto is_record = [&](const nlohmann::json& record) {
    return record.is_object() && std::any_of(wanted.begin(), wanted.end(),
                                             [&](const auto& key) { return record.contains(key); });
  };
  if (!answer.is_array()) return is_record(answer);
  return answer.empty() || std::any_of(answer.begin(), answer.end(), is_record);
}

std::optional<Cidr> parse_host_address(std::string_view text) {
  std::optional<Cidr> address = parse_cidr(text);
  if (!address) {
    if (const auto ip = parse_ip(text)) address = Cidr{*ip, ip->width()};
  }
  return address && is_host_address(address->ip) ? address : std::nullopt;
}

}  // namespace muster
