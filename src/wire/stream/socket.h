// A non-blocking socket whose every wait has an end.
#pragma once
#include "wire/stream/stream.h"
#include "wire/wait.h"

namespace muster {

class Socket : public Stream {
 public:
  // Connects, Unix or TCP.
  Socket(const StreamEndpoint& endpoint, Clock& clock, std::stop_token stop);

  std::string read(size_t most) override;
  void write(std::string_view bytes) override;

  // For a peer that must speak within the time to connect.
  void hurry(bool on) { hurried_ = on; }
  const StreamEndpoint& endpoint() const { return endpoint_; }

 private:
  void connect_unix();
  void connect_tcp();
  int try_connect(int family, const void* address, unsigned size);  // 0, or an errno
  Error refusal(int error) const;
  // False when `until` has come first.
  bool wait(short events, Instant until);
  void wait(short events);

  StreamEndpoint endpoint_;
  Waiting waiting_;
  Instant end_;
  Fd socket_;
  bool hurried_ = false;
};

}  // namespace muster
