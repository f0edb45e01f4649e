// A certificate trusted by its fingerprint alone, in place of a chain of authorities.
#pragma once
#include <string>

struct ssl_ctx_st;

namespace muster {

// Must outlive the connection that it is installed for.
struct Pin {
  std::string wanted;  // 64 lower-case hex digits
  std::string seen;    // what was shown, "AA:BB:…"; "" before a certificate came

  explicit Pin(const std::string& fingerprint = "");  // any case, colons optional
  bool refused() const;  // another certificate than the wanted one was shown
  // From now on only the certificate with this SHA-256 over the whole of it is accepted.
  void install(ssl_ctx_st* context);
};

}  // namespace muster
