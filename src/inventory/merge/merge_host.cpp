#include "inventory/merge/merge_host.h"

#include <algorithm>

#include "core/text.h"
#include "inventory/host_file.h"
#include "inventory/layout.h"
#include "inventory/merge/people_block.h"
#include "model/host_fields.h"

namespace muster {
namespace {

constexpr size_t most_shown = 120;

// One side, read.
struct Side {
  HostVersion version;  // lines end in \n
  Host host;
  PeopleBlock block;
  std::string rest;  // the block of discover, with its banner
};

std::string plain(std::string_view text) {
  std::string out(text);
  std::erase(out, '\r');
  if (!out.empty() && !out.ends_with('\n')) out += '\n';
  return out;
}

// Where the first line stands that begins so; the end when none does.
size_t find_line(std::string_view text, std::string_view begin) {
  for (size_t at = 0; at < text.size();) {
    if (text.substr(at).starts_with(begin)) return at;
    const size_t end = text.find('\n', at);
    at = end == std::string_view::npos ? text.size() : end + 1;
  }
  return text.size();
}

std::optional<Side> read_side(const HostVersion& version) {
  Side side{{version.path, plain(version.text)}, {}, {}, {}};
  Diagnostics trouble;
  const auto file = parse_host_file(side.version.text, version.path, trouble);
  if (!file) return std::nullopt;
  side.host = file->host;
  const std::string_view text = side.version.text;
  const size_t rest =
      std::min(find_line(text, layout::observed_mark), find_line(text, "observed:"));
  auto block = people_block(text.substr(0, rest), version.path);
  if (!block) return std::nullopt;
  side.block = *std::move(block);
  side.rest = text.substr(rest);
  return side;
}

// The file as discover would have made it: what both sides began from when none is older.
Side beginning(const Side& ours) {
  Host host;
  host.id = ours.host.id;
  host.observed = ours.host.observed;
  host.classification = host.observed.proposed.classification;
  return *read_side({ours.version.path, render_host_file(host, ours.version.path)});
}

// What of people's block discover itself put there.
bool by_discover(std::string_view key, const Host& host) {
  const Proposal& proposed = host.observed.proposed;
  if (key == "classification") return host.classification == proposed.classification;
  return key == "approval" && host.approval != Approval::pending &&
         host.approval == proposed.approval;
}

enum class Taken { ours, theirs, clash };

// Whose value of a key stands.
Taken choose(const HostKey<Observed>&, const Side&, const Side&, const Side&) {
  return Taken::theirs;
}
template <class T>
Taken choose(const HostKey<T>& key, const Side& base, const Side& ours, const Side& theirs) {
  const T& there = theirs.host.*key.member;
  const T& here = ours.host.*key.member;
  const T& before = base.host.*key.member;
  if (here == before || here == there) return Taken::theirs;
  if (there == before) return Taken::ours;
  if (by_discover(key.name, ours.host)) return Taken::theirs;
  return by_discover(key.name, theirs.host) ? Taken::ours : Taken::clash;
}

bool decided(const Side& base, const Side& side) {
  bool any = false;
  each_key(host_keys, [&]<class T>(const HostKey<T>& key) {
    if constexpr (!std::is_same_v<T, Observed>) {
      const bool same = side.host.*key.member == base.host.*key.member;
      any = any || (!same && !by_discover(key.name, side.host));
    }
  });
  return any;
}

// Comments: of the side that changed them; of both, where both did.
std::string merged_lines(const std::string& base, const std::string& ours,
                         const std::string& theirs) {
  if (ours == base || ours == theirs) return theirs;
  if (theirs == base) return ours;
  std::string out = theirs;
  const auto old = split(base, '\n'), there = split(theirs, '\n');
  for (const std::string& line : split(ours, '\n')) {
    const auto has = [&](const auto& lines) {
      return std::find(lines.begin(), lines.end(), line) != lines.end();
    };
    if (!has(old) && !has(there)) out += line + "\n";
  }
  return out;
}

class BlockMerge {
 public:
  BlockMerge(const Side& base, const Side& ours, const Side& theirs)
      : base_(base), ours_(ours), theirs_(theirs), expected_(theirs.host) {
    each_key(host_keys, [&](const auto& key) { settle(key); });
  }

  PeopleBlock block() const {
    PeopleBlock out;
    for (const BlockPiece& piece : theirs_.block.pieces) add(out, piece.key);
    for (size_t i = 0; i < ours_.block.pieces.size(); ++i) {
      if (theirs_.block.find(ours_.block.pieces[i].key) == nullptr) insert_behind(out, i);
    }
    out.tail = merged_lines(base_.block.tail, ours_.block.tail, theirs_.block.tail);
    return out;
  }

  const Host& expected() const { return expected_; }
  const std::vector<std::string>& clashing() const { return clashing_; }

