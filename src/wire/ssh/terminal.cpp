#include "wire/ssh/terminal.h"

#include <algorithm>
#include <array>

#include "core/text.h"
#include "wire/ssh/login.h"

namespace muster {
namespace {

constexpr uint32_t most_at_once = 32'768;

class LoggedIn : public SshTerminal {
 public:
  LoggedIn(const SshServer& server, Clock& clock, std::stop_token stop)
      : stop_(stop),
        login_(server, clock, std::move(stop)),
        end_(clock.instant() + server.deadline) {}
  ~LoggedIn() override { ssh_set_blocking(login_.session(), 0); }
  LoggedIn(const LoggedIn&) = delete;
  LoggedIn& operator=(const LoggedIn&) = delete;

  std::string banner() const override {
    const char* text = ssh_get_serverbanner(login_.session());
    return text == nullptr ? "" : clean(text);
  }

  // A narrow terminal would break lines, and a low one would stop after each page.
  void shell() override {
    shell_ = true;
    begin("a shell", [&] {
      return ssh_channel_request_pty_size(channel_.get(), "vt100", 511, 1000) == SSH_OK &&
             ssh_channel_request_shell(channel_.get()) == SSH_OK;
    });
  }

  void run(const std::string& command) override {
    shell_ = false;
    begin(clean(command),
          [&] { return ssh_channel_request_exec(channel_.get(), command.c_str()) == SSH_OK; });
  }

  void send(std::string_view bytes) override {
    login_.guarded("writing", left(), [&] {
      const auto size = static_cast<uint32_t>(bytes.size());
      if (ssh_channel_write(channel_.get(), bytes.data(), size) != static_cast<int>(size)) {
        throw login_.failure("cannot write to it", login_.reason());
      }
    });
  }

  std::optional<std::string> hear(Milliseconds most) override {
    require_time();
    std::array<char, most_at_once> chunk{};
    const auto wait = static_cast<int>(std::clamp(most, Milliseconds(0), slice).count());
    const int got = ssh_channel_read_timeout(channel_.get(), chunk.data(), most_at_once, 0, wait);
    if (got > 0) return std::string(chunk.data(), static_cast<size_t>(got));
    if (ssh_channel_is_eof(channel_.get()) != 0) return std::nullopt;
    if (got >= 0 && ssh_is_connected(login_.session()) != 0) return "";
    if (shell_) return std::nullopt;
    throw login_.failure("the connection ended", login_.reason());
  }

 private:
  static constexpr Milliseconds slice{500};  // between two looks at the stop request

  Milliseconds left() const {
    const auto now = login_.clock().instant();
    return std::max(Milliseconds(1), std::chrono::duration_cast<Milliseconds>(end_ - now));
  }

  void require_time() const {
    if (stop_.stop_requested()) throw login_.failure("was ended", "the run was stopped");
    if (login_.clock().instant() < end_) return;
    throw SshError(SshFailure::late,
                   login_
                       .failure("was ended",
                                "it took longer than " + render_duration(login_.server().deadline))
                       .mend("give it more time by deadline"));
  }

  void begin(const std::string& what, const std::function<bool()>& ask) {
    require_time();
    channel_.reset(ssh_channel_new(login_.session()));
    bool given = false;
    login_.guarded("starting " + what, std::min(left(), login_.server().timeout), [&] {
      given = channel_ && ssh_channel_open_session(channel_.get()) == SSH_OK && ask();
    });
    if (given) return;
    throw login_.failure("cannot start " + what, login_.reason())
        .mend("let this user have it there");
  }

  std::stop_token stop_;
  SshLogin login_;
  Instant end_;
  bool shell_ = false;  // whose end is the same, however it came
  Handle<ssh_channel_struct, ssh_channel_free> channel_;
};

}  // namespace

std::unique_ptr<SshTerminal> open_ssh_terminal(const SshServer& server, Clock& clock,
                                               std::stop_token stop) {
  return std::make_unique<LoggedIn>(server, clock, std::move(stop));
}

}  // namespace muster
