#include "flow/backup/history.h"

#include <fmt/core.h>

#include <algorithm>

#include "backup/redact/redact.h"
#include "core/text.h"
#include "flow/backup/devices.h"

namespace muster {
namespace {

constexpr size_t all_revisions = 100'000;
constexpr size_t shortest_hash = 4;

class Kept {
 public:
  Kept(const Workspace& workspace, const std::string& device, Runner& runner)
      : configs_(workspace, policy_of(workspace), runner), file_(configs_.require(device)) {}

  const KeptFile& file() const { return file_; }

  std::vector<Revision> revisions(size_t most) {
    return configs_.repo().history(*configs_.tip(), file_.path, most);
  }

  KeptConfig at(const std::string& revision) {
    if (revision.empty()) return text_of(revisions(1), 0, revision);
    const auto all = revisions(all_revisions);
    return text_of(all, place_of(all, revision), revision);
  }

  // The one that stood before the change that made `after`.
  KeptConfig before(const KeptConfig& after) {
    const auto all = revisions(all_revisions);
    const auto made = std::find_if(
        all.begin(), all.end(), [&](const Revision& one) { return one.commit.id == after.commit; });
    const auto place = static_cast<size_t>(made - all.begin()) + 1;
    if (place < all.size()) return text_of(all, place, "");
    return {file_.path, "", "", Time()};  // the first one
  }

 private:
  static BackupPolicy policy_of(const Workspace& workspace) {
    Diagnostics ignored;
    return load_config(workspace, std::nullopt, ignored).policy.backup;
  }

  static size_t place_of(const std::vector<Revision>& all, const std::string& revision) {
    Day day;
    if (revision.starts_with('~')) {
      const auto back = parse_int(std::string_view(revision).substr(1));
      if (back && *back >= 0) return static_cast<size_t>(*back);
    } else if (parse_day(revision, day)) {
      const Time end = Time(day) + std::chrono::days(1);
      const auto found = std::find_if(all.begin(), all.end(),
                                      [&](const Revision& one) { return one.commit.time < end; });
      return static_cast<size_t>(found - all.begin());
    } else if (revision.size() >= shortest_hash) {
      const auto found = std::find_if(all.begin(), all.end(), [&](const Revision& one) {
        return one.commit.id.starts_with(revision);
      });
      return static_cast<size_t>(found - all.begin());
    }
    return all.size();
  }

  KeptConfig text_of(const std::vector<Revision>& all, size_t place, const std::string& revision) {
    if (place >= all.size()) {
      throw Error(fmt::format("there is no revision \"{}\" of {}", clean(revision), file_.path),
                  Exit::usage)
          .mend("muster config log shows them; a day such as 2026-08-21 or ~1 will do, too");
    }
    const Revision& one = all[place];
    return {file_.path, one.commit.id, one.blob.empty() ? "" : configs_.repo().read(one.blob),
            one.commit.time};
  }

  ConfigsRepo configs_;
  const KeptFile& file_;
};

// As the inventory says now; what is of no known platform has lines and no order that is free.
const Platform& platform_of(const std::string& name, const Platforms& platforms) {
  static const Platform unknown;
  const Platform* found = platforms.find(name);
  return found == nullptr ? unknown : *found;
}

}  // namespace

ConfigHistory config_history(const Workspace& workspace, const std::string& device, size_t most,
                             Runner& runner) {
  Kept kept(workspace, device, runner);
  return {kept.file().path, device, kept.revisions(most)};
}

KeptConfig config_revision(const Workspace& workspace, const std::string& device,
                           const std::string& revision, Runner& runner) {
  return Kept(workspace, device, runner).at(revision);
}

ConfigDiff config_diff(const Workspace& workspace, const std::string& device,
                       const std::string& from, const std::string& to, Runner& runner) {
  Kept kept(workspace, device, runner);
  ConfigDiff out;
  out.after = kept.at(to);
  out.before = from.empty() ? kept.before(out.after) : kept.at(from);
  Diagnostics ignored;
  const Platforms platforms =
      load_platforms(workspace.repo, workspace.repo.resolve("HEAD"), ignored);
  out.changes = config_changes(platform_of(kept.file().facts.platform, platforms), out.before.text,
                               out.after.text);
  return out;
}

RestoreText config_restore(const Workspace& workspace, const std::string& device,
                           const std::string& revision, Runner& runner) {
  RestoreText out{config_revision(workspace, device, revision, runner), {}};
  size_t number = 0;
  for (const std::string& line : split(out.of.text, '\n')) {
    ++number;
    if (!placeholders_in(line).empty()) out.redacted.push_back({number, line});
  }
  return out;
}

}  // namespace muster
