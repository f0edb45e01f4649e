// Tapes of streams: what the other side said, in the order it came, so that a talk can be had again
// without the network. What was sent to it is not kept, and so no login. One file for each
// StreamEndpoint::name, DIR/mikrotik.core.stream.json; a stream without a name is not kept.
#pragma once
#include <memory>
#include <string>

#include "wire/stream/stream.h"

namespace muster {

class StreamTapeRecorder : public Streams {
 public:
  virtual void write() = 0;
};
std::unique_ptr<StreamTapeRecorder> record_stream_tapes(Streams& real, std::string dir);

// The talks of a name in the order they were recorded; also those that failed fail again.
std::unique_ptr<Streams> replay_stream_tapes(std::string dir);

}  // namespace muster
