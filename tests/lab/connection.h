#pragma once

#include <httplib.h>

#include <string>

struct ssl_ctx_st;
struct ssl_st;

namespace muster::lab {

// What the current request wants changed in the bytes of its answer. The library offers neither a
// reason phrase of one's own nor an answer that stops half way. One request is one thread.
struct Rewrite {
  std::string reason;
  bool cut = false;
};
Rewrite& rewrite();

// An accepted socket, with TLS when `context` is given.
class Connection : public httplib::Stream {
 public:
  Connection(socket_t socket, ssl_ctx_st* context);
  ~Connection() override;
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  bool established() const { return established_; }
  bool has_request(int milliseconds) const;
  void expect_request();

  ssize_t write_all(const std::string& bytes) { return send_all(bytes.data(), bytes.size()); }

  using httplib::Stream::write;
  bool is_readable() const override;
  bool is_writable() const override;
  ssize_t read(char* bytes, size_t size) override;
  ssize_t write(const char* bytes, size_t size) override;
  void get_remote_ip_and_port(std::string& ip, int& port) const override;
  void get_local_ip_and_port(std::string& ip, int& port) const override;
  socket_t socket() const override { return socket_; }

 private:
  ssize_t send_all(const char* bytes, size_t size);
  bool wait_for(short event, int milliseconds) const;

  socket_t socket_;
  ssl_st* ssl_ = nullptr;
  bool established_ = true;
  bool head_sent_ = false;
};

}  // namespace muster::lab
