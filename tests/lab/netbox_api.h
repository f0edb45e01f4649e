// The REST API: access, routes, single objects, lists.
#pragma once

#include <httplib.h>

#include <atomic>
#include <shared_mutex>

#include "netbox_query.h"
#include "netbox_render.h"
#include "netbox_write.h"
#include "server.h"

namespace muster::lab::netbox {

struct Access {
  std::string token, readonly_token;  // nbt_<key>.<secret> or 40 hexadecimal digits
  // A constraint of the token's permissions: the only device that lists show; "" = all.
  std::string only_device;
};

struct Call {
  std::string method, path, base, authorization, if_match, body;
  Parameters parameters;
  std::string query;
  std::string request_id;
};

class Api {
 public:
  Api(std::string version, Access access);

  Answer answer(const Call& call, size_t& items);
  void check_access(const Call& call) const;  // throws Refusal
  void seed(const Json& objects);
  Json dump();
  void load(const Json& dump);
  void reset();
  unsigned long changes() const { return changes_; }

 private:
  Answer route(const Call& call, size_t& items);
  Answer list(const Call& call, const Type& type, size_t& items);
  Answer read(const Call& call, const Type& type, Id id);
  Answer write(const Call& call, const Type& type, std::optional<Id> id, size_t& items);
  Answer write_one(const Call& call, const Type& type, std::optional<Id> id, const Json& body);
  Answer write_list(const Call& call, const Type& type, const Json& body);
  Answer create_list(const Call& call, const Type& type, const Json& body);
  Answer change_list(const Call& call, const Type& type, const Json& body);
  std::vector<Id> listed_ids(const Type& type, const Json& body) const;
  void check_precondition(const Call& call, const Row& row) const;
  Answer render(const Call& call, const Type& type, Id id, int status) const;
  Answer render_all(const Call& call, const Type& type, const std::vector<Id>& ids,
                    int status) const;
  Answer status(const Call& call) const;
  Answer root(const Call& call) const;
  Shape shape(const Call& call) const;
  std::string link(const Call& call, const std::string& name, size_t value, size_t limit) const;

  std::string version_;
  Spec spec_;
  Store store_;
  Access access_;
  std::shared_mutex mutex_;
  std::atomic<unsigned long> changes_ = 0;
};

Json parse_body(const std::string& body);  // throws Refusal

}  // namespace muster::lab::netbox
