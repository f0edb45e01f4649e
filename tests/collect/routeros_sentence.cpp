#include "collect/mikrotik/sentence.h"

#include <catch2/catch.hpp>

#include "core/error.h"

using namespace muster;
using namespace muster::routeros;

namespace {

std::vector<Sentence> sentences_of(const std::string& bytes, size_t piece) {
  Reader reader;
  std::vector<Sentence> sentences;
  for (size_t at = 0; at < bytes.size(); at += piece) {
    reader.feed(std::string_view(bytes).substr(at, piece));
    while (auto sentence = reader.next()) sentences.push_back(std::move(*sentence));
  }
  return sentences;
}

std::string refusal(const std::string& bytes) {
  try {
    sentences_of(bytes, bytes.size());
  } catch (const Error& error) {
    return render(error);
  }
  return "";
}

std::string hex(const std::string& bytes) {
  std::string text;
  for (const char byte : bytes) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    text += kDigits[static_cast<uint8_t>(byte) >> 4];
    text += kDigits[static_cast<uint8_t>(byte) & 15];
  }
  return text;
}

}  // namespace

TEST_CASE("a length has the shortest of its five forms") {
  CHECK(hex(length_prefix(0)) == "00");
  CHECK(hex(length_prefix(0x7F)) == "7f");
  CHECK(hex(length_prefix(0x80)) == "8080");
  CHECK(hex(length_prefix(0x3FFF)) == "bfff");
  CHECK(hex(length_prefix(0x4000)) == "c04000");
  CHECK(hex(length_prefix(0x1FFFFF)) == "dfffff");
  CHECK(hex(length_prefix(0x200000)) == "e0200000");
  CHECK(hex(length_prefix(0xFFFFFFF)) == "efffffff");
  CHECK(hex(length_prefix(0x10000000)) == "f010000000");
  CHECK(hex(length_prefix(0xFFFFFFFF)) == "f0ffffffff");
}

TEST_CASE("a sentence is read in any form of its lengths") {
  using namespace std::string_literals;
  const std::vector<Sentence> expected{{"!done"}};
  CHECK(sentences_of("\x05!done\0"s, 100) == expected);
  CHECK(sentences_of("\x80\x05!done\0"s, 100) == expected);
  CHECK(sentences_of("\xC0\0\x05!done\0"s, 100) == expected);
  CHECK(sentences_of("\xE0\0\0\x05!done\0"s, 100) == expected);
  CHECK(sentences_of("\xF0\0\0\0\x05!done\0"s, 100) == expected);
  CHECK(sentences_of("\0\0\x05!done\0\0"s, 100) == expected);
}

TEST_CASE("any cut of the stream gives the same sentences") {
  const size_t piece = GENERATE(1, 2, 3, 7, 64, 1000, 1'000'000);
  unsigned state = 7;
  const auto next = [&] { return state = state * 1664525U + 1013904223U, state >> 8; };
  for (int round = 0; round < 50; ++round) {
    std::vector<Sentence> sentences(1 + next() % 4);
    std::string bytes;
    for (Sentence& sentence : sentences) {
      for (unsigned words = 1 + next() % 5; words > 0; --words) {
        const unsigned most = next() % 10 == 0 ? 20'000 : 200;
        std::string word(1 + next() % most, '\0');
        for (char& byte : word) byte = static_cast<char>(next());
        sentence.push_back(word);
      }
      bytes += encode(sentence);
    }
    REQUIRE(sentences_of(bytes, piece) == sentences);
  }
}

TEST_CASE("reserved control bytes and sentences without bounds are refused") {
  for (int first = 0xF8; first <= 0xFF; ++first) {
    CHECK(refusal(std::string(1, static_cast<char>(first))) ==
          "error: a reserved control byte came\n"
          "  why: this is no sentence of the RouterOS API\n");
  }
  CHECK(refusal("\xF0\xFF\xFF\xFF\xFF") ==
        "error: a word of 4294967295 bytes is announced\n"
        "  why: more than 1048576 are not taken\n");
  std::string many;
  for (size_t i = 0; i <= Reader::kWords; ++i) many += "\x01x";
  CHECK(refusal(many) ==
        "error: a sentence has no end\n"
        "  why: more than 4096 words or 4194304 bytes are not taken\n");
  std::string large;
  for (int i = 0; i < 5; ++i) large += length_prefix(1 << 20) + std::string(1 << 20, 'x');
  CHECK(refusal(large).starts_with("error: a sentence has no end\n"));
}

TEST_CASE("an attribute has a key, and the rest is its value") {
  const auto parts = [](std::string_view word) {
    const auto attribute = parse_attribute(word);
    return attribute ? attribute->key + " " + attribute->value : "none";
  };
  CHECK(parts("=name=a=b=") == "name a=b=");
  CHECK(parts("=.id=*1A") == ".id *1A");
  CHECK(parts("=comment=") == "comment ");
  CHECK(parts("=disabled") == "disabled ");
  CHECK(parts("==x") == " x");
  CHECK(parts("!re") == "none");
  CHECK(parts(".tag=1") == "none");
  CHECK(parts("") == "none");
}
