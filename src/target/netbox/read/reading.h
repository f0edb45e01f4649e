// One complete read of what is ours in NetBox and of what desired could collide with.
#pragma once
#include <functional>
#include <map>
#include <memory>
#include <optional>
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
#include "target/netbox/vrfs.h"

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
  // All that is ours of a kind, row by row.
  void sweep(std::string_view kind, const std::function<void(const Json&)>& take);
  void sweep_owners(const Kind& of);
  std::optional<size_t> marked_there(std::span<const Kind* const> among);
  void require_all();
  size_t tagged(std::string_view kind, const std::function<void(const Json&)>& take);

  // The VRFs that desired names.
  void find_vrfs();
  // The whole list of a kind; of prefixes those in the VRFs that are named and the global table.
  Listing list_of(const Kind& of) const;

  // Prerequisites: by what the rows already tell, then by the kind's whole list.
  void find_prerequisites();
  bool lacks(const Kind& of) const;
  void match_prerequisites(const Kind& of, const std::vector<Json>& rows, int least);
  bool is_at(const Json& row, const std::string& site) const;
  int fit_vlan(const Resource& wanted, const Json& row) const;
  int fit(const Kind& of, const Resource& wanted, const Json& row) const;
  long long prerequisite(std::string_view kind, std::string_view rest) const;
  std::vector<Json> mentioned(std::string_view kind) const;
  void require_tenants();
  void find_placed();
  void take_placed(const Kind& of, const Resource& wanted, const std::vector<Json>& rows);
  void find_prefixes();

  void add_owners();
  Key called(const Resource& owner, const std::unordered_set<Key>& held) const;
  void add_primary_ips(const Json& row, const Resource& owner, const Key& key);

  // What makes a row of NetBox's the interface that desired means.
  enum class Trust { name, mac };
  void index_ports();  // by their MACs
  const Resource* port_by_name(const Kind& of, const Key& owner, const Json& row) const;
  const Resource* port_by_mac(const Kind& of, const Key& owner, const Json& row);
  // The desired interface that nobody else is yet; null where it is none.
  const Resource* recognised(const Kind& of, const Json& row, Trust trust);
  void add_interfaces();
  void add_interface(const Kind& of, const Json& row, const Resource* wanted);
  void note_cable(const Json& row, const Resource* wanted);
  void add_primary_mac(const Json& row, const Resource& interface, const Key& port);
  void add_attached();
  void add_macs();
  void add_addresses();
  void move_macs(std::vector<Resource> macs, const std::unordered_set<Key>& held);
  void add_cables();
  std::set<long long> add_own_cables();

  // Foreign objects that hold what desired wants.
  std::vector<const Resource*> unmet(std::string_view kind) const;
  void look_up_owners(std::string_view kind);
  void look_up_interfaces(const Kind& of);
  std::unordered_map<Key, std::string_view> owner_ids(std::string_view owner_kind) const;
  void look_up_macs();
  void look_up_ips();
  void keep_owner(std::string_view kind, const Json& row,
                  const std::map<std::string, const Resource*>& wanted, bool exactly);
  std::string link_to(const Resource& owner) const;  // its page in NetBox

  // Foreign owners that are known as one of ours by something else than their name.
  struct Candidate {
    const Resource* wanted = nullptr;
    std::string by;
    std::string address;  // that must be its primary one
  };
  using Candidates = std::map<long long, Candidate>;  // by id; the strongest evidence comes first
  using Found = std::map<std::string_view, Candidates>;  // by what they are in NetBox
  using Unknown = std::unordered_map<Key, const Resource*>;
  struct Evidence {
    std::map<std::string, const Resource*> by_value;
    void put(const std::string& value, const Resource* wanted);
  };
  void look_up_known(const Kind& of);
  void known_by_number(const Kind& of, const char* field, const Unknown& unknown, Found& found);
  void known_by_part(const Kind& part, const Unknown& unknown, Found& found);
  static void add_holder(const Json& row, const Candidate& candidate, Found& found);
  void keep_known(const Kind& of, const Kind& there, const Candidates& found);

  bool is_read(std::string_view kind, const Text& native) const;
  void add(Resource resource);
  void add(Resource resource, const Json& row);

  Client& client_;
  std::span<const Resource> desired_;
  Progress& progress_;
  std::stop_token stop_;
  Rows rows_;
  Vrfs vrfs_;
  bool marked_ = false;  // the mark exists, so that something can be ours
  size_t sweeps_ = 0;
  std::vector<std::pair<const Kind*, size_t>> shown_;  // objects with the tag that were read
  Lists lists_;                                        // of prerequisites at a site
  // Owners of ours; what hangs on them is read when it is needed. A large table is held packed.
  std::map<std::string_view, std::vector<std::vector<uint8_t>>> owners_;
  std::map<std::string_view, std::map<long long, Json>> mentions_;  // by them, of each kind
  Snapshot snapshot_;
  std::unordered_map<std::string_view, const Resource*> owners_by_natural_;  // desired
  // By owner and MAC; made when it is first asked for.
  std::optional<std::unordered_map<std::string, std::vector<const Resource*>>> ports_by_mac_;
  std::unordered_set<const Resource*> held_ports_;  // desired interfaces that are there
  std::unordered_set<Key> held_;                    // owners of ours that are there
  std::unordered_set<Text> naturals_;               // of ours
  std::unordered_set<Text> foreign_;                // of others
  // Ids already in the snapshot, by kind.
  std::map<std::string, std::unordered_set<Text>, std::less<>> natives_;
  std::map<Key, long long> prerequisites_;     // id of those that exist
  std::unordered_map<Key, long long> cabled_;  // interfaces with a cable → its id
  std::vector<std::string> covered_;           // object types of the custom field
  std::shared_ptr<Notes> notes_ = std::make_shared<Notes>();
};

}  // namespace muster::netbox
