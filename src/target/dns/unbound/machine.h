// The machine that an Unbound runs on: this one, or another over SSH.
#pragma once
#include <optional>
#include <string>
#include <vector>

namespace muster::unbound {

class MachineReader {
 public:
  virtual ~MachineReader() = default;
  // nullopt: there is no such file. Error when it cannot be read or is larger than `most` bytes.
  virtual std::optional<std::string> read(const std::string& path, size_t most) = 0;
  // The files that a pattern of unbound.conf means, sorted.
  virtual std::vector<std::string> glob(const std::string& pattern) = 0;
  // An absolute path without links; what does not exist keeps its name.
  virtual std::string canonical(const std::string& path) = 0;
};

class LocalReader : public MachineReader {
 public:
  std::optional<std::string> read(const std::string& path, size_t most) override;
  std::vector<std::string> glob(const std::string& pattern) override;
  std::string canonical(const std::string& path) override;
};

}  // namespace muster::unbound
