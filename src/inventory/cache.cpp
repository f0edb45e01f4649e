#include "inventory/cache.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

#include "core/hash.h"
#include "core/pool.h"
#include "inventory/host_pack.h"
#include "wire/files.h"

namespace muster {
namespace {

constexpr size_t most_bytes = 512 << 20;
constexpr size_t most_in_part = 500;  // files
constexpr size_t parts_at_once = 16;

const std::string& heading() {
  static const std::string text = "muster host cache 2 " + sha256_hex(pack_shape()) + "\n";
  return text;
}

// A part: its length (8 bytes), the SHA-1 of its bytes, the bytes. These are first the length of
// the list of its entries (8 bytes) and that list, of each the lengths of key and file (4 bytes
// each) and the key; then the files in that order. So what is not asked for is not looked at.
constexpr size_t digest_size = 20;
constexpr size_t head_size = sizeof(uint64_t) + digest_size;
using EntryHead = std::array<uint32_t, 2>;

template <class T>
void put(std::string& out, const T& number) {
  out.append(reinterpret_cast<const char*>(&number), sizeof number);
}

template <class T>
T take(std::string_view& bytes) {
  T number{};
  std::memcpy(&number, bytes.data(), sizeof number);
  bytes.remove_prefix(sizeof number);
  return number;
}

std::string_view take(std::string_view& bytes, size_t size) {
  const std::string_view out = bytes.substr(0, size);
  bytes.remove_prefix(size);
  return out;
}

std::string part_of(const std::vector<CachedFile>& files, size_t begin) {
  const size_t end = std::min(files.size(), begin + most_in_part);
  std::string list, packs;
  for (size_t i = begin; i < end; ++i) {
    const std::string fresh = files[i].file == nullptr ? std::string() : pack(*files[i].file);
    const std::string_view packed = files[i].file == nullptr ? files[i].packed : fresh;
    put(list, EntryHead{static_cast<uint32_t>(files[i].key.size()),
                        static_cast<uint32_t>(packed.size())});
    list.append(files[i].key);
    packs.append(packed);
  }
  std::string part(head_size, '\0');
  put(part, uint64_t{list.size()});
  part.append(list).append(packs);
  const uint64_t size = part.size() - head_size;
  const auto digest = sha1(std::string_view(part).substr(head_size));
  std::memcpy(part.data(), &size, sizeof size);
  std::memcpy(part.data() + sizeof size, digest.data(), digest.size());
  return part;
}

bool intact(std::string_view part) {
  const auto digest = sha1(part.substr(head_size));
  return std::memcmp(digest.data(), part.data() + sizeof(uint64_t), digest.size()) == 0;
}

bool is_own(uid_t owner, mode_t mode) { return owner == ::geteuid() && (mode & 022) == 0; }

bool is_own_folder(const std::string& folder) {
  struct stat found {};
  return ::lstat(folder.c_str(), &found) == 0 && S_ISDIR(found.st_mode) &&
         is_own(found.st_uid, found.st_mode);
}

std::string parent_of(const std::string& folder) { return folder.substr(0, folder.rfind('/')); }

std::string file_in(const std::string& folder) { return folder + "/hosts.cache"; }

std::shared_ptr<const MappedFile> trusted_text(const std::string& folder) {
  if (!is_own_folder(parent_of(folder)) || !is_own_folder(folder)) return nullptr;
  auto cache = MappedFile::open(file_in(folder), most_bytes + (1 << 20));
  const bool known =
      cache && is_own(cache->owner(), cache->mode()) && cache->text().starts_with(heading());
  return known ? cache : nullptr;
}

}  // namespace

std::string cache_key(const std::string& blob, const std::string& path) { return blob + path; }

HostCache::HostCache(const std::string& folder) : text_(trusted_text(folder)) {
  if (!text_) return;
  std::string_view rest = text_->text().substr(heading().size());
  while (rest.size() >= head_size) {
    uint64_t size = 0;
    std::memcpy(&size, rest.data(), sizeof size);
    if (size > rest.size() - head_size) break;
    parts_.push_back(std::make_unique<Part>(take(rest, head_size + size)));
  }
  entries_.reserve(parts_.size() * most_in_part);
  for (const auto& part : parts_) index(*part);
}

// The bytes were not looked at yet: they may say anything.
void HostCache::index(Part& part) {
  std::string_view packs = part.bytes.substr(head_size);
  if (packs.size() < sizeof(uint64_t)) return;
  const auto size = take<uint64_t>(packs);
  if (size > packs.size()) return;
  std::string_view list = take(packs, size);
  while (list.size() >= sizeof(EntryHead)) {
    const auto [key_size, file_size] = take<EntryHead>(list);
    if (list.size() < key_size || packs.size() < file_size) return;
    const std::string_view key = take(list, key_size);
    if (entries_.try_emplace(key, Entry{&part, take(packs, file_size)}).second)
      keys_.push_back(key);
  }
}

std::string_view HostCache::packed(const std::string& key) const {
  const auto found = entries_.find(key);
  if (found == entries_.end()) return {};
  Part& part = *found->second.part;
  std::call_once(part.looked_at, [&] { part.intact = intact(part.bytes); });
  return part.intact ? found->second.bytes : std::string_view();
}

std::shared_ptr<const HostFile> HostCache::find(const std::string& blob,
                                                const std::string& path) const {
  const std::string_view bytes = packed(cache_key(blob, path));
  return bytes.empty() ? nullptr : unpack(path, bytes, text_);
}

std::vector<std::string_view> HostCache::keys() const { return keys_; }

void HostCache::rest() const {
  if (text_) text_->rest();
}

void write_cache(const std::string& folder, const std::vector<CachedFile>& files) {
  if (!is_own_folder(parent_of(folder))) return;
  ::mkdir(folder.c_str(), 0700);
  if (!is_own_folder(folder)) return;
  size_t written = heading().size();
  size_t begin = 0;
  std::string pieces = heading();
  const auto next = [&] {
    std::string out = std::exchange(pieces, "");
    if (begin >= files.size() || written > most_bytes) return out;
    std::vector<size_t> begins;
    for (; begin < files.size() && begins.size() < parts_at_once; begin += most_in_part) {
      begins.push_back(begin);
    }
    for (const auto& part :
         parallel_map(begins, 0, [&](size_t first) { return part_of(files, first); })) {
      written += part.size();
      if (written <= most_bytes) out += part;
    }
    return out;
  };
  try {
    ::unlink(file_in(folder).c_str());  // what stands there may have another owner or mode
    write_file(file_in(folder), next);
  } catch (const Error&) {  // without it the next run parses again
  }
}

}  // namespace muster
