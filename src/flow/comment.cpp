#include "flow/comment.h"

#include <fmt/core.h>

#include <algorithm>

#include "core/text.h"

namespace muster {
namespace {

std::string mark(const StickyComment& comment) {
  return fmt::format("<!-- muster:{} seq={} -->", comment.key, comment.sequence.value_or(0));
}

// The sequence number in the mark that `body` begins with; nullopt: it has none of this key.
std::optional<long long> marked(const std::string& body, const std::string& key) {
  const std::string line = body.substr(0, body.find_first_of("\r\n"));
  const std::string start = fmt::format("<!-- muster:{} seq=", key);
  constexpr std::string_view end = " -->";
  if (!line.starts_with(start) || !line.ends_with(end)) return std::nullopt;
  return parse_int(line.substr(start.size(), line.size() - start.size() - end.size()));
}

std::string without_ends(std::string text) {
  std::erase(text, '\r');
  return std::string(trim(text));
}

}  // namespace

std::string_view word(Commented done) {
  switch (done) {
    case Commented::created:
      return "created";
    case Commented::updated:
      return "updated";
    case Commented::unchanged:
      return "unchanged";
    case Commented::newer_is_there:
      break;
  }
  return "left as it is: a later pipeline wrote it";
}

Commented put_comment(Forge& forge, const StickyComment& comment, std::stop_token stop) {
  const std::string body = mark(comment) + "\n" + comment.text;
  const std::string login = forge.login(stop);
  for (const ForgeComment& there : forge.comments(comment.merge_request, stop)) {
    const auto sequence = marked(there.body, comment.key);
    if (!sequence || there.author != login) continue;
    if (*sequence > comment.sequence.value_or(*sequence)) return Commented::newer_is_there;
    if (without_ends(there.body) == without_ends(body)) return Commented::unchanged;
    forge.edit(comment.merge_request, there.id, body, stop);
    return Commented::updated;
  }
  forge.comment(comment.merge_request, body, stop);
  return Commented::created;
}

}  // namespace muster
