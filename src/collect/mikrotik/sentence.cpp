#include "collect/mikrotik/sentence.h"

#include <array>
#include <utility>

#include "core/error.h"

namespace muster::routeros {
namespace {

// The first byte tells the form: lengths below `limit` take `size` bytes, with `mark` in the first.
struct Form {
  int size;
  uint8_t mark;
  uint64_t limit;
};
constexpr std::array<Form, 5> kForms{{{1, 0x00, 0x80},
                                      {2, 0x80, 0x4000},
                                      {3, 0xC0, 0x200000},
                                      {4, 0xE0, 0x10000000},
                                      {5, 0xF0, 0x100000000}}};

const Form& form_of(uint8_t first) {
  if (first < 0x80) return kForms[0];
  if (first < 0xC0) return kForms[1];
  if (first < 0xE0) return kForms[2];
  if (first < 0xF0) return kForms[3];
  if (first < 0xF8) return kForms[4];
  throw Error("a reserved control byte came").because("this is no sentence of the RouterOS API");
}

}  // namespace

std::string length_prefix(uint32_t length) {
  const Form* form = kForms.begin();
  while (length >= form->limit) ++form;
  std::string bytes;
  for (int i = form->size - 1; i >= 0; --i) {
    bytes += static_cast<char>(i < 4 ? length >> (8 * i) & 0xFF : 0);
  }
  bytes[0] = static_cast<char>(static_cast<uint8_t>(bytes[0]) | form->mark);
  return bytes;
}

std::string encode(const Sentence& sentence) {
  std::string bytes;
  for (const std::string& word : sentence) {
    bytes += length_prefix(static_cast<uint32_t>(word.size())) + word;
  }
  return bytes + '\0';
}

void Reader::feed(std::string_view bytes) {
  bytes_.erase(0, at_);
  at_ = 0;
  bytes_ += bytes;
}

std::optional<uint32_t> Reader::take_length() {
  if (at_ == bytes_.size()) return std::nullopt;
  const Form& form = form_of(static_cast<uint8_t>(bytes_[at_]));
  if (bytes_.size() - at_ < static_cast<size_t>(form.size)) return std::nullopt;
  uint64_t length = static_cast<uint8_t>(bytes_[at_]);
  length = form.size == 5 ? 0 : length & static_cast<uint8_t>(~form.mark);
  for (int i = 1; i < form.size; ++i) {
    length = length << 8 | static_cast<uint8_t>(bytes_[at_ + static_cast<size_t>(i)]);
  }
  if (length > kWordBytes) {
    throw Error("a word of " + std::to_string(length) + " bytes is announced")
        .because("more than " + std::to_string(kWordBytes) + " are not taken");
  }
  at_ += static_cast<size_t>(form.size);
  return static_cast<uint32_t>(length);
}

void Reader::keep(std::string word) {
  size_ += word.size();
  words_.push_back(std::move(word));
  if (words_.size() > kWords || size_ > kSentenceBytes) {
    throw Error("a sentence has no end")
        .because("more than " + std::to_string(kWords) + " words or " +
                 std::to_string(kSentenceBytes) + " bytes are not taken");
  }
}

std::optional<Sentence> Reader::next() {
  while (true) {
    if (!length_) length_ = take_length();
    if (!length_ || bytes_.size() - at_ < *length_) return std::nullopt;
    const uint32_t length = *std::exchange(length_, std::nullopt);
    if (length > 0) {
      keep(bytes_.substr(at_, length));
      at_ += length;
    } else if (!words_.empty()) {
      size_ = 0;
      return std::exchange(words_, {});
    }
  }
}

std::optional<Attribute> parse_attribute(std::string_view word) {
  if (!word.starts_with('=')) return std::nullopt;
  const size_t equals = word.find('=', 1);
  if (equals == std::string_view::npos) return Attribute{std::string(word.substr(1)), ""};
  return Attribute{std::string(word.substr(1, equals - 1)), std::string(word.substr(equals + 1))};
}

}  // namespace muster::routeros
