// One complete read of what is ours in NetBox and of what desired could collide with.
#pragma once
#include <map>
#include <memory>
#include <set>
#include <span>
#include <stop_token>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "core/progress.h"
#include "target/netbox/client.h"
#include "target/netbox/notes.h"
#include "target/netbox/read/rows.h"

namespace muster::netbox {

class Reading {
 public:
  Reading(Client& client, std::span<const Resource> desired, Progress& progress,
          std::stop_token stop);
  Snapshot run();

 private:
  using Lists = std::map<std::string, std::vector<Json>, std::less<>>;  // kind → rows

  // The custom field that proves ownership. False: nothing can be ours yet.
  bool check_custom_field();
  std::vector<Json> sweep(std::string_view kind);
  std::vector<Json> tagged(std::string_view kind);

  // Prerequisites: by what the rows already tell, then by the kind's whole list.
  void find_prerequisites();
  void match_prerequisites(std::string_view kind, const std::vector<Json>& rows);
  std::vector<Json> mentioned(std::string_view kind) const;
  void require_tenants();

  void add_owners();
  void add_interfaces();
  void add_attached();
  void add_primary_mac(const Json& row, const Resource& interface);
  void add_primary_ips(const Json& row, const Resource& owner);

  // Foreign objects that hold what desired wants.
  std::vector<const Resource*> unmet(std::string_view kind) const;
  void look_up_owners(std::string_view kind);
  void look_up_interfaces(std::string_view kind);
  std::unordered_map<Key, std::string_view> owner_ids(std::string_view owner_kind) const;
  void look_up_macs();
  void look_up_ips();
  void keep_owner(std::string_view kind, const Json& row,
                  const std::map<std::string, const Resource*>& wanted);

  void add(Resource resource);
  void add(Resource resource, const Json& row);

  Client& client_;
  std::span<const Resource> desired_;
  Progress& progress_;
  std::stop_token stop_;
  Rows rows_;
  bool marked_ = false;  // the mark exists, so that something can be ours
  size_t sweeps_ = 0;
  Lists lists_;  // of owners and clusters; what hangs on them is read when it is needed
  Snapshot snapshot_;
  std::unordered_set<std::string> naturals_;  // of ours
  std::unordered_set<std::string> natives_;   // kind:id already in the snapshot
  std::map<Key, long long> prerequisites_;    // id of those that exist
  std::vector<std::string> covered_;          // object types of the custom field
  std::shared_ptr<Notes> notes_ = std::make_shared<Notes>();
};

}  // namespace muster::netbox
