// A non-blocking socket whose every wait has an end.
#pragma once
#include <chrono>

#include "wire/stream/stream.h"

namespace muster {

class Socket : public Stream {
 public:
  using Moment = std::chrono::steady_clock::time_point;

  Socket(const StreamEndpoint& endpoint, std::stop_token stop);  // connects, Unix or TCP
  ~Socket() override;
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;

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
  bool wait(short events, Moment until);
  void wait(short events);

  StreamEndpoint endpoint_;
  std::stop_token stop_;
  Moment end_;
  int socket_ = -1;
  bool hurried_ = false;
};

}  // namespace muster
