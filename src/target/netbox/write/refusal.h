// What NetBox says when it refuses a write, in the shapes of 4.2 to 4.7.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "target/netbox/row.h"
#include "wire/http/http.h"

namespace muster::netbox {

struct Refusal {
  std::string sentence;                    // of the request as a whole
  std::map<size_t, std::string> by_index;  // bulk POST: item → its sentence
  std::map<long long, std::string> by_id;  // bulk PATCH and DELETE from 4.7 on
};

// `status` is not 2xx. A body that is not JSON gives the status line's words.
Refusal decode_refusal(const Response& response);

}  // namespace muster::netbox
