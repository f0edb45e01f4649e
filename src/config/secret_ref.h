// Where secrets are kept, and the secrets once they are fetched.
#pragma once
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"
#include "core/secret.h"

namespace muster {

// Where a secret is kept; never the secret itself. Exactly one is set.
struct SecretRef {
  std::string env;
  std::string file;
  std::vector<std::string> command;
  bool own = false;  // stands in the user's own file, which alone may run commands
  Where where;
  bool empty() const { return env.empty() && file.empty() && command.empty(); }
};

// The secrets of one source or target, by the keys of muster.yaml that name them.
class Secrets {
 public:
  void set(std::string_view key, Secret secret);
  // An empty one where none was given.
  const Secret& operator[](std::string_view key) const;
  std::vector<Secret> all() const;

 private:
  std::map<std::string, Secret, std::less<>> by_key_;
};

}  // namespace muster
