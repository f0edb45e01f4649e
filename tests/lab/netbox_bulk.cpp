// Writes: all or nothing, and each version's way to say what was wrong.
#include <algorithm>
#include <map>

#include "netbox_api.h"

namespace muster::lab::netbox {
namespace {

std::string number(size_t count) { return std::to_string(count); }

// 4.7 names every bad item; before, a list says "{}" for the good ones and the rest is flat.
class Failures {
 public:
  explicit Failures(bool named) : named_(named) {}
  void add(const char* key, Json place, const Refusal& refusal) {
    status_ = std::max(status_, refusal.status);
    const bool detail = refusal.body.is_object() && refusal.body.contains("detail");
    const Json errors = detail ? Json{{"__all__", {refusal.body["detail"]}}} : refusal.body;
    list_.push_back({{key, std::move(place)}, {"errors", errors}});
    if (first_.is_null()) first_ = refusal.body;
  }
  bool empty() const { return list_.empty(); }
  size_t size() const { return list_.size(); }
  [[noreturn]] void refuse(const std::string& detail) const {
    if (!named_) throw Refusal{status_, first_};
    throw Refusal{status_, {{"detail", detail}, {"errors", list_}}};
  }

 private:
  bool named_;
  int status_ = 400;
  Json list_ = Json::array(), first_;
};

}  // namespace

Answer Api::write(const Call& call, const Type& type, std::optional<Id> id, size_t& items) {
  const Json body = parse_body(call.body);
  const std::unique_lock lock(mutex_);
  items = body.is_array() ? body.size() : 1;
  store_.begin();
  try {
    const bool listed = !id && (call.method != "POST" || body.is_array());
    Answer answer = listed ? write_list(call, type, body) : write_one(call, type, id, body);
    ++changes_;
    return answer;
  } catch (...) {
    store_.rollback();
    throw;
  }
}

void Api::check_precondition(const Call& call, const Row& row) const {
  if (!spec_.since(4006000) || call.if_match.empty() || call.if_match == "*") return;
  const std::string own = "W/\"" + row.updated.substr(0, row.updated.size() - 1) + "+00:00\"";
  if (call.if_match.find(own) != std::string::npos) return;
  throw Refusal{412, {{"detail", "Precondition failed."}}, own};
}

Answer Api::write_one(const Call& call, const Type& type, std::optional<Id> id, const Json& body) {
  Writer writer(spec_, store_, call.request_id);
  if (!id) return render(call, type, writer.create(type, body), 201);
  const Row* row = store_.find(type, *id);
  if (!row) throw Refusal{404, {{"detail", "No " + type.model + " matches the given query."}}};
  check_precondition(call, *row);
  if (call.method == "DELETE") {
    writer.remove(type, *id, body.is_object() ? body.value("changelog_message", "") : "", false);
    return {.status = 204, .headers = {}};
  }
  writer.update(type, *id, body, call.method == "PATCH");
  return render(call, type, *id, 200);
}

Answer Api::write_list(const Call& call, const Type& type, const Json& body) {
  if (!body.is_array()) {
    const std::string given = body.is_null()
                                  ? "no data was submitted"
                                  : "got " + std::string(body.is_object() ? "dict" : "str");
    if (spec_.since(4007000))
      throw Refusal{400, {{"detail", "Expected a list of objects, but " + given + "."}}};
    throw Refusal{400,
                  {{"non_field_errors",
                    {"Expected a list of items but got type \"" +
                     std::string(body.is_object() ? "dict" : "str") + "\"."}}}};
  }
  return call.method == "POST" ? create_list(call, type, body) : change_list(call, type, body);
}

// Before 4.7 a list is validated as a whole first, so that it cannot collide within itself until
// the database notices; only devices went one by one.
Answer Api::create_list(const Call& call, const Type& type, const Json& body) {
  const bool named = spec_.since(4007000);
  Writer writer(spec_, store_, call.request_id);
  Failures failures(named);
  Json aligned = Json::array();
  if (!named && type.name != "dcim.device") {
    for (const Json& item : body) {
      aligned.push_back(Json::object());
      try {
        store_.begin();
        writer.create(type, item);
      } catch (const Refusal& refusal) {
        aligned.back() = refusal.body;
      }
      store_.rollback();
    }
    if (std::any_of(aligned.begin(), aligned.end(), [](const Json& one) { return !one.empty(); }))
      throw Refusal{400, aligned};
  }
  std::vector<Id> ids;
  for (size_t i = 0; i < body.size(); ++i) {
    try {
      ids.push_back(writer.create(type, body[i]));
    } catch (const Refusal& refusal) {
      if (!named && type.name != "dcim.device") {
        throw Refusal{500,
                      {{"error", "duplicate key value violates unique constraint"},
                       {"exception", "IntegrityError"}}};
      }
      failures.add("index", i, refusal);
    }
  }
  if (!failures.empty())
    failures.refuse(number(failures.size()) + " of " + number(body.size()) +
                    " objects could not be created.");
  return render_all(call, type, ids, 201);
}

std::vector<Id> Api::listed_ids(const Type& type, const Json& body) const {
  const bool strict = spec_.since(4007000);
  Failures bad(strict), twice(strict), missing(strict);
  std::map<Id, int> times;
  std::vector<Id> ids;
  for (size_t i = 0; i < body.size(); ++i) {
    const Json id = body[i].is_object() && body[i].contains("id") ? body[i]["id"] : Json();
    if (!body[i].is_object())
      bad.add("index", i,
              {400, {{"__all__", {"Invalid data. Expected a dictionary, but got str."}}}});
    else if (!body[i].contains("id"))
      bad.add("index", i, {400, {{"id", {"This field is required."}}}});
    else if (!id.is_number_integer())
      bad.add("index", i, {400, {{"id", {"A valid integer is required."}}}});
    else if (++times[id.get<Id>()] == 1)
      ids.push_back(id.get<Id>());
  }
  if (!bad.empty())
    bad.refuse(number(bad.size()) + " of " + number(body.size()) + " objects failed validation.");
  for (const auto& [id, count] : times) {
    if (strict && count > 1)
      twice.add("id", id,
                {400,
                 {{"id",
                   {"Each object may be specified only once; ID " + std::to_string(id) +
                    " is listed " + std::to_string(count) + " times"}}}});
    if (!store_.find(type, id))
      missing.add("id", id,
                  {400, {{"id", {"Object with ID " + std::to_string(id) + " does not exist"}}}});
  }
  if (!twice.empty())
    twice.refuse(number(twice.size()) + " of " + number(body.size()) +
                 " objects are listed more than once.");
  if (strict && !missing.empty())
    missing.refuse(number(missing.size()) + " of " + number(body.size()) +
                   " objects could not be found.");
  std::erase_if(ids, [&](Id id) { return !store_.find(type, id); });
  return ids;
}

// The objects come in the model's own order, not in the request's.
Answer Api::change_list(const Call& call, const Type& type, const Json& body) {
  const auto wanted = listed_ids(type, body);
  std::map<Id, Json> bodies;
  for (const Json& item : body) bodies[item["id"].get<Id>()] = item;
  const std::vector<Id> ids = Query(spec_, store_, type).sorted(wanted);
  const bool deleting = call.method == "DELETE";
  Writer writer(spec_, store_, call.request_id);
  Failures failures(spec_.since(4007000));
  for (const Id id : ids) {
    try {
      check_precondition(call, *store_.find(type, id));
      if (deleting)
        writer.remove(type, id, bodies[id].value("changelog_message", ""), spec_.since(4007000));
      else
        writer.update(type, id, bodies[id], call.method == "PATCH");
    } catch (const Refusal& refusal) {
      if (!spec_.since(4007000)) throw;
      failures.add("id", id, refusal);
    }
  }
  if (!failures.empty()) {
    failures.refuse(number(failures.size()) + " of " + number(ids.size()) +
                    " objects could not be " + (deleting ? "deleted." : "updated."));
  }
  if (deleting) return {.status = 204, .headers = {}};
  return render_all(call, type, Query(spec_, store_, type).sorted(ids), 200);
}

}  // namespace muster::lab::netbox
