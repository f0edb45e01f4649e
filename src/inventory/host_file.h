// One host file: text to Host and back. See the README, "Host files", and schema/host.v1.json.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"
#include "model/host.h"

namespace muster {

struct HostFile {
  std::string path;  // from the root of the repository
  Host host;
  // Where each top-level and observed key's value stands: "approval", "observed.name".
  std::map<std::string, Where, std::less<>> places;
  Where where(std::string_view key) const;  // the file itself when the key is not there
};

// Checks syntax, keys, types and words; every mistake goes to `trouble` with its place.
std::optional<HostFile> parse_host_file(std::string_view text, std::string path, Diagnostics& trouble);

// A new file, both blocks.
std::string render_host_file(const Host& host, std::string_view path);

// `text` with the observed slice replaced by `observed` (byte-identical when nothing changed) and
// everything above the second banner untouched.
std::string with_observed(std::string_view text, const std::string& path, const Observed& observed);

// `text` with one scalar of the people's block replaced by its byte range; comments, quoting of
// other values, order, line ends and a BOM stay. A missing key is put in front of the second
// banner. Parses the result again and throws when anything but `key` changed.
std::string with_value(std::string_view text, const std::string& path, std::string_view key,
                       std::string_view value);

// hosts/<site>/<slug>--<id>.yaml, or hosts/<site>/<xx>/… when `sharded`. slug from the name, "host"
// when there is none.
std::string host_path(const Host& host, bool sharded);

}  // namespace muster
