#include "wire/http/pin.h"

#include <openssl/evp.h>
#include <openssl/ssl.h>

#include <array>
#include <new>
#include <span>

#include "core/text.h"

namespace muster {
namespace {

std::string hex_digits(std::string_view text) {
  std::string digits = lower(text);
  std::erase(digits, ':');
  return digits;
}

std::string with_colons(std::span<const unsigned char> bytes) {
  constexpr std::string_view hex_letters = "0123456789ABCDEF";
  std::string text;
  for (const unsigned char byte : bytes) {
    if (!text.empty()) text += ':';
    text += hex_letters[byte >> 4];
    text += hex_letters[byte & 15];
  }
  return text;
}

// Called by OpenSSL, through which nothing may be thrown.
int verify(X509_STORE_CTX* context, void* from) noexcept try {
  auto& pin = *static_cast<Pin*>(from);
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  X509* certificate = X509_STORE_CTX_get0_cert(context);
  if (certificate != nullptr) X509_digest(certificate, EVP_sha256(), digest.data(), &size);
  pin.seen = with_colons({digest.data(), size});
  const bool same = size > 0 && !pin.refused();
  X509_STORE_CTX_set_error(context, same ? X509_V_OK : X509_V_ERR_CERT_REJECTED);
  return same ? 1 : 0;
} catch (const std::bad_alloc&) {
  return 0;
}

}  // namespace

Pin::Pin(const std::string& fingerprint) : wanted(hex_digits(fingerprint)) {}

bool Pin::refused() const { return !seen.empty() && hex_digits(seen) != wanted; }

void Pin::install(ssl_ctx_st* context) {
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);
  SSL_CTX_set_cert_verify_callback(context, verify, this);
}

}  // namespace muster
