#include "wire/http/echo.h"

#include "core/text.h"
#include "wire/echo.h"

namespace muster {

void take_echo_out(const Endpoint& endpoint, const Request& request, Response& response) {
  Echoes echoes(endpoint.secrets);
  for (const Header& header : request.headers) {
    const std::string& value = header.value.reveal();
    if (lower(header.name) == "authorization") echoes.add(value.substr(value.rfind(' ') + 1));
  }
  echoes.take_out(response.reason);
  echoes.take_out(response.body);
  for (auto& [name, value] : response.headers) echoes.take_out(value);
}

}  // namespace muster
