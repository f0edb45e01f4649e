// What muster and muster-capture tell each other over a pipe: records of one byte kind, two bytes
// length (big endian) and that many bytes.
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace muster {

enum class RecordKind : char {
  frame = 'f',      // both ways: one Ethernet frame
  opened = 'o',     // the interface is open and every privilege is gone
  forbidden = 'p',  // the right to capture is missing: text
  refused = 'x',    // it cannot be opened for another reason: text
  down = 'd',       // the interface went down or is gone: text
  stats = 's',      // received, dropped, unsent, 8 bytes each (big endian); the last record
};

constexpr size_t record_head = 3;
constexpr size_t most_record = 2048;  // bytes after the head

inline std::string render_record(RecordKind kind, std::string_view content) {
  std::string out;
  out.reserve(record_head + content.size());
  out += static_cast<char>(kind);
  out += static_cast<char>(content.size() >> 8);
  out += static_cast<char>(content.size());
  return out.append(content);
}

struct CaptureRecord {
  RecordKind kind{};
  std::string_view content;
};

// Records cut from a stream of bytes as it comes.
class RecordStream {
 public:
  void add(std::string_view bytes) {
    if (begin_ > 65'536) bytes_.erase(0, std::exchange(begin_, 0));
    bytes_ += bytes;
  }
  // Valid until the next add(). nullopt: more bytes are needed, or broken().
  std::optional<CaptureRecord> next() {
    const std::string_view left = std::string_view(bytes_).substr(begin_);
    if (left.size() < record_head) return std::nullopt;
    const size_t size = size_t{static_cast<uint8_t>(left[1])} << 8 | static_cast<uint8_t>(left[2]);
    broken_ = broken_ || size > most_record;
    if (broken_ || left.size() < record_head + size) return std::nullopt;
    begin_ += record_head + size;
    return CaptureRecord{static_cast<RecordKind>(left[0]), left.substr(record_head, size)};
  }
  bool broken() const { return broken_; }  // a record is longer than any may be

 private:
  std::string bytes_;
  size_t begin_ = 0;
  bool broken_ = false;
};

inline void append_number(std::string& out, uint64_t number) {
  for (int shift = 56; shift >= 0; shift -= 8) out += static_cast<char>(number >> shift);
}

inline uint64_t read_number(std::string_view bytes, size_t at) {
  uint64_t number = 0;
  for (size_t i = at; i < at + 8 && i < bytes.size(); ++i) {
    number = number << 8 | static_cast<uint8_t>(bytes[i]);
  }
  return number;
}

}  // namespace muster
