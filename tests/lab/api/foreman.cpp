// Foreman, API v2: apidoc of hosts; errors as its error.json.rabl has them.
#include "api/api.h"

namespace muster::lab {
namespace {

using nlohmann::json;

class Foreman : public ReadApi {
 public:
  using ReadApi::ReadApi;

 private:
  static Answer failed(int status, const std::string& message) {
    return json_answer({{"error", {{"message", message}}}}, status);
  }

  Answer reply(const httplib::Request& request) override {
    if (!basic_auth(request, traits())) return failed(401, "Unable to authenticate user");
    if (request.method != "GET") return failed(403, "Access denied");
    if (request.path == "/api/hosts") return hosts(request);
    if (request.path.rfind("/api/hosts/", 0) == 0) return host(request.path.substr(11));
    return failed(404, "Resource not found");
  }

  Answer hosts(const httplib::Request& request) {
    if (!only_params(request, {"search", "thin", "page", "per_page"})) {
      return failed(400, "Invalid parameter");
    }
    if (fails_now()) return failed(500, "PG::ConnectionBad");
    const long size = number_param(request, "per_page", 20);
    const long page = number_param(request, "page", 1);
    const auto [begin, end] = part((page - 1) * size, size);
    json rows = json::array();
    for (int i = begin; i < end; ++i) rows.push_back({{"id", i + 1}, {"name", name(i)}});
    return json_answer({{"total", traits().count},
                        {"subtotal", traits().count + (traits().short_total ? 1 : 0)},
                        {"page", page},
                        {"per_page", size},
                        {"search", nullptr},
                        {"sort", {{"by", nullptr}, {"order", nullptr}}},
                        {"results", rows}});
  }

  static std::string name(int i) { return "node" + std::to_string(i + 1) + ".lab.example"; }

  Answer host(const std::string& id) {
    const int i = std::atoi(id.c_str()) - 1;
    if (i < 0 || i >= traits().count) {
      return failed(404, "Resource host not found by id '" + id + "'");
    }
    json nics = json::array();
    nics.push_back({{"id", i * 2 + 1},
                    {"name", name(i)},
                    {"identifier", "eth0"},
                    {"ip", "10.30." + std::to_string(i / 250) + "." + std::to_string(i % 250 + 1)},
                    {"ip6", nullptr},
                    {"mac", lab_mac(i, 0)},
                    {"primary", true},
                    {"provision", true},
                    {"type", "interface"}});
    nics.push_back({{"id", i * 2 + 2},
                    {"name", nullptr},
                    {"identifier", "ipmi"},
                    {"ip", nullptr},
                    {"ip6", nullptr},
                    {"mac", lab_mac(i, 9)},
                    {"primary", false},
                    {"provision", false},
                    {"type", "bmc"}});
    return json_answer(
        {{"id", i + 1},
         {"name", name(i)},
         {"build", false},
         {"interfaces", nics},
         {"uuid", nullptr},
         {"operatingsystem_name", "Debian 12.5"},
         {"model_name", "PowerEdge R650"},
         {"hostgroup_name", "web"},
         {"global_status_label", "OK"},
         {"last_report", "2026-11-25 10:00:00 UTC"},
         {"reported_data", {{"cores", 16}, {"ram", 65536}, {"boot_time", nullptr}}}});
  }
};

}  // namespace

std::unique_ptr<ReadApi> make_foreman(const ApiTraits& traits) {
  return std::make_unique<Foreman>(traits);
}

}  // namespace muster::lab
