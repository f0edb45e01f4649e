// What a token may do, tried on the double.
#include "target/netbox/probe/try_rights.h"

#include <catch2/catch.hpp>

#include "netbox_lab.h"

using namespace muster;
using namespace muster::test;

namespace {

const std::string reader_token(40, 'r');

struct TryScene {
  QuietClock clock;
  std::unique_ptr<Http> http = make_http(clock);
  Lab lab{"4.7.2", {"--read-only-token", reader_token}};

  netbox::TriedRights tried(const std::string& token, std::vector<std::string> also = {}) const {
    NetboxConfig config;
    config.url = lab.url;
    config.also = std::move(also);
    return netbox::try_rights(config, Secret(token), *http, {});
  }

  size_t changes() const {
    NetboxConfig config;
    Request request;
    request.path = "/api/core/object-changes/?limit=1";
    request.headers = {{"Authorization", Secret(std::string("Token ") + lab_token)}};
    Endpoint endpoint;
    endpoint.url = lab.url;
    const Response response = http->get(endpoint, request, {});
    return nlohmann::json::parse(response.body)["count"].get<size_t>();
  }
};

}  // namespace

TEST_CASE("a token with every right lacks nothing, and trying them changed nothing") {
  const TryScene scene;
  const size_t before = scene.changes();
  const auto rights = scene.tried(lab_token, {"cables", "prefixes", "vlans"});
  CHECK(rights.version == "4.7.2");
  CHECK(rights.lacking.empty());
  CHECK_FALSE(rights.reads_only);
  CHECK(rights.tried > scene.tried(lab_token).tried);
  CHECK(scene.changes() == before);
}

TEST_CASE("a token that only reads is told from one that lacks some rights") {
  const TryScene scene;
  const auto rights = scene.tried(reader_token);
  CHECK(rights.reads_only);
  CHECK_FALSE(rights.lacking.contains("view"));
  const auto& adds = rights.lacking.at("add");
  CHECK(std::find(adds.begin(), adds.end(), "dcim.device") != adds.end());
  CHECK(std::find(adds.begin(), adds.end(), "dcim.cable") == adds.end());
}

TEST_CASE("a token that NetBox does not know is told as one, with its words") {
  const TryScene scene;
  std::string said;
  try {
    scene.tried("0000000000000000000000000000000000000000");
  } catch (const Error& error) {
    said = error.why + " / " + error.fix;
  }
  CHECK(said == "Invalid v1 token / make a token in NetBox and name it: it knows no such");
}
