// One host file: text to Host and back. See the README, "Host files", and schema/host.v1.json.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"
#include "model/host.h"

namespace muster {

// A text, or a piece of a larger one that is kept as long as one of its pieces.
class SharedText {
 public:
  SharedText() = default;
  explicit SharedText(std::string text) {
    const auto whole = std::make_shared<const std::string>(std::move(text));
    piece_ = *whole;
    whole_ = whole;
  }
  SharedText(std::shared_ptr<const void> whole, std::string_view piece)
      : whole_(std::move(whole)), piece_(piece) {}

  operator std::string_view() const { return piece_; }
  size_t size() const { return piece_.size(); }

 private:
  std::shared_ptr<const void> whole_;
  std::string_view piece_;
};

struct HostFile {
  std::string path;  // from the root of the repository
  Host host;
  SharedText text;  // as read
  // Where the value of each key stands: "approval", "observed.name", "overrides.site".
  struct Place {
    uint32_t line = 0;
    uint16_t column = 0;  // 65535: there or farther
    uint8_t key = 0;      // of keys()
  };
  std::vector<Place> places;

  // The keys a value can stand under.
  static std::span<const std::string> keys();

  Where where(std::string_view key) const;  // the file itself when the key is not there
  // The first place at or after the value of `key` that reads `word`, else the value of `key`.
  Where where(std::string_view key, std::string_view word) const;
  // The place of the value of an observed field that is in force: overrides, then people's own
  // line, then the observation. For "name", "site", "interfaces", …
  Where told(std::string_view field, std::string_view word = {}) const;
};

// Checks syntax, keys, types and words; every mistake goes to `trouble` with its place.
std::optional<HostFile> parse_host_file(std::string_view text, std::string path,
                                        Diagnostics& trouble);

// A new file, both blocks. Strings that did not pass clean() are written as if they had.
std::string render_host_file(const Host& host, std::string_view path);

// `text` with the observed slice replaced by `observed` (byte-identical when nothing changed) and
// everything above the second banner untouched. Error when there is no second banner.
std::string with_observed(std::string_view text, const std::string& path, const Observed& observed);

// `text` with one scalar of the people's block (classification, approval, name, notes, adopt,
// release, protect) replaced by its byte range; comments, quoting, order, line ends and a BOM stay.
// A missing key is put in front of the second banner. Error, with the place, when the value is
// structured or a block, and when the result, parsed again, differs in anything but `key`.
std::string with_value(std::string_view text, const std::string& path, std::string_view key,
                       std::string_view value);

// hosts/<site>/<slug>--<id>.yaml, or hosts/<site>/<xx>/… when `sharded`. slug from the name, "host"
// when there is none.
std::string host_path(const Host& host, bool sharded);

}  // namespace muster
