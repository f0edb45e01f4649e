// Takes the secrets out of a configuration, and refuses what may still hold one. The same secret
// gets the same placeholder as long as the key is the same; without the key nothing can be told
// from it, not even by trying.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "backup/platform/platform.h"
#include "core/secret.h"

namespace muster {

// "<redacted:9f3c1a20>", of a secret that is written anew each time "<redacted>".
bool is_placeholder(std::string_view text);
// Where they stand in a line.
std::vector<std::string> placeholders_in(std::string_view line);

struct Redaction {
  std::string text;
  size_t replaced = 0;
  // What may be a secret still, by its line: such a text is not to be kept. Its `why` names the
  // rule, and nothing of the line is shown.
  std::optional<Error> suspect;
};

class Redactor {
 public:
  // `used`: secrets of the session, which may not be in the text by whatever way.
  Redactor(const Platform& platform, Secret key, std::vector<Secret> used);
  Redaction redact(std::string_view text) const;

 private:
  class Work;
  std::string placeholder(std::string_view value, bool constant) const;
  std::string without_used(std::string line, size_t& replaced) const;
  std::optional<Error> suspect(const std::string& text) const;

  const Platform& platform_;
  Secret key_;
  std::vector<Secret> used_;
};

}  // namespace muster
