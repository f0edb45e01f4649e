#include "inventory/host_pack.h"

#include <algorithm>
#include <cereal/archives/binary.hpp>
#include <cereal/types/array.hpp>
#include <cereal/types/chrono.hpp>
#include <cereal/types/optional.hpp>
#include <cereal/types/string.hpp>
#include <cereal/types/vector.hpp>
#include <sstream>

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
template <class A, class T>
void save(A& archive, const Rare<T>& value) {
  archive(value.has_value());
  if (value) archive(*value);
}
template <class A, class T>
void load(A& archive, Rare<T>& value) {
  bool there = false;
  archive(there);
  value.reset();
  if (there) archive(value.emplace());
}
template <class A>
void save(A& archive, const HostFile::Place& place) {
  archive(place.line, place.column, place.key);
}
template <class A>
void load(A& archive, HostFile::Place& place) {
  archive(place.line, place.column, place.key);
  if (place.key >= HostFile::keys().size()) throw cereal::Exception("no such key");
}
template <class A>
void serialize(A& archive, HostFile& file) {
  archive(file.host, file.places);
}

// Reads what cereal::BinaryOutputArchive wrote from memory that somebody else holds; a stream
// between them would take most of the time.
class PackReader : public cereal::InputArchive<PackReader, cereal::AllowEmptyClassElision> {
 public:
  explicit PackReader(std::string_view bytes) : InputArchive(this), rest_(bytes) {}

  void read(void* to, size_t size) {
    if (size > rest_.size()) throw cereal::Exception("it ends too soon");
    std::copy_n(rest_.data(), size, static_cast<char*>(to));
    rest_.remove_prefix(size);
  }
  std::string_view rest() const { return rest_; }

 private:
  std::string_view rest_;
};

template <class T>
requires std::is_arithmetic_v<T>
void CEREAL_LOAD_FUNCTION_NAME(PackReader& archive, T& value) {
  archive.read(&value, sizeof value);
}
template <class T>
void CEREAL_LOAD_FUNCTION_NAME(PackReader& archive, cereal::BinaryData<T>& data) {
  archive.read(data.data, static_cast<size_t>(data.size));
}
template <class T>
void CEREAL_SERIALIZE_FUNCTION_NAME(PackReader& archive, cereal::SizeTag<T>& tag) {
  archive(tag.size);
}
template <class T>
void CEREAL_SERIALIZE_FUNCTION_NAME(PackReader& archive, cereal::NameValuePair<T>& pair) {
  archive(pair.value);
}

}  // namespace muster

template <>
struct cereal::traits::detail::get_output_from_input<muster::PackReader> {
  using type = cereal::BinaryOutputArchive;
};

namespace muster {

std::string pack_shape() {
  std::string shape(shipped_text("host.v1.json"));
  for (const std::string_view key : HostFile::keys()) shape += std::string(key) + "\n";
  return shape + std::to_string(sizeof(HostFile)) + " " MUSTER_VERSION " 4";
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
  PackReader archive(bytes);
  try {
    archive(*file);
  } catch (const std::exception&) {  // the door to cereal: what does not read is not there
    return nullptr;
  }
  file->path = std::move(path);
  file->text = SharedText(std::move(whole), archive.rest());
  return file;
}

}  // namespace muster
