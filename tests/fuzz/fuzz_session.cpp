// Any bytes of a device are a whole configuration or an error that shows none of it; a redacted
// text holds no secret that its rules know.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "backup/redact/redact.h"
#include "backup/session/session.h"

namespace {

using namespace muster;

// The first byte is the size of pieces; a zero byte waits until something is sent.
class Bytes : public SshTerminal {
 public:
  explicit Bytes(std::string bytes) : bytes_(std::move(bytes)) {
    if (bytes_.empty()) return;
    piece_ = static_cast<unsigned char>(bytes_.front()) % 64U + 1U;
    bytes_.erase(0, 1);
  }
  std::string banner() const override { return "SSH-2.0-x"; }
  void shell() override {}
  void run(const std::string&) override {}
  void send(std::string_view) override { waits_ = false; }
  std::optional<std::string> hear(Milliseconds) override {
    if (waits_) return "";
    if (bytes_.empty()) return std::nullopt;
    const size_t pause = std::min(bytes_.find('\0'), piece_);
    std::string out = bytes_.substr(0, pause);
    bytes_.erase(0, std::min(bytes_.size(), pause + (pause < piece_ ? 1U : 0U)));
    waits_ = pause < piece_;
    return out;
  }

 private:
  std::string bytes_;
  size_t piece_ = 1;
  bool waits_ = false;
};

const Platforms& platforms() {
  static const Platforms all = [] {
    Diagnostics trouble;
    return Platforms({}, trouble);
  }();
  return all;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  if (size > 1 << 16) return 0;
  const std::string text(reinterpret_cast<const char*>(bytes), size);
  for (const char* name : {"cisco_ios", "fortinet_fortios", "huawei_vrp", "linux"}) {
    const Platform& platform = *platforms().find(name);
    std::vector<CliExchange> exchanges;
    Bytes line(text);
    const Redactor redactor(platform, Secret("key"), {Secret("swordfish")});
    try {
      const CapturedConfig found = capture_config(line, platform, Secret("enable"), {}, exchanges);
      if (found.text.find('\r') != std::string::npos || found.proof.empty()) std::abort();
    } catch (const DeviceError& error) {
      if (error.message.empty()) std::abort();
    }
    const Redaction redacted = redactor.redact(text);
    if (redacted.text.find("swordfish") != std::string::npos) std::abort();
    if (!redacted.suspect && redactor.redact(redacted.text).suspect) std::abort();
  }
  return 0;
}
