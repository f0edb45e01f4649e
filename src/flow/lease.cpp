#include "flow/lease.h"

#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <random>

#include "core/json.h"
#include "core/text.h"
#include "flow/branch.h"
#include "flow/workspace.h"
#include "wire/files.h"
#include "wire/git/ask_git.h"

namespace muster {
namespace {

constexpr const char* lease_ref = "refs/muster/lease";
constexpr size_t most_bytes = 4'096;  // of a note
constexpr int attempts = 5;           // when others take and give it back meanwhile

std::string host_name() {
  std::array<char, 256> name{};
  return gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "unknown";
}

// Of this clone and machine; a copy of the clone elsewhere is another one.
std::string clone_name(const Repo& repo) {
  const std::string file = repo.git_dir() + "/muster/clone";
  if (!std::filesystem::exists(file)) {
    std::filesystem::create_directories(repo.git_dir() + "/muster");
    std::random_device random;
    write_file(file, fmt::format("{:08x}{:08x}\n", random(), random()));
  }
  return fmt::format("{} {}:{}", trim(read_file(file, most_bytes)), host_name(), repo.git_dir());
}

std::string moment(Time time) { return render_time(time); }

}  // namespace

struct WriteLease::Note {
  std::string clone, holder;
  Time begun, until;

  std::string text() const {
    return render_json({{"format_version", 1},
                        {"clone", clone},
                        {"holder", holder},
                        {"begun", begun.time_since_epoch().count()},
                        {"until", until.time_since_epoch().count()}});
  }

  std::string words() const {
    return fmt::format("{} since {}, until {}", holder, moment(begun), moment(until));
  }
};

WriteLease::WriteLease(const Repo& repo, Runner& runner, const Clock& clock, bool take_over,
                       std::stop_token stop)
    : repo_(repo),
      runner_(runner),
      clock_(clock),
      stop_(std::move(stop)),
      remote_(repo.remote().value_or("")),
      clone_(clone_name(repo)),
      begun_(clock.now()),
      renewed_(begun_),
      until_(begun_ + lasts) {
  const ObjectId mine = written();
  for (int attempt = 0; attempt < attempts; ++attempt) {
    held_ = there();
    if (!held_.empty()) require_free(held_, take_over);
    const Output moved = move(mine);
    if (moved.code == 0) {
      held_ = mine;
      return;
    }
    if (there() != held_) continue;  // somebody was faster
    throw Error(fmt::format("cannot take the lease {} of {}", lease_ref, remote_))
        .because(git::reason_of(moved))
        .mend(
            "let this machine push to refs/muster/*, or reconcile from one clone only, with "
            "--offline");
  }
  throw Error(fmt::format("the lease {} of {} is never free", lease_ref, remote_), Exit::locked)
      .mend("run again later");
}

WriteLease::~WriteLease() {
  try {
    stop_ = {};  // it is given back after an interrupt, too
    move("");
  } catch (const Error&) {
    // It ends by itself.
  }
}

Output WriteLease::git(const std::vector<std::string>& words, const std::string& input) const {
  return git::ask(&runner_, repo_.root(), {words, input, {}}, stop_);
}

std::optional<ObjectId> WriteLease::asked(Output& said) const {
  said = git({"ls-remote", remote_, lease_ref});
  if (said.code != 0) return std::nullopt;
  return said.out.substr(0, said.out.find('\t'));
}

ObjectId WriteLease::there() const {
  Output said;
  if (auto id = asked(said)) return std::move(*id);
  throw Error(fmt::format("git ls-remote {} failed", remote_))
      .because(git::reason_of(said))
      .mend("see that this machine may read it, or reconcile from one clone only, with --offline");
}

WriteLease::Note WriteLease::read(const ObjectId& id) const {
  git({"fetch", "--quiet", "--no-tags", "--no-write-fetch-head", remote_, lease_ref});
  const Output said = git({"cat-file", "blob", id});
  const auto note = said.code == 0 && said.out.size() <= most_bytes
                        ? nlohmann::json::parse(said.out, nullptr, false)
                        : nlohmann::json();
  const auto text = [&](const char* key) {
    return note.contains(key) && note[key].is_string() ? clean(note[key].get<std::string>()) : "?";
  };
  const auto time = [&](const char* key) {
    constexpr long long latest = 253'402'300'799;  // the end of the year 9999
    const bool number = note.contains(key) && note[key].is_number_integer();
    const long long count = number ? note[key].get<long long>() : latest;
    return Time(std::chrono::seconds(std::clamp(count, 0LL, latest)));
  };
  return {text("clone"), text("holder"), time("begun"), time("until")};
}

ObjectId WriteLease::written() const {
  const Signature person = committer(repo_);
  const Note note{clone_, fmt::format("{} on {}, process {}", person.name, host_name(), getpid()),
                  begun_, clock_.now() + lasts};
  const Output said = git({"hash-object", "-w", "--stdin"}, note.text());
  if (said.code != 0) {
    throw Error("git hash-object failed").because(git::reason_of(said));
  }
  return std::string(trim(said.out));
}

Output WriteLease::move(const ObjectId& to) const {
  return git({"push", "--quiet", "--no-verify",
              fmt::format("--force-with-lease={}:{}", lease_ref, held_), remote_,
              fmt::format("{}:{}", to, lease_ref)});
}

void WriteLease::require_free(const ObjectId& id, bool take_over) const {
  if (take_over) return;
  const Note note = read(id);
  if (note.clone == clone_ || note.until <= clock_.now()) return;
  throw Error("another run writes: " + note.words(), Exit::locked)
      .mend("wait until it ends; when it is dead, add --take-over");
}

void WriteLease::keep() {
  const Time now = clock_.now();
  if (now - renewed_ < lasts / 3) return;
  const ObjectId longer = written();
  if (move(longer).code == 0) {
    held_ = longer;
    renewed_ = now;
    until_ = now + lasts;
    return;
  }
  Output said;
  const auto other = asked(said);
  if (other && *other != held_) {
    throw Error("the lease was taken over by " +
                    (other->empty() ? std::string("nobody: it is gone") : read(*other).words()),
                Exit::locked);
  }
  if (now + lasts / 3 >= until_) {
    throw Error(fmt::format("the lease cannot be renewed, and ends at {}", moment(until_)),
                Exit::locked);
  }
}

void LeasedProgress::phase(std::string_view name) {
  shown_.phase(name);
  keep();
}

void LeasedProgress::step(size_t done, size_t total) {
  shown_.step(done, total);
  keep();
}

void LeasedProgress::keep() {
  const std::lock_guard lock(mutex_);
  if (lost_ || stops_.stop_requested()) return;
  try {
    lease_.keep();
  } catch (const Error& error) {
    lost_ = error;
    stops_.request_stop();
  }
}

}  // namespace muster
