#pragma once

#include <httplib.h>

#include <mutex>
#include <string>
#include <vector>

namespace muster::lab {

// Every request a server saw, in order of arrival, for tests to read.
class RequestLog {
 public:
  unsigned open(const httplib::Request& request);  // the request's number, from 1
  void close(unsigned number, int status, bool refused_write);
  std::string render() const;

 private:
  struct Entry {
    std::string method;
    std::string target;  // path and query as sent
    std::string body;    // its beginning
    int status = 0;      // 0 while it is being answered
    bool refused_write = false;
  };

  mutable std::mutex mutex_;
  std::vector<Entry> entries_;
};

}  // namespace muster::lab
