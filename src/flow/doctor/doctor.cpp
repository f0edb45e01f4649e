#include "flow/doctor/doctor.h"

#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include "collect/collector.h"
#include "core/text.h"
#include "flow/branch.h"
#include "flow/trust.h"
#include "target/netbox/probe/try_rights.h"
#include "target/target.h"
#include "wire/git/ask_git.h"

namespace muster {
namespace {

// One checkup; what `look` throws is its trouble.
template <class Look>
Checkup checked(std::string what, Look&& look) {
  Checkup out{std::move(what), "", {}};
  try {
    look(out);
  } catch (Error& error) {
    out.trouble.add(std::move(error));
  }
  return out;
}

void look_at_git(Checkup& out, Workspace& workspace, Wires& wires, std::stop_token stop) {
  const Repo& repo = workspace.repo;
  const auto person = repo.identity();
  if (person) {
    out.found = fmt::format("as {} <{}>", clean(person->name), clean(person->email));
  } else {
    out.trouble.add(Error("Git does not know who you are, so that you can decide nothing")
                        .mend("git config user.name NAME && git config user.email MAIL"));
  }
  require_commit(repo, "HEAD");
  const auto remote = repo.remote();
  if (!remote) {
    out.trouble.add(Error("there is no remote to push to: reviews stay here")
                        .mend("git remote add origin URL")
                        .as(Severity::warning));
    return;
  }
  // The server says whether it takes a push before anything is sent.
  const Output said =
      git::ask(&wires.runner, repo.root(),
               {{"push", "--dry-run", "--quiet", *remote, "HEAD:refs/heads/muster/doctor"}}, stop);
  if (said.code != 0) {
    throw Error(fmt::format("this machine may not push to {}", *remote))
        .because(git::reason_of(said))
        .mend("give it a key or token with the right to write the repository");
  }
  out.found += fmt::format("{}may push to {}", out.found.empty() ? "" : ", ", *remote);
}

// The interface that a sweep would use, opened and closed.
void look_at_capture(Checkup& out, Wires& wires) {
  for (const CaptureInterface& one : wires.capture.interfaces()) {
    if (!one.up || !one.mac) continue;
    wires.capture.open(one.name)->finish();
    out.found = "raw frames on " + one.name;
    return;
  }
  throw Error("no Ethernet interface of this machine is up");
}

void look_at_source(Checkup& out, const SourceConfig& config, const Trust& trust, Wires& wires,
                    std::stop_token stop) {
  Source source{config};
  source.secrets = fetch_secrets(config, wires.runner, trust);
  if (config.kind() == "sweep") return look_at_capture(out, wires);
  Observation seen = std::move(collect_all({&source, 1}, wires, stop).front());
  out.trouble.add(std::move(seen.trouble));
  if (seen.rows() > 0) out.found = fmt::format("{} told", counted(seen.rows(), "row"));
}

std::string listed(const netbox::TriedRights& rights) {
  std::vector<std::string> parts;
  for (const auto& [right, models] : rights.lacking) {
    parts.push_back(right + " on " + join(models, ", "));
  }
  return join(parts, "; ");
}

void look_at_netbox(Checkup& out, const NetboxConfig& config, const Secrets& secrets, Wires& wires,
                    std::stop_token stop) {
  const auto rights = netbox::try_rights(config, secrets["token"], wires.http, stop);
  out.found = fmt::format("NetBox {}, {} tried", rights.version, counted(rights.tried, "right"));
  if (rights.lacking.empty()) return;
  if (rights.reads_only) {
    throw Error("the token of NetBox only reads, which is enough for plans")
        .because("no right to write anything")
        .mend("turn on \"write enabled\" of the token, and give its user: " + listed(rights));
  }
  throw Error("the token of NetBox lacks rights")
      .because(listed(rights))
      .mend("in NetBox, Admin, Permissions: add one for the user of the token with these");
}

// Whether muster may put a new file beside the old one.
void look_at_folder(Checkup& out, const UnboundConfig& config) {
  if (!config.ssh.empty() || !config.servers.empty()) return;
  const std::string folder = std::filesystem::path(config.file).parent_path().string();
  const std::string place = folder.empty() ? "." : folder;
  if (access(place.c_str(), W_OK) == 0) return;
  out.trouble.add(
      Error("the folder " + place + " is not writable")
          .mend("run muster as a user who may write it, or: sudo setfacl -m u:$USER:rwx " + place));
}

void look_at_dns(Checkup& out, const TargetConfig& target, const Secrets& secrets, Wires& wires,
                 std::stop_token stop) {
  const auto reader = make_reader(
      target, secrets, {wires.clock, wires.http, wires.runner, wires.progress, wires.ssh});
  const Snapshot there = reader->read({}, stop);
  out.trouble.add(there.trouble);
  out.found = fmt::format("{}, {} read", reader->address(), counted(there.objects, "record"));
  if (const auto* unbound = std::get_if<UnboundConfig>(&target.settings)) {
    look_at_folder(out, *unbound);
  }
}

void look_at_target(Checkup& out, const TargetConfig& target, const Trust& trust, Wires& wires,
                    std::stop_token stop) {
  const Secrets secrets = fetch_secrets(target, wires.runner, trust);
  if (const auto* config = std::get_if<NetboxConfig>(&target.settings)) {
    look_at_netbox(out, *config, secrets, wires, stop);
  } else {
    look_at_dns(out, target, secrets, wires, stop);
  }
}

// A forge that cannot be asked takes no merge requests; all else works without one.
void look_at_forge(Checkup& out, const Workspace& workspace, const Environment& environment,
                   Wires& wires, std::stop_token stop) {
  std::unique_ptr<Forge> forge;
  try {
    const ForgePlace place = forge_place(remote_address(workspace.repo, wires.runner), environment);
    forge = make_forge(place, forge_token(place.kind, environment), wires.http);
    out.found = place.web;
  } catch (Error& error) {
    out.trouble.add(std::move(error).as(Severity::warning));
    return;
  }
  out.found += fmt::format(" as {}, {} open", clean(forge->login(stop)),
                           counted(forge->open(stop).size(), "merge request"));
  for (const std::string& lack : forge->lacking(stop)) {
    out.trouble.add(Error("the token of the forge lacks " + lack)
                        .mend("give it that, or make another: MUSTER_FORGE_TOKEN"));
  }
}

void look_beyond(DoctorReport& report, Workspace& workspace, const Config& config,
                 const DoctorOptions& options, Wires& wires, std::stop_token stop) {
  const Trust trust =
      trust_of(workspace, config, options.base, options.allow_commands, wires.runner);
  for (const SourceConfig& source : config.sources) {
    if (!source.enabled || stop.stop_requested()) continue;
    wires.progress.phase("asking " + source.id());
    report.checkups.push_back(checked("source " + source.id(), [&](Checkup& out) {
      look_at_source(out, source, trust, wires, stop);
    }));
  }
  for (const TargetConfig& target : config.targets) {
    if (stop.stop_requested()) continue;
    wires.progress.phase("asking " + target.name);
    report.checkups.push_back(checked("target " + target.name, [&](Checkup& out) {
      look_at_target(out, target, trust, wires, stop);
    }));
  }
}

}  // namespace

DoctorReport examine(Workspace& workspace, const DoctorOptions& options, Wires& wires,
                     std::stop_token stop) {
  DoctorReport report;
  report.checkups.push_back(
      checked("git", [&](Checkup& out) { look_at_git(out, workspace, wires, stop); }));
  std::optional<ObjectId> base;
  if (!options.base.empty()) base = require_commit(workspace.repo, options.base);
  Diagnostics mistakes;
  const auto config = check_config(workspace, base, mistakes);
  Checkup reads{"muster.yaml", "", std::move(mistakes)};
  if (config) {
    reads.found = fmt::format("{}, {}, {}", counted(config->sites.size(), "site"),
                              counted(config->sources.size(), "source"),
                              counted(config->targets.size(), "target"));
  }
  report.checkups.push_back(std::move(reads));
  if (config) look_beyond(report, workspace, *config, options, wires, stop);
  if (workspace.repo.remote()) {
    report.checkups.push_back(checked("forge", [&](Checkup& out) {
      look_at_forge(out, workspace, options.environment, wires, stop);
    }));
  }
  return report;
}

}  // namespace muster
