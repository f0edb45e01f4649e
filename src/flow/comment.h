// The sticky comment of a merge request: one, edited in place, never by an older pipeline.
#pragma once
#include <optional>
#include <stop_token>
#include <string>

#include "forge/forge.h"

namespace muster {

enum class Commented { created, updated, unchanged, newer_is_there };
std::string_view word(Commented done);

struct StickyComment {
  long long merge_request = 0;
  std::string key;                    // which comment, where there are several: "plan"
  std::optional<long long> sequence;  // of the pipeline; a comment of a later one stays
  std::string text;
};

// Known again by a mark in the first line of a comment by the token's own user; the mark in
// anybody else's comment means nothing.
Commented put_comment(Forge& forge, const StickyComment& comment, std::stop_token stop);

}  // namespace muster
