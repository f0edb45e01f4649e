#include "target/netbox/changes.h"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "core/text.h"
#include "target/netbox/client.h"
#include "target/netbox/read/time_text.h"
#include "target/netbox/schema.h"

namespace muster {
namespace netbox {
namespace {

constexpr size_t objects_a_request = 150;
constexpr const char* log_path = "/api/core/object-changes/?limit=1000&ordering=-id";

using Logged = std::pair<std::string, long long>;  // model and id of what was changed

Logged object_in(const Json& change) {
  const Json& id = member(change, "changed_object_id");
  return {text(change, "changed_object_type"), id.is_number_integer() ? id.get<long long>() : 0};
}

// A value as NetBox kept it, in one line.
std::string kept_text(const Json& value) {
  if (value.is_null()) return "";
  return clean(value.is_string() ? value.get<std::string>() : value.dump());
}

void compare_kept(const std::string& prefix, const Json& before, const Json& after,
                  std::vector<NetboxChange::Field>& into) {
  std::set<std::string> names;
  for (const Json* side : {&before, &after}) {
    if (!side->is_object()) continue;
    for (auto one = side->begin(); one != side->end(); ++one) names.insert(one.key());
  }
  for (const std::string& name : names) {
    const Json &old = member(before, name), &now = member(after, name);
    if (old == now || name == "last_updated" || name == "created") continue;
    if (old.is_object() || now.is_object()) {
      compare_kept(prefix + name + ".", old, now, into);
    } else {
      into.push_back({clean(prefix + name), kept_text(old), kept_text(now)});
    }
  }
}

std::string who(const Json& change) {
  const std::string name = text(change, "user_name");
  return clean(name.empty() ? text(member(change, "user"), "username") : name, 120);
}

NetboxChange change_of(const Kind& of, const Json& row) {
  NetboxChange out;
  out.id = id_of(row);
  out.time = parse_time(text(row, "time")).value_or(Time{});
  out.person = who(row);
  out.action = clean(choice(row, "action"), 20);
  out.noun = std::string(of.traits.noun.empty() ? of.traits.kind : of.traits.noun);
  out.label = clean(text(row, "object_repr"));
  out.message = clean(text(row, "message"));
  out.request = clean(text(row, "request_id"), 60);
  if (out.action == "update")
    compare_kept("", member(row, "prechange_data"), member(row, "postchange_data"), out.fields);
  return out;
}

class ChangeLog {
 public:
  ChangeLog(Client& client, const std::string& host, std::stop_token stop)
      : client_(client), host_(host), stop_(stop) {
    for (const Kind& each : kinds()) {
      if (each.swept()) kinds_.emplace(std::string(each.model), &each);
    }
  }

  NetboxChanges read() {
    client_.version(stop_);
    for (const auto& [model, each] : kinds_) {
      find_present(*each);
      find_deleted(*each);
    }
    read_changes();
    std::sort(out_.rows.begin(), out_.rows.end(),
              [](const NetboxChange& a, const NetboxChange& b) { return a.id > b.id; });
    return std::move(out_);
  }

 private:
  void find_present(const Kind& of) {
    const std::string filter = tag_filter() + "&cf_" + id_field + "=" + host_;
    const auto take = [&](const Json& row) {
      if (muster_id(row) == host_) objects_.emplace(of.model, id_of(row));
    };
    // False: there is no such tag, and so nothing of muster's.
    static_cast<void>(
        client_.each_known({std::string(of.endpoint), "id,custom_fields", filter}, take, stop_));
  }

  void find_deleted(const Kind& of) {
    const Json page =
        client_.page(log_path + ("&action=delete&changed_object_type=" + std::string(of.model)) +
                         "&fields=changed_object_type,changed_object_id,"
                         "prechange_data",
                     stop_);
    for (const Json& row : member(page, "results")) {
      if (muster_id(member(row, "prechange_data")) == host_) objects_.insert(object_in(row));
    }
  }

  void read_changes() {
    const std::vector<Logged> all(objects_.begin(), objects_.end());
    for (size_t at = 0; at < all.size();) {
      std::string path = log_path;
      const size_t end = std::min(all.size(), at + objects_a_request);
      for (; at < end; ++at) path += "&changed_object_id=" + std::to_string(all[at].second);
      const Json page = client_.page(path, stop_);
      out_.more = out_.more || !member(page, "next").is_null();
      for (const Json& row : member(page, "results")) {
        const Logged object = object_in(row);
        if (!objects_.contains(object) || !seen_.insert(id_of(row)).second) continue;
        out_.rows.push_back(change_of(*kinds_.at(object.first), row));
      }
    }
  }

  Client& client_;
  const std::string& host_;
  std::stop_token stop_;
  std::map<std::string, const Kind*> kinds_;  // by model
  std::set<Logged> objects_;
  std::set<long long> seen_;
  NetboxChanges out_;
};

}  // namespace
}  // namespace netbox

NetboxChanges netbox_changes(const NetboxConfig& netbox, const Secrets& secrets,
                             const std::string& host, ReadWires wires, std::stop_token stop) {
  netbox::Client client(netbox, secrets["token"], wires.http);
  return netbox::ChangeLog(client, host, stop).read();
}

}  // namespace muster
