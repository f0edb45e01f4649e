#include "target/dns/powerdns/api.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/json.h"
#include "core/text.h"
#include "model/ip.h"
#include "target/endpoint.h"

namespace muster::powerdns {
namespace {

using Json = nlohmann::json;

constexpr std::string_view mark = "muster";  // the account of muster's comments
constexpr JsonLimits zone_limits{256 << 20, 64, 20'000'000, 1 << 20};

std::string member(const Json& object, const char* name) {
  const auto found = object.is_object() ? object.find(name) : object.end();
  return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

long long number(const Json& object, const char* name) {
  const auto found = object.is_object() ? object.find(name) : object.end();
  return found != object.end() && found->is_number_integer() ? found->get<long long>() : 0;
}

const Json& list(const Json& object, const char* name) {
  static const Json none = Json::array();
  const auto found = object.is_object() ? object.find(name) : object.end();
  return found != object.end() && found->is_array() ? *found : none;
}

std::string undotted(std::string name) {
  if (name.ends_with('.')) name.pop_back();
  return lower(name);
}

bool is_name(const std::string& type) { return type == "PTR" || type == "CNAME"; }

std::string value_of(const std::string& type, const std::string& content) {
  if (is_name(type)) return undotted(content);
  const auto ip = parse_ip(content);
  return ip && (type == "A" || type == "AAAA") ? render(*ip) : content;
}

RecordSet set_of(const Json& form, const NameType& key) {
  RecordSet set;
  std::string host, site;
  for (const Json& comment : list(form, "comments")) {
    if (member(comment, "account") != mark) continue;
    const auto words = split(member(comment, "content"), ' ');
    if (words.size() != 2) continue;
    set.ours = true;
    host = clean(words[0], 100);
    site = clean(words[1], 100);
  }
  for (const Json& record : list(form, "records")) {
    if (record.value("disabled", false)) continue;
    set.records.push_back({key.first, key.second, value_of(key.second, member(record, "content")),
                           number(form, "ttl"), host, site, key.second == "CNAME"});
  }
  return set;
}

std::string state_in(const Json& zone) {
  const auto serial = [&](const char* name) { return std::to_string(number(zone, name)); };
  return serial("serial") + "/" + serial("edited_serial");
}

HostedZone zone_of(const Json& form) {
  HostedZone zone;
  zone.id = member(form, "id");
  zone.name = undotted(member(form, "name"));
  const std::string kind = lower(member(form, "kind"));
  zone.writable = kind != "slave" && kind != "secondary" && kind != "consumer";
  zone.state = state_in(form);
  for (const Json& set : list(form, "rrsets")) {
    const NameType key{undotted(member(set, "name")), member(set, "type")};
    zone.sets[key] = set_of(set, key);
  }
  return zone;
}

Json form_of(const NameType& key, const std::vector<dns::ZoneRecord>& records) {
  Json form{{"name", key.first + "."}, {"type", key.second}};
  if (records.empty()) {
    form["changetype"] = "DELETE";
    return form;
  }
  form["changetype"] = "REPLACE";
  form["ttl"] = records.front().ttl;
  form["records"] = Json::array();
  for (const dns::ZoneRecord& record : records) {
    const std::string dot = is_name(record.type) ? "." : "";
    form["records"].push_back({{"content", record.value + dot}, {"disabled", false}});
  }
  const dns::ZoneRecord& first = records.front();
  form["comments"] = {{{"account", mark}, {"content", first.host + " " + first.site}}};
  return form;
}

}  // namespace

Api::Api(const PowerDnsConfig& config, const Secret& key)
    : endpoint_(endpoint_of(config, key)),
      base_("/api/v1/servers/" + config.server),
      key_(std::string(trim(key.reveal()))) {
  endpoint_.max_bytes = zone_limits.bytes;
}

Request Api::request_for(const std::string& path) const {
  Request request;
  request.path = base_ + path;
  request.headers = {{"X-API-Key", key_}, {"Accept", Secret("application/json")}};
  return request;
}

std::string Api::get(HttpReader& http, const std::string& path, std::stop_token stop) {
  const Request request = request_for(path);
  ++requests_;
  const Response response = http.get(endpoint_, request, std::move(stop));
  if (response.status != 200) throw http_error(endpoint_, request, response);
  return response.body;
}

std::string Api::version(HttpReader& http, std::stop_token stop) {
  const std::string body = get(http, "", std::move(stop));
  return clean(member(parse_json(body, "GET " + endpoint_.url + base_), "version"), 40);
}

std::vector<HostedZone> Api::zones(HttpReader& http, std::stop_token stop) {
  const std::string origin = "GET " + endpoint_.url + base_ + "/zones";
  const Json heads = parse_json(get(http, "/zones", stop), origin, zone_limits);
  if (!heads.is_array()) throw Error(origin + " answers with no list of zones");
  std::vector<HostedZone> out;
  for (const Json& head : heads) {
    const std::string path = "/zones/" + member(head, "id");
    const Json form = parse_json(get(http, path, stop), origin, zone_limits);
    if (!form.is_object() || !form.contains("rrsets")) {
      throw Error(origin + "/" + clean(member(head, "id")) + " answers without record sets");
    }
    out.push_back(zone_of(form));
  }
  return out;
}

std::string Api::state_of(HttpReader& http, const HostedZone& zone, std::stop_token stop) {
  const std::string body = get(http, "/zones/" + zone.id + "?rrsets=false", std::move(stop));
  return state_in(parse_json(body, "GET " + endpoint_.url + base_, zone_limits));
}

void Api::replace(Http& http, const HostedZone& zone,
                  std::span<const std::pair<NameType, std::vector<dns::ZoneRecord>>> sets,
                  std::stop_token stop) {
  Json forms = Json::array();
  for (const auto& [key, records] : sets) forms.push_back(form_of(key, records));
  Request request = request_for("/zones/" + zone.id);
  request.method = "PATCH";
  request.body = Json{{"rrsets", std::move(forms)}}.dump();
  ++requests_;
  const Response response = http.send(endpoint_, request, std::move(stop));
  if (response.status / 100 != 2) throw http_error(endpoint_, request, response);
}

}  // namespace muster::powerdns
