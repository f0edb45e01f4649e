#include "certificate.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <memory>
#include <stdexcept>

#include "flags.h"

namespace muster::lab {
namespace {

using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using X509Ptr = std::unique_ptr<X509, decltype(&X509_free)>;
using File = std::unique_ptr<FILE, decltype(&std::fclose)>;

constexpr long lifetime = 30L * 24 * 3600;  // seconds

void add_names(X509* cert) {
  const std::unique_ptr<X509_EXTENSION, decltype(&X509_EXTENSION_free)> names{
      X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, "DNS:localhost,IP:127.0.0.1"),
      X509_EXTENSION_free};
  X509_add_ext(cert, names.get(), -1);
}

X509Ptr sign(EVP_PKEY* key) {
  X509Ptr cert{X509_new(), X509_free};
  X509_set_version(cert.get(), X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(cert.get()), 1);
  X509_gmtime_adj(X509_getm_notBefore(cert.get()), -3600);
  X509_gmtime_adj(X509_getm_notAfter(cert.get()), lifetime);
  X509_set_pubkey(cert.get(), key);
  X509_NAME* name = X509_get_subject_name(cert.get());
  const auto* text = reinterpret_cast<const unsigned char*>("muster-lab");
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, text, -1, -1, 0);
  X509_set_issuer_name(cert.get(), name);
  add_names(cert.get());
  if (X509_sign(cert.get(), key, EVP_sha256()) == 0) throw std::runtime_error("cannot sign");
  return cert;
}

File open_for_writing(const std::string& path) {
  File file{std::fopen(path.c_str(), "wb"), &std::fclose};
  if (!file) throw std::runtime_error("cannot write " + path);
  std::filesystem::permissions(
      path, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  return file;
}

std::string fingerprint_of(const X509* cert) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest;
  unsigned size = 0;
  X509_digest(cert, EVP_sha256(), digest.data(), &size);
  std::string text;
  for (unsigned i = 0; i < size; ++i) {
    std::array<char, 4> byte;
    std::snprintf(byte.data(), byte.size(), "%02X", digest[i]);
    text += (i == 0 ? "" : ":") + std::string(byte.data());
  }
  return text;
}

}  // namespace

Certificate make_certificate(const std::string& folder) {
  std::filesystem::create_directories(folder);
  const Key key{EVP_EC_gen("P-256"), EVP_PKEY_free};
  if (!key) throw std::runtime_error("cannot make a key");
  const X509Ptr cert = sign(key.get());
  Certificate made{folder + "/cert.pem", folder + "/key.pem", fingerprint_of(cert.get())};
  PEM_write_PrivateKey(open_for_writing(made.key).get(), key.get(), nullptr, nullptr, 0, nullptr,
                       nullptr);
  PEM_write_X509(open_for_writing(made.cert).get(), cert.get());
  return made;
}

int cert_main(int argc, char** argv) {
  const Flags flags(argc, argv, 1);
  flags.finish();
  if (flags.bare().size() != 1) throw std::runtime_error("usage: muster-lab cert DIR");
  std::cout << make_certificate(flags.bare().front()).fingerprint << "\n";
  return 0;
}

}  // namespace muster::lab
