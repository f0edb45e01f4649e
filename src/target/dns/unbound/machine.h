// The machine that an Unbound runs on: this one, or another over SSH.
#pragma once
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "wire/program/run.h"
#include "wire/ssh/ssh.h"

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

class Machine : public MachineReader {
 public:
  // A file on disk, readable by all, under a name that is free or becomes so.
  virtual void write(const std::string& path, std::string_view text) = 0;
  virtual void link(const std::string& path, const std::string& as) = 0;  // a second name
  virtual void replace(const std::string& from, const std::string& to) = 0;
  virtual void remove(const std::string& path) = 0;
  // Runs a program with `input` as its standard input.
  virtual Output run(const std::vector<std::string>& argv, const std::string& input,
                     std::stop_token stop) = 0;
  // What `name` is called by; "" when it is not to be had.
  virtual std::string program(const std::string& name) = 0;
};

class LocalReader : public MachineReader {
 public:
  std::optional<std::string> read(const std::string& path, size_t most) override;
  std::vector<std::string> glob(const std::string& pattern) override;
  std::string canonical(const std::string& path) override;
};

// `scratch`: a name of a file that muster may write there for the time of a command.
std::unique_ptr<Machine> local_machine(Runner& runner);
std::unique_ptr<MachineReader> remote_reader(SshReader& ssh, const SshServer& server,
                                             std::stop_token stop);
std::unique_ptr<Machine> remote_machine(Ssh& ssh, const SshServer& server,
                                        const std::string& scratch);

}  // namespace muster::unbound
