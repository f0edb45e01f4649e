// How exchanges are named and judged in error texts: without queries, credentials or bodies.
#pragma once
#include <string>
#include <string_view>

#include "wire/http/http.h"

namespace muster {

// "GET https://nb.example/api/dcim/sites/": no user, no query.
std::string describe(const Endpoint& endpoint, const Request& request);

// "https://nb.example" of any URL; "" when it has no host.
std::string origin_of(std::string_view url);

// What a server says in a JSON error body: detail, message or error, or a mapping of fields to
// sentences, also in lists. At most 500 bytes and harmless; "" when there is no such thing.
std::string server_sentence(std::string_view body);

// The first line of an answer of the type text/plain, in the same way.
std::string plain_sentence(const Response& response);

}  // namespace muster
