// Any byte stream is sentences or an error, the same ones however it is cut.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "collect/mikrotik/sentence.h"
#include "core/error.h"

namespace {

using muster::routeros::Reader;
using muster::routeros::Sentence;

// What was whole before the first error.
std::vector<Sentence> sentences_of(std::string_view bytes, size_t piece) {
  Reader reader;
  std::vector<Sentence> sentences;
  try {
    for (; !bytes.empty(); bytes.remove_prefix(std::min(piece, bytes.size()))) {
      reader.feed(bytes.substr(0, piece));
      while (auto sentence = reader.next()) sentences.push_back(std::move(*sentence));
    }
  } catch (const muster::Error&) {
  }
  return sentences;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  const auto whole = sentences_of(text, size + 1);
  if (sentences_of(text, 1) != whole || sentences_of(text, 5) != whole) std::abort();
  std::string again;
  for (const Sentence& sentence : whole) {
    for (const std::string& word : sentence) muster::routeros::parse_attribute(word);
    again += muster::routeros::encode(sentence);
  }
  if (sentences_of(again, again.size() + 1) != whole) std::abort();
  return 0;
}
