#include "wire/stream/unechoed.h"

#include <algorithm>

namespace muster {
namespace {

class Unechoed : public Stream {
 public:
  Unechoed(std::unique_ptr<Stream> real, Echoes echoes)
      : real_(std::move(real)), echoes_(std::move(echoes)) {}

  std::string read(size_t most) override {
    size_t ready = 0;
    while (ready == 0) {
      const std::string bytes = real_->read(most);
      came_ += bytes;
      echoes_.mask(came_);
      ready = bytes.empty() ? came_.size() : came_.size() - echoes_.begun(came_);
      if (bytes.empty()) break;
    }
    std::string out = came_.substr(0, std::min(ready, most));
    came_.erase(0, out.size());
    return out;
  }

  void write(std::string_view bytes) override { real_->write(bytes); }

 private:
  std::unique_ptr<Stream> real_;
  Echoes echoes_;
  std::string came_;  // and was not read yet
};

}  // namespace

std::unique_ptr<Stream> unechoed(std::unique_ptr<Stream> real, Echoes echoes) {
  return std::make_unique<Unechoed>(std::move(real), std::move(echoes));
}

}  // namespace muster
