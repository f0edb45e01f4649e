// TLS over a socket.
#pragma once
#include <memory>

#include "wire/stream/socket.h"

namespace muster {

std::unique_ptr<Stream> open_tls(std::unique_ptr<Socket> socket);

}  // namespace muster
