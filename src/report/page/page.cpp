#include "report/page/page.h"

#include "core/hash.h"

namespace muster {

std::string version_of(const Inventory& inventory) {
  std::string all;
  for (const auto& file : inventory.files) {
    all += file->path + " " + blob_id(file->text) + "\n";
  }
  return sha256_hex(all);
}

}  // namespace muster
