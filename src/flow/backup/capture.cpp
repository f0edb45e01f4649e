#include "flow/backup/capture.h"

#include <fmt/core.h>

#include "backup/redact/redact.h"
#include "backup/session/greeting.h"
#include "backup/session/session.h"
#include "backup/session/tape.h"
#include "backup/session/uptime.h"
#include "core/text.h"
#include "wire/files.h"

namespace muster {
namespace {

constexpr int most_refusals = 3;
constexpr size_t most_tape = 64 << 20;

BackupOutcome outcome_of(SshFailure failure) {
  switch (failure) {
    case SshFailure::unreachable:
      return BackupOutcome::unreachable;
    case SshFailure::algorithms:
      return BackupOutcome::no_algorithm;
    case SshFailure::key_unknown:
      return BackupOutcome::key_unknown;
    case SshFailure::key_changed:
      return BackupOutcome::key_changed;
    case SshFailure::refused:
      return BackupOutcome::refused;
    case SshFailure::more_wanted:
      return BackupOutcome::second_factor;
    case SshFailure::late:
      return BackupOutcome::late;
    case SshFailure::other:
      break;
  }
  return BackupOutcome::failed;
}

class Capturing {
 public:
  Capturing(const BackupDevice& device, const CaptureContext& context, Wires& wires,
            std::stop_token stop)
      : device_(device), context_(context), wires_(wires), stop_(std::move(stop)) {
    out_.report = device.report;
  }

  CapturedDevice run() {
    const Instant begun = wires_.clock.instant();
    try {
      work();
    } catch (const SshError& error) {
      fail(outcome_of(error.failure), error);
      if (error.failure == SshFailure::key_unknown) out_.new_key = error.line;
      if (device_.credential != nullptr) {
        context_.logins.note(device_.credential->name, error.failure == SshFailure::refused);
      }
    } catch (const DeviceError& error) {
      fail(error.outcome, error);
    } catch (const Error& error) {
      fail(BackupOutcome::failed, error);
    }
    keep_tape();
    out_.report.took = std::chrono::duration_cast<Milliseconds>(wires_.clock.instant() - begun);
    return std::move(out_);
  }

 private:
  bool replayed() const { return !context_.options.replay.empty(); }

  const Secrets& secrets() const {
    static const Secrets none;
    const auto found = device_.credential == nullptr
                           ? context_.secrets.end()
                           : context_.secrets.find(device_.credential->name);
    return found == context_.secrets.end() ? none : found->second;
  }

  // The words of a device stand between quotes in an error, and may hold what nobody may see.
  void fail(BackupOutcome outcome, Error error) {
    const Redactor redactor(platform(), context_.key, secrets().all());
    const auto scrub = [&](std::string& text) {
      const size_t begin = text.find('"');
      const size_t end = text.rfind('"');
      if (begin == end) return;
      const Redaction one = redactor.redact(text.substr(begin + 1, end - begin - 1));
      text.replace(begin + 1, end - begin - 1,
                   one.suspect || one.replaced > 0 ? "(withheld)" : std::string(trim(one.text)));
    };
    scrub(error.message);
    scrub(error.why);
    out_.report.outcome = outcome;
    out_.report.trouble = std::move(error);
    out_.text.reset();
    out_.plain.reset();
  }

  const Platform& platform() const {
    static const Platform none;
    return platform_ != nullptr          ? *platform_
           : device_.platform != nullptr ? *device_.platform
                                         : none;
  }

  SshServer server() const {
    const CredentialConfig& login = *device_.credential;
    SshServer out;
    out.user = login.username + platform().login_suffix;
    out.host = device_.address;
    out.port = login.port;
    out.identity = login.identity;
    out.password = secrets()["password"];
    out.agent = login.agent;
    out.known_hosts = context_.known_hosts;
    out.timeout = login.timeout;
    out.deadline = context_.policy.deadline;
    out.legacy = login.ssh == "legacy";
    out.jump = login.jump;
    return out;
  }

  std::unique_ptr<SshTerminal> log_in() {
    if (replayed()) {
      const std::string path = cli_tape_path(context_.options.replay, device_.report.label());
      return play_cli_tape(read_file(path, most_tape), path);
    }
    if (context_.logins.spent(device_.credential->name)) {
      throw DeviceError(
          BackupOutcome::skipped,
          Error(fmt::format("credential \"{}\" is not tried any more", device_.credential->name))
              .because(fmt::format("{} devices in a row refused it, and the account could be "
                                   "locked",
                                   most_refusals))
              .mend("check its user and password"));
    }
    auto line = wires_.ssh.open_terminal(server(), stop_);
    context_.logins.note(device_.credential->name, false);
    return line;
  }

  SessionLimits limits() const {
    SessionLimits out;
    if (device_.credential != nullptr) out.patience = device_.credential->timeout;
    return out;
  }

