#include "flow/approvals/lifted.h"

#include <algorithm>

#include "core/text.h"
#include "flow/approvals/who.h"

namespace muster {
namespace {

constexpr const char* allow_trailer = "Muster-Allow";
constexpr const char* only_rail = "deletes";

// Why the word of the commit's author does not count for a host that goes; "" when it does.
std::string unheard(const CommitSummary& commit, const Applied& applied, const std::string& host) {
  const HostFile* file = applied.inventory.find(host);
  const Approvers* who = file ? approvers_of(applied.policy, file->path) : nullptr;
  if (who == nullptr) {
    return "no policy.approvers of the commit last applied are for " +
           (file ? file->path : "host " + host);
  }
  return may_decide(*who, commit.author.email) ? "" : "who may not decide about " + file->path;
}

std::string unheard(const Workspace& workspace, const CommitSummary& commit,
                    const std::string& rails, const Applied& applied,
                    std::span<const Operation> operations) {
  if (trim(rails) != only_rail) return "a commit lifts only " + std::string(only_rail);
  if (applied.policy.signed_decisions && !is_signed_by_author(workspace, commit))
    return "its author did not sign it";
  for (const Operation& operation : operations) {
    const bool goes = operation.op == Op::retire || operation.op == Op::remove;
    if (!goes || operation.host.empty()) continue;
    if (std::string why = unheard(commit, applied, operation.host); !why.empty()) return why;
  }
  return "";
}

}  // namespace

std::set<std::string> lifted_by_commit(const Workspace& workspace, const View& view,
                                       const Applied& applied,
                                       std::span<const Operation> operations, Diagnostics& notes) {
  if (!view.commit || !applied.commit || view.commit == applied.commit) return {};
  const CommitSummary commit = workspace.repo.commit(*view.commit);
  const auto said = commit.trailers.find(allow_trailer);
  if (said == commit.trailers.end()) return {};
  const std::string by = commit.id.substr(0, 9) + " of " + clean(commit.author.name) + " <" +
                         clean(commit.author.email) + ">";
  const std::string why = unheard(workspace, commit, said->second, applied, operations);
  if (why.empty()) {
    notes.add(Error("deletes are allowed by " + by).as(Severity::note));
    return {only_rail};
  }
  notes.add(
      Error("\"Muster-Allow: " + clean(said->second) + "\" of commit " + by + " does not count")
          .because(why)
          .as(Severity::warning));
  return {};
}

}  // namespace muster
