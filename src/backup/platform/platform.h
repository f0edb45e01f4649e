// What a platform's command line looks like and what of its configuration is noise or secret, as
// data: share/platforms/NAME.yaml, or the inventory's platforms/NAME.yaml, which wins. Shape:
// schema/platform.v1.json.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"
#include "model/pattern.h"

namespace muster {

// What a device asks, and the answer.
struct CliAnswer {
  std::optional<Pattern> see;
  std::string say;
};

// Lines from one that matches to one that matches, both included.
struct LineBlock {
  std::optional<Pattern> from, to;
};

struct FactCommand {
  std::string run;
  bool optional = true;  // a device that does not know it is none the worse
  // "serial" → where its first group is the value; "mode" is for `when` alone,
  // "uptime" a class (session/uptime.h) that is told and not kept
  std::map<std::string, Pattern> take;
};

// What a command is run for, one after the other: the first group of each line of the answer to
// another one that matches.
struct ForEach {
  std::string run;
  std::optional<Pattern> find;
  std::optional<Pattern> end;  // the last line of that answer
};

struct ConfigCommand {
  std::string run;                      // with {} for what it is run for
  std::map<std::string, Pattern> when;  // facts; only on a device that tells them so
  std::optional<ForEach> each;
  std::string heading;         // a line before its text, of several commands
  std::optional<Pattern> end;  // its last line; what ends otherwise was cut
  int min_lines = 1;
  std::vector<Pattern> must;  // some line matches each
  bool optional = false;
};

// What is secret is the group `secret` of `find`, or the inner lines of the block.
struct SecretRule {
  std::string id;
  std::optional<Pattern> find;
  std::optional<Pattern> within;  // some line above it, less indented, matches
  LineBlock block;
  bool constant = false;  // written anew at each time: one placeholder for all
};

struct EnableStep {
  std::optional<Pattern> prompt;  // where it is needed
  std::string run;
  std::optional<Pattern> see;  // the question for the password
};

struct Platform {
  std::string name;
  std::string about;
  // Globs of what discover tells of a host, and of the SSH server's software.
  std::vector<std::string> vendor, model, system, banner;
  std::vector<Pattern> greeting;  // lines that no other says up to its first prompt, that included

  bool exec = false;  // programs one after the other instead of a shell
  std::string newline = "\n";
  std::string login_suffix;  // of the user name: "+ct511w"
  std::optional<Pattern> prompt;
  std::vector<CliAnswer> dialog;  // before the first prompt
  std::vector<Pattern> expired;   // a password that has to be changed first
  EnableStep enable;
  std::vector<std::string> paging_off;
  std::optional<Pattern> more;
  std::string more_reply = " ";
  std::vector<Pattern> unsupported, denied;
  std::vector<FactCommand> facts;
  std::vector<ConfigCommand> config;
  std::string join;  // at the end of a line: it goes on in the next one
  std::vector<Pattern> drop;
  std::vector<LineBlock> drop_blocks;
  std::vector<Pattern> ignore;  // kept, and alone no change
  std::vector<SecretRule> secrets;
  bool unordered = false;        // lines of a block may stand in any order
  std::vector<Pattern> ordered;  // but for those of these blocks
  std::string comment = "!";
  std::vector<std::string> logout;
  std::vector<CliAnswer> parting;  // what is asked on logout
};

// Whether a command of a platform is meant for a device that tells these facts; one that it does
// not tell is "".
bool is_meant(const ConfigCommand& command, const std::map<std::string, std::string>& facts);

// What is wrong goes to `trouble` with its place; nullopt when there is an error.
std::optional<Platform> parse_platform(const std::string& name, std::string_view text,
                                       const std::string& file, Diagnostics& trouble);

// Rules of all platforms, which stand behind those of each, and what no text may hold after them:
// share/redaction.yaml.
struct SharedRedaction {
  std::vector<SecretRule> secrets, suspicions;
};
const SharedRedaction& shared_redaction();

class Platforms {
 public:
  // `own`: name → text of the inventory's platforms/, which win over those that come with muster.
  Platforms(const std::map<std::string, std::string>& own, Diagnostics& trouble);

  const Platform* find(const std::string& name) const;
  // What is known of a host; nullptr: none or more than one fits.
  const Platform* detect(const std::string& vendor, const std::string& model,
                         const std::string& system) const;
  const Platform* detect_banner(const std::string& banner) const;
  // `said`: up to the first prompt, and that.
  const Platform* detect_greeting(const std::string& said) const;
  std::vector<std::string> names() const;
  const std::map<std::string, Platform>& all() const { return all_; }

 private:
  std::map<std::string, Platform> all_;
};

}  // namespace muster
