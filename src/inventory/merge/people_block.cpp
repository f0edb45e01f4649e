#include "inventory/merge/people_block.h"

#include <algorithm>

#include "core/yaml.h"
#include "inventory/limits.h"

namespace muster {
namespace {

size_t line_begin(std::string_view text, size_t at) {
  const size_t before = at == 0 ? std::string_view::npos : text.rfind('\n', at - 1);
  return before == std::string_view::npos ? 0 : before + 1;
}

size_t line_behind(std::string_view text, size_t at) {
  const size_t end = text.find('\n', at);
  return end == std::string_view::npos ? text.size() : end + 1;
}

}  // namespace

const BlockPiece* PeopleBlock::find(std::string_view key) const {
  const auto found = std::find_if(pieces.begin(), pieces.end(),
                                  [&](const BlockPiece& piece) { return piece.key == key; });
  return found == pieces.end() ? nullptr : &*found;
}

std::string PeopleBlock::text() const {
  std::string out;
  for (const BlockPiece& piece : pieces) out += piece.lead + piece.body;
  return out + tail;
}

std::optional<PeopleBlock> people_block(std::string_view text, const std::string& path) {
  Diagnostics trouble;
  const auto document = yaml::parse(text, path, trouble, {limits::file_bytes, 8, limits::values});
  if (!document || trouble.has_errors()) return std::nullopt;
  PeopleBlock block;
  size_t at = 0;
  for (const yaml::Entry& entry : document->root.entries) {
    const size_t begin = line_begin(text, entry.begin.offset);
    if (begin < at) return std::nullopt;
    const size_t end = yaml::end_of(*document, entry.value).offset;
    const size_t last = std::max(entry.begin.offset, end == 0 ? 0 : end - 1);
    const size_t behind = line_behind(text, last);
    block.pieces.push_back({entry.key, std::string(text.substr(at, begin - at)),
                            std::string(text.substr(begin, behind - begin))});
    at = behind;
  }
  block.tail = text.substr(at);
  return block;
}

}  // namespace muster
