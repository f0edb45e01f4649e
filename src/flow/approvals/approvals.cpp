#include "flow/approvals/approvals.h"

#include <fmt/core.h>

#include <algorithm>
#include <map>

#include "core/text.h"
#include "correlate/host/classify.h"
#include "flow/approvals/setters.h"
#include "flow/approvals/who.h"

namespace muster {
namespace {

using Inventories = std::map<std::string, std::pair<const HostFile*, const HostFile*>>;

// A decision that stands in `head`.
struct Decided {
  const CommitStep* by;
  std::string path;
  std::string what;  // "approval"
  Where where;
  const HostFile* file;  // null: the file was removed, or is no host's
};

std::string short_id(const CommitStep& step) { return step.commit.id.substr(0, 9); }

std::string author_of(const CommitStep& step) {
  const Signature& who = step.commit.author;
  return clean(who.name) + " <" + clean(who.email) + ">";
}

bool by_discover(const CommitStep& step) { return step.commit.trailers.contains("Muster-Run"); }

bool by_muster(const CommitStep& step) {
  const auto& trailers = step.commit.trailers;
  return std::any_of(trailers.begin(), trailers.end(),
                     [](const auto& one) { return one.first.starts_with("Muster-"); });
}

// Whether the rules of the base say of the host what discover wrote.
bool a_rule_says(const Decided& decided, const Config& config) {
  if (decided.file == nullptr) return false;
  const Host& host = decided.file->host;
  Host seen = host;
  seen.observed.proposed = propose(host.id, host.observed, config);
  if (decided.what == "classification") {
    return host.classification == seen.observed.proposed.classification;
  }
  seen.classification = seen.observed.proposed.classification;
  seen.approval = Approval::pending;
  return decided.what == "approval" && decided_approval(seen, nullptr, config) == host.approval;
}

class ApprovalCheck {
 public:
  ApprovalCheck(const Workspace& workspace, const Config& config, const ObjectId& fork,
                const ObjectId& head, Diagnostics& trouble)
      : workspace_(workspace),
        config_(config),
        policy_(config.policy),
        setters_(workspace.repo, fork, head),
        trouble_(trouble) {}

  void check(const std::string& id, const HostFile* before, const HostFile* after) {
    const Host nothing;
    const Host &was = before ? before->host : nothing, &is = after ? after->host : nothing;
    const bool matters = was.approval == Approval::approved || is.approval == Approval::approved;
    if (after == nullptr) {
      if (matters)
        decide(
            {setters_.of_host(id, ""), before->path, "removal", {before->path, 0, 0, ""}, nullptr});
      return;
    }
    for (const std::string_view key : differing_keys(was, is)) {
      Decided decided{setters_.of_host(id, key), after->path, std::string(key), after->where(key),
                      after};
      if (key == "observed") {
        seen(decided);
      } else if (matters) {
        decide(decided);
      }
    }
  }

  void check_file(const std::string& path) {
    decide({setters_.of_file(path), path, "what stands there", {path, 0, 0, ""}, nullptr});
  }

  void tell() {
    for (auto& [key, one] : found_) {
      if (one.more > 0) {
        one.error.why = "the same holds of " + counted(one.more, "other value");
      }
      trouble_.add(std::move(one.error));
    }
  }

 private:
  struct Found {
    Error error;
    size_t more = 0;
  };

  // One for each commit and reason.
  void mistake(const Decided& decided, int reason, const std::string& why, std::string fix,
               Severity severity = Severity::error) {
    const auto entry = found_.find({decided.by->commit.id, reason});
    if (entry != found_.end()) {
      ++entry->second.more;
      return;
    }
    Error error(fmt::format("{} {}", decided.what, why), Exit::invalid);
    found_.emplace(std::pair(decided.by->commit.id, reason),
                   Found{std::move(error).at(decided.where).mend(std::move(fix)).as(severity)});
  }

  void seen(const Decided& decided) {
    if (decided.by == nullptr || by_muster(*decided.by) || decided.by->parents.size() > 1) return;
    if (is_by_hand(decided.file->host)) return;
    mistake(decided, 0, fmt::format("was edited by hand in {}", short_id(*decided.by)),
            "discover writes it anew; what is to stand against it goes into overrides:",
            Severity::warning);
  }