  // The terminal to go on with: one that was listened to is left, so that a platform is met from
  // the beginning and under the name that it wants.
  std::unique_ptr<SshTerminal> choose_platform(std::unique_ptr<SshTerminal> line) {
    platform_ =
        device_.platform != nullptr ? device_.platform : context_.platforms.detect_banner(banner_);
    if (platform_ == nullptr) {
      const std::string said = greeting_of(*line, limits());
      platform_ = context_.platforms.detect_greeting(said);
      if (platform_ == nullptr) throw unknown(said);
      if (platform_->exec) exchanges_.push_back({"", said});
      line.reset();
      line = log_in();
    }
    out_.report.platform = platform_->name;
    return line;
  }

  DeviceError unknown(const std::string& said) const {
    const auto text = trim(said);
    const std::string last(text.substr(text.rfind('\n') + 1));
    return {BackupOutcome::unknown_platform,
            Error("it is not known of which platform the device is")
                .because("neither what discover tells nor \"" + banner_ + ", " + clean(last, 100) +
                         "\" says it")
                .mend("write the platform in backup: of the classification or platform: of the "
                      "credential")};
  }

  void work() {
    if (device_.trouble && !replayed()) throw DeviceError(*device_.trouble);
    auto line = log_in();
    banner_ = line->banner();
    line = choose_platform(std::move(line));
    CapturedConfig captured =
        capture_config(*line, *platform_, secrets()["enable"], limits(), exchanges_);
    judge(std::move(captured));
  }

  void judge(CapturedConfig captured) {
    Redaction redacted = Redactor(*platform_, context_.key, secrets().all()).redact(captured.text);
    if (redacted.suspect) throw DeviceError(BackupOutcome::suspect, std::move(*redacted.suspect));
    out_.report.proof = captured.proof;
    out_.report.facts = captured.facts;
    captured.facts.erase(std::string(uptime_fact));  // it passes: kept, it would be a commit
    out_.report.redacted = redacted.replaced;
    out_.facts = KeptFacts{device_.report.host, platform_->name, captured.facts, captured.proof};
    const KeptFile* before = context_.kept.find_host(device_.report.host);
    if (before == nullptr) before = context_.kept.find_path(device_.report.path);
    const std::string had = before == nullptr ? "" : context_.texts.at(before->text);
    require_length(had, redacted.text);
    const bool moved = before != nullptr && before->path != device_.report.path;
    const bool same = before != nullptr && !moved && !differs(*platform_, had, redacted.text) &&
                      before->facts.facts == captured.facts;
    out_.report.outcome = same ? BackupOutcome::unchanged : BackupOutcome::changed;
    if (same) return;
    out_.text = std::move(redacted.text);
    if (!context_.policy.recipients.empty()) out_.plain = std::move(captured.text);
  }

  void require_length(const std::string& had, const std::string& now) const {
    const auto& accepted = context_.options.accept_shrink;
    if (!is_shrunk(had, now) || accepted.contains(device_.report.name) ||
        accepted.contains(device_.report.label())) {
      return;
    }
    const auto lines = [](const std::string& text) {
      return static_cast<size_t>(std::count(text.begin(), text.end(), '\n'));
    };
    throw DeviceError(
        BackupOutcome::shrunk,
        Error("the configuration is far shorter than the last one")
            .because(fmt::format("it has {}, and had {}", counted(lines(now), "line"), lines(had)))
            .mend(fmt::format("if that is true: muster backup {} --accept-shrink {}",
                              device_.report.name, device_.report.name)));
  }

  void keep_tape() {
    if (context_.options.record.empty() || exchanges_.empty()) return;
    const Redactor redactor(platform(), context_.key, secrets().all());
    write_private_file(cli_tape_path(context_.options.record, device_.report.label()),
                       render_cli_tape(exchanges_, banner_, redactor));
  }

  const BackupDevice& device_;
  const CaptureContext& context_;
  Wires& wires_;
  std::stop_token stop_;
  CapturedDevice out_;
  const Platform* platform_ = nullptr;
  std::string banner_;
  std::vector<CliExchange> exchanges_;
};

}  // namespace

bool LoginRecord::spent(const std::string& credential) const {
  const std::lock_guard lock(mutex_);
  const auto found = refused_.find(credential);
  return found != refused_.end() && found->second >= most_refusals;
}

void LoginRecord::note(const std::string& credential, bool refused) {
  const std::lock_guard lock(mutex_);
  int& count = refused_[credential];
  if (count >= most_refusals) return;
  count = refused ? count + 1 : 0;
}

CapturedDevice capture_device(const BackupDevice& device, const CaptureContext& context,
                              Wires& wires, std::stop_token stop) {
  return Capturing(device, context, wires, std::move(stop)).run();
}

}  // namespace muster
