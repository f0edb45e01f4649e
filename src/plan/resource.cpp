#include "plan/resource.h"

namespace muster {
namespace {

template <class T>
void keep_once(T& there, const T& wanted) {
  if (there == wanted) there = wanted;
}

}  // namespace

void share(Resource& there, const Resource& wanted) {
  keep_once(there.key, wanted.key);
  keep_once(there.label, wanted.label);
  keep_once(there.natural, wanted.natural);
  keep_once(there.site, wanted.site);
  keep_once(there.host, wanted.host);
  keep_once(there.owner, wanted.owner);
  keep_once(there.parent, wanted.parent);
  if (there.fields == wanted.fields) {
    there.fields = wanted.fields;
    return;
  }
  for (const auto& [field, value] : wanted.fields) {
    const auto* found = there.fields.find(field);
    if (found != there.fields.end() && found->second == value) there.fields[field] = value;
  }
}

}  // namespace muster
