// The block of people as pieces: a key each, with the lines above it.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace muster {

struct BlockPiece {
  std::string key;
  std::string lead;  // comments and empty lines above it
  std::string body;  // its lines
};

struct PeopleBlock {
  std::vector<BlockPiece> pieces;
  std::string tail;  // what stands below the last key

  const BlockPiece* find(std::string_view key) const;
  std::string text() const;
};

// nullopt: two keys share a line, so that they cannot be told apart by lines.
std::optional<PeopleBlock> people_block(std::string_view text, const std::string& path);

}  // namespace muster
