#include "model/oui.h"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <optional>

#include "core/text.h"

namespace muster {
namespace {

constexpr size_t longest_file = 64 << 20;
constexpr size_t longest_name = 100;

// Reads the fields of RFC 4180 text one after the other.
class Csv {
 public:
  explicit Csv(std::string_view text) : text_(text) {}
  bool done() const { return at_ >= text_.size(); }

  // The next field; `last` tells whether it ended its record.
  std::string_view field(bool& last) {
    std::string_view value = !done() && text_[at_] == '"' ? quoted() : plain();
    last = done() || text_[at_] == '\n';
    if (!done()) ++at_;
    if (last && value.ends_with('\r')) value.remove_suffix(1);
    return value;
  }

 private:
  std::string_view plain() {
    const size_t start = at_;
    at_ = std::min(text_.find_first_of(",\n", at_), text_.size());
    return text_.substr(start, at_ - start);
  }

  std::string_view quoted() {
    const size_t start = ++at_;
    size_t end = std::min(text_.find('"', start), text_.size());
    if (text_.substr(end, 2) != "\"\"") {
      at_ = std::min(text_.find_first_of(",\n", end), text_.size());
      return text_.substr(start, end - start);
    }
    return unescaped(start);
  }

  std::string_view unescaped(size_t start) {
    unescaped_.clear();
    for (at_ = start; at_ < text_.size(); ++at_) {
      if (text_[at_] == '"' && (++at_ >= text_.size() || text_[at_] != '"')) break;
      unescaped_ += text_[at_];
    }
    at_ = std::min(text_.find_first_of(",\n", std::min(at_, text_.size())), text_.size());
    return unescaped_;
  }

  std::string_view text_;
  size_t at_ = 0;
  std::string unescaped_;
};

std::optional<std::string> read_registry(const std::string& path) {
  std::ifstream in(path, std::ios::binary | std::ios::ate);
  if (!in) return std::nullopt;
  const auto size = static_cast<long long>(in.tellg());
  if (size < 0 || static_cast<size_t>(size) > longest_file) return std::nullopt;
  std::string text(static_cast<size_t>(size), '\0');
  in.seekg(0);
  in.read(text.data(), size);
  if (!in) return std::nullopt;
  return text;
}

// Blocks that the registry has split up, and owners who stay unnamed, name nobody.
bool names_a_vendor(std::string_view name) {
  return !name.empty() && name != "Private" && name != "IEEE Registration Authority";
}

}  // namespace

OuiTable OuiTable::load(const std::string& directory, Diagnostics& trouble) {
  OuiTable table;
  for (const char* file : {"oui.csv", "mam.csv", "oui36.csv", "iab.csv"}) {
    const std::string path = directory + "/" + file;
    if (const auto text = read_registry(path)) {
      table.add(*text);
    } else {
      trouble.add(Error("cannot read \"" + path + "\": vendors are left out")
                      .mend("install the package ieee-data")
                      .as(Severity::note));
    }
  }
  return table;
}

void OuiTable::add(std::string_view csv) {
  Csv in(csv);
  while (!in.done()) {
    bool last = false;
    in.field(last);
    if (last) continue;
    const std::string_view assignment = in.field(last);
    if (last) continue;
    add_row(assignment, in.field(last));
    while (!last) in.field(last);
  }
  sort();
}

void OuiTable::add_row(std::string_view assignment, std::string_view name) {
  name = trim(name);
  uint64_t prefix = 0;
  const char* end = assignment.data() + assignment.size();
  const auto read = std::from_chars(assignment.data(), end, prefix, 16);
  if (read.ec != std::errc() || read.ptr != end || !names_a_vendor(name)) return;
  for (size_t i = 0; i < lengths_.size(); ++i) {
    if (assignment.size() * 4 != static_cast<size_t>(lengths_[i])) continue;
    rows_[i].push_back({prefix, names_.size(), name.size()});
    names_ += name;
  }
}

void OuiTable::sort() {
  for (auto& rows : rows_) {
    std::stable_sort(rows.begin(), rows.end(),
                     [](const Row& a, const Row& b) { return a.prefix < b.prefix; });
  }
}

std::string OuiTable::vendor(Mac mac) const {
  if (mac.local() || mac.multicast()) return {};
  for (size_t i = 0; i < lengths_.size(); ++i) {
    const uint64_t prefix = mac.bits() >> (48 - lengths_[i]);
    const auto row = std::lower_bound(rows_[i].begin(), rows_[i].end(), prefix,
                                      [](const Row& r, uint64_t p) { return r.prefix < p; });
    if (row != rows_[i].end() && row->prefix == prefix) {
      return clean(std::string_view(names_).substr(row->start, row->size), longest_name);
    }
  }
  return {};
}

size_t OuiTable::size() const {
  size_t count = 0;
  for (const auto& rows : rows_) count += rows.size();
  return count;
}

}  // namespace muster
