// core/yaml.h against libyaml: the same values, places and refusals.
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <random>

#include "fuzz/yaml_peer.h"
#include "rounds.h"

using namespace muster;

namespace {

// Draws documents with everything that a host file may be written with.
class Drawing {
 public:
  explicit Drawing(unsigned seed) : dice_(seed) {}

  size_t below(size_t count) { return dice_() % count; }

  std::string document() {
    std::string out = below(4) == 0 ? "# comment\n\n" : "";
    if (below(8) == 0) out += "---\n";
    out += mapping(0, 0);
    if (below(8) == 0) out += "# the end";
    if (below(4) == 0) out = with_dos_lines(out);
    return below(6) == 0 ? "\xEF\xBB\xBF" + out : out;
  }

  // One or two slips of a hand.
  std::string slipped(std::string text) {
    static const std::vector<std::string> bits{
        "\n",  " ",  "  ",  "-", "- ", ": ", ":",    "[",        "]",       "{",       "}",
        ",",   "\"", "'",   "#", " #", "|",  ">",    "\t",       "~",       "null",    "a",
        "&a ", "*a", "!t ", "?", "%",  "\\", "\r\n", "\xc3\xb6", "\n---\n", "\n...\n", "? "};
    for (size_t left = 1 + below(2); left > 0; --left) {
      const size_t at = below(text.size() + 1);
      if (below(3) == 0) {
        text.erase(at, 1 + below(4));
      } else {
        text.insert(at, bits[below(bits.size())]);
      }
    }
    return text;
  }

 private:
  static std::string with_dos_lines(const std::string& text) {
    std::string out;
    for (const char c : text) out += c == '\n' ? "\r\n" : std::string(1, c);
    return out;
  }

  std::string scalar() {
    static const std::vector<std::string> forms{"web1",
                                                "two words",
                                                "it's",
                                                "a:b",
                                                "https://x.example/y",
                                                "10.1.2.3/24",
                                                "k\xc3\xb6ln",
                                                "-x",
                                                "~",
                                                "null",
                                                "NULL",
                                                "'q''q # x'",
                                                "\"\"",
                                                "''",
                                                "\"e\\n\\u00f6\"",
                                                "true",
                                                "2026-08-21",
                                                "a#b",
                                                "\"a\\\"b: [\"",
                                                "52:54:00:1",
                                                "x  y",
                                                "/",
                                                "\"two\n\n     lines\"",
                                                "'two\n     lines'"};
    return forms[below(forms.size())];
  }

  std::string key() {
    const std::string number = std::to_string(count_++);
    switch (below(6)) {
      case 0:
        return "\"q: \\" + std::string("\"") + number + "\"";
      case 1:
        return "'s " + number + "'";
      default: {
        static const std::vector<std::string> words{"id", "two words ", "null", "\xc3\xbc", "~x"};
        return words[below(words.size())] + number;
      }
    }
  }

  std::string gap() {
    static const std::vector<std::string> gaps{"", "", " ", "  ", "\n     ", " # c\n     "};
    return gaps[below(gaps.size())];
  }

  std::string flow(int depth) {
    const size_t form = depth > 2 ? 0 : below(4);
    if (form < 2) return scalar();
    std::string out = form == 2 ? "[" : "{";
    for (size_t left = below(4); left > 0; --left) {
      out += gap();
      if (form == 3) out += key() + ":" + (below(6) == 0 ? " " : " " + flow(depth + 1));
      if (form == 2) out += flow(depth + 1);
      out += left > 1 || below(4) == 0 ? "," : "";
      if (left > 1) out += " ";
    }
    return out + gap() + (form == 2 ? "]" : "}");
  }

  std::string comment() { return below(5) == 0 ? "  # c: [\"" : ""; }

  std::string sequence(size_t indent, int depth) {
    std::string out;
    for (size_t left = 1 + below(3); left > 0; --left) {
      out += std::string(indent, ' ') + "-";
      if (below(8) == 0) {
        out += comment() + "\n";
      } else if (depth < 3 && below(3) == 0) {
        out += " " + mapping(indent + 2, depth + 1).substr(indent + 2);
      } else {
        out += " " + flow(0) + comment() + "\n";
      }
    }
    return out;
  }

  std::string block(size_t indent) {
    std::string out = below(2) == 0 ? " |" : " >";
    const std::string pad = "\n" + std::string(indent + 2, ' ');
    if (below(3) == 0) out += "-";
    for (size_t left = 1 + below(3); left > 0; --left) {
      out += pad + "text: [ # \"" + (below(4) == 0 ? "\n" : "");
    }
    return out + "\n";
  }

  std::string value(size_t indent, int depth) {
    switch (depth > 2 ? 0 : below(8)) {
      case 0:
      case 1:
      case 2:
        return " " + flow(0) + comment() + "\n";
      case 3:
        return comment() + "\n";
      case 4:
        return comment() + "\n" + mapping(indent + 2, depth + 1);
      case 5:
        return "\n" + sequence(indent + 2 * below(2), depth + 1);
      case 6:
        return block(indent);
      default:
        return " plain words\n" + std::string(indent + 2, ' ') + "that go on" + comment() + "\n";
    }
  }

  std::string mapping(size_t indent, int depth) {
    std::string out;
    for (size_t left = 1 + below(4); left > 0; --left) {
      out += std::string(indent, ' ') + key() + ":" + value(indent, depth);
      if (below(6) == 0) out += "\n# between\n";
    }
    return out;
  }

  std::mt19937 dice_;
  int count_ = 0;
};

}  // namespace

TEST_CASE("what is written well reads as libyaml reads it: values, places and ends") {
  Drawing draw(3);
  for (int round = 0; round < rounds(4000); ++round) {
    const std::string text = draw.document();
    INFO(text);
    Diagnostics trouble;
    yaml::parse(text, "f.yaml", trouble);
    REQUIRE(render(trouble) == "");
    const auto found = yaml_peer::compare(text);
    INFO(found.what);
    REQUIRE(found.what == "");
  }
}

TEST_CASE("slips are refused where libyaml refuses, but for the differences that are listed") {
  Drawing draw(5);
  for (int round = 0; round < rounds(20000); ++round) {
    const std::string text = draw.slipped(draw.document());
    const auto found = yaml_peer::compare(text);
    INFO(text);
    INFO(found.what);
    REQUIRE((found.what.empty() || !found.reason.empty()));
  }
}

TEST_CASE("every bad file is read or refused as libyaml does, and so is each of its halves") {
  for (const auto& entry : std::filesystem::recursive_directory_iterator(TESTS_DIR "/bad")) {
    if (entry.path().extension() != ".yaml") continue;
    std::ifstream in(entry.path(), std::ios::binary);
    const std::string whole{std::istreambuf_iterator<char>(in), {}};
    for (const std::string& text : {whole, whole.substr(0, whole.size() / 2)}) {
      const auto found = yaml_peer::compare(text);
      INFO(entry.path() << "\n" << found.what);
      CHECK(found.what == "");
    }
  }
}
