#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace muster::lab {

// What goes wrong, and with which requests. Text form, comma separated:
//   at=K every=K path=TEXT device=NAME            which requests (all when none is given)
//   status=S retry-after=N cut slow=MS truncate=BYTES oversize=BYTES redirect=URL page   what
//   happens
struct Fault {
  unsigned at = 0;     // the K-th request only, counted from 1
  unsigned every = 0;  // each K-th request
  std::string path;    // only paths that contain this
  std::string device;  // only this router or cluster, when several run in one process

  int status = 0;
  std::optional<int> retry_after;       // seconds
  bool cut = false;                     // the connection ends in the middle of the body
  std::chrono::milliseconds slow{0};    // before the answer
  std::optional<std::size_t> truncate;  // a complete answer whose body stops early
  std::optional<std::size_t> oversize;  // a chunked body padded with blanks up to this size
  std::string redirect;
  bool page = false;  // a page for people, with status 200

  bool strikes(unsigned request, const std::string& request_path) const;
};

Fault parse_fault(const std::string& text);
std::vector<Fault> parse_faults(const std::vector<std::string>& texts);
std::vector<Fault> faults_of(const std::vector<Fault>& faults, const std::string& device);

}  // namespace muster::lab
