// A stream whose other side may repeat a secret of the endpoint.
#pragma once
#include <memory>

#include "wire/echo.h"
#include "wire/stream/stream.h"

namespace muster {

// Each byte of what is repeated comes as an asterisk, also where it comes in pieces: the beginning
// of a secret at the end of what came waits for what follows.
std::unique_ptr<Stream> unechoed(std::unique_ptr<Stream> real, Echoes echoes);

}  // namespace muster
