#include "flow/merge_requests.h"

#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <set>

#include "core/text.h"
#include "flow/branch.h"
#include "flow/history/conflicts.h"
#include "inventory/records/record_file.h"

namespace muster {
namespace {

constexpr std::chrono::days snoozed{14};
constexpr std::string_view prefix = "muster/discover/";

std::vector<std::string> not_heard(const DiscoverReport& report, const std::string& site) {
  std::vector<std::string> out;
  for (const SourceReport& source : report.sources) {
    if (source.site != site || !(source.failed() || source.doubtful)) continue;
    std::string why;
    for (const Error& error : source.trouble.items()) {
      if (why.empty()) why = error.message;
    }
    out.push_back(source.id + (source.doubtful ? ": doubtful" : ": failed") +
                  (why.empty() ? "" : ", " + why));
  }
  return out;
}

// Files of records that differ between two commits.
std::vector<ReviewedRecord> differing_records(const Repo& repo, const ObjectId& before,
                                              const ObjectId& after) {
  std::map<std::string, ObjectId> known;
  for (TreeFile& file : repo.list(before, std::string(records_folder))) {
    known.emplace(std::move(file.path), std::move(file.blob));
  }
  std::vector<ReviewedRecord> out;
  for (TreeFile& file : repo.list(after, std::string(records_folder))) {
    const auto found = known.find(file.path);
    const bool fresh = found == known.end();
    if (fresh || found->second != file.blob) {
      out.push_back({file.path, fresh ? "new" : "changed"});
    }
    if (!fresh) known.erase(found);
  }
  for (const auto& [path, blob] : known) out.push_back({path, "removed"});
  std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.path < b.path; });
  return out;
}

// What does not fit together of the hosts that are reviewed.
std::vector<Conflict> conflicts_of(const Inventory& after, const std::vector<ReviewedHost>& hosts) {
  std::set<std::string_view> reviewed;
  for (const ReviewedHost& host : hosts) reviewed.insert(host.after->path);
  auto out = host_conflicts(after);
  std::erase_if(out, [&](const Conflict& one) { return !reviewed.contains(one.path); });
  return out;
}

// What a merge of the branch would bring, whatever went on in the base since.
std::optional<Review> review_of(Workspace& workspace, const DiscoverReport& report,
                                const SiteReport& site, const ObjectId& base, Time now) {
  Repo& repo = workspace.repo;
  const ObjectId merged = branch_tip(repo, site.branch, base, now).parent;
  const auto pushed =
      repo.resolve(fmt::format("refs/remotes/{}/{}", repo.remote().value_or(""), site.branch));
  const auto head = pushed ? pushed : repo.resolve("refs/heads/" + site.branch);
  if (merged == base || !head) return std::nullopt;
  Diagnostics ignored;  // what does not read was told by the run
  const auto before = load_hosts(workspace, base, ignored);
  const auto after = load_hosts(workspace, merged, ignored);
  Review review{site.site,
                site.branch,
                *head,
                differing(*before, *after, site.site),
                not_heard(report, site.site),
                differing_records(repo, base, merged)};
  if (review.hosts.empty() && review.records.empty()) return std::nullopt;
  review.conflicts = conflicts_of(*after, review.hosts);
  return review;
}

class Offers {
 public:
  Offers(Forge& forge, ForgeKind kind, const ReviewWords& words, std::string into, Day today,
         size_t most, std::stop_token stop)
      : forge_(forge),
        words_(words),
        budget_(body_budget(kind)),
        into_(std::move(into)),
        today_(today),
        most_(most),
        stop_(std::move(stop)),
        open_(forge.open(stop_)) {
    std::erase_if(open_, [](const MergeRequest& one) { return !one.branch.starts_with(prefix); });
  }

  // "opened …", "updated …", "unchanged …", or why there is none.
  std::string offer(const Review& review) {
    const std::string title = words_.title(review);
    const std::string body = words_.body(review, budget_, [&](const std::string& path) {
      return forge_.file_url(review.head, path);
    });
    const auto there = std::find_if(open_.begin(), open_.end(), [&](const MergeRequest& one) {
      return one.branch == review.branch;
    });
    if (there != open_.end()) return update(*there, title, body);
    if (const auto day = forge_.closed(review.branch, stop_); day && today_ - *day < snoozed) {
      return fmt::format("none: the last was closed on {}, the next may come on {}",
                         render_day(*day), render_day(*day + snoozed));
    }
    if (open_.size() >= most_) {
      return fmt::format("none yet: {} are open, as many as policy.max_merge_requests allows",
                         open_.size());
    }
    open_.push_back(forge_.create(
        {review.branch, into_, title, body, {"muster", "site/" + review.site}}, stop_));
    return "opened " + clean(open_.back().url);
  }

 private:
  std::string update(const MergeRequest& there, const std::string& title, const std::string& body) {
    const std::string whole = words_.into(there.body, body);
    // Forges give back a body with other line ends and no last one.
    const auto plain = [](std::string text) {
      std::erase(text, '\r');
      return std::string(trim(text));
    };
    if (there.title == title && plain(there.body) == plain(whole)) {
      return "unchanged " + clean(there.url);
    }
    forge_.update(there.number, title, whole, stop_);
    return "updated " + clean(there.url);
  }

  Forge& forge_;
  const ReviewWords& words_;
  size_t budget_;
  std::string into_;
  Day today_;
  size_t most_;
  std::stop_token stop_;
  std::vector<MergeRequest> open_;  // of muster's branches
};

}  // namespace

void offer_reviews(Workspace& workspace, DiscoverReport& report, Forge& forge, ForgeKind kind,
                   const ReviewWords& words, Time now, std::stop_token stop) {
  try {
    Diagnostics ignored;  // the run has told what does not read
    const ObjectId base = base_commit(workspace.repo);
    const Policy policy = load_config(workspace, base, ignored).policy;
    const Day today = std::chrono::floor<std::chrono::days>(now);
    Offers offers(forge, kind, words, workspace.repo.default_branch(), today,
                  policy.max_merge_requests, stop);
    for (SiteReport& site : report.sites) {
      const auto review = review_of(workspace, report, site, base, now);
      if (review) site.merge_request = offers.offer(*review);
    }
  } catch (Error& error) {
    report.notes.add(std::move(error));
  }
}

}  // namespace muster
