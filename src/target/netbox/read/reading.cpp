#include "target/netbox/read/reading.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/memory.h"
#include "core/text.h"
#include "model/ip.h"
#include "target/netbox/schema.h"

namespace muster::netbox {

Reading::Reading(Client& client, std::span<const Resource> desired, Progress& progress,
                 std::stop_token stop)
    : client_(client), desired_(desired), progress_(progress), stop_(stop), rows_(desired) {
  for (const Resource& resource : desired_) {
    if (kind(resource.kind).level == Level::owner)
      owners_by_natural_.emplace(resource.natural, &resource);
  }
}

Snapshot Reading::run() {
  snapshot_.version = client_.version(stop_).text;
  marked_ = check_custom_field();
  for (const Kind& each : kinds()) {
    if (each.level == Level::owner) sweep_owners(each);
  }
  find_vrfs();
  find_prerequisites();
  find_prefixes();
  require_tenants();
  find_placed();
  add_owners();
  add_interfaces();
  add_attached();
  require_all();
  snapshot_.objects = client_.objects();
  snapshot_.requests = client_.requests();
  snapshot_.notes = notes_;
  return std::move(snapshot_);
}

bool Reading::is_read(std::string_view kind, const Text& native) const {
  const auto natives = natives_.find(kind);
  return natives != natives_.end() && natives->second.contains(native);
}

void Reading::add(Resource resource) {
  if (const Resource* wanted = rows_.desired.find(resource.key.text())) share(resource, *wanted);
  // A link goes by its owner's id.
  const bool link = kind(resource.kind).level == Level::link;
  auto& natives = natives_[link ? resource.kind + resource.owner.kind() : resource.kind.str()];
  if (!natives.insert(resource.native).second) return;
  if (!resource.natural.empty()) (resource.owned ? naturals_ : foreign_).insert(resource.natural);
  snapshot_.resources.push_back(std::move(resource));
}

void Reading::add(Resource resource, const Json& row) {
  const Json& tags = member(row, "tags");
  if (!has_tag(row) || tags.size() > 1) {
    auto& noted = notes_->tags[resource.kind + ":" + resource.native];
    for (const Json& tag : tags)
      for (const std::string& word : tag_words(tag)) noted[word] = id_of(tag);
  }
  add(std::move(resource));
}

// The prefixes that tell the masks nobody told. Containers hold prefixes, not hosts.
void Reading::find_prefixes() {
  const bool needed = std::any_of(desired_.begin(), desired_.end(), [](const Resource& wanted) {
    return wanted.yields.contains("address");
  });
  if (!needed) return;
  auto& rows = lists_["prefix"];
  if (rows.empty()) rows = client_.list(list_of(kind("prefix")), stop_);
  for (const Json& row : rows) {
    const auto prefix = parse_cidr(text(row, "prefix"));
    if (prefix && choice(row, "status") != "container" && prefix->prefix < prefix->ip.width())
      notes_->prefixes.emplace_back(rows_.vrf(row), *prefix);
  }
}

bool Reading::check_custom_field() {
  const Kind& field = kind("custom-field");
  const std::string name(id_field);
  for (const Json& row : client_.list(listing(field), stop_)) {
    if (text(row, "name") != name) continue;
    if (choice(row, "type") != "text") {
      throw Error("the custom field \"" + name + "\" in NetBox is not a text field")
          .mend("delete it, muster creates it as it needs it");
    }
    prerequisites_[Key("custom-field", name)] = id_of(row);
    covered_ = texts(row, "object_types");
    std::sort(covered_.begin(), covered_.end());  // NetBox has an order of its own
    return true;
  }
  return false;
}

size_t Reading::tagged(std::string_view name, const std::function<void(const Json&)>& take) {
  const Kind& row_kind = kind(name);
  const std::string filter = tag_filter();
  size_t count = 0;
  const auto checked = [&](const Json& row) {
    if (!has_tag(row)) {
      throw Error("NetBox ignored the filter " + filter + " on " + std::string(row_kind.endpoint))
          .because("object " + std::to_string(id_of(row)) + " came back without that tag");
    }
    ++count;
    take(row);
  };
  if (client_.each_known({std::string(row_kind.endpoint), row_kind.listed(), filter}, checked,
                         stop_))
    return count;
  // NetBox refuses a tag that does not exist.
  const auto tags = client_.list({"extras/tags", "id,name,slug", "slug=muster"}, stop_);
  if (tags.empty()) return 0;
  throw Error("NetBox refuses to list " + std::string(row_kind.endpoint) + " by " + filter);
}

// NetBox counts a tag on all objects, from 4.3 on; nullopt where the token may not ask.
std::optional<size_t> Reading::marked_there(std::span<const Kind* const> among) {
  std::string filter = tag_filter();
  for (const Kind* one : among) filter += "&object_type=" + std::string(one->model);
  return client_.counted({std::string(kind("tagged-item").endpoint), "id", filter}, stop_);
}

// A token whose permissions have constraints sees a part, and the rest looks as if it were deleted.
void Reading::require_all() {
  if (client_.saved()) return;  // it was asked for when that was saved
  if (shown_.empty() || !client_.version(stop_).at_least(4, 3)) return;
  std::vector<const Kind*> all;
  size_t shown = 0;
  for (const auto& [of, count] : shown_) {
    all.push_back(of);
    shown += count;
  }
  const auto there = marked_there(all);
  if (!there) {
    snapshot_.trouble.add(
        Error("whether the token sees all that is muster's is not known")
            .mend("give its user the right to view " + std::string(kind("tagged-item").model))
            .as(Severity::note));
  }
  if (!there || *there <= shown) return;
  for (const auto& [of, count] : shown_) {
    const size_t more = marked_there(std::span(&of, 1)).value_or(0);
    if (more <= count) continue;
    throw Error("NetBox shows the token " + std::to_string(count) + " of " + std::to_string(more) +
                " " + std::string(of->traits.nouns) + " that carry the tag " + tag_slug)
        .because("what it may not see would look as if it were deleted")
        .mend("take the constraints off its user's permission to view " + std::string(of->model));
  }
}

void Reading::sweep(std::string_view name, const std::function<void(const Json&)>& take) {
  if (!marked_) return;
  shown_.emplace_back(&kind(name), tagged(name, take));
  const auto swept =
      std::count_if(kinds().begin(), kinds().end(), [](const Kind& each) { return each.swept(); });
  progress_.step(++sweeps_, static_cast<size_t>(swept));
}

// What desired calls an owner of ours. One made for a host file that was recreated under another
// id is the new one's.
Key Reading::called(const Resource& owner, const std::unordered_set<Key>& held) const {
  if (rows_.desired.contains(owner.key.text())) return owner.key;
  const auto wanted = owners_by_natural_.find(owner.natural);
  const bool free = wanted != owners_by_natural_.end() && !held.contains(wanted->second->key);
  return free ? wanted->second->key : owner.key;
}

void Reading::add_owners() {
  for (const Kind& each : kinds()) {
    if (each.level != Level::owner) continue;
    const auto rows = std::exchange(owners_[each.name()], {});
    std::unordered_set<Key> held;
    for (const auto& packed : rows)
      held.insert(Key(each.key_word(), muster_id(Json::from_msgpack(packed))));
    for (const auto& packed : rows) {
      const Json row = Json::from_msgpack(packed);
      Resource owner = rows_.owner(each.name(), row);
      if (!owner.owned) continue;
      const Key key = called(owner, held);
      held.insert(key);
      rows_.put_owner(owner, row, key);
      add_primary_ips(row, owner, key);
      add(std::move(owner), row);
    }
    held_.merge(held);
    look_up_owners(each.name());
    look_up_known(each);
  }
  lists_.clear();
  mentions_.clear();
  give_back_freed();
}

void Reading::add_primary_ips(const Json& row, const Resource& owner, const Key& key) {
  for (const char* field : {"primary_ip4", "primary_ip6"}) {
    if (const long long address = id_of(member(row, field)); address != 0)
      notes_->pointers["ip-address:" + std::to_string(address)] = {kind(owner.kind).name(),
                                                                   id_of(row), key, field};
  }
  const Resource* wanted = rows_.desired.find(Key("primary-ip", key.rest()).text());
  if (!wanted || wanted->owner != key) return;
  Resource primary = *wanted;
  bool any = false;
  for (const char* name : {"primary_ip4", "primary_ip6"}) {
    const std::string address = text(member(row, name), "address");
    const auto ip = parse_ip(without_mask(address));
    any = any || ip;
    primary.fields.erase(name);
    if (ip) primary.fields[name] = render(*ip);
  }
  if (!any || (!owner.owned && wanted->fills.empty())) return;
  primary.owned = true;
  primary.native = owner.native;
  primary.changed = owner.changed;
  add(std::move(primary));
}

}  // namespace muster::netbox
