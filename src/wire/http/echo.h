// A server that repeats a credential over HTTP (wire/echo.h).
#pragma once
#include "wire/http/http.h"

namespace muster {

// Takes the endpoint's secrets, and the credential of the request's Authorization, out of the
// answer.
void take_echo_out(const Endpoint& endpoint, const Request& request, Response& response);

}  // namespace muster
