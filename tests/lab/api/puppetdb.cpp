// PuppetDB 7, query API v4: nodes and inventory, paging as in its documentation; errors are plain
// text there.
#include "api/api.h"

namespace muster::lab {
namespace {

using nlohmann::json;

class PuppetDb : public ReadApi {
 public:
  using ReadApi::ReadApi;

 private:
  static Answer failed(int status, const std::string& message) {
    return {.status = status, .body = message, .type = "text/plain"};
  }

  Answer reply(const httplib::Request& request) override {
    if (request.method != "GET") return failed(405, "The GET method is required");
    const bool nodes = request.path == "/pdb/query/v4/nodes";
    if (!nodes && request.path != "/pdb/query/v4/inventory") return failed(404, "Not found");
    if (!only_params(request, {"query", "limit", "offset", "order_by", "include_total"})) {
      return failed(400, "Unsupported query parameter");
    }
    if (request.has_param("offset") && !request.has_param("order_by")) {
      return failed(400, "offset without order_by");  // the real one gives overlapping pages
    }
    if (fails_now()) return failed(500, "The database is not available");
    const auto [begin, end] =
        part(number_param(request, "offset", 0), number_param(request, "limit", 1L << 30));
    json rows = json::array();
    for (int i = begin; i < end; ++i) rows.push_back(nodes ? node(i) : inventory(i));
    return json_answer(rows);
  }

  static std::string certname(int i) { return "agent" + std::to_string(i + 1) + ".lab.example"; }

  static json node(int i) {
    return {{"certname", certname(i)},
            {"deactivated", nullptr},
            {"expired", nullptr},
            {"latest_report_status", i % 2 == 0 ? "unchanged" : "failed"},
            {"facts_timestamp", "2026-11-25T10:00:00.123Z"},
            {"report_timestamp", "2026-11-25T10:01:00.456Z"}};
  }

  static json inventory(int i) {
    const std::string ip = "10.40." + std::to_string(i / 250) + "." + std::to_string(i % 250 + 1);
    const json eth0 = {{"mac", lab_mac(i, 1)},
                       {"ip", ip},
                       {"netmask", "255.255.0.0"},
                       {"bindings", json::array({{{"address", ip}, {"netmask", "255.255.0.0"}}})}};
    const json lo = {{"ip", "127.0.0.1"}, {"netmask", "255.0.0.0"}};
    json facts = {
        {"networking",
         {{"hostname", "agent" + std::to_string(i + 1)},
          {"fqdn", certname(i)},
          {"interfaces", {{"eth0", eth0}, {"lo", lo}}}}},
        {"os", {{"name", "Debian"}, {"family", "Debian"}, {"release", {{"full", "12.5"}}}}},
        {"processors", {{"count", 8}}},
        {"memory", {{"system", {{"total_bytes", 8LL << 30}}}}},
        {"dmi",
         {{"manufacturer", "Dell Inc."},
          {"product",
           {{"name", "PowerEdge R650"}, {"serial_number", "SN" + std::to_string(1000 + i)}}}}},
        {"kernelrelease", "6.1.0-18-amd64"},
        {"system_uptime", {{"seconds", 86400 + i}}}};
    if (i % 10 == 9) facts.erase("processors");
    // Every tenth node is old and has not reported for long.
    return {{"certname", certname(i)},
            {"timestamp", i % 10 == 8 ? "2025-01-01T00:00:00.000Z" : "2026-11-25T10:00:00.123Z"},
            {"environment", "production"},
            {"facts", facts},
            {"trusted", {{"certname", certname(i)}}}};
  }
};

}  // namespace

std::unique_ptr<ReadApi> make_puppetdb(const ApiTraits& traits) {
  return std::make_unique<PuppetDb>(traits);
}

}  // namespace muster::lab
