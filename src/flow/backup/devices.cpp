#include "flow/backup/devices.h"

#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <tuple>

#include "core/text.h"
#include "model/selector.h"

namespace muster {
namespace {

constexpr std::string_view platforms_folder = "platforms";
constexpr std::string_view platform_ending = ".yaml";
constexpr size_t most_platforms = 500;

bool is_one_of(const std::vector<std::string>& words, const std::string& word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

const JobConfig* job_of(const Config& config, const std::string& name) {
  if (name.empty()) return nullptr;
  std::vector<std::string> names;
  for (const JobConfig& job : config.jobs) {
    if (job.name == name) return &job;
    names.push_back(job.name);
  }
  throw Error(fmt::format("job \"{}\" is not in muster.yaml", clean(name)), Exit::usage)
      .mend(names.empty() ? "add it under jobs:" : suggestion(name, names));
}

// What has to hold of a host, besides that its classification says so.
class Choice {
 public:
  Choice(const Config& config, const BackupOptions& options)
      : options_(options), job_(job_of(config, options.job)) {
    if (!options.where.empty()) selectors_.push_back(Selector::parse(options.where));
    if (job_ != nullptr && !job_->selector.empty()) {
      selectors_.push_back(Selector::parse(job_->selector));
    }
    for (const std::string& site : options.sites) {
      if (config.sites.contains(site)) continue;
      std::vector<std::string> known;
      for (const auto& [slug, one] : config.sites) known.push_back(slug);
      throw Error(fmt::format("site \"{}\" is not in muster.yaml", clean(site)), Exit::usage)
          .mend(suggestion(site, known));
    }
  }

  bool takes(const HostFile& file) const {
    const Host& host = file.host;
    const std::string& site = effective_site(host);
    const bool named = options_.hosts.empty() || is_one_of(options_.hosts, host.id) ||
                       is_one_of(options_.hosts, effective_name(host));
    return named && of_sites(options_.sites, site) &&
           (job_ == nullptr || of_sites(job_->sites, site)) &&
           std::all_of(selectors_.begin(), selectors_.end(),
                       [&](const Selector& one) { return one.matches(host, file.path); });
  }

 private:
  static bool of_sites(const std::vector<std::string>& sites, const std::string& site) {
    return sites.empty() || is_one_of(sites, site);
  }

  const BackupOptions& options_;
  const JobConfig* job_;
  std::vector<Selector> selectors_;
};

const std::string& backup_of(const Config& config, const Host& host) {
  static const std::string none;
  const ClassConfig* known = config.classification(host.classification);
  const bool there = host.approval == Approval::approved && effective_state(host) == State::present;
  return known == nullptr || !there ? none : known->backup;
}

// The primary address, else the first; version 4 before 6.
std::string address_of(const Host& host) {
  std::string best;
  int rank = 4;
  for (const Interface& interface : effective_interfaces(host)) {
    for (const Cidr& address : interface.addresses) {
      const std::string text = render(address.ip);
      const int own =
          (is_primary(host, address.ip) ? 0 : 2) + (text.find(':') == std::string::npos ? 0 : 1);
      if (own < rank) {
        rank = own;
        best = text;
      }
    }
  }
  return best;
}

const CredentialConfig* credential_for(const Config& config, const Host& host) {
  const auto& tags = effective_tags(host);
  for (const CredentialConfig& one : config.credentials) {
    const bool tagged =
        one.tags.empty() || std::any_of(one.tags.begin(), one.tags.end(),
                                        [&](const auto& tag) { return is_one_of(tags, tag); });
    const bool here = one.sites.empty() || is_one_of(one.sites, effective_site(host));
    if (tagged && here) return &one;
  }
  return nullptr;
}

bool is_file_name(const std::string& name) {
  return !name.empty() && name.front() != '.' && name.front() != '-' &&
         name.find_first_not_of(
             "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-") ==
             std::string::npos;
}

class Devices {
 public:
  Devices(const View& view, const Platforms& platforms) : view_(view), platforms_(platforms) {}

  BackupDevice device(const Host& host, const std::string& platform) const {
    BackupDevice out;
    const std::string& name = effective_name(host);
    out.report.site = effective_site(host);
    out.report.name = is_file_name(name) ? name : host.id;
    out.report.host = host.id;
    out.address = address_of(host);
    out.credential = credential_for(view_.config, host);
    choose_platform(out, host, platform);
    if (out.platform != nullptr) out.report.platform = out.platform->name;
    if (out.address.empty()) {
      fail(out, BackupOutcome::no_address, "the host has no address", "none was seen",
           "give it one in overrides: of its file");
    } else if (out.credential == nullptr) {
      fail(out, BackupOutcome::no_credential, "no credential fits the host",
           "none of credentials: is for its site and tags", "add one to muster.yaml");
    }
    return out;
  }

 private:
  static void fail(BackupDevice& out, BackupOutcome outcome, const std::string& message,
                   const std::string& why, const std::string& fix) {
    out.trouble = DeviceError(outcome, Error(message).because(why).mend(fix));
  }

  void choose_platform(BackupDevice& out, const Host& host, const std::string& told) const {
    std::string name = told == "auto" ? "" : told;
    if (name.empty() && out.credential != nullptr) name = out.credential->platform;
    if (name.empty()) {
      const Observed& seen = host.observed;
      out.platform = platforms_.detect(host.overrides.vendor.value_or(seen.vendor),
                                       host.overrides.model.value_or(seen.model),
                                       host.overrides.platform.value_or(seen.platform));
      return;
    }
    out.platform = platforms_.find(name);
    if (out.platform != nullptr) return;
    fail(out, BackupOutcome::unknown_platform, fmt::format("platform \"{}\" is not known", name),
         "muster.yaml names it", suggestion(name, platforms_.names()));
  }

  const View& view_;
  const Platforms& platforms_;
};

// Of two with one name on a site both get their id along.
void part_equal_names(std::vector<BackupDevice>& devices) {
  std::map<std::string, size_t> count;
  for (const BackupDevice& one : devices) ++count[one.report.label()];
  for (BackupDevice& one : devices) {
    if (count[one.report.label()] > 1) one.report.name += "--" + one.report.host;
    one.report.path = "configs/" + one.report.site + "/" + one.report.name + ".cfg";
  }
}

}  // namespace

std::vector<BackupDevice> choose_devices(const View& view, const BackupOptions& options,
                                         const Platforms& platforms) {
  const Choice choice(view.config, options);
  const Devices devices(view, platforms);
  std::vector<BackupDevice> out;
  for (const auto& file : view.inventory.files) {
    const std::string& platform = backup_of(view.config, file->host);
    if (platform.empty() || !choice.takes(*file)) continue;
    out.push_back(devices.device(file->host, platform));
  }
  if (out.empty()) {
    throw Error("no device is chosen", Exit::usage)
        .because("none that is approved and present, and whose classification has backup:, fits")
        .mend("add backup: auto to a classification of muster.yaml, or choose others");
  }
  part_equal_names(out);
  std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) {
    return std::tie(a.report.site, a.report.name) < std::tie(b.report.site, b.report.name);
  });
  return out;
}

Platforms load_platforms(const Repo& repo, const std::optional<ObjectId>& commit,
                         Diagnostics& trouble) {
  std::map<std::string, std::string> own;
  const auto files =
      commit ? repo.list(*commit, std::string(platforms_folder)) : std::vector<TreeFile>();
  for (const TreeFile& file : files) {
    std::string name = file.path.substr(platforms_folder.size() + 1);
    if (file.link || !name.ends_with(platform_ending) || own.size() == most_platforms) continue;
    name.resize(name.size() - platform_ending.size());
    if (is_file_name(name)) own[name] = repo.read(file.blob);
  }
  return Platforms(own, trouble);
}

}  // namespace muster
