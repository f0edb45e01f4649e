#pragma once

#include <string>
#include <vector>

namespace muster::lab {

// Shell assignments, exported: LAB_<DEVICE>_<WHAT>, upper case.
class EnvFile {
 public:
  void add(const std::string& device, const std::string& what, const std::string& value);
  void write(const std::string& path) const;  // readable by the owner only, complete or absent

 private:
  std::vector<std::string> lines_;
};

}  // namespace muster::lab