 private:
  template <class T>
  void settle(const HostKey<T>& key) {
    const Taken taken = choose(key, base_, ours_, theirs_);
    if (taken == Taken::clash) clashing_.emplace_back(key.name);
    if (taken == Taken::ours) {
      expected_.*key.member = ours_.host.*key.member;
      of_ours_.emplace_back(key.name);
    }
  }

  std::optional<BlockPiece> merged(const std::string& key) const {
    const BlockPiece nothing{key, "", ""};
    const auto of = [&](const Side& side) {
      const BlockPiece* found = side.block.find(key);
      return found == nullptr ? nothing : *found;
    };
    const BlockPiece before = of(base_), here = of(ours_), there = of(theirs_);
    const bool ours = std::find(of_ours_.begin(), of_ours_.end(), key) != of_ours_.end();
    const bool rewritten = there.body == before.body && ours_.block.find(key) != nullptr;
    const std::string& body = ours || rewritten ? here.body : there.body;
    if (body.empty()) return std::nullopt;
    return BlockPiece{key, merged_lines(before.lead, here.lead, there.lead), body};
  }

  void add(PeopleBlock& out, const std::string& key) const {
    if (auto piece = merged(key)) out.pieces.push_back(*std::move(piece));
  }

  // A key that only ours has goes behind the one it follows there.
  void insert_behind(PeopleBlock& out, size_t index) const {
    auto piece = merged(ours_.block.pieces[index].key);
    if (!piece) return;
    auto place = out.pieces.begin();
    for (size_t i = index; i-- > 0 && place == out.pieces.begin();) {
      const auto found = std::find_if(out.pieces.begin(), out.pieces.end(), [&](const auto& one) {
        return one.key == ours_.block.pieces[i].key;
      });
      if (found != out.pieces.end()) place = found + 1;
    }
    out.pieces.insert(place, *std::move(piece));
  }

  const Side& base_;
  const Side& ours_;
  const Side& theirs_;
  Host expected_;
  std::vector<std::string> of_ours_, clashing_;
};

std::string merged_path(const std::optional<HostVersion>& base, const std::string& ours,
                        const std::string& theirs) {
  return base && theirs == base->path ? ours : theirs;
}

std::string in_style_of(std::string_view text, std::string_view model) {
  if (model.find("\r\n") == std::string_view::npos) return std::string(text);
  std::string out;
  for (const char c : text) out += c == '\n' ? "\r\n" : std::string(1, c);
  return out;
}

std::string shown(const Side& side, const std::string& key) {
  const BlockPiece* piece = side.block.find(key);
  return piece == nullptr ? "no " + key : clean(piece->body, most_shown);
}

// Nothing but whole files can be compared: theirs stands where both changed it.
HostMerge by_text(const HostVersions& all, const std::string& path) {
  const std::string before = all.base ? all.base->text : "";
  const std::string &here = all.ours->text, &there = all.theirs->text;
  if (here == before || here == there) return {HostVersion{path, there}, {}};
  if (there == before) return {HostVersion{path, here}, {}};
  return {HostVersion{path, there}, {{path, "", "changed", "changed"}}};
}

HostMerge both(const HostVersions& all) {
  const std::string path = merged_path(all.base, all.ours->path, all.theirs->path);
  const auto ours = read_side(*all.ours), theirs = read_side(*all.theirs);
  auto base = all.base ? read_side(*all.base) : ours ? beginning(*ours) : std::optional<Side>{};
  if (!ours || !theirs || !base) return by_text(all, path);
  const BlockMerge people(*base, *ours, *theirs);
  // What both saw otherwise the next run writes anew.
  const Side& seen = ours->host.observed == base->host.observed ? *theirs : *ours;
  const std::string text = people.block().text() + seen.rest;
  Host expected = people.expected();
  expected.observed = seen.host.observed;
  Diagnostics trouble;
  const auto merged = parse_host_file(text, path, trouble);
  if (!merged || merged->host != expected) return by_text(all, path);
  HostMerge out{HostVersion{path, in_style_of(text, all.theirs->text)}, {}};
  for (const std::string& key : people.clashing()) {
    out.clashes.push_back({path, key, shown(*ours, key), shown(*theirs, key)});
  }
  return out;
}

// `left`: what one side has of a file that the other removed.
HostMerge one_removed(const HostVersion& base, const HostVersion& left, bool by_theirs) {
  const auto before = read_side(base), after = read_side(left);
  const bool keeps =
      before && after ? decided(*before, *after) : plain(base.text) != plain(left.text);
  if (!keeps) return {};
  const std::string removed = "removed", changed = "decided";
  return {left, {{left.path, "", by_theirs ? changed : removed, by_theirs ? removed : changed}}};
}

}  // namespace

HostMerge merge_host(const HostVersions& versions) {
  const auto& [base, ours, theirs] = versions;
  if (ours && theirs) return both(versions);
  if (!ours && !theirs) return {};
  const HostVersion& left = ours ? *ours : *theirs;
  if (!base) return {left, {}};
  return one_removed(*base, left, ours.has_value());
}

}  // namespace muster
