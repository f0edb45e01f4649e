#include "core/yaml.h"

#include <catch2/catch.hpp>
#include <random>

#include "core/text.h"

using namespace muster;
using yaml::Node;

namespace {

yaml::Document good(std::string_view text) {
  Diagnostics trouble;
  auto document = yaml::parse(text, "f.yaml", trouble);
  INFO(render(trouble));
  REQUIRE(trouble.empty());
  REQUIRE(document);
  return *document;
}

std::string bad(std::string_view text, const yaml::Limits& limits = {}) {
  Diagnostics trouble;
  yaml::parse(text, "f.yaml", trouble, limits);
  REQUIRE(trouble.has_errors());
  return render(trouble);
}

std::string spanned(const yaml::Document& document, const Node& node) {
  return std::string(document.text.substr(node.begin.offset,
                                          yaml::end_of(document, node).offset - node.begin.offset));
}

}  // namespace

TEST_CASE("an empty file is an empty mapping") {
  for (const char* text : {"", "\n\n", "# only a comment\n", "---\n"}) {
    INFO(text);
    const auto document = good(text);
    CHECK(document.root.entries.empty());
    CHECK((document.root.kind == yaml::Kind::mapping || document.root.null()));
  }
}

TEST_CASE("marks give the bytes of a value, quotes included") {
  const auto document =
      good("k\xc3\xb6ln: \"B\xc3\xb6\" # c\nlist: [a, 'b c']\ntext: two words  # c\n");
  const Node& first = *document.root.find("k\xc3\xb6ln");
  CHECK(first.text == "B\xc3\xb6");
  CHECK(spanned(document, first) == "\"B\xc3\xb6\"");
  CHECK(first.begin.line == 1);
  CHECK(first.begin.column == 8);
  const Node& list = *document.root.find("list");
  CHECK(spanned(document, list) == "[a, 'b c']");
  CHECK(spanned(document, list.items[1]) == "'b c'");
  CHECK_FALSE(list.block);
  CHECK(spanned(document, *document.root.find("text")) == "two words");
}

TEST_CASE("marks hold on one long line and after a byte order mark") {
  std::string text = "{";
  for (int i = 0; i < 500; ++i)
    text += "\"k\xc3\xb6" + std::to_string(i) + "\": [\xc3\xbc" + std::to_string(i) + "], ";
  text += "last: x}";
  const auto document = good(text);
  for (size_t i = 0; i < 500; ++i) {
    const auto& entry = document.root.entries[i];
    CHECK(spanned(document, entry.value) == "[\xc3\xbc" + std::to_string(i) + "]");
    CHECK(text.substr(entry.begin.offset, 4) == "\"k\xc3\xb6");
  }
  const auto marked = good("\xEF\xBB\xBFname: x\nb: y\n");
  REQUIRE(marked.root.find("name") != nullptr);
  CHECK(spanned(marked, *marked.root.find("name")) == "x");
  CHECK(spanned(marked, *marked.root.find("b")) == "y");
}

TEST_CASE("marks hold in files with CRLF") {
  const auto document = good("a: 1\r\nb: [x,\r\n  y]\r\n");
  CHECK(spanned(document, *document.root.find("b")) == "[x,\r\n  y]");
  CHECK(document.where(document.root.find("b")->begin).source == "b: [x,");
}

TEST_CASE("scalars stay text until somebody asks") {
  const auto document =
      good("{a: 010, b: no, c: 1:2:3, d: true, e: -7, f: \"true\", g: ~, h: '~', i: 1_0}");
  const auto at = [&](const char* key) -> const Node& { return *document.root.find(key); };
  CHECK(at("a").text == "010");
  CHECK_FALSE(yaml::as_int(at("a")));
  CHECK_FALSE(yaml::as_bool(at("b")));
  CHECK(at("c").text == "1:2:3");
  CHECK(yaml::as_bool(at("d")) == true);
  CHECK(yaml::as_int(at("e")) == -7);
  CHECK_FALSE(yaml::as_bool(at("f")));
  CHECK(at("g").null());
  CHECK_FALSE(at("h").null());
  CHECK_FALSE(yaml::as_int(at("i")));
  CHECK(document.root.find("zz") == nullptr);
}

