#include "target/netbox/read/attribute.h"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "core/list.h"
#include "core/text.h"
#include "target/netbox/schema.h"

namespace muster::netbox {
namespace {

constexpr size_t ids_a_request = 150;
constexpr size_t most_requests = 5;

// What the change log calls an operation's object.
std::pair<std::string, std::string> object_of(const Operation& operation) {
  return {std::string(endpoint_kind(operation).model), operation.native};
}

bool touches(const Json& change, const std::string& kind_name, const std::string& name) {
  const Field* field = kind(kind_name).field(name);
  if (!field) return false;
  return member(member(change, "prechange_data"), field->in_netbox()) !=
         member(member(change, "postchange_data"), field->in_netbox());
}

std::string who_and_when(const Json& change) {
  std::string user = text(change, "user_name");
  if (user.empty()) user = text(member(change, "user"), "username");
  std::string time = text(change, "time").substr(0, 16);
  if (time.size() == 16) time[10] = ' ';
  return clean(user + " " + time, 120);
}

using Changes = std::map<std::pair<std::string, std::string>, std::vector<Json>>;  // newest first

Changes read_changes(const std::vector<std::string>& ids, Client& client, std::stop_token stop) {
  Changes changes;
  for (size_t at = 0, asked = 0; at < ids.size() && asked < most_requests; ++asked) {
    std::string path =
        "/api/core/object-changes/?limit=1000&ordering=-id&action=update"
        "&fields=id,time,user,user_name,changed_object_type,changed_object_id,"
        "prechange_data,postchange_data";
    for (size_t n = 0; n < ids_a_request && at < ids.size(); ++n, ++at)
      path += "&changed_object_id=" + ids[at];
    const Json page = client.page(path, stop);
    for (const Json& row : member(page, "results")) {
      const Json& id = member(row, "changed_object_id");
      if (!id.is_number_integer()) continue;
      changes[{text(row, "changed_object_type"), std::to_string(id.get<long long>())}].push_back(
          row);
    }
  }
  return changes;
}

// Is it this that was deleted? Of what one host had, by what it is called.
bool was(const Operation& operation, const Json& before) {
  if (muster_id(before) != operation.host) return false;
  const Kind& of = kind(operation.kind);
  if (of.level == Level::owner) return true;
  for (const Form form : {Form::address, Form::mac, Form::text}) {
    const Field* field = of.field(form);
    if (field == nullptr) continue;
    return lower(text(before, field->in_netbox())) == lower(text_of(operation.after, field->name));
  }
  return false;
}

// Who took away what was there at the last apply: by the newest deletions of its kind.
void attribute_deletions(std::span<Operation> operations, Client& client, std::stop_token stop) {
  std::map<std::string_view, std::vector<Operation*>> gone;
  for (Operation& operation : operations) {
    const bool ours = operation.op == Op::create && operation.drift;
    if (ours && kind(operation.kind).swept())
      gone[kind(operation.kind).model].push_back(&operation);
  }
  for (const auto& [model, missing] : gone) {
    const Json page = client.page(
        "/api/core/object-changes/?limit=1000&ordering=-id&action=delete&changed_object_type=" +
            std::string(model) + "&fields=id,time,user,user_name,prechange_data",
        stop);
    for (const Json& row : member(page, "results")) {
      const Json& before = member(row, "prechange_data");
      for (Operation* operation : missing) {
        if (operation->reason.empty() && was(*operation, before))
          operation->reason = "deleted in NetBox by " + who_and_when(row);
      }
    }
  }
}

}  // namespace

void attribute(std::span<Operation> operations, Client& client, std::stop_token stop) {
  attribute_deletions(operations, client, stop);
  std::vector<std::string> ids;
  auto drifted = [](const FieldChange& change) { return change.cause != Cause::repo; };
  for (const Operation& operation : operations) {
    if (std::any_of(operation.changes.begin(), operation.changes.end(), drifted))
      ids.push_back(operation.native);
  }
  if (ids.empty()) return;
  sort_unique(ids);
  const Changes changes = read_changes(ids, client, stop);
  for (Operation& operation : operations) {
    if (operation.changes.empty()) continue;
    const auto found = changes.find(object_of(operation));
    if (found == changes.end()) continue;
    for (FieldChange& change : operation.changes) {
      const auto row = std::ranges::find_if(found->second, [&](const Json& one) {
        return drifted(change) && touches(one, operation.kind, change.field);
      });
      if (row != found->second.end()) change.by = who_and_when(*row);
    }
  }
}

}  // namespace muster::netbox
