// Configuration backup in muster.yaml: its policy, who logs in where, and when it runs by itself.
#pragma once
#include <string>
#include <vector>

#include "config/secret_ref.h"
#include "core/clock.h"
#include "core/error.h"

namespace muster {

struct BackupPolicy {
  std::string repository;  // a clone of its own; "" = branch muster/configs of the inventory
  SecretRef key;           // of the placeholders; none = a file in the clone, outside of Git
  size_t workers = 5;
  Milliseconds deadline{300'000};       // for one device
  std::string trust = "known";          // "known" | "first-use": propose the keys of new devices
  std::vector<std::string> recipients;  // age or GPG: of the encrypted plain copy; empty = none
};

// How devices are logged in to. Of several whose sites and tags fit, the first in the file counts.
struct CredentialConfig {
  std::string name = {};
  std::vector<std::string> sites = {};  // empty: all
  std::vector<std::string> tags = {};   // a host has one of them; empty: all hosts
  std::string platform = {};            // "" = as discovered
  std::string username = {};
  SecretRef password = {};    // to log in with, or the passphrase of `identity`
  std::string identity = {};  // private key file
  bool agent = false;
  SecretRef enable = {};
  int port = 22;
  std::string ssh = "modern";  // "modern" | "legacy"
  std::string jump = {};       // user@host[:port], by the ssh program
  Milliseconds timeout{20'000};
  Where where = {};

  static constexpr std::string_view kind() { return ""; }
};

// A backup that runs by itself in a window of local time.
struct JobConfig {
  std::string name = {};
  std::vector<std::string> sites = {};  // empty: all
  std::string selector = {};            // of hosts; "" = all
  std::string every = "daily";          // "once" | "daily" | "weekly" | "monthly"
  std::string date = {};                // of once: "2026-12-24"
  std::vector<std::string> days = {};   // of weekly: "monday", …; empty: monday
  int day = 1;                          // of monthly; beyond the end of a month its last day
  std::string start = "02:00";
  std::string end = "06:00";  // at or before `start`: of the day after
  std::string timezone = "UTC";
  Milliseconds deadline{3'600'000};  // for the whole job
  Where where = {};
};

namespace config_file {

template <class T>
struct Key;
template <class T>
struct Section;
struct Reading;
class Check;

const std::vector<Key<BackupPolicy>>& backup_policy_keys();
const Section<CredentialConfig>& credential_section();
const Section<JobConfig>& job_section();
void check(Check& check, const CredentialConfig& credential);
void check(Check& check, const JobConfig& job);

}  // namespace config_file
}  // namespace muster
