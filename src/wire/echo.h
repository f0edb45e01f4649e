// A server that repeats a credential, in its error, its data or a host's name: what it repeats is
// taken out of what it said, by every wire, before anybody sees, keeps or writes it.
#pragma once
#include <functional>
#include <set>
#include <span>
#include <string>
#include <string_view>

#include "core/error.h"
#include "core/secret.h"

namespace muster {

// What stands in place of a secret.
inline constexpr std::string_view scrubbed = "(scrubbed)";

// Secrets as a server may repeat them: as they are, as JSON, percent-encoded or in base64. Ones
// below eight characters would be found in words that have nothing to do with them: they are taken
// out where a text is nothing else.
class Echoes {
 public:
  Echoes() = default;
  explicit Echoes(std::span<const Secret> secrets);

  void add(const std::string& secret);
  bool empty() const { return forms_.empty() && short_.empty(); }
  void take_out(std::string& text) const;
  void take_out(Error& error) const;
  // Puts as many asterisks: of bytes whose number counts. Only whole secrets are found.
  void mask(std::string& bytes) const;
  // How many bytes at the end may be the beginning of a secret.
  size_t begun(std::string_view bytes) const;

 private:
  std::set<std::string, std::greater<>>
      forms_;  // the longer before the shorter that it begins with
  std::set<std::string> short_;
};

}  // namespace muster