  void decide(const Decided& decided) {
    if (decided.by == nullptr) return;
    const bool rule = by_discover(*decided.by) && a_rule_says(decided, config_);
    if (!rule) by_whom(decided);
    if (policy_.signed_decisions && !is_signed(*decided.by)) {
      mistake(decided, 1,
              fmt::format("was decided in {}, which {} did not sign", short_id(*decided.by),
                          author_of(*decided.by)),
              "sign it (git commit --amend -S), and let the runner know the key by "
              "gpg.ssh.allowedSignersFile");
    }
    if (policy_.four_eyes && !rule && !reviewed(decided)) {
      mistake(decided, 2,
              fmt::format("was decided by {} in {}, and nobody else has reviewed it",
                          author_of(*decided.by), short_id(*decided.by)),
              "another person commits: git commit --allow-empty -m Review --trailer "
              "\"Reviewed-by: NAME <MAIL>\"");
    }
  }

  void by_whom(const Decided& decided) {
    const Approvers* who = approvers_of(policy_, decided.path);
    const std::string& mail = decided.by->commit.author.email;
    if (by_discover(*decided.by)) {
      const bool asked = !policy_.approvers.empty() || policy_.four_eyes;
      mistake(decided, 3,
              fmt::format("was written by discover in {}, and no rule of the base says so",
                          short_id(*decided.by)),
              "add the rule to the base first, or let a person decide",
              asked ? Severity::error : Severity::warning);
    } else if (who != nullptr && !may_decide(*who, mail)) {
      mistake(decided, 4,
              fmt::format("was decided by {} in {}, who may not decide there",
                          author_of(*decided.by), short_id(*decided.by)),
              fmt::format("let one of {} decide it: policy.approvers", join(who->people, ", ")));
    }
  }

  bool reviewed(const Decided& decided) {
    const Approvers* who = approvers_of(policy_, decided.path);
    return std::any_of(setters_.reviews().begin(), setters_.reviews().end(),
                       [&](const CommitStep* review) {
                         const std::string mail = lower(review->commit.author.email);
                         if (mail == lower(decided.by->commit.author.email)) return false;
                         if (who != nullptr && !may_decide(*who, mail)) return false;
                         if (policy_.signed_decisions && !is_signed(*review)) return false;
                         return workspace_.repo.descends(review->commit.id, decided.by->commit.id);
                       });
  }

  bool is_signed(const CommitStep& step) {
    const auto [entry, fresh] = signed_.try_emplace(step.commit.id, false);
    if (fresh) entry->second = is_signed_by_author(workspace_, step.commit);
    return entry->second;
  }

  const Workspace& workspace_;
  const Config& config_;
  const Policy& policy_;
  Setters setters_;
  Diagnostics& trouble_;
  std::map<std::pair<ObjectId, int>, Found> found_;
  std::map<ObjectId, bool> signed_;
};

Inventories side_by_side(const Inventory& before, const Inventory& after) {
  Inventories out;
  for (const auto& file : before.files) out[file->host.id].first = file.get();
  for (const auto& file : after.files) out[file->host.id].second = file.get();
  std::erase_if(out, [](const auto& one) { return one.second.first == one.second.second; });
  return out;
}

}  // namespace

void check_approvals(const Workspace& workspace, const ObjectId& base, const ObjectId& head,
                     Diagnostics& trouble) {
  Diagnostics ignored;  // of the base; what does not read in `head` validate tells
  const Config config = load_config(workspace, base, ignored);
  const ObjectId fork = workspace.repo.merge_base(base, head).value_or(base);
  const auto before = load_hosts(workspace, fork, ignored);
  const auto after = load_hosts(workspace, head, ignored);
  ApprovalCheck check(workspace, config, fork, head, trouble);
  for (const auto& [id, files] : side_by_side(*before, *after)) {
    check.check(id, files.first, files.second);
  }
  for (const char* path : {"muster.yaml", "rules.yaml"}) check.check_file(path);
  check.tell();
}

}  // namespace muster
