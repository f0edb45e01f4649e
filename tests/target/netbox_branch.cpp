// Branches of NetBox: what is asked of one, and what becomes of it when it goes.
#include "target/netbox/branch.h"

#include <catch2/catch.hpp>

#include "netbox_lab.h"

using namespace muster;
using namespace muster::test;

namespace {

struct Branched : private Lab, public World {
  explicit Branched(std::vector<std::string> more = {"--branching"})
      : Lab("4.7.3", std::move(more)), World(Lab::url) {}

  NetboxBranch find(const std::string& name) {
    return find_branch(netbox, secrets(), name, *http, {});
  }
  NetboxBranch make(const std::string& name) {
    Wires wires{clock, *http, runner, progress};
    return make_branch(netbox, secrets(), name, wires, {});
  }
  void put_status(const std::string& name, const std::string& status) {
    Endpoint endpoint;
    endpoint.url = netbox.url;
    Request request;
    request.path = "/lab/branch?name=" + name + "&status=" + status;
    http->get(endpoint, request, {});
  }

  QuietClock clock;
  NoRunner runner;
  NoProgress progress;
  std::unique_ptr<Http> http = make_http(clock);
};

std::string refusal_by(const std::function<void()>& work) {
  try {
    work();
  } catch (const Error& error) {
    return render(error);
  }
  return "";
}

std::string site_name(HttpReader& http, const NetboxConfig& netbox) {
  Endpoint endpoint;
  endpoint.url = netbox.url;
  Request request;
  request.path = "/api/dcim/sites/1/?fields=name";
  request.headers = {{"Authorization", Secret(std::string("Token ") + lab_token)}};
  return http.get(endpoint, request, {}).body;
}

}  // namespace

TEST_CASE("a branch is made, and what is written to it is not in NetBox itself") {
  Branched world;
  const long long site = world.made("dcim/sites", R"({"name":"Berlin","slug":"berlin"})");
  CHECK(world.find("review").schema == "");
  const NetboxBranch branch = world.make("review");
  CHECK(branch.schema == "lab00001");
  CHECK(world.find("review").schema == branch.schema);

  InBranch within(*world.http, branch);
  Endpoint endpoint;
  endpoint.url = world.netbox.url;
  Request request;
  request.method = "PATCH";
  request.path = "/api/dcim/sites/" + std::to_string(site) + "/";
  request.headers = {{"Authorization", Secret(std::string("Token ") + lab_token)}};
  request.body = R"({"name":"Bonn"})";
  CHECK(within.send(endpoint, request, {}).status == 200);
  CHECK(site_name(within, world.netbox) == R"({"name":"Bonn"})");
  CHECK(site_name(*world.http, world.netbox) == R"({"name":"Berlin"})");
}

TEST_CASE("a custom field is in no branch") {
  Branched world;
  InBranch within(*world.http, world.make("review"));
  Endpoint endpoint;
  endpoint.url = world.netbox.url;
  Request request;
  request.method = "POST";
  request.path = "/api/extras/custom-fields/";
  request.headers = {{"Authorization", Secret(std::string("Token ") + lab_token)}};
  request.body = R"({"name":"muster_id","type":"text","object_types":["dcim.site"]})";
  CHECK(within.send(endpoint, request, {}).status == 201);
  CHECK(world.ask("GET", "extras/custom-fields/").at("count") == 1);
}

TEST_CASE("a NetBox without the plugin is told, and so is a branch that cannot be used") {
  Branched plain(std::vector<std::string>{});
  CHECK(refusal_by([&] { plain.find("review"); }) ==
        "error: NetBox at " + plain.netbox.url +
            " has no branches\n  why: the plugin NetBox Branching is not there\n  fix: install "
            "netboxlabs-netbox-branching in NetBox, or leave --netbox-branch out\n");

  Branched world;
  world.make("review");
  for (const auto& [status, fix] : std::vector<std::pair<std::string, std::string>>{
           {"merged", "name another branch"},
           {"archived", "name another branch"},
           {"pending-migrations", "migrate the branch in NetBox, then run again"},
           {"failed", "see its jobs in NetBox, delete the branch, and run again"},
           {"syncing", "wait until NetBox says that it is ready, then run again"}}) {
    world.put_status("review", status);
    CHECK(refusal_by([&] { world.find("review"); }) ==
          "error: branch \"review\" of NetBox is not ready\n  why: it is " + status +
              "\n  fix: " + fix + "\n");
  }
  CHECK(refusal_by([&] { world.make("review"); }) ==
        "error: POST " + world.netbox.url +
            "/api/plugins/branching/branches/ failed: 400 Bad Request\n"
            "  why: name: branch with this name already exists.\n");
}

TEST_CASE("a branch that is merged while it is read is an error, and never an empty NetBox") {
  Branched world;
  const NetboxBranch branch = world.make("review");
  ReadInBranch within(*world.http, branch);
  CHECK(site_name(within, world.netbox) == R"({"detail":"No Site matches the given query."})");
  world.put_status("review", "merged");
  CHECK(refusal_by([&] { site_name(within, world.netbox); }) ==
        "error: branch \"review\" of NetBox can be used no longer\n  why: Selected branch is not "
        "ready.\n  fix: look at it in NetBox, then run again\n");
  ReadInBranch nowhere(*world.http, {"gone", "zzzzzzzz"});
  CHECK(refusal_by([&] { site_name(nowhere, world.netbox); }) ==
        "error: branch \"gone\" of NetBox can be used no longer\n  why: Invalid branch "
        "identifier\n  fix: look at it in NetBox, then run again\n");
}

TEST_CASE("a branch that its worker does not make is told after a while") {
  Branched world({"--branching", "--branches-stay", "new"});
  CHECK(refusal_by([&] { world.make("review"); }) ==
        "error: branch \"review\" of NetBox was not made in 10 minutes\n  why: it is new\n"
        "  fix: see that NetBox's worker (rqworker) is at work, then run again\n");
  Branched failing({"--branching", "--branches-stay", "failed"});
  CHECK(refusal_by([&] { failing.make("review"); }) ==
        "error: branch \"review\" of NetBox was not made\n  why: it is failed\n"
        "  fix: see its jobs in NetBox, delete the branch, and run again\n");
}
