#include "inventory/cache.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cereal/archives/binary.hpp>
#include <cereal/types/array.hpp>
#include <cereal/types/optional.hpp>
#include <cereal/types/string.hpp>
#include <cereal/types/vector.hpp>
#include <cstring>
#include <sstream>

#include "core/hash.h"
#include "core/pool.h"
#include "core/schemas.h"
#include "version.h"
#include "wire/files.h"

namespace muster {

template <class A>
void save(A& archive, const Mac& mac) {
  archive(mac.bits());
}
template <class A>
void load(A& archive, Mac& mac) {
  uint64_t bits = 0;
  archive(bits);
  mac = Mac(bits);
}
template <class A>
void serialize(A& archive, Cidr& cidr) {
  archive(cidr.ip.v6, cidr.ip.bytes, cidr.prefix);
}
template <class A>
void serialize(A& archive, Interface& interface) {
  archive(interface.name, interface.mac, interface.addresses, interface.vlans);
}
template <class A>
void serialize(A& archive, Evidence& evidence) {
  archive(evidence.kind, evidence.of);
}
template <class A>
void serialize(A& archive, Attachment& at) {
  archive(at.device, at.port, at.confidence, at.because, at.vlans, at.alternatives);
}
template <class A>
void serialize(A& archive, Proposal& proposal) {
  archive(proposal.classification, proposal.rule, proposal.because);
}
template <class A>
void serialize(A& archive, NameCandidate& candidate) {
  archive(candidate.name, candidate.source);
}
template <class A>
void serialize(A& archive, GuestFact& guest) {
  archive(guest.platform, guest.cluster, guest.node, guest.id, guest.kind, guest.status);
}
template <class A>
void save(A& archive, const Observed& seen) {
  archive(seen.state, seen.name, seen.site, int64_t{seen.first_seen.time_since_epoch().count()},
          seen.proposed, seen.identity, seen.interfaces, seen.attached, seen.guest, seen.vendor,
          seen.model, seen.serial, seen.platform, seen.names, seen.sources, seen.attention);
}
template <class A>
void load(A& archive, Observed& seen) {
  int64_t first = 0;
  archive(seen.state, seen.name, seen.site, first, seen.proposed, seen.identity, seen.interfaces,
          seen.attached, seen.guest, seen.vendor, seen.model, seen.serial, seen.platform,
          seen.names, seen.sources, seen.attention);
  seen.first_seen = Day(std::chrono::days(first));
}
template <class A>
void serialize(A& archive, Overrides& said) {
  archive(said.name, said.site, said.vendor, said.model, said.serial, said.platform,
          said.interfaces, said.state);
}
template <class A>
void serialize(A& archive, Host& host) {
  archive(host.id, host.classification, host.approval, host.name, host.tags, host.notes,
          host.overrides, host.adopt, host.protect, host.observed);
}
template <class A>
void save(A& archive, const HostFile::Place& place) {
  const auto keys = HostFile::keys();
  const auto at = std::find(keys.begin(), keys.end(), place.key) - keys.begin();
  archive(static_cast<uint8_t>(at), place.line, place.column);
}
template <class A>
void load(A& archive, HostFile::Place& place) {
  uint8_t at = 0;
  archive(at, place.line, place.column);
  const auto keys = HostFile::keys();
  if (at >= keys.size()) throw cereal::Exception("no such key");
  place.key = keys[at];
}
template <class A>
void serialize(A& archive, HostFile& file) {
  archive(file.path, file.host, file.text, file.places);
}

namespace {

constexpr size_t most_bytes = 512 << 20;
constexpr size_t most_in_part = 1000;  // files

// Names the shape of what is kept: one with another shape is not read. The number counts changes of
// what the reader accepts that leave the shape alone.
const std::string& heading() {
  static const std::string text = [] {
    std::string shape(schema_text("host.v1.json"));
    for (const std::string_view key : HostFile::keys()) shape += std::string(key) + "\n";
    shape += std::to_string(sizeof(HostFile)) + " " MUSTER_VERSION " 2";
    return "muster host cache " + sha256_hex(shape) + "\n";
  }();
  return text;
}

// A part: its length (8 bytes), the SHA-1 of its bytes, the bytes.
struct PartHead {
  uint64_t size = 0;
  std::array<uint8_t, 20> digest{};
};
constexpr size_t head_size = sizeof(uint64_t) + 20;

std::string part_of(const std::vector<CachedFile>& files, size_t begin) {
  const size_t end = std::min(files.size(), begin + most_in_part);
  std::ostringstream out;
  {
    cereal::BinaryOutputArchive archive(out);
    archive(static_cast<uint32_t>(end - begin));
    for (size_t i = begin; i < end; ++i) archive(files[i].key, *files[i].file);
  }
  const std::string bytes = std::move(out).str();
  const uint64_t size = bytes.size();
  const auto digest = sha1(bytes);
  std::string part(head_size, '\0');
  std::memcpy(part.data(), &size, sizeof size);
  std::memcpy(part.data() + sizeof size, digest.data(), digest.size());
  return part + bytes;
}

// The parts that lie wholly within `text`.
std::vector<std::string_view> parts_of(std::string_view text) {
  std::vector<std::string_view> parts;
  while (text.size() >= head_size) {
    uint64_t size = 0;
    std::memcpy(&size, text.data(), sizeof size);
    if (size > text.size() - head_size) break;
    parts.push_back(text.substr(0, head_size + size));
    text.remove_prefix(head_size + size);
  }
  return parts;
}

std::vector<CachedFile> read_part(std::string_view part) {
  const std::string_view bytes = part.substr(head_size);
  if (std::memcmp(sha1(bytes).data(), part.data() + sizeof(uint64_t), 20) != 0) return {};
  try {
    std::istringstream in{std::string(bytes)};
    cereal::BinaryInputArchive archive(in);
    uint32_t count = 0;
    archive(count);
    std::vector<CachedFile> out;
    for (uint32_t i = 0; i < count; ++i) {
      auto file = std::make_shared<HostFile>();
      CachedFile& one = out.emplace_back();
      archive(one.key, *file);
      one.file = std::move(file);
    }
    return out;
  } catch (const std::exception&) {  // the door to cereal: what does not read is not there
    return {};
  }
}

bool is_own(uid_t owner, mode_t mode) { return owner == ::geteuid() && (mode & 022) == 0; }

bool is_own_folder(const std::string& folder) {
  struct stat found {};
  return ::lstat(folder.c_str(), &found) == 0 && S_ISDIR(found.st_mode) &&
         is_own(found.st_uid, found.st_mode);
}

std::string parent_of(const std::string& folder) { return folder.substr(0, folder.rfind('/')); }

std::string file_in(const std::string& folder) { return folder + "/hosts.cache"; }

}  // namespace

std::vector<CachedFile> read_cache(const std::string& folder) {
  if (!is_own_folder(parent_of(folder)) || !is_own_folder(folder)) return {};
  BoundedFile cache;
  try {
    cache = read_bounded(file_in(folder), most_bytes + (1 << 20));
  } catch (const Error&) {  // there is none
    return {};
  }
  const std::string& head = heading();
  if (!is_own(cache.owner, cache.mode) || !cache.text.starts_with(head)) return {};
  const auto parts = parts_of(std::string_view(cache.text).substr(head.size()));
  auto read = parallel_map(parts, 0, [](std::string_view part) { return read_part(part); });
  std::vector<CachedFile> out;
  for (auto& part : read) {
    out.insert(out.end(), std::move_iterator(part.begin()), std::move_iterator(part.end()));
  }
  return out;
}

void write_cache(const std::string& folder, const std::vector<CachedFile>& files) {
  if (!is_own_folder(parent_of(folder))) return;
  ::mkdir(folder.c_str(), 0700);
  if (!is_own_folder(folder)) return;
  std::vector<size_t> begins;
  for (size_t i = 0; i < files.size(); i += most_in_part) begins.push_back(i);
  const auto parts = parallel_map(begins, 0, [&](size_t begin) { return part_of(files, begin); });
  std::string text = heading();
  for (const std::string& part : parts) {
    if (text.size() + part.size() > most_bytes) break;
    text += part;
  }
  try {
    ::unlink(file_in(folder).c_str());  // what stands there may have another owner or mode
    write_file(file_in(folder), text);
  } catch (const Error&) {  // without it the next run parses again
  }
}

}  // namespace muster
