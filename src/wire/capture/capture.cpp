#include "wire/capture/capture.h"

#include <signal.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <deque>
#include <filesystem>

#include "core/text.h"
#include "wire/capture/gate.h"
#include "wire/capture/interfaces.h"
#include "wire/capture/record.h"
#include "wire/program/run.h"
#include "wire/program/spawn.h"

namespace muster {
namespace {

constexpr auto patience = std::chrono::seconds(10);  // with muster-capture itself
constexpr size_t most_waiting = 1 << 20;             // frames read and not yet asked for

std::string find_capture() {
  std::error_code ignored;
  const auto self = std::filesystem::read_symlink("/proc/self/exe", ignored);
  const std::string beside = (self.parent_path() / "muster-capture").string();
  if (const auto path = find_program(beside)) return *path;
  if (const auto path = find_program("muster-capture")) return *path;
  throw Error("the program muster-capture is not installed")
      .because("it is neither beside muster nor in PATH")
      .mend("install it as it was built with muster");
}

class SystemPort : public CapturePort {
 public:
  SystemPort(std::string interface, const std::string& program, Clock& clock);
  ~SystemPort() override;
  SystemPort(const SystemPort&) = delete;
  SystemPort& operator=(const SystemPort&) = delete;

  Tick now() const override { return clock_.instant().time_since_epoch(); }
  void send(std::string_view frame) override;
  std::optional<std::string> receive(Tick until) override;
  CaptureStats finish() override;

 private:
  void wait(Tick until, bool writing);
  bool read_records();
  void take(const CaptureRecord& record);
  [[noreturn]] void fail(const std::string& what) const {
    throw Error(interface_ + ": " + what).mend("look at \"ip link show " + interface_ + "\"");
  }

  Clock& clock_;
  std::string interface_, program_;
  pid_t pid_ = -1;
  Fd in_, out_;
  RecordStream records_;
  std::deque<std::string> frames_;
  CaptureStats stats_;
  std::string down_;
  bool opened_ = false, ended_ = false;
};

Error not_started(const std::string& program, int number) {
  Error error("cannot run " + program + ": " + std::strerror(number));
  return number == EPERM ? std::move(error)
                               .because(
                                   "this machine or container withholds the right to raw "
                                   "sockets even from programs that were granted it")
                               .mend("give the container the capability NET_RAW")
                         : error;
}

SystemPort::SystemPort(std::string interface, const std::string& program, Clock& clock)
    : clock_(clock), interface_(std::move(interface)), program_(program) {
  Channel in = input_channel();
  Channel out = output_channel();
  const Spawn what{
      program,         {"muster-capture", interface_}, bare_environment(), "", in.theirs.get(),
      out.theirs.get()};
  if (const int number = spawn(what, pid_); number != 0) {
    pid_ = -1;
    throw not_started(program, number);
  }
  in_ = std::move(in.ours);
  out_ = std::move(out.ours);
  in.theirs.close();
  out.theirs.close();
  const Tick end = now() + patience;
  while (!opened_ && down_.empty() && !ended_ && now() < end) {
    wait(end, false);
    ended_ = !read_records();
  }
  if (!opened_) fail(down_.empty() ? "muster-capture does not answer" : down_);
}

// With its input closed the program ends by itself.
SystemPort::~SystemPort() {
  if (pid_ <= 0) return;
  kill(pid_, SIGKILL);
  reap(pid_);
}

void SystemPort::wait(Tick until, bool writing) {
  std::array<pollfd, 2> watched{{{out_.get(), POLLIN, 0}, {writing ? in_.get() : -1, POLLOUT, 0}}};
  clock_.poll(watched, Instant(until));
}

// All that is there to read now; false: the program ended.
bool SystemPort::read_records() {
  std::array<char, 65'536> buffer;
  for (;;) {
    const ssize_t got = read(out_.get(), buffer.data(), buffer.size());
    if (got == 0) return false;
    if (got < 0 && errno != EINTR) return errno == EAGAIN;
    if (got < 0) continue;
    records_.add({buffer.data(), static_cast<size_t>(got)});
    while (const auto record = records_.next()) take(*record);
    if (records_.broken()) return false;
    if (static_cast<size_t>(got) < buffer.size()) return true;
  }
}

void SystemPort::take(const CaptureRecord& record) {
  switch (record.kind) {
    case RecordKind::frame:
      if (frames_.size() < most_waiting) {
        frames_.emplace_back(record.content);
      } else {
        ++stats_.dropped;
      }
      break;
    case RecordKind::opened:
      opened_ = true;
      break;
    case RecordKind::forbidden:
      throw Error(interface_ + ": the right to capture is missing")
          .because(clean(record.content))
          .mend("sudo setcap cap_net_raw+ep " + program_);
    case RecordKind::refused:
      fail("cannot be captured from: " + clean(record.content));
    case RecordKind::down:
      down_ = "the interface went down: " + clean(record.content);
      break;
    case RecordKind::stats:
      stats_.received = read_number(record.content, 0);
      stats_.dropped += read_number(record.content, 8);
      stats_.unsent = read_number(record.content, 16);
      break;
  }
}

void SystemPort::send(std::string_view frame) {
  const std::string record = render_record(RecordKind::frame, frame);
  const Tick end = now() + patience;
  for (std::string_view left = record; !left.empty();) {
    if (!down_.empty() || ended_) fail(down_.empty() ? "muster-capture ended" : down_);
    const ssize_t sent = ::send(in_.get(), left.data(), left.size(), MSG_NOSIGNAL);
    if (sent >= 0) {
      left.remove_prefix(static_cast<size_t>(sent));
      continue;
    }
    if (errno != EAGAIN && errno != EINTR) ended_ = true;
    if (now() > end) fail("muster-capture takes no more frames");
    wait(end, true);
    ended_ = !read_records() || ended_;
  }
}

std::optional<std::string> SystemPort::receive(Tick until) {
  for (;;) {
    if (frames_.empty() && !ended_) ended_ = !read_records();
    if (!frames_.empty()) {
      std::string frame = std::move(frames_.front());
      frames_.pop_front();
      return frame;
    }
    if (!down_.empty() || ended_) fail(down_.empty() ? "muster-capture ended" : down_);
    if (now() >= until) return std::nullopt;
    wait(until, false);
  }
}

CaptureStats SystemPort::finish() {
  in_.close();
  const Tick end = now() + patience;
  while (!ended_ && now() < end) {
    wait(end, false);
    ended_ = !read_records();
  }
  return stats_;
}

class SystemCapture : public Capture {
 public:
  explicit SystemCapture(Clock& clock) : clock_(clock) {}
  std::vector<CaptureInterface> interfaces() override { return list_interfaces(); }
  std::unique_ptr<CapturePort> open(const std::string& interface) override {
    return std::make_unique<SystemPort>(interface, find_capture(), clock_);
  }

 private:
  Clock& clock_;
};

class NoCapture : public Capture {
 public:
  std::vector<CaptureInterface> interfaces() override { refuse(); }
  std::unique_ptr<CapturePort> open(const std::string&) override { refuse(); }

 private:
  [[noreturn]] static void refuse() {
    throw Error("a sweep asks the network itself and is not on tape")
        .mend("run without --replay to sweep");
  }
};

}  // namespace

std::unique_ptr<Capture> make_capture(Clock& clock) {
  return std::make_unique<SystemCapture>(clock);
}

Capture& no_capture() {
  static NoCapture none;
  return none;
}

}  // namespace muster
