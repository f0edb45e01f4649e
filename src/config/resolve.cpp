#include <sys/stat.h>

#include <algorithm>
#include <cstdlib>

#include "config/config.h"
#include "config/tables.h"
#include "config/trust.h"
#include "core/text.h"
#include "wire/files.h"
#include "wire/program/run.h"

namespace muster {
namespace {

constexpr size_t most_secret_bytes = 64 << 10;

Error unusable(const SecretRef& ref, std::string message, std::string fix) {
  return Error(std::move(message)).at(ref.where).mend(std::move(fix));
}

std::string from_env(const SecretRef& ref) {
  const char* value = std::getenv(ref.env.c_str());
  if (value == nullptr || *value == '\0') {
    throw unusable(ref, "variable " + ref.env + " is " + (value == nullptr ? "not set" : "empty"),
                   "set " + ref.env + " to the secret where muster runs");
  }
  return value;
}

std::string from_file(const SecretRef& ref) {
  try {
    BoundedFile file = read_bounded(ref.file, most_secret_bytes);
    if ((file.mode & S_IWOTH) != 0) {
      throw Error(ref.file + " holds a secret and everybody may write it")
          .mend("chmod 600 " + ref.file);
    }
    return std::move(file.text);
  } catch (Error& error) {
    if (error.fix.empty()) error.fix = "put the secret there, readable for the user muster runs as";
    throw std::move(error).at(ref.where);
  }
}

// What the command wrote is never shown: either stream may hold the secret.
std::string from_command(const SecretRef& ref, Runner& runner) {
  const std::string program = "command \"" + clean(ref.command[0]) + "\"";
  Command command;
  command.argv = ref.command;
  command.timeout = Milliseconds(10'000);
  command.max_bytes = most_secret_bytes;
  Output output;
  try {
    output = runner.run(command, {});
  } catch (const Error& error) {
    throw unusable(ref, program + " gave no secret", "see that it runs by itself within 10 s")
        .because(error.message);
  }
  if (output.code != 0) {
    throw unusable(ref,
                   program + " gave no secret: it ended with code " + std::to_string(output.code),
                   "run it by hand to see what it says");
  }
  return std::move(output.out);
}

std::string fetch(const SecretRef& ref, Runner& runner, bool allow_commands) {
  if (!ref.env.empty()) return from_env(ref);
  if (!ref.file.empty()) return from_file(ref);
  if (ref.command.empty()) return "";
  if (!ref.own && !allow_commands) {
    throw unusable(ref, "a command from the repository's muster.yaml does not run by itself",
                   "move it to your own muster.yaml (~/.config/muster/muster.yaml), or trust "
                   "this one by --allow-commands")
        .because("whoever may propose a change to the repository could run anything here");
  }
  return from_command(ref, runner);
}

template <class T>
bool needs_secrets(const config_file::Section<T>& section, const T& item) {
  const auto& keys = config_file::keys_of(section, item.kind());
  return std::any_of(keys.begin(), keys.end(),
                     [&](const auto& key) { return key.secret && !key.secret(item)->empty(); });
}

template <class T>
Secrets fetch_secrets(const config_file::Section<T>& section, const T& item, Runner& runner,
                      const Trust& trust) {
  Secrets secrets;
  if (!needs_secrets(section, item)) return secrets;
  trust.require(item);
  for (const auto& key : config_file::keys_of(section, item.kind())) {
    if (!key.secret) continue;
    secrets.set(key.name, resolve(*key.secret(item), runner, trust.commands()));
  }
  return secrets;
}

// A key in PEM has many lines; what else has is no secret that could be sent.
bool is_one_line_or_pem(std::string_view secret) {
  const bool pem = secret.starts_with("-----BEGIN ") && secret.ends_with("-----");
  return std::none_of(secret.begin(), secret.end(), [&](char c) {
    const bool control = static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
    return control && !(pem && (c == '\n' || c == '\r'));
  });
}

}  // namespace

Secret resolve(const SecretRef& ref, Runner& runner, bool allow_commands) {
  if (ref.empty()) return {};
  std::string secret = fetch(ref, runner, allow_commands);
  while (secret.ends_with('\n') || secret.ends_with('\r')) secret.pop_back();
  if (secret.empty())
    throw unusable(ref, "the secret is empty", "see what stands where it is kept");
  if (!is_one_line_or_pem(secret)) {
    throw unusable(ref, "the secret has a line break or a control character in it",
                   "keep the secret alone on one line");
  }
  return Secret(std::move(secret));
}

void Secrets::set(std::string_view key, Secret secret) {
  by_key_.insert_or_assign(std::string(key), std::move(secret));
}

const Secret& Secrets::operator[](std::string_view key) const {
  static const Secret none;
  const auto found = by_key_.find(key);
  return found == by_key_.end() ? none : found->second;
}

std::vector<Secret> Secrets::all() const {
  std::vector<Secret> out;
  for (const auto& [key, secret] : by_key_) out.push_back(secret);
  return out;
}

Secrets fetch_secrets(const SourceConfig& source, Runner& runner, const Trust& trust) {
  return fetch_secrets(config_file::source_section(), source, runner, trust);
}

Secrets fetch_secrets(const TargetConfig& target, Runner& runner, const Trust& trust) {
  return fetch_secrets(config_file::target_section(), target, runner, trust);
}

Secrets fetch_secrets(const CredentialConfig& credential, Runner& runner, const Trust& trust) {
  return fetch_secrets(config_file::credential_section(), credential, runner, trust);
}

bool needs_secrets(const SourceConfig& source) {
  return needs_secrets(config_file::source_section(), source);
}

bool needs_secrets(const TargetConfig& target) {
  return needs_secrets(config_file::target_section(), target);
}

bool needs_secrets(const CredentialConfig& credential) {
  return needs_secrets(config_file::credential_section(), credential);
}

std::vector<std::string> secret_variables(const Config& config) {
  std::vector<std::string> out;
  const auto add = [&](const auto& section, const auto& items) {
    for (const auto& item : items) {
      for (const auto& key : config_file::keys_of(section, item.kind())) {
        if (key.secret && !key.secret(item)->env.empty()) out.push_back(key.secret(item)->env);
      }
    }
  };
  add(config_file::source_section(), config.sources);
  add(config_file::target_section(), config.targets);
  add(config_file::credential_section(), config.credentials);
  if (!config.policy.backup.key.env.empty()) out.push_back(config.policy.backup.key.env);
  return out;
}

}  // namespace muster
