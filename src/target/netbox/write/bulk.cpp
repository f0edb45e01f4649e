#include "target/netbox/write/bulk.h"

#include <nlohmann/json.hpp>
#include <unordered_set>

#include "core/json.h"
#include "core/text.h"
#include "target/netbox/schema.h"

namespace muster::netbox {
namespace {

// After a lost answer NetBox may still be at work on the request.
constexpr int settle_ms[] = {0, 1000, 4000};

std::string_view verb(Method method) {
  return method == Method::post ? "POST" : method == Method::patch ? "PATCH" : "DELETE";
}

std::string_view right(Method method) {
  return method == Method::post ? "add" : method == Method::patch ? "change" : "delete";
}

Error refused(const Operation& operation, const std::string& sentence) {
  return Error("NetBox refused " + operation.kind + " " + operation.label).because(sentence);
}

bool unclear(int status) { return status == 502 || status == 503 || status == 504; }

}  // namespace

Bulk::Bulk(Client& client, Http& http, std::vector<Header> headers, Clock& clock,
           Settlement& settlement, std::stop_token stop)
    : client_(client),
      http_(http),
      headers_(std::move(headers)),
      clock_(clock),
      settlement_(settlement),
      stop_(stop) {}

Request Bulk::request_for(const Batch& batch) const {
  const Kind& to = kind(batch.kind);
  Json bodies = Json::array();
  for (const Item& item : batch.items) bodies.push_back(item.body);
  Request request;
  request.method = verb(batch.method);
  request.path = "/api/" + std::string(to.endpoint) + "/";
  // The dearest field of the answer; from 4.7 on it is cached and cannot be left out.
  const bool heavy = to.level == Level::owner;
  if (heavy && batch.method != Method::remove) request.path += "?exclude=config_context";
  request.headers = headers_;
  request.body = bodies.dump();
  return request;
}

void Bulk::write(Batch batch) { write(std::move(batch), false); }

void Bulk::write(Batch batch, bool again) {
  if (batch.items.empty()) return;
  if (stop_.stop_requested() || lost()) {
    for (const Item& item : batch.items)
      settlement_.skipped(item.at, Error(lost() ? "NetBox no longer answers" : "stopped"));
    return;
  }
  const Request request = request_for(batch);
  Response response;
  try {
    response = http_.send(client_.endpoint(), request, stop_);
  } catch (const Error& error) {
    return unanswered(std::move(batch), error, again);
  }
  if (unclear(response.status)) {
    const Error error = http_error(client_.endpoint(), request, response);
    return unanswered(std::move(batch), error, again);
  }
  if (response.status / 100 == 2) return accept(batch, response, again);
  unanswered_ = 0;
  refuse(std::move(batch), request, response, again);
}

void Bulk::attempt(std::string_view name, const Json& bodies) {
  Request request;
  request.method = "PATCH";
  request.path = "/api/" + std::string(kind(name).endpoint) + "/";
  request.headers = headers_;
  request.body = bodies.dump();
  try {
    http_.send(client_.endpoint(), request, stop_);
  } catch (const Error&) {
    return;
  }
}

void Bulk::accept(const Batch& batch, const Response& response, bool again) {
  if (batch.method == Method::remove) {
    for (const Item& item : batch.items) settlement_.done(item.at, 0);
    unanswered_ = 0;
    return;
  }
  Json rows;
  try {
    rows = parse_json(response.body, "answer of " + client_.endpoint().url);
  } catch (const Error& error) {
    return unanswered(batch, error, again);
  }
  const bool created = batch.method == Method::post;
  if (!rows.is_array() || (created && rows.size() != batch.items.size())) {
    const Error error =
        Error("NetBox answered " + std::to_string(rows.is_array() ? rows.size() : 0) +
              " objects to " + std::to_string(batch.items.size()) + " that were sent");
    return unanswered(batch, error, again);
  }
  unanswered_ = 0;
  created ? accept_created(batch, rows) : accept_changed(batch, rows);
}

void Bulk::accept_created(const Batch& batch, const Json& rows) {
  for (size_t i = 0; i < batch.items.size(); ++i) {
    const Item& item = batch.items[i];
    if (!kind(batch.kind).swept() || muster_id(rows[i]) == item.operation->host) {
      settlement_.done(item.at, id_of(rows[i]));
      continue;
    }
    settlement_.failed(item.at,
                       refused(*item.operation, "it was created without " + std::string(id_field))
                           .mend("check the custom field in NetBox"));
  }
}

void Bulk::accept_changed(const Batch& batch, const Json& rows) {
  std::unordered_set<long long> changed;
  for (const Json& row : rows) changed.insert(id_of(row));
  for (const Item& item : batch.items) {
    const long long id = id_of(item.body);
    if (changed.contains(id)) {
      settlement_.done(item.at, id);
    } else {
      settlement_.failed(
          item.at, refused(*item.operation, "it is no longer there").mend("run muster again"));
    }
  }
}

void Bulk::fail_all(const Batch& batch, const Error& error) {
  for (const Item& item : batch.items) settlement_.failed(item.at, error);
}

void Bulk::refuse(Batch batch, const Request& request, const Response& response, bool again) {
  const int status = response.status;
  if (status == 401 || status == 403) {
    const std::string what =
        std::string(right(batch.method)) + " " + std::string(kind(batch.kind).model);
    return fail_all(batch, http_error(client_.endpoint(), request, response)
                               .mend("give the token's user the right to " + what +
                                     ", and the token the right to write"));
  }
  if (status != 400 && status != 409 && status != 413 && status != 500)
    return fail_all(batch, http_error(client_.endpoint(), request, response));
  if (again && batch.method == Method::post) batch = without_found(std::move(batch));
  divide(std::move(batch), decode_refusal(response), again);
}

bool Bulk::gone(const Batch& batch, const Item& item) {
  if (batch.method != Method::remove) return false;
  const std::string id = std::to_string(id_of(item.body));
  try {
    return client_
        .look_up(
            {std::string(kind(batch.kind).endpoint), "id", ""}, "id", std::span(&id, 1),
            [&](const Json& row) { return std::to_string(id_of(row)) == id; }, stop_)
        .empty();
  } catch (const Error&) {
    return false;  // the refusal stands
  }
}

void Bulk::divide(Batch batch, const Refusal& refusal, bool again) {
  Batch rest{batch.kind, batch.method, {}};
  for (size_t i = 0; i < batch.items.size(); ++i) {
    Item& item = batch.items[i];
    const auto index = refusal.by_index.find(i);
    const auto id = refusal.by_id.find(id_of(item.body));
    const bool named =
        batch.method == Method::post ? index != refusal.by_index.end() : id != refusal.by_id.end();
    if (!named && batch.items.size() > 1) {
      rest.items.push_back(std::move(item));
      continue;
    }
    const std::string why = !named                         ? refusal.sentence
                            : batch.method == Method::post ? index->second
                                                           : id->second;
    gone(batch, item) ? settlement_.done(item.at, 0)
                      : settlement_.failed(item.at, refused(*item.operation, why));
  }
  if (rest.items.size() < batch.items.size()) return write(std::move(rest), again);
  Batch half{batch.kind, batch.method, {}};
  const auto middle = rest.items.begin() + static_cast<long>(rest.items.size() / 2);
  half.items.assign(std::make_move_iterator(middle), std::make_move_iterator(rest.items.end()));
  rest.items.erase(middle, rest.items.end());
  write(std::move(rest), again);
  write(std::move(half), again);
}

Batch Bulk::without_found(Batch batch) {
  const std::vector<long long> found = find_created(batch, client_, stop_);
  Batch rest{batch.kind, batch.method, {}};
  for (size_t i = 0; i < batch.items.size(); ++i) {
    if (found[i] != 0) {
      settlement_.done(batch.items[i].at, found[i]);
    } else {
      rest.items.push_back(std::move(batch.items[i]));
    }
  }
  return rest;
}

void Bulk::unanswered(Batch batch, const Error& error, bool again) {
  ++unanswered_;
  if (batch.method == Method::post) {
    const size_t sent = batch.items.size();
    for (const int wait : settle_ms) {
      if (wait > 0) clock_.sleep(Milliseconds(wait), stop_);
      try {
        batch = without_found(std::move(batch));
      } catch (const Error& unreadable) {
        ++unanswered_;
        return fail_all(batch, unreadable);
      }
      if (batch.items.size() < sent) break;
    }
    if (batch.items.size() < sent) unanswered_ = 0;
  }
  if (batch.items.empty()) return;
  if (again) return fail_all(batch, error);
  write(std::move(batch), true);
}

}  // namespace muster::netbox
