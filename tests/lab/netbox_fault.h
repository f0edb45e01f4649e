// What goes wrong on purpose, with which of the requests that a fault is about.
#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace muster::lab::netbox {

// Comma separated: at=K every=K times=N path=TEXT method=NAME, and what happens: status=S
// retry-after=N cut slow=MS after-commit. K counts the requests that path and method select.
struct Mishap {
  unsigned at = 0, every = 0, times = 0;
  std::string path, method;
  int status = 0;
  std::optional<int> retry_after;
  bool cut = false;           // nothing is done; the answer stops half way
  bool after_commit = false;  // all is done; the client does not learn it
  int slow = 0;               // milliseconds before anything is done
};

class Mishaps {
 public:
  explicit Mishaps(const std::vector<std::string>& specs);
  std::vector<Mishap> next(const std::string& method, const std::string& path);
  void restart();

 private:
  std::mutex mutex_;
  std::vector<Mishap> mishaps_;
  std::vector<unsigned> seen_, struck_;
};

}  // namespace muster::lab::netbox
