#include "target/netbox/branch.h"

#include <array>
#include <nlohmann/json.hpp>

#include "core/hex.h"
#include "core/json.h"
#include "core/text.h"
#include "target/endpoint.h"
#include "target/netbox/client.h"

namespace muster {
namespace netbox {
namespace {

constexpr const char* branches_path = "/api/plugins/branching/branches/";
constexpr const char* branch_header = "X-NetBox-Branch";
constexpr const char* ready = "ready";
constexpr Seconds between_looks{2};
constexpr int most_looks = 300;

struct Status {
  std::string_view word, fix;
};
constexpr std::array<Status, 4> kept_from_us{{
    {"merged", "name another branch"},
    {"archived", "name another branch"},
    {"pending-migrations", "migrate the branch in NetBox, then run again"},
    {"failed", "see its jobs in NetBox, delete the branch, and run again"},
}};

std::string fix_of(std::string_view status) {
  for (const Status& each : kept_from_us) {
    if (each.word == status) return std::string(each.fix);
  }
  return "wait until NetBox says that it is ready, then run again";
}

std::string called(const std::string& name) { return "branch \"" + name + "\" of NetBox"; }

class Branches {
 public:
  Branches(const NetboxConfig& config, const Secret& token, HttpReader& http, std::stop_token stop)
      : endpoint_(endpoint_of(config, token)),
        headers_(headers_of(token)),
        http_(http),
        stop_(std::move(stop)) {}

  // The row of the branch; null where there is none.
  Json row_of(const std::string& name) const {
    const Request request =
        request_for("GET", std::string(branches_path) + "?name=" + percent_encode(name, "-._~"));
    const Response response = http_.get(endpoint_, request, stop_);
    if (response.status == 404) {
      throw Error("NetBox at " + endpoint_.url + " has no branches")
          .because("the plugin NetBox Branching is not there")
          .mend("install netboxlabs-netbox-branching in NetBox, or leave --netbox-branch out");
    }
    if (response.status == 403)
      throw http_error(endpoint_, request, response)
          .mend("grant the token the right to view netbox_branching.branch");
    const Json body = parsed(request, response, 200);
    for (const Json& row : member(body, "results")) {
      if (text(row, "name") == name) return row;
    }
    return {};
  }

  Json make(const std::string& name, Http& http) const {
    Request request = request_for("POST", branches_path);
    request.body = Json{{"name", name}, {"description", "made by muster reconcile"}}.dump();
    const Response response = http.send(endpoint_, request, stop_);
    if (response.status == 403)
      throw http_error(endpoint_, request, response)
          .mend("grant the token the right to add netbox_branching.branch, or make it in NetBox");
    return parsed(request, response, 201);
  }

 private:
  Request request_for(const char* method, std::string path) const {
    Request request;
    request.method = method;
    request.path = std::move(path);
    request.headers = headers_;
    return request;
  }

  Json parsed(const Request& request, const Response& response, int wanted) const {
    if (response.status != wanted) throw http_error(endpoint_, request, response);
    return parse_json(response.body, request.method + " " + endpoint_.url + branches_path);
  }

  Endpoint endpoint_;
  std::vector<Header> headers_;
  HttpReader& http_;
  std::stop_token stop_;
};

// Of a row that is ready.
NetboxBranch branch_of(const Json& row, const std::string& name) {
  NetboxBranch branch{name, text(row, "schema_id")};
  if (branch.schema.empty()) throw Error(called(name) + " has no schema_id");
  return branch;
}

Request within(Request request, const NetboxBranch& branch) {
  if (!branch.schema.empty()) request.headers.push_back({branch_header, Secret(branch.schema)});
  return request;
}

// A branch that is merged or deleted meanwhile is refused in plain text, and no answer to the
// question; what NetBox refuses itself is told as JSON.
Response told_by(Response response, const NetboxBranch& branch) {
  const bool json = response.body.starts_with('{') || response.body.starts_with('[');
  if (branch.schema.empty() || response.status != 400 || json) return response;
  throw Error(called(branch.name) + " can be used no longer")
      .because(clean(response.body, 200))
      .mend("look at it in NetBox, then run again");
}

}  // namespace
}  // namespace netbox

NetboxBranch find_branch(const NetboxConfig& config, const Secrets& secrets,
                         const std::string& name, HttpReader& http, std::stop_token stop) {
  using namespace netbox;
  const Json row = Branches(config, secrets["token"], http, std::move(stop)).row_of(name);
  if (row.is_null()) return {name, ""};
  const std::string status = choice(row, "status");
  if (status == ready) return branch_of(row, name);
  throw Error(called(name) + " is not ready")
      .because("it is " + clean(status, 40))
      .mend(fix_of(status));
}

NetboxBranch make_branch(const NetboxConfig& config, const Secrets& secrets,
                         const std::string& name, Wires& wires, std::stop_token stop) {
  using namespace netbox;
  const Branches branches(config, secrets["token"], wires.http, stop);
  Json row = branches.make(name, wires.http);
  std::string status = choice(row, "status");
  for (int looks = 0; status != ready && looks < most_looks; ++looks) {
    wires.clock.sleep(between_looks, stop);
    if (stop.stop_requested()) throw Error("stopped", Exit::interrupted);
    wires.progress.step(static_cast<size_t>(looks), 0);
    row = branches.row_of(name);
    status = row.is_null() ? "gone again" : choice(row, "status");
    if (row.is_null() || status == "failed") {
      throw Error(called(name) + " was not made").because("it is " + status).mend(fix_of("failed"));
    }
  }
  if (status == ready) return branch_of(row, name);
  throw Error(called(name) + " was not made in 10 minutes")
      .because("it is " + clean(status, 40))
      .mend("see that NetBox's worker (rqworker) is at work, then run again");
}

Response ReadInBranch::get(const Endpoint& endpoint, const Request& request, std::stop_token stop) {
  return netbox::told_by(http_.get(endpoint, netbox::within(request, branch_), std::move(stop)),
                         branch_);
}

Response InBranch::get(const Endpoint& endpoint, const Request& request, std::stop_token stop) {
  return ReadInBranch(http_, branch_).get(endpoint, request, std::move(stop));
}

Response InBranch::send(const Endpoint& endpoint, const Request& request, std::stop_token stop) {
  return netbox::told_by(http_.send(endpoint, netbox::within(request, branch_), std::move(stop)),
                         branch_);
}

}  // namespace muster
