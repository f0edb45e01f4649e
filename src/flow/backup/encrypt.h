// The encrypted copy with the secrets, by the ordinary programs age and gpg.
#pragma once
#include <string>
#include <vector>

#include "wire/git/git.h"
#include "wire/program/run.h"

namespace muster {

// "configs/berlin/sw1.cfg.age" or ".asc", as the recipients are keys of age ("age1…", "ssh-…") or
// of GPG. Error when they are mixed or the program refuses; nothing of the text is in it.
FileChange encrypted_copy(const std::string& path, const std::string& plain,
                          const std::vector<std::string>& recipients, Runner& runner,
                          std::stop_token stop);

}  // namespace muster
