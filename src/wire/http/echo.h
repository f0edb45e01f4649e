// A server that repeats a credential, in its error, its data or a host's name: what it repeats is
// taken out of the answer, before anybody sees, keeps or writes it.
#pragma once
#include "wire/http/http.h"

namespace muster {

// Replaces the endpoint's secrets, and the credential of the request's Authorization, wherever they
// stand in the answer as they are, as JSON, percent-encoded or in base64. Ones below eight
// characters are left: they would be found in words that have nothing to do with them.
void take_echo_out(const Endpoint& endpoint, const Request& request, Response& response);

}  // namespace muster
