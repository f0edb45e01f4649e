#include "collect/mikrotik/menus.h"

#include <nlohmann/json.hpp>

#include "collect/http_session.h"
#include "collect/mikrotik/api.h"
#include "collect/row.h"
#include "config/url.h"
#include "wire/base64.h"

namespace muster {
namespace {

constexpr int kPlainPort = 8728;
constexpr int kTlsPort = 8729;

const MenuQuery kResource{"/system/resource", "version,board-name"};

// RouterOS says this of a menu that its release or its packages do not have.
bool says_no_menu(const Error& error) {
  return error.why.find("no such command") != std::string::npos;
}

class RestMenus : public RouterMenus {
 public:
  RestMenus(const Source& source, Wires& wires, std::stop_token stop)
      : name_(source.config.id()),
        session_(source, source.config.as<MikrotikConfig>(), wires, std::move(stop)) {
    const std::string login =
        source.config.as<MikrotikConfig>().username + ":" + source.secrets["password"].reveal();
    session_.set_login({"Authorization", Secret("Basic " + to_base64(login))});
  }

  std::vector<MenuTable> read(std::span<const MenuQuery> queries) override {
    std::vector<MenuTable> tables;
    for (const MenuQuery& query : queries) tables.push_back(table_of(ask(query)));
    return tables;
  }

  // An answer of another form than asked for is a failure.
  Reply ask(const MenuQuery& query) const {
    Reply reply = session_.get("/rest" + query.path + "?.proplist=" + query.fields);
    if (reply.error || is_table(reply.body, query.fields)) return reply;
    reply.error = Error(name_ + ": the answer for " + query.path + " is no table of " +
                        query.fields.substr(0, query.fields.find(',')) + " and the like")
                      .mend("see with --record what answers at this address");
    return reply;
  }

 private:
  static MenuTable table_of(Reply reply) {
    if (!reply.error) return {records_of(std::move(reply.body)), {}, false};
    const bool lacking = reply.status == 400 && says_no_menu(*reply.error);
    return {{}, std::move(reply.error), lacking};
  }

  std::string name_;
  HttpSession session_;
};

StreamEndpoint endpoint_of(const Source& from, bool tls) {
  const SourceConfig& source = from.config;
  const auto& config = source.as<MikrotikConfig>();
  const auto url = parse_url(config.url);
  StreamEndpoint endpoint;
  endpoint.name = source.id();
  endpoint.secrets = from.secrets.all();
  endpoint.host = url ? url->host : config.url;
  endpoint.port = config.api_port != 0 ? config.api_port : tls ? kTlsPort : kPlainPort;
  endpoint.tls = tls;
  endpoint.ca_file = config.ca_file;
  endpoint.fingerprint = config.fingerprint;
  endpoint.timeout = source.timeout;
  endpoint.connect_timeout = std::min(endpoint.connect_timeout, source.timeout);
  endpoint.deadline = config.deadline;
  return endpoint;
}

class ApiMenus : public RouterMenus {
 public:
  ApiMenus(const Source& source, bool tls, Wires& wires, std::stop_token stop)
      : session_(wires.streams, endpoint_of(source, tls),
                 {source.config.as<MikrotikConfig>().username, source.secrets["password"],
                  source.config.as<MikrotikConfig>().plain_login},
                 std::move(stop)) {}

  std::vector<MenuTable> read(std::span<const MenuQuery> queries) override {
    std::vector<routeros::Sentence> commands;
    for (const MenuQuery& query : queries) {
      commands.push_back({query.path + "/print", "=.proplist=" + query.fields});
    }
    std::vector<MenuTable> tables;
    for (routeros::Answer& answer : session_.ask(commands)) {
      const bool lacking = answer.done && answer.error && says_no_menu(*answer.error);
      if (answer.error) answer.rows.clear();
      tables.push_back({std::move(answer.rows), std::move(answer.error), lacking});
    }
    return tables;
  }

 private:
  routeros::Session session_;
};

nlohmann::json first_of(std::vector<nlohmann::json> records) {
  return records.empty() ? nlohmann::json() : std::move(records.front());
}

OpenRouter open_api(const Source& source, bool tls, Wires& wires, std::stop_token stop) {
  OpenRouter router;
  router.menus = std::make_unique<ApiMenus>(source, tls, wires, std::move(stop));
  MenuTable resource = std::move(router.menus->read({&kResource, 1}).front());
  if (resource.error) throw *resource.error;
  router.resource = first_of(std::move(resource.rows));
  return router;
}

// No answer at all, none in JSON, or one of a web server that has no REST below it: RouterOS 6, or
// a service that is off.
bool lacks_rest(const Reply& reply) {
  const bool stopped = reply.error && reply.error->exit == Exit::interrupted;
  return !stopped && (reply.status == 0 || reply.status == 404 ||
                      (reply.status == 400 && reply.error && says_no_menu(*reply.error)));
}

OpenRouter open_instead(const Source& source, Error missing, Wires& wires, std::stop_token stop) {
  const std::string found = missing.message;
  try {
    OpenRouter router = open_api(source, true, wires, std::move(stop));
    router.note = Error(source.config.id() + " is read over its API with TLS, for want of REST")
                      .because(found)
                      .mend("set transport to api-tls to ask for that first")
                      .as(Severity::note);
    return router;
  } catch (const Error& error) {
    missing.why += (missing.why.empty() ? "" : "; ") + error.message;
    if (!error.why.empty()) missing.why += ": " + error.why;
    throw missing;
  }
}

}  // namespace

OpenRouter open_router(const Source& source, Wires& wires, std::stop_token stop) {
  const std::string& transport = source.config.as<MikrotikConfig>().transport;
  if (transport == "api" || transport == "api-tls") {
    return open_api(source, transport == "api-tls", wires, std::move(stop));
  }
  auto rest = std::make_unique<RestMenus>(source, wires, stop);
  Reply reply = rest->ask(kResource);
  if (!reply.error) {
    return {std::move(rest), first_of(records_of(std::move(reply.body))), std::nullopt};
  }
  if (transport != "auto" || !lacks_rest(reply)) throw *reply.error;
  return open_instead(source, std::move(*reply.error), wires, std::move(stop));
}

}  // namespace muster
