// Whatever a vCenter answers is XML within its bounds or an Error, and its values are harmless
// text.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "collect/vsphere/objects.h"
#include "core/error.h"
#include "core/text.h"
#include "wire/xml/xml.h"

using namespace muster;

namespace {

void require(bool truth) {
  if (!truth) std::abort();
}

void collect(const XmlNode& node, std::vector<ManagedObject>& out, int depth = 0) {
  if (node.name == "objects") out.push_back(object_in(node));
  if (depth < 8) {
    for (const XmlNode& child : node.children) collect(child, out, depth + 1);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) try {
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  std::vector<ManagedObject> objects;
  collect(parse_xml(text, "the answer"), objects);
  const VsphereNames names = vsphere_names(objects);
  for (const ManagedObject& one : objects) {
    for (const auto& row : {vm_row(one, names), host_row(one, names), datastore_row(one)}) {
      require(visible(row.row.record.name) == row.row.record.name);
      for (const auto& [name, value] : row.row.record.attributes) {
        require(visible(value.text) == value.text);
      }
    }
  }
  return 0;
} catch (const Error&) {
  return 0;
}
