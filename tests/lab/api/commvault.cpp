// Commvault, REST of the Command Center: XML unless JSON is asked for, passwords in base64,
// failures as 200 with errList, jobs paged in the body.
#include <openssl/evp.h>

#include "api/api.h"

namespace muster::lab {
namespace {

using nlohmann::json;

std::string base64(const std::string& text) {
  std::string out(4 * ((text.size() + 2) / 3) + 1, 0);
  EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()),
                  reinterpret_cast<const unsigned char*>(text.data()), int(text.size()));
  out.pop_back();
  return out;
}

class Commvault : public ReadApi {
 public:
  explicit Commvault(const ApiTraits& traits) : ReadApi(traits), sessions_(traits.expire_after) {}

 private:
  static Answer failed(int code, const std::string& message) {
    return json_answer(
        {{"errList", json::array({{{"errorCode", code}, {"errLogMessage", message}}})}});
  }

  Answer reply(const httplib::Request& request) override {
    if (request.get_header_value("Accept") != "application/json") {
      return {.body = "<?xml version=\"1.0\"?><DM2ContentIndexing_CheckCredentialResp/>",
              .type = "application/xml"};
    }
    const std::string base = "/commandcenter/api";
    if (request.path == base + "/Login" && request.method == "POST") return log_in(request);
    const std::string header = request.get_header_value("Authtoken");
    const std::string token = header.rfind("QSDK ", 0) == 0 ? header.substr(5) : "";
    if (!sessions_.use(token))
      return json_answer({{"errorMessage", "Invalid token"}, {"errorCode", 5}}, 401);
    if (request.path == base + "/Logout" && request.method == "POST") {
      sessions_.close(token);
      return json_answer({{"errorCode", 0}});
    }
    if (request.path == base + "/Client" && request.method == "GET") return clients();
    if (request.path == base + "/Jobs" && request.method == "POST") return jobs(request);
    return json_answer({{"errorMessage", "Not found"}, {"errorCode", 404}}, 404);
  }

  Answer log_in(const httplib::Request& request) {
    const json body = json::parse(request.body, nullptr, false);
    const bool right =
        !body.is_discarded() && body.value("password", "") == base64(traits().password);
    if (body.is_discarded() || body.value("username", "") != traits().user || !right) {
      return failed(1127, "Invalid username or password");
    }
    return json_answer({{"token", "QSDK " + sessions_.open()},
                        {"userName", traits().user},
                        {"errList", json::array()}});
  }

  Answer clients() const {
    json rows = json::array();
    for (int i = 0; i < traits().count; ++i) {
      const std::string name = "client" + std::to_string(i + 1);
      rows.push_back({{"client",
                       {{"clientEntity",
                         {{"clientId", i + 2},
                          {"clientName", name},
                          {"hostName", name + ".lab.example"},
                          {"displayName", name}}}}}});
    }
    return json_answer({{"clientProperties", rows}});
  }

  Answer jobs(const httplib::Request& request) {
    const json body = json::parse(request.body, nullptr, false);
    if (body.is_discarded() || !body.contains("jobFilter") || !body.contains("pagingConfig") ||
        !body["pagingConfig"].value("limit", json()).is_number()) {
      return failed(2, "Invalid request");
    }
    if (fails_now()) return failed(7, "The job manager is not reachable");
    const json& paging = body["pagingConfig"];
    const auto [begin, end] = part(paging.value("offset", 0L), paging.value("limit", 100L));
    json rows = json::array();
    for (int i = begin; i < end; ++i) {
      const bool good = i % 4 != 3;
      rows.push_back({{"jobSummary",
                       {{"jobId", 9000 + i},
                        {"status", good ? "Completed" : "Failed"},
                        {"jobStartTime", 1'764'000'000 + i},
                        {"sizeOfApplication", 1LL << 30},
                        {"subclient", {{"clientId", i + 2}, {"subclientName", "default"}}}}}});
    }
    return json_answer(
        {{"jobs", rows},
         {"totalRecordsWithoutPaging", traits().count + (traits().short_total ? 1 : 0)}});
  }

  Sessions sessions_;
};

}  // namespace

std::unique_ptr<ReadApi> make_commvault(const ApiTraits& traits) {
  return std::make_unique<Commvault>(traits);
}

}  // namespace muster::lab
