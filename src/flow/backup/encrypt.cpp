#include "flow/backup/encrypt.h"

#include <algorithm>

#include "core/text.h"

namespace muster {
namespace {

bool is_age(const std::string& recipient) {
  return recipient.starts_with("age1") || recipient.starts_with("ssh-");
}

}  // namespace

FileChange encrypted_copy(const std::string& path, const std::string& plain,
                          const std::vector<std::string>& recipients, Runner& runner,
                          std::stop_token stop) {
  const bool age = is_age(recipients.front());
  const bool mixed = std::any_of(recipients.begin(), recipients.end(),
                                 [&](const std::string& one) { return is_age(one) != age; });
  if (mixed) {
    throw Error("policy.backup.recipients has keys of age and of GPG", Exit::invalid)
        .mend("keep those of one of the two");
  }
  Command command;
  // Without --no-auto-key-locate GPG would ask the network for a key that is not here.
  command.argv = split(age ? "age --encrypt --armor"
                           : "gpg --batch --quiet --armor --encrypt --no-auto-key-locate "
                             "--trust-model always",
                       ' ');
  for (const std::string& one : recipients) {
    command.argv.push_back("--recipient");
    command.argv.push_back(one);
  }
  command.input = plain;
  const Output output = runner.run(command, std::move(stop));
  if (output.code != 0 || output.out.find("-----BEGIN") == std::string::npos) {
    throw Error(command.argv[0] + " did not encrypt the copy of " + path)
        .because(decisive(Output{output.code, "", output.err}))
        .mend("see policy.backup.recipients, and that this machine has their keys");
  }
  return {path + (age ? ".age" : ".asc"), output.out};
}

}  // namespace muster
