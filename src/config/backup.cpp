#include "config/backup.h"

#include <algorithm>
#include <array>

#include "config/check.h"
#include "config/key.h"
#include "config/window.h"
#include "model/selector.h"

namespace muster::config_file {
namespace {

constexpr std::array<std::string_view, 2> trusts{"known", "first-use"};
constexpr std::array<std::string_view, 2> ssh_kinds{"modern", "legacy"};
constexpr std::array<std::string_view, 4> rhythms{"once", "daily", "weekly", "monthly"};

void read_time_of_day(Reading& in, const yaml::Node& node, std::string& out) {
  const auto* text = plain_text(in, node);
  if (text == nullptr) return;
  if (!is_time_of_day(*text)) {
    return in.fault(node, in.key() + " " + quote(*text) + " is no time of day",
                    "write hours and minutes, such as 02:30");
  }
  out = *text;
}

void read_date(Reading& in, const yaml::Node& node, std::string& out) {
  const auto* text = plain_text(in, node);
  Day day;
  if (text == nullptr) return;
  if (!parse_day(*text, day)) {
    return in.fault(node, in.key() + " " + quote(*text) + " is no day of the calendar",
                    "write year, month and day, such as 2026-12-24");
  }
  out = *text;
}

void read_zone(Reading& in, const yaml::Node& node, std::string& out) {
  const auto* text = plain_text(in, node);
  if (text == nullptr) return;
  if (!is_zone_name(*text)) {
    return in.fault(node, in.key() + " " + quote(*text) + " is no name of a time zone",
                    "write one such as Europe/Berlin or UTC");
  }
  out = *text;
}

void read_selector(Reading& in, const yaml::Node& node, std::string& out) {
  const auto* text = plain_text(in, node);
  if (text == nullptr) return;
  try {
    Selector::parse(*text);
    out = *text;
  } catch (const Error& error) {
    in.fault(node, in.key() + ": " + error.message,
             error.fix.empty() ? "see muster ls --help" : error.fix);
  }
}

}  // namespace

template <>
inline constexpr std::string_view schema_of<read_time_of_day> =
    R"({"type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$"})";
template <>
inline constexpr std::string_view schema_of<read_date> =
    R"({"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"})";
template <>
inline constexpr std::string_view schema_of<read_zone> =
    R"({"type": "string", "pattern": "^[A-Za-z0-9_+][A-Za-z0-9_+/-]*$"})";
template <>
inline constexpr std::string_view schema_of<read_selector> = R"({"$ref": "#/$defs/text"})";

const std::vector<Key<BackupPolicy>>& backup_policy_keys() {
  using B = BackupPolicy;
  static const std::vector<Key<B>> keys{
      key<&B::repository, read_path>(
          "repository",
          "A clone that configurations are kept in; when not given, the branch "
          "muster/configs of the inventory."),
      key<&B::key, read_secret>("key",
                                "Where the key of the placeholders is kept; when not given, a "
                                "file of the clone that Git does not see."),
      number<&B::workers, 1, 200>("workers", "Devices asked at once."),
      key<&B::deadline, read_timeout>("deadline", "The longest time for one device."),
      choice<&B::trust, trusts>(
          "trust",
          "known: only host keys of known_hosts; first-use: those of new devices are "
          "proposed for review."),
      key<&B::recipients, read_words>(
          "recipients", "age or GPG keys that may read an encrypted copy with the secrets.",
          R"(["age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p"])"),
  };
  return keys;
}

void read_backup(Reading& in, const yaml::Node& node, BackupPolicy& out) {
  if (node.kind != yaml::Kind::mapping) {
    return in.fault(node, in.key() + " must be a mapping of keys to values",
                    "write key: value lines below it, indented");
  }
  const auto& keys = backup_policy_keys();
  for (const yaml::Entry& entry : node.entries) {
    Reading each{in.layer, in.trouble, in.origins, in.path + "." + entry.key};
    const auto key = std::find_if(keys.begin(), keys.end(),
                                  [&](const auto& one) { return one.name == entry.key; });
    if (key != keys.end()) {
      each.origins[each.path] = each.at(entry.value);
      key->read(each, entry.value, out);
      continue;
    }
    std::vector<std::string> names;
    for (const auto& one : keys) names.emplace_back(one.name);
    in.trouble.add(Error("key " + quote(entry.key) + " is not known in " + in.path, Exit::invalid)
                       .at(in.layer.document.where(entry.begin))
                       .mend(suggestion(entry.key, names)));
  }
}

const Section<CredentialConfig>& credential_section() {
  using C = CredentialConfig;
  static const Section<C> section{
      "credentials",
      "credential",
      "",
      "How devices are logged in to for backup; the first that fits a host counts.",
      "A login, and the devices it is for.",
      {{"",
        "",
        {key<&C::sites, read_words>("sites", "Sites of its devices; all when not given.",
                                    R"(["berlin"])"),
         key<&C::tags, read_words>("tags", "A device has one of these; all when not given.",
                                   R"(["core"])"),
         key<&C::platform, read_text>("platform", "The platform, where discover cannot tell it.",
                                      "cisco_ios"),
         needed(key<&C::username, read_text>("username", "The user to log in as.", "backup")),
         key<&C::password, read_secret>(
             "password", "Where the password to log in is kept, or the passphrase of the key."),
         key<&C::identity, read_path>("identity", "The private key to log in with."),
         key<&C::agent, read_flag>("agent", "true: log in by a key of the SSH agent."),
         key<&C::enable, read_secret>("enable", "Where the enable password is kept."),
         number<&C::port, 1, 65535>("port", "The port of SSH."),
         choice<&C::ssh, ssh_kinds>(
             "ssh", "legacy: also algorithms that are broken, for devices that know no other."),
         key<&C::jump, read_login>("jump", "The host to go through: user@host, by ssh.",
                                   "muster@jump.example"),
         key<&C::timeout, read_timeout>("timeout", "The longest wait for one answer.")},
        {}}}};
  return section;
}

const Section<JobConfig>& job_section() {
  using J = JobConfig;
  static const Section<J> section{
      "jobs",
      "job",
      "",
      "Backups that muster jobs run begins when it is their time.",
      "A backup and when it runs.",
      {{"",
        "",
        {key<&J::sites, read_words>("sites", "Only devices of these sites.", R"(["berlin"])"),
         key<&J::selector, read_selector>("where", "Only devices that this selector fits.",
                                          "tag = core"),
         choice<&J::every, rhythms>("every", "How often it runs."),
         key<&J::date, read_date>("date", "With once: the day.", "2026-12-24"),
         choices<&J::days, weekdays>("days", "With weekly: on which days.", R"(["monday"])"),
         number<&J::day, 1, 31>("day",
                                "With monthly: the day; beyond the end of a month its last one."),
         key<&J::start, read_time_of_day>("start", "When it may begin.", "02:00"),
         key<&J::end, read_time_of_day>("end", "When no further device is begun.", "06:00"),
         key<&J::timezone, read_zone>("timezone", "Whose time start and end are.", "Europe/Berlin"),
         key<&J::deadline, read_timeout>("deadline", "The longest time for the whole job.")},
        {}}}};
  return section;
}

void check(Check& check, const CredentialConfig& credential) {
  if (credential.identity.empty() && credential.password.empty() && !credential.agent) {
    check.fault("cannot log in", "add password: {env: NAME}, identity: FILE or agent: true");
  }
}

void check(Check& check, const JobConfig& job) {
  const bool once = job.every == "once";
  if (once && job.date.empty()) check.fault("runs once and has no date", "add date: 2026-12-24");
  const auto only_for = [&](const std::string& key, std::string_view every) {
    if (job.every == every || !check.given(key)) return;
    check.fault(
        key,
        check.title() + " runs " + job.every + ", and " + key + " is for " + std::string(every),
        "remove " + key + ", or write every: " + std::string(every));
  };
  only_for("date", "once");
  only_for("days", "weekly");
  only_for("day", "monthly");
}

}  // namespace muster::config_file
