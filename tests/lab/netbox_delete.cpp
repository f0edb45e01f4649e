#include <algorithm>

#include "netbox_write.h"

namespace muster::lab::netbox {

// What goes with an object, what forbids it and what merely loses its pointer.
struct Writer::Doomed {
  std::vector<Object> objects;  // in order of discovery
  std::set<Object> seen;
  std::vector<Object> blockers;
  std::vector<Object> restricting;  // they block unless they go as well
  std::vector<std::pair<Object, size_t>> pointers;

  bool add(const Object& object) {
    if (!seen.insert(object).second) return false;
    objects.push_back(object);
    return true;
  }
};

void Writer::collect(const Object& object, Doomed& doomed) const {
  if (!doomed.add(object)) return;
  const std::string id = std::to_string(object.second);
  for (const Type& type : spec_.types()) {
    for (size_t i = 0; i < type.fields.size(); ++i) {
      const Field& field = type.fields[i];
      if (field.kind == Kind::reference && field.target == object.first->name) {
        collect_referrer(type, i, store_.having(type, i, id), doomed);
      } else if (field.kind == Kind::generic_id) {
        collect_referrer(type, i, store_.having(type, i, object.first->name + '/' + id), doomed);
      }
    }
  }
}

void Writer::collect_referrer(const Type& type, size_t field, const Ids& ids,
                              Doomed& doomed) const {
  for (const Id id : ids) {
    const Object object{&type, id};
    switch (type.fields[field].on_delete) {
      case OnDelete::cascade:
        collect(object, doomed);
        break;
      case OnDelete::clear:
        doomed.pointers.push_back({object, field});
        break;
      case OnDelete::restrict:
        doomed.restricting.push_back(object);
        break;
      case OnDelete::protect:
        if (std::find(doomed.blockers.begin(), doomed.blockers.end(), object) ==
            doomed.blockers.end()) {
          doomed.blockers.push_back(object);
        }
    }
  }
}

void Writer::remove(const Type& type, Id id, const std::string& message, bool bulk) {
  Doomed doomed;
  collect({&type, id}, doomed);
  for (const Object& object : doomed.restricting) {
    if (!doomed.seen.contains(object)) doomed.blockers.push_back(object);
  }
  if (!doomed.blockers.empty()) {
    const std::string count = std::to_string(doomed.blockers.size());
    if (bulk) {
      throw Refusal{
          409,
          {{"__all__", {"Unable to delete: " + count + " dependent object(s) prevent deletion."}}}};
    }
    std::string text = "Unable to delete object. " + count + " dependent objects were found: ";
    for (const Object& object : doomed.blockers) {
      if (&object != &doomed.blockers.front()) text += ", ";
      text += display(spec_, store_, *object.first, *store_.find(*object.first, object.second)) +
              " (" + std::to_string(object.second) + ')';
    }
    throw Refusal{409, {{"detail", text}}};
  }
  for (const auto& [object, field] : doomed.pointers) {
    if (!doomed.seen.contains(object)) change_field(object, field, nullptr);
  }
  if (type.name == "extras.customfield") drop_custom_field(*store_.find(type, id));
  for (auto object = doomed.objects.rbegin(); object != doomed.objects.rend(); ++object) {
    erase(*object, message);
  }
}

void Writer::erase(const Object& object, const std::string& message) {
  const Type& type = *object.first;
  const Row row = *store_.find(type, object.second);
  leave_cables(object);
  if (type.name == "extras.tag") {
    for (const Type& tagged : spec_.types()) {
      const Ids ids = store_.tagged(tagged, row.id);
      for (const Id id : ids) {
        Row changed = *store_.find(tagged, id);
        std::erase(changed.tags, row.id);
        store_.put(tagged, std::move(changed));
      }
    }
  }
  if (!type.read_only) {
    record(type, row, "delete", snapshot(type, row), Json::object(), message);
    sync_tags(
        type,
        [&] {
          Row bare = row;
          bare.tags.clear();
          return bare;
        }(),
        row.tags);
  }
  store_.erase(type, row.id);
}

// A cable stays behind with the ends that are left.
void Writer::leave_cables(const Object& object) {
  const Type& cables = *spec_.by_name("dcim.cable");
  for (const size_t field : {cables.at("a_terminations"), cables.at("b_terminations")}) {
    const Ids ids =
        store_.having(cables, field, object.first->name + '/' + std::to_string(object.second));
    for (const Id id : ids) {
      Row cable = *store_.find(cables, id);
      Json left = Json::array();
      for (const Json& end : cable.values[field]) {
        const bool leaves = end.at("object_type").get<std::string>() == object.first->name &&
                            end.at("object_id").get<Id>() == object.second;
        if (!leaves) left.push_back(end);
      }
      cable.values[field] = std::move(left);
      store_.put(cables, std::move(cable));
    }
  }
}

}  // namespace muster::lab::netbox
