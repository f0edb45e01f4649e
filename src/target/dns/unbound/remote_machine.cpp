#include <fnmatch.h>

#include <algorithm>

#include "core/text.h"
#include "target/dns/unbound/machine.h"

namespace muster::unbound {
namespace {

constexpr std::string_view pattern_letters = "*?[";

// A session that is made when it is first needed, and anew after it failed: what a cut connection
// left half done must be put back through another one.
template <class S>
class Renewed {
 public:
  explicit Renewed(std::function<std::unique_ptr<S>()> log_in) : log_in_(std::move(log_in)) {}

  template <class F>
  auto with(F&& use) {
    if (!session_) session_ = log_in_();
    try {
      return use(*session_);
    } catch (const Error&) {
      session_.reset();
      throw;
    }
  }

 private:
  std::function<std::unique_ptr<S>()> log_in_;
  std::unique_ptr<S> session_;
};

// The names that match a pattern, folder by folder, as glob(3) finds them.
std::vector<std::string> remote_glob(SshSession& session, const std::string& pattern) {
  std::vector<std::string> found{""};
  for (const std::string& part : split(pattern.substr(1), '/')) {
    std::vector<std::string> next;
    for (const std::string& folder : found) {
      if (part.find_first_of(pattern_letters) == std::string::npos) {
        next.push_back(folder + "/" + part);
        continue;
      }
      for (const std::string& name : session.list(folder.empty() ? "/" : folder)) {
        if (fnmatch(part.c_str(), name.c_str(), FNM_PERIOD) == 0)
          next.push_back(folder + "/" + name);
      }
    }
    found = std::move(next);
  }
  std::sort(found.begin(), found.end());
  return found;
}

template <class S>
std::vector<std::string> glob_with(Renewed<S>& session, const std::string& pattern) {
  if (pattern.find('{') != std::string::npos || !pattern.starts_with('/')) {
    throw Error("cannot follow include: \"" + clean(pattern) + "\" over SSH")
        .mend("write an absolute path without { } in unbound.conf");
  }
  if (pattern.find_first_of(pattern_letters) == std::string::npos) return {pattern};
  return session.with([&](SshSession& one) { return remote_glob(one, pattern); });
}

class RemoteReader : public MachineReader {
 public:
  RemoteReader(SshReader& ssh, const SshServer& server, std::stop_token stop)
      : session_([&ssh, server, stop] { return ssh.log_in(server, stop); }) {}

  std::optional<std::string> read(const std::string& path, size_t most) override {
    return session_.with([&](SshSession& one) { return one.read_file(path, most); });
  }
  std::vector<std::string> glob(const std::string& pattern) override {
    return glob_with(session_, pattern);
  }
  std::string canonical(const std::string& path) override {
    return session_.with([&](SshSession& one) { return one.canonical(path); });
  }

 private:
  Renewed<SshSession> session_;
};

class RemoteMachine : public Machine {
 public:
  RemoteMachine(Ssh& ssh, const SshServer& server, const std::string& scratch)
      : session_([&ssh, server] { return ssh.log_in_to_write(server, {}); }), scratch_(scratch) {}

  std::optional<std::string> read(const std::string& path, size_t most) override {
    return session_.with([&](SshShell& one) { return one.read_file(path, most); });
  }
  std::vector<std::string> glob(const std::string& pattern) override {
    return glob_with(session_, pattern);
  }
  std::string canonical(const std::string& path) override {
    return session_.with([&](SshShell& one) { return one.canonical(path); });
  }

  void write(const std::string& path, std::string_view text) override {
    session_.with([&](SshShell& one) { one.write_file(path, text); });
  }
  void remove(const std::string& path) override {
    session_.with([&](SshShell& one) { one.remove(path); });
  }
  // SFTP of OpenSSH cannot rename onto a file through libssh 0.10, so the file would be gone for a
  // moment: these two are programs there.
  void link(const std::string& path, const std::string& as) override {
    must({"ln", "-f", "--", path, as}, "cannot keep the old file as " + as);
  }
  void replace(const std::string& from, const std::string& to) override {
    must({"mv", "-f", "--", from, to}, "cannot replace " + to);
  }

  // The input is put there first: a slow line must not make a daemon wait that has begun to read.
  Output run(const std::vector<std::string>& argv, const std::string& input,
             std::stop_token) override {
    if (input.empty()) return session_.with([&](SshShell& one) { return one.run(argv, ""); });
    write(scratch_, input);
    Output output = session_.with([&](SshShell& one) { return one.run(argv, scratch_); });
    remove(scratch_);
    return output;
  }

  std::string program(const std::string& name) override { return "/usr/sbin/" + name; }

 private:
  void must(const std::vector<std::string>& argv, const std::string& otherwise) {
    const Output output = run(argv, "", {});
    if (output.code != 0) throw Error(otherwise).because(decisive(output));
  }

  Renewed<SshShell> session_;
  std::string scratch_;
};

}  // namespace

std::unique_ptr<MachineReader> remote_reader(SshReader& ssh, const SshServer& server,
                                             std::stop_token stop) {
  return std::make_unique<RemoteReader>(ssh, server, std::move(stop));
}

std::unique_ptr<Machine> remote_machine(Ssh& ssh, const SshServer& server,
                                        const std::string& scratch) {
  return std::make_unique<RemoteMachine>(ssh, server, scratch);
}

}  // namespace muster::unbound
