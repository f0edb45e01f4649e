#include "core/hash.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "core/error.h"
#include "core/hex.h"

namespace muster {
namespace {

template <size_t Size>
std::array<uint8_t, Size> digest(std::string_view bytes, const EVP_MD* kind) {
  std::array<uint8_t, Size> out{};
  if (EVP_Digest(bytes.data(), bytes.size(), out.data(), nullptr, kind, nullptr) != 1) {
    throw Error("libcrypto cannot compute a digest");
  }
  return out;
}

}  // namespace

std::string sha256_hex(std::string_view bytes) { return to_hex(digest<32>(bytes, EVP_sha256())); }

std::string hmac_sha256_hex(std::string_view key, std::string_view bytes) {
  std::array<uint8_t, 32> out{};
  unsigned size = out.size();
  const auto* text = reinterpret_cast<const unsigned char*>(bytes.data());
  if (HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), text, bytes.size(), out.data(),
           &size) == nullptr) {
    throw Error("libcrypto cannot compute a digest");
  }
  return to_hex(out);
}

std::array<uint8_t, 20> sha1(std::string_view bytes) { return digest<20>(bytes, EVP_sha1()); }

std::array<uint8_t, 16> md5(std::string_view bytes) { return digest<16>(bytes, EVP_md5()); }

std::string short_id(std::string_view text) {
  static constexpr std::string_view alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
  const auto bytes = digest<32>(text, EVP_sha256());
  uint64_t bits = 0;
  for (size_t i = 0; i < 7; ++i) bits = (bits << 8) | bytes[i];  // 56 bits, of which 50 are used
  std::string id;
  for (int shift = 51; shift > 1; shift -= 5) id += alphabet[(bits >> shift) & 31];
  return id;
}

}  // namespace muster
