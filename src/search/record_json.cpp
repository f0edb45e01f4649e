#include "search/record_json.h"

#include <nlohmann/json.hpp>

#include "core/error.h"

namespace muster {
namespace {

template <class List>
nlohmann::json rendered_list(const List& list) {
  nlohmann::json out = nlohmann::json::array();
  for (const auto& one : list) out.push_back(render(one));
  return out;
}

std::optional<Time> time_in(const std::string& text) {
  Day day;
  if (text.size() < 20 || !parse_day(text.substr(0, 10), day)) return std::nullopt;
  const auto part = [&](size_t at) { return std::stoi(text.substr(at, 2)); };
  return Time(day) + Seconds(part(11) * 3600 + part(14) * 60 + part(17));
}

}  // namespace

nlohmann::json to_json(const Record& record) {
  nlohmann::json json{{"kind", record.kind}, {"id", record.id}, {"name", record.name}};
  if (!record.serial.empty()) json["serial"] = record.serial;
  if (!record.uuid.empty()) json["uuid"] = record.uuid;
  if (!record.macs.empty()) json["macs"] = rendered_list(record.macs);
  if (!record.addresses.empty()) json["addresses"] = rendered_list(record.addresses);
  for (const auto& [name, value] : record.attributes) {
    json["attributes"][name] = {{"value", value.text}, {"type", word(value.type)}};
    if (value.passing) json["attributes"][name]["passing"] = true;
  }
  for (const Relation& one : record.relations) {
    json["relations"].push_back({{"name", one.name}, {"kind", one.kind}, {"id", one.id}});
  }
  if (record.heard) json["heard"] = render_time(*record.heard);
  if (record.stale) json["stale"] = true;
  if (!record.link.empty()) json["link"] = record.link;
  return json;
}

Record parse_record(const nlohmann::json& json) try {
  Record out;
  out.kind = json.at("kind").get<std::string>();
  out.id = json.at("id").get<std::string>();
  out.name = json.at("name").get<std::string>();
  out.serial = json.value("serial", "");
  out.uuid = json.value("uuid", "");
  for (const auto& one : json.value("macs", nlohmann::json::array())) {
    if (const auto mac = parse_mac(one.get<std::string>())) out.macs.push_back(*mac);
  }
  for (const auto& one : json.value("addresses", nlohmann::json::array())) {
    if (const auto cidr = parse_cidr(one.get<std::string>())) out.addresses.push_back(*cidr);
  }
  const nlohmann::json attributes = json.value("attributes", nlohmann::json::object());
  for (const auto& [name, value] : attributes.items()) {
    out.attributes[name] = {parse_value_type(value.at("type").get<std::string>()).value(),
                            value.at("value").get<std::string>(), value.value("passing", false)};
  }
  for (const auto& one : json.value("relations", nlohmann::json::array())) {
    out.relations.push_back({one.at("name").get<std::string>(), one.at("kind").get<std::string>(),
                             one.at("id").get<std::string>()});
  }
  out.heard = time_in(json.value("heard", ""));
  out.stale = json.value("stale", false);
  out.link = json.value("link", "");
  return out;
} catch (const std::exception& error) {
  throw Error("a record of the cache cannot be read").because(error.what());
}

}  // namespace muster
