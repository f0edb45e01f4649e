// ONTAP 9, REST: lists with fields, pages by _links.next.href.
#include "api/api.h"

namespace muster::lab {
namespace {

using nlohmann::json;

class Ontap : public ReadApi {
 public:
  using ReadApi::ReadApi;

 private:
  static Answer failed(int status, const std::string& code, const std::string& message) {
    return json_answer({{"error", {{"code", code}, {"message", message}}}}, status);
  }

  Answer reply(const httplib::Request& request) override {
    if (!basic_auth(request, traits())) return failed(401, "6691623", "User is not authorized.");
    if (request.method != "GET") return failed(403, "6", "not authorized for that command");
    if (!only_params(request, {"fields", "max_records", "return_timeout", "start.uuid"})) {
      return failed(400, "262179", "Unexpected argument.");
    }
    if (request.path == "/api/cluster") return cluster();
    const std::string fields = request.get_param_value("fields");
    if (request.path == "/api/cluster/nodes") return all(nodes(), fields);
    if (request.path == "/api/network/ethernet/ports") return all(ports(), fields);
    if (request.path == "/api/network/ip/interfaces") return all(addresses(), fields);
    if (request.path == "/api/storage/aggregates") return all(aggregates(), fields);
    if (request.path == "/api/storage/volumes") return volumes(request);
    return failed(404, "3", "API not found");
  }

  static Answer cluster() {
    return json_answer({{"name", "labcluster"},
                        {"uuid", "c0000000-0000"},
                        {"version", {{"full", "NetApp Release 9.14.1: Mon Mar 04 2024"}}}});
  }

  // Without fields a list has names and uuids only.
  static Answer all(json rows, const std::string& fields) {
    if (fields.empty()) {
      for (auto& row : rows) row = {{"name", row["name"]}, {"uuid", row.value("uuid", "")}};
    }
    return json_answer({{"records", rows}, {"num_records", rows.size()}});
  }

  static json nodes() {
    json rows = json::array();
    for (int i = 0; i < 2; ++i) {
      const std::string n = std::to_string(i + 1);
      rows.push_back({{"name", "lab-0" + n},
                      {"uuid", "n000000" + n},
                      {"model", "AFF-A250"},
                      {"serial_number", "72183400012" + n},
                      {"state", "up"},
                      {"version", {{"full", "NetApp Release 9.14.1: Mon Mar 04 2024"}}}});
    }
    return rows;
  }

  static json ports() {
    json rows = json::array();
    for (int i = 0; i < 2; ++i) {
      const std::string n = std::to_string(i + 1);
      rows.push_back({{"name", "e0M"},
                      {"uuid", "p000000" + n},
                      {"type", "physical"},
                      {"node", {{"name", "lab-0" + n}, {"uuid", "n000000" + n}}},
                      {"mac_address", "00:a0:98:00:00:0" + n},
                      {"state", "up"},
                      {"speed", 1000}});
    }
    return rows;
  }

  static json addresses() {
    json rows = json::array();
    for (int i = 0; i < 2; ++i) {
      const std::string n = std::to_string(i + 1);
      rows.push_back({{"name", "mgmt" + n},
                      {"uuid", "a000000" + n},
                      {"state", "up"},
                      {"ip", {{"address", "10.60.0.1" + n}, {"netmask", "24"}, {"family", "ipv4"}}},
                      {"location",
                       {{"home_node", {{"name", "lab-0" + n}, {"uuid", "n000000" + n}}},
                        {"port", {{"name", "e0M"}}}}}});
    }
    return rows;
  }

  static json aggregates() {
    return json::array(
        {{{"name", "aggr1"},
          {"uuid", "g0000001"},
          {"state", "online"},
          {"home_node", {{"name", "lab-01"}, {"uuid", "n0000001"}}},
          {"space",
           {{"block_storage",
             {{"size", 10LL << 40}, {"used", 4LL << 40}, {"available", 6LL << 40}}}}}}});
  }

  Answer volumes(const httplib::Request& request) {
    if (fails_now()) return failed(500, "4", "internal error");
    const long size = std::min(number_param(request, "max_records", 10'000), 10'000L);
    const auto [begin, end] = part(number_param(request, "start.uuid", 0), size);
    json rows = json::array();
    for (int i = begin; i < end; ++i) {
      rows.push_back({{"name", "vol_" + std::to_string(i + 1)},
                      {"uuid", "v" + std::to_string(i)},
                      {"state", "online"},
                      {"type", "rw"},
                      {"style", "flexvol"},
                      {"svm", {{"name", "svm1"}}},
                      {"aggregates", json::array({{{"name", "aggr1"}, {"uuid", "g0000001"}}})},
                      {"space", {{"size", 100LL << 30}, {"used", 1LL << 30}}},
                      {"nas", {{"path", "/vol_" + std::to_string(i + 1)}}}});
    }
    json body = {{"records", rows}, {"num_records", rows.size()}};
    if (end < traits().count) {
      body["_links"]["next"]["href"] =
          "/api/storage/volumes?fields=" + request.get_param_value("fields") +
          "&max_records=" + std::to_string(size) + "&start.uuid=" + std::to_string(end);
    }
    return json_answer(body);
  }
};

}  // namespace

std::unique_ptr<ReadApi> make_ontap(const ApiTraits& traits) {
  return std::make_unique<Ontap>(traits);
}

}  // namespace muster::lab