TEST_CASE("everything that is refused is refused at its place, in one go") {
  CHECK(bad("a: &x 1\nb: *x\nc: !!int 2\na: 3\n") ==
        "f.yaml:1:4: error: anchors are not used here\n"
        "    1 | a: &x 1\n"
        "      |    ^\n"
        "  fix: write the value where it is needed\n"
        "f.yaml:2:4: error: aliases are not used here\n"
        "    2 | b: *x\n"
        "      |    ^\n"
        "  fix: write the value where it is needed\n"
        "f.yaml:3:4: error: tags are not used here\n"
        "    3 | c: !!int 2\n"
        "      |    ^\n"
        "  fix: remove the word that begins with !\n"
        "f.yaml:4:1: error: key \"a\" is here twice\n"
        "    4 | a: 3\n"
        "      | ^\n"
        "  fix: keep one of the two\n");
}

TEST_CASE("a key must be a word") {
  CHECK(bad("? [a, b]\n: c\n").starts_with("f.yaml:1:3: error: a key must be a plain word\n"));
  CHECK(bad("{{a: b}: c}").starts_with("f.yaml:1:2: error: a key must be a plain word\n"));
}

TEST_CASE("characters that YAML readers disagree about are refused") {
  for (const char* text :
       {"a: \"\x01\"", "a: b\x7f", "a: b\rc: d", "a: \xc2\x85", "a: \xe2\x80\xa8"}) {
    CHECK(bad(text).find("error: a control character stands here\n") != std::string::npos);
  }
  CHECK(bad(std::string("a: b\0c", 6)).find("error: a control character") != std::string::npos);
  CHECK(
      bad("a: \xff").starts_with("f.yaml:1:4: error: this byte is not UTF-8\n    1 | a: \\xff\n"));
  CHECK(bad("\xff").starts_with("f.yaml:1:1: "));
}

TEST_CASE("a tab as indentation is named as such") {
  CHECK(bad("a:\n\tb: c\n").starts_with("f.yaml:2:1: error: a tab cannot indent YAML\n"));
  CHECK(bad("a:\n  b: c\n\td: e\n").find("a tab cannot indent YAML\n") != std::string::npos);
  CHECK(good("a: b\t# tab before a comment\n").root.entries.size() == 1);
}

TEST_CASE("what does not end is told where it begins") {
  CHECK(bad("a: 1\nb: \"x\nc: d\n")
            .starts_with("f.yaml:2:4: error: the quoted text that begins here does not end\n"));
  CHECK(bad("a: it's\nb: [c, 'd\n  e: \"f").starts_with("f.yaml:2:8: error: the quoted text"));
  CHECK(bad("a: [b,\n  c\n").starts_with("f.yaml:1:4: error: the list that begins here does not"));
  CHECK(bad("a: {b: c\nd: e\n").find("that begins here does not end\n") != std::string::npos);
}

TEST_CASE("a key without its colon and nothing without a place for it are refused") {
  const auto refused = [](const char* text) {
    const std::string shown = bad(text);
    return shown.substr(0, shown.find('\n'));
  };
  CHECK(refused("a: 1\nb") == "f.yaml:2:1: error: YAML: could not find expected ':'");
  CHECK(refused("a:\nb\n") == "f.yaml:2:1: error: YAML: could not find expected ':'");
  CHECK(refused("a:\n[b]\n") == "f.yaml:2:1: error: YAML: could not find expected ':'");
  CHECK(refused(": b\n") == "f.yaml:1:1: error: YAML: did not find expected key");
  CHECK(refused("{: b}\n") == "f.yaml:1:2: error: YAML: did not find expected key");
  CHECK(refused("[a, , b]") == "f.yaml:1:5: error: YAML: did not find expected node content");
  CHECK(refused("!t") == "f.yaml:1:1: error: tags are not used here");
  CHECK(refused("a: 1\nb: [c] d\n") == "f.yaml:2:8: error: YAML: did not find expected key");
  CHECK(refused("[a] b") == "f.yaml:1:5: error: YAML: did not find expected <document start>");
  CHECK(refused("  a: 1\nb: 2\n") ==
        "f.yaml:2:1: error: YAML: did not find expected <document start>");
}

