// The sentences of the RouterOS API: words with their lengths in front, ended by an empty word
// (help.mikrotik.com, "API"). Pure.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace muster::routeros {

using Sentence = std::vector<std::string>;  // its words are bytes, in whatever encoding

std::string length_prefix(uint32_t length);  // 1 to 5 bytes
std::string encode(const Sentence& sentence);

// Sentences out of a byte stream, however it is cut into pieces. A Reader that has thrown is of no
// more use.
class Reader {
 public:
  static constexpr size_t kWordBytes = 1 << 20;
  static constexpr size_t kSentenceBytes = 4 << 20;
  static constexpr size_t kWords = 4096;  // of one sentence

  // Error on a reserved control byte (0xF8 and above) and beyond the bounds.
  void feed(std::string_view bytes);
  // The next whole sentence. Empty ones mean nothing and are passed over.
  std::optional<Sentence> next();

 private:
  std::optional<uint32_t> take_length();
  void keep(std::string word);

  std::string bytes_;
  size_t at_ = 0;  // of bytes_: what stands before has been read
  std::optional<uint32_t> length_;
  Sentence words_;
  size_t size_ = 0;  // of words_, in bytes
};

// "=key=value" in two; the value may contain "=" again. nullopt for a word of another kind.
struct Attribute {
  std::string key, value;
};
std::optional<Attribute> parse_attribute(std::string_view word);

}  // namespace muster::routeros
