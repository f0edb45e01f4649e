// oxidized-web: nodes.json, without login and pages; what it does not know is a text with 200.
#include "api/api.h"

namespace muster::lab {
namespace {

using nlohmann::json;

class Oxidized : public ReadApi {
 public:
  using ReadApi::ReadApi;

 private:
  Answer reply(const httplib::Request& request) override {
    if (request.path != "/nodes.json") return {.body = "node not found", .type = "text/html"};
    if (request.method != "GET") return {.status = 404, .body = "not found", .type = "text/html"};
    if (fails_now())
      return {.status = 500, .body = "<h1>Internal Server Error</h1>", .type = "text/html"};
    json rows = json::array();
    for (int i = 0; i < traits().count; ++i) rows.push_back(node(i));
    return json_answer(rows);
  }

  static json node(int i) {
    const std::string name = "sw" + std::to_string(i + 1);
    const bool never = i % 5 == 4;
    json last = {{"start", "2026-11-25 10:00:00 UTC"},
                 {"end", "2026-11-25 10:00:07 UTC"},
                 {"status", "success"},
                 {"time", 7.1}};
    return {{"name", name},
            {"full_name", "access/" + name},
            {"ip", "10.50.0." + std::to_string(i % 250 + 1)},
            {"group", "access"},
            {"model", "IOS"},
            {"last", never ? json() : last},
            {"vars", {{"enable", "planted-enable-secret"}}},
            {"mtime", never ? json("unknown") : json("2026-11-20 02:00:00 UTC")},
            {"status", never ? "never" : "success"},
            {"time", never ? json() : json("2026-11-25 10:00:07 UTC")}};
  }
};

}  // namespace

std::unique_ptr<ReadApi> make_oxidized(const ApiTraits& traits) {
  return std::make_unique<Oxidized>(traits);
}

}  // namespace muster::lab
