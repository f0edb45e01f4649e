// Calls of a forge's API: JSON, page after page, with what a refusal means.
#pragma once
#include <nlohmann/json_fwd.hpp>
#include <stop_token>
#include <string>
#include <vector>

#include "forge/place.h"
#include "wire/http/http.h"

namespace muster::forge {

class Calls {
 public:
  // `headers` go with every call.
  Calls(const ForgePlace& place, std::vector<Header> headers, Http& http);

  nlohmann::json get(const std::string& path, std::stop_token stop);
  // Every object of a list, by the Link header's rel="next" (RFC 8288); at most `pages` of them.
  std::vector<nlohmann::json> all(const std::string& path, size_t pages, std::stop_token stop);
  // Error unless it is done (2xx).
  nlohmann::json send(const std::string& method, const std::string& path,
                      const nlohmann::json& body, std::stop_token stop);

 private:
  Request request(const std::string& method, const std::string& path) const;
  nlohmann::json answer(const Request& request, const Response& response) const;

  Endpoint endpoint_;
  ForgePlace place_;
  std::vector<Header> headers_;
  Http& http_;
};

// Members as they should be; "" and 0 for anything else.
std::string text_in(const nlohmann::json& object, const char* name);
long long number_in(const nlohmann::json& object, const char* name);
// A member of an object that is an object itself, else null.
const nlohmann::json& object_in(const nlohmann::json& object, const char* name);

}  // namespace muster::forge
