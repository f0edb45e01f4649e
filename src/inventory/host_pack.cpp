#include "inventory/host_pack.h"

#include <algorithm>
#include <cereal/archives/binary.hpp>
#include <cereal/types/array.hpp>
#include <cereal/types/chrono.hpp>
#include <cereal/types/optional.hpp>
#include <cereal/types/string.hpp>
#include <cereal/types/vector.hpp>
#include <cstring>
#include <sstream>
#include <streambuf>

#include "core/shipped.h"
#include "model/host_fields.h"
#include "version.h"

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
void serialize(A& archive, Evidence& evidence) {
  archive(evidence.kind, evidence.of);
}
template <class A, HasParts T>
void serialize(A& archive, T& value) {
  each_key(Parts<T>::keys, [&](const auto& key) { archive(value.*key.member); });
}
template <class A>
void serialize(A& archive, Observed& seen) {
  each_key(observed_keys, [&](const auto& key) { archive(seen.*key.member); });
}
template <class A>
void serialize(A& archive, Overrides& said) {
  each_stated([&](const auto& key) { archive(said.*key.stated); });
}
template <class A>
void serialize(A& archive, Host& host) {
  each_key(host_keys, [&](const auto& key) { archive(host.*key.member); });
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
  archive(file.host, file.places);
}

namespace {

// Reads from memory that somebody else holds.
class MemoryBuffer : public std::streambuf {
 public:
  explicit MemoryBuffer(std::string_view bytes) {
    char* begin = const_cast<char*>(bytes.data());  // a get area is never written to
    setg(begin, begin, begin + bytes.size());
  }
  size_t left() const { return static_cast<size_t>(egptr() - gptr()); }
};

}  // namespace

std::string pack_shape() {
  std::string shape(shipped_text("host.v1.json"));
  for (const std::string_view key : HostFile::keys()) shape += std::string(key) + "\n";
  return shape + std::to_string(sizeof(HostFile)) + " " MUSTER_VERSION " 3";
}

std::string pack(const HostFile& file) {
  std::ostringstream out;
  cereal::BinaryOutputArchive archive(out);
  archive(file);
  return std::move(out).str().append(file.text);
}

std::shared_ptr<const HostFile> unpack(std::string path, std::string_view bytes,
                                       std::shared_ptr<const void> whole) {
  auto file = std::make_shared<HostFile>();
  MemoryBuffer buffer(bytes);
  std::istream in(&buffer);
  try {
    cereal::BinaryInputArchive archive(in);
    archive(*file);
  } catch (const std::exception&) {  // the door to cereal: what does not read is not there
    return nullptr;
  }
  file->path = std::move(path);
  file->text = SharedText(std::move(whole), bytes.substr(bytes.size() - buffer.left()));
  return file;
}

}  // namespace muster