TEST_CASE("nothing stands where it is announced, and words for null are told from it") {
  const auto document = good("a: # c\nnull: ~\nb:\n- # c\n- null\nc: {d: , e}\nf:\n");
  const auto place = [&](const Node& node) {
    return std::to_string(node.begin.line) + ":" + std::to_string(node.begin.column) + node.text;
  };
  CHECK(place(*document.root.find("a")) == "1:3");
  CHECK(place(*document.root.find("null")) == "2:7~");
  CHECK(place(document.root.find("b")->items.at(0)) == "4:2");
  CHECK(place(document.root.find("b")->items.at(1)) == "5:3null");
  CHECK(place(*document.root.find("c")->find("d")) == "6:8");
  CHECK(place(*document.root.find("c")->find("e")) == "6:11");
  CHECK(place(*document.root.find("f")) == "7:3");
}

TEST_CASE("size, depth and number of values are bounded") {
  CHECK(bad("aaaa: b", {.bytes = 6}) == "f.yaml: error: larger than 6 bytes\n  fix: split it\n");
  CHECK(
      bad("[[[x]]]", {.depth = 2}).starts_with("f.yaml:1:4: error: nested deeper than 2 levels\n"));
  CHECK(bad("[a, b, c]", {.nodes = 3}).starts_with("f.yaml:1:8: error: more than 3 values\n"));
  CHECK(bad(std::string(500'000, '[')).find("nested deeper than 32") != std::string::npos);
  CHECK(bad(std::string(500'000, '{')).find("error: ") != std::string::npos);
}

TEST_CASE("the text of an overlong line is left out") {
  const std::string shown = bad("a: &x \"" + std::string(2000, 'y') + "\"");
  CHECK(shown ==
        "f.yaml:1:4: error: anchors are not used here\n"
        "  fix: write the value where it is needed\n");
}

TEST_CASE("scalars that a reader could mistake are quoted") {
  for (const char* text :
       {"",     " a",   "no", "Yes",  "010", "1e3", "12:30:45", "2026-08-21", "~",  "null", "- a",
        "a: b", "a #b", "#a", "{a",   "[a",  "*a",  "&a",       "!a",         "'a", "%a",   "@a",
        "a\nb", "0x1f", ".5", "a, b", "=",   "<<",  "1_000",    "::1",        "a]"}) {
    INFO(text);
    CHECK(yaml::scalar(text).starts_with('"'));
  }
  for (const char* text : {"web1", "10.20.4.17/24", "Web Server (old)", "a-b_c.d", "52:54:00"}) {
    INFO(text);
    CHECK(yaml::scalar(text) == (std::string(text) == "52:54:00" ? "\"52:54:00\"" : text));
  }
}

TEST_CASE("whatever text is written as a scalar reads back as the same text") {
  std::mt19937 random(11);
  const std::string alphabet = "ab01 :#-?,[]{}&*!|>'\"%@`~\\\n\t./_=<";
  for (int round = 0; round < 5000; ++round) {
    std::string text;
    for (size_t i = random() % 8; i > 0; --i) text += alphabet[random() % alphabet.size()];
    if (round % 5 == 0) text += "\xc3\xb6\xe2\x80\xa8";
    if (round % 7 == 0) text += "\xc2\x85\xc2\x9b\xef\xbb\xbf\xef\xbf\xbf\x7f";
    const std::string line = "k: " + yaml::scalar(text) + "\nl: [" + yaml::scalar(text) + ", x]\n";
    INFO(line);
    const auto document = good(line);
    CHECK(document.root.find("k")->text == text);
    CHECK_FALSE(document.root.find("k")->null());
    CHECK(document.root.find("l")->items.at(0).text == text);
  }
}
