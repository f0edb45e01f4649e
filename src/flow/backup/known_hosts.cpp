#include "flow/backup/known_hosts.h"

#include <algorithm>
#include <map>

#include "core/hash.h"
#include "core/text.h"
#include "flow/branch.h"
#include "model/host.h"
#include "wire/base64.h"

namespace muster {
namespace {

constexpr std::chrono::days keys_snoozed{14};

// As ssh-keygen -lf tells it.
std::string fingerprint_of(const std::string& blob) {
  const std::string hex = sha256_hex(from_base64(blob));
  std::string bytes;
  for (size_t i = 0; i < hex.size(); i += 2) {
    bytes += static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16));
  }
  std::string out = to_base64(bytes);
  out.erase(out.find_last_not_of('=') + 1);
  return "SHA256:" + out;
}

// "[192.0.2.1]:2222" → "192.0.2.1"
std::string address_in(const std::string& host) {
  const size_t close = host.find("]:");
  return host.starts_with('[') && close != std::string::npos ? host.substr(1, close - 1) : host;
}

// An address may be of several, in networks that overlap: all that could be meant.
std::map<std::string, std::string> labels_by_address(const Inventory& hosts) {
  std::map<std::string, std::string> out;
  for (const auto& file : hosts.files) {
    const std::string host = effective_site(file->host) + "/" + effective_name(file->host);
    for (const Interface& interface : effective_interfaces(file->host)) {
      for (const Cidr& address : interface.addresses) {
        std::string& label = out[render(address.ip)];
        label += (label.empty() ? "" : " or ") + host;
      }
    }
  }
  return out;
}

std::vector<ProposedKey> proposed_keys(Workspace& workspace, const ObjectId& base, Time now) {
  Repo& repo = workspace.repo;
  const auto lines_at = [&](const ObjectId& commit) {
    return split(repo.read_at(commit, known_hosts_path).value_or(""), '\n');
  };
  const auto there = lines_at(base);
  Diagnostics ignored;  // the run has told what does not read
  const auto labels = labels_by_address(*load_hosts(workspace, base, ignored));
  std::vector<ProposedKey> out;
  for (const std::string& line : lines_at(branch_tip(repo, known_hosts_branch, base, now).parent)) {
    const auto words = split(line, ' ');
    if (words.size() < 3 || std::find(there.begin(), there.end(), line) != there.end()) continue;
    const auto label = labels.find(address_in(words[0]));
    out.push_back(
        {label == labels.end() ? "" : label->second, words[0], words[1], fingerprint_of(words[2])});
  }
  return out;
}

std::string offered(Forge& forge, const MergeRequestDraft& draft, const KeysWords& words, Time now,
                    std::stop_token stop) {
  for (const MergeRequest& one : forge.open(stop)) {
    if (one.branch != draft.branch) continue;
    const std::string whole = words.into(one.body, draft.body);
    const auto plain = [](std::string text) {
      std::erase(text, '\r');
      return std::string(trim(text));
    };
    if (one.title == draft.title && plain(one.body) == plain(whole)) return "unchanged " + one.url;
    forge.update(one.number, draft.title, whole, stop);
    return "updated " + one.url;
  }
  const Day today = std::chrono::floor<std::chrono::days>(now);
  const auto closed = forge.closed(draft.branch, stop);
  if (closed && today - *closed < keys_snoozed) {
    return "none: the last was closed on " + render_day(*closed) + ", the next may come on " +
           render_day(*closed + keys_snoozed);
  }
  return "opened " + forge.create(draft, std::move(stop)).url;
}

}  // namespace

bool propose_keys(Repo& repo, const std::vector<std::string>& lines, Time now) {
  const BranchTip tip = branch_tip(repo, known_hosts_branch, base_commit(repo), now);
  std::string text = repo.read_at(tip.parent, known_hosts_path).value_or("");
  if (!text.empty() && !text.ends_with('\n')) text += '\n';
  const auto there = split(text, '\n');
  size_t added = 0;
  for (const std::string& line : lines) {
    if (std::find(there.begin(), there.end(), line) != there.end()) continue;
    text += line + "\n";
    ++added;
  }
  if (added == 0) return false;
  const std::vector<FileChange> changes{{known_hosts_path, text}};
  require_clean(repo, known_hosts_branch, changes);
  const std::string message = repo.through_message_hook(
      "known_hosts: " + counted(added, "new host key") +
      "\n\nMerge it when somebody who knows the devices confirms their fingerprints.\n");
  const auto commit = repo.write_commit(tip.parent, changes, message, committer(repo), now);
  if (commit) land(repo, tip, *commit, "muster backup");
  return commit.has_value();
}

void offer_keys(Workspace& workspace, BackupReport& report, Forge& forge, ForgeKind kind,
                const KeysWords& words, Time now, std::stop_token stop) {
  try {
    const ObjectId base = base_commit(workspace.repo);
    const auto keys = proposed_keys(workspace, base, now);
    if (keys.empty()) return;
    const MergeRequestDraft draft{known_hosts_branch,
                                  workspace.repo.default_branch(),
                                  words.title(keys),
                                  words.body(keys, body_budget(kind)),
                                  {"muster", "host-keys"}};
    report.merge_request = clean(offered(forge, draft, words, now, std::move(stop)));
  } catch (Error& error) {
    report.notes.add(std::move(error));
  }
}

}  // namespace muster
