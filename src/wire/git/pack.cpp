// One pack a commit: compressed on all cores, no deltas, indexed and synced by libgit2. Format:
// gitformat-pack(5).
#include <git2.h>
#include <git2/sys/odb_backend.h>
#include <zlib.h>

#include <string>
#include <vector>

#include "core/hash.h"
#include "core/pool.h"
#include "wire/git/objects.h"
#include "wire/git/state.h"

namespace muster::git {
namespace {

constexpr size_t loose_most = 32;  // above this, one synced pack is faster than synced files
constexpr size_t slice = 512;      // objects compressed in one go

std::string_view type_name(ObjectType type) {
  switch (type) {
    case ObjectType::commit:
      return "commit";
    case ObjectType::tree:
      return "tree";
    case ObjectType::blob:
      return "blob";
  }
  return "blob";
}

std::string big_endian(uint32_t value) {
  return {static_cast<char>(value >> 24), static_cast<char>(value >> 16),
          static_cast<char>(value >> 8), static_cast<char>(value)};
}

// Type and size: 3 + 4 bits in the first byte, 7 bits in each that follows.
void add_entry_header(std::string& out, ObjectType type, size_t size) {
  auto byte = static_cast<uint8_t>((static_cast<unsigned>(type) << 4) | (size & 0x0F));
  for (size >>= 4; size > 0; size >>= 7) {
    out += static_cast<char>(byte | 0x80);
    byte = size & 0x7F;
  }
  out += static_cast<char>(byte);
}

class Deflater {
 public:
  Deflater() { ready_ = deflateInit(&stream_, 1) == Z_OK; }
  Deflater(const Deflater&) = delete;
  Deflater& operator=(const Deflater&) = delete;
  ~Deflater() { deflateEnd(&stream_); }

  bool add(std::string& out, std::string_view body) {
    if (!ready_ || deflateReset(&stream_) != Z_OK) return false;
    const size_t before = out.size();
    const size_t most = deflateBound(&stream_, body.size());
    out.resize(before + most);
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(body.data()));
    stream_.avail_in = static_cast<uInt>(body.size());
    stream_.next_out = reinterpret_cast<Bytef*>(out.data() + before);
    stream_.avail_out = static_cast<uInt>(most);
    const bool done = deflate(&stream_, Z_FINISH) == Z_STREAM_END;
    out.resize(before + most - stream_.avail_out);
    return done;
  }

 private:
  z_stream stream_{};
  bool ready_ = false;
};

// The entries of one slice of the pack; empty when zlib failed.
std::string compressed(std::span<const NewObject> objects) {
  std::string out;
  Deflater deflater;
  for (const NewObject& object : objects) {
    add_entry_header(out, object.type, object.body.size());
    if (!deflater.add(out, object.body)) return "";
  }
  return out;
}

std::string build_pack(std::span<const NewObject> objects) {
  std::vector<std::string> parts((objects.size() + slice - 1) / slice);
  parallel_for(parts.size(), 0, [&](size_t i) {
    const size_t begin = i * slice;
    parts[i] = compressed(objects.subspan(begin, std::min(slice, objects.size() - begin)));
  });
  std::string pack = "PACK" + big_endian(2) + big_endian(static_cast<uint32_t>(objects.size()));
  for (std::string& part : parts) {
    if (part.empty()) throw Error("cannot compress the objects of a commit: zlib failed");
    pack += part;
    std::string().swap(part);
  }
  const RawId sum = sha1(pack);
  pack.append(reinterpret_cast<const char*>(sum.data()), sum.size());
  return pack;
}

void free_writepack(git_odb_writepack* pack) { pack->free(pack); }

void store_pack(git_odb* odb, std::span<const NewObject> objects) {
  const std::string pack = build_pack(objects);
  Handle<git_odb_writepack, free_writepack> writer;
  check(git_odb_write_pack(Out(writer), odb, nullptr, nullptr), "cannot begin a pack");
  git_indexer_progress progress{};
  check(writer->append(writer.get(), pack.data(), pack.size(), &progress), "cannot write a pack");
  check(writer->commit(writer.get(), &progress), "cannot finish a pack");
  check(git_odb_refresh(odb), "cannot read a new pack");
}

void store_loose(git_odb* odb, std::span<const NewObject> objects) {
  for (const NewObject& object : objects) {
    git_oid written;
    check(git_odb_write(&written, odb, object.body.data(), object.body.size(),
                        static_cast<git_object_t>(object.type)),
          "cannot write an object");
  }
}

}  // namespace

RawId object_id(ObjectType type, std::string_view body) {
  std::string text(type_name(type));
  text += " " + std::to_string(body.size());
  text += '\0';
  return sha1(text.append(body));
}

void store_objects(git_repository* repo, std::span<const NewObject> objects) {
  Handle<git_odb, git_odb_free> odb;
  check(git_repository_odb(Out(odb), repo), "cannot open the object store");
  if (objects.size() <= loose_most) {
    store_loose(odb.get(), objects);
  } else {
    store_pack(odb.get(), objects);
  }
}

}  // namespace muster::git
