// The one door to YAML (yaml-cpp). Reads a bounded subset that has one meaning in YAML 1.1 and 1.2:
// one document of mappings, sequences and scalars. Anchors, aliases, tags, merge keys, duplicate
// keys, tabs as indentation and bytes that are not UTF-8 are refused. Scalars stay text: what type
// a value has is for the reader's schema to say, so `010`, `no` and `12:30:45` are never guessed.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"

namespace muster::yaml {

// Byte offset from 0, line and column (in bytes) from 1.
struct Mark {
  size_t offset = 0;
  int line = 0;
  int column = 0;
};

enum class Kind { scalar, sequence, mapping };

struct Entry;

struct Node {
  Kind kind = Kind::scalar;
  std::string text;            // scalar: its value
  bool plain = false;          // scalar: written without quotes, on one line
  bool block = false;          // scalar: written as | or >; collection: not written with [] or {}
  Mark begin;                  // the first byte, the opening quote included
  std::vector<Node> items;     // sequence
  std::vector<Entry> entries;  // mapping, in the order of the file

  const Node* find(std::string_view key) const;
  bool null() const;  // nothing, ~ or null, unquoted
};

struct Entry {
  std::string key;
  Mark begin;  // of the key
  Node value;
};

struct Limits {
  size_t bytes = 1 << 20;
  int depth = 32;
  size_t nodes = 200'000;
};

struct Document {
  std::string file;       // as shown in messages
  std::string_view text;  // borrowed: outlives the document
  Node root;
  std::vector<size_t> starts;  // the offset of each line

  // With the text of the line, unless that is too long to be read by anyone.
  Where where(const Mark& mark) const;
};

// What is wrong goes to `trouble` with its place; a document comes back when there is a tree to
// go on with (duplicates, aliases and tags are reported, and all of them in one go).
// An empty file is an empty mapping.
std::optional<Document> parse(std::string_view text, std::string file, Diagnostics& trouble,
                              const Limits& limits = {});

// One past the last byte of a node of this document, the closing quote or bracket included;
// where it begins when it is nothing. Found in the text, so it costs the length of what is last.
Mark end_of(const Document& document, const Node& node);

std::optional<bool> as_bool(const Node& node);      // plain true or false
std::optional<long long> as_int(const Node& node);  // plain decimal without a leading zero

// `text` as a YAML scalar on one line: plain where every YAML reader takes it for this very
// string, also inside [] and {}; double-quoted otherwise.
std::string scalar(std::string_view text);
// Always double-quoted.
std::string quoted(std::string_view text);

}  // namespace muster::yaml
