#include "flow/decide.h"

#include <fmt/core.h>

#include <algorithm>
#include <set>
#include <unordered_set>

#include "core/text.h"
#include "model/host_fields.h"
#include "model/selector.h"
#include "wire/files.h"

namespace muster {
namespace {

bool called(const HostFile& file, const std::string& name) {
  return file.host.id == name || file.path == name || effective_name(file.host) == name;
}

std::vector<std::string> known_names(const Inventory& inventory) {
  std::vector<std::string> names;
  for (const auto& file : inventory.files) {
    names.push_back(effective_name(file->host));
    names.push_back(file->host.id);
  }
  return names;
}

std::set<const HostFile*> named(const Inventory& inventory, const std::vector<std::string>& names) {
  std::set<const HostFile*> out;
  for (const std::string& name : names) {
    size_t found = 0;
    for (const auto& file : inventory.files) {
      if (!called(*file, name)) continue;
      out.insert(file.get());
      ++found;
    }
    if (found > 1 && inventory.find(name) == nullptr) {
      throw Error(fmt::format("{} are called \"{}\"", counted(found, "host"), clean(name)),
                  Exit::usage)
          .mend("name them by id; muster ls shows it");
    }
    if (found > 0) continue;
    const auto near = nearest(name, known_names(inventory));
    throw Error(fmt::format("no host has the id, name or path \"{}\"", clean(name)), Exit::usage)
        .mend(near ? fmt::format("did you mean \"{}\"?", *near) : "muster ls lists them");
  }
  return out;
}

void check_count(const Decision& decision, size_t count) {
  if (decision.expect && *decision.expect != count) {
    throw Error(fmt::format("{} chosen, {} expected", counted(count, "host"), *decision.expect),
                Exit::refused)
        .mend("look at them with muster ls, nothing was written");
  }
  if (count == 0) {
    throw Error("no host is chosen", Exit::usage).mend("see what there is: muster ls");
  }
  if (count > most_unasked && !decision.yes && !decision.dry_run) {
    throw Error(fmt::format("{} are chosen", counted(count, "host")), Exit::refused)
        .mend("add --yes when that is meant, nothing was written");
  }
}

bool is_set(const Host& host, std::string_view name) {
  bool set = false;
  each_key(host_keys, [&]<class T>(const HostKey<T>& key) {
    if constexpr (std::is_same_v<T, bool>) set = set || (key.name == name && host.*key.member);
  });
  return set;
}

std::vector<FileChange> edits(const std::vector<const HostFile*>& hosts, const Decision& decision) {
  std::vector<FileChange> changes;
  for (const HostFile* file : hosts) {
    std::string edited = with_value(file->text, file->path, decision.key, decision.value);
    if (is_set(file->host, decision.undoes))
      edited = with_value(edited, file->path, decision.undoes, "false");
    if (edited != std::string_view(file->text)) changes.push_back({file->path, std::move(edited)});
  }
  return changes;
}

// Takes out the hosts that would make the inventory invalid when approved.
std::vector<std::string> leave_out_nameless(std::vector<const HostFile*>& hosts,
                                            const Decision& decision) {
  std::vector<std::string> out;
  if (decision.key != "approval" || decision.value != word(Approval::approved)) return out;
  std::erase_if(hosts, [&](const HostFile* file) {
    const bool nameless = effective_name(file->host).empty();
    if (nameless) out.push_back(file->path);
    return nameless;
  });
  return out;
}

void refuse_dirty(const Workspace& workspace, const std::vector<FileChange>& changes) {
  const auto paths = workspace.repo.dirty("hosts");
  const std::unordered_set<std::string> dirty(paths.begin(), paths.end());
  for (const FileChange& change : changes) {
    if (!dirty.contains(change.path)) continue;
    throw Error(fmt::format("{} has uncommitted changes", change.path), Exit::invalid)
        .mend("commit them first, or leave out --commit");
  }
}

std::string message_of(const Decision& decision, size_t count) {
  std::string text = fmt::format("{}: {}\n\n", decision.subject, counted(count, "host"));
  if (decision.where) text += fmt::format("Muster-Selector: {}\n", clean(*decision.where));
  text += fmt::format("Muster-Count: {}\n", count);
  if (decision.reason.empty()) return text;
  return text + fmt::format("Muster-Reason: {}\n", clean(decision.reason));
}

// A sparse check-out has no file to edit, and git does not look at one that is put there.
void refuse_left_out(const Workspace& workspace, const std::vector<FileChange>& changes) {
  std::unordered_set<std::string> left_out;
  for (TreeFile& file : workspace.repo.left_out("hosts")) left_out.insert(std::move(file.path));
  for (const FileChange& change : changes) {
    if (!left_out.contains(change.path)) continue;
    throw Error(fmt::format("{} is not checked out here", change.path), Exit::invalid)
        .because("this is a sparse check-out")
        .mend("git sparse-checkout add hosts");
  }
}

void require_person(const Repo& repo) {
  if (repo.identity()) return;
  throw Error("who decides is not known: Git has no user.name and user.email", Exit::invalid)
      .mend("git config --global user.name NAME && git config --global user.email ADDRESS");
}

void write_files(const Workspace& workspace, const std::vector<FileChange>& changes) {
  for (const FileChange& change : changes) write_below(workspace.root, change.path, *change.text);
}

// The edited files as they were before, unless the edit stands.
class Undo {
 public:
  Undo(const Workspace& workspace, const Inventory& inventory,
       const std::vector<FileChange>& changes)
      : workspace_(workspace) {
    std::unordered_set<std::string> paths;
    for (const FileChange& change : changes) paths.insert(change.path);
    for (const auto& file : inventory.files) {
      if (!paths.contains(file->path)) continue;
      before_.push_back({file->path, std::string(std::string_view(file->text))});
    }
  }
  Undo(const Undo&) = delete;
  Undo& operator=(const Undo&) = delete;
  ~Undo() {
    try {
      write_files(workspace_, before_);
    } catch (const Error&) {  // the refusal that is on its way tells more
    }
  }
  void let_stand() { before_.clear(); }

 private:
  const Workspace& workspace_;
  std::vector<FileChange> before_;
};

ObjectId commit_edits(Workspace& workspace, const Inventory& inventory, const Decision& decision,
                      const std::vector<FileChange>& changes) {
  if (workspace.repo.head() != Head::branch) {
    throw Error("--commit needs a branch, and HEAD is on none", Exit::invalid)
        .mend("git switch BRANCH, or leave out --commit");
  }
  require_person(workspace.repo);
  refuse_dirty(workspace, changes);
  workspace.repo.require_index_unlocked();
  Undo undo(workspace, inventory, changes);
  write_files(workspace, changes);
  std::vector<std::string> paths;
  for (const FileChange& change : changes) paths.push_back(change.path);
  ObjectId commit = workspace.repo.commit_as_person(paths, message_of(decision, changes.size()));
  undo.let_stand();
  return commit;
}

}  // namespace

std::vector<const HostFile*> choose_hosts(const Inventory& inventory,
                                          const std::vector<std::string>& names,
                                          const std::optional<std::string>& where) {
  const auto by_name = named(inventory, names);
  std::optional<Selector> selector;
  if (where) selector = Selector::parse(*where);
  std::vector<const HostFile*> out;
  for (const auto& file : inventory.files) {
    if (!names.empty() && !by_name.contains(file.get())) continue;
    if (selector && !selector->matches(file->host, file->path)) continue;
    out.push_back(file.get());
  }
  return out;
}

DecisionReport decide(Workspace& workspace, const Decision& decision) {
  if (decision.hosts.empty() && !decision.where) {
    throw Error("name hosts, or choose them with --where", Exit::usage)
        .mend("for example --where 'site = berlin and class = server'");
  }
  Diagnostics trouble;
  const auto inventory = load_hosts(workspace, {}, trouble);
  require_valid(trouble);

  auto hosts = choose_hosts(*inventory, decision.hosts, decision.where);
  check_count(decision, hosts.size());
  DecisionReport report;
  report.key = decision.key;
  report.value = decision.value;
  report.dry_run = decision.dry_run;
  report.nameless = leave_out_nameless(hosts, decision);
  report.chosen = hosts.size();
  const auto changes = edits(hosts, decision);
  for (const FileChange& change : changes) report.changed.push_back(change.path);
  if (decision.dry_run || changes.empty()) return report;
  refuse_left_out(workspace, changes);
  if (decision.commit) {
    report.commit = commit_edits(workspace, *inventory, decision, changes);
  } else {
    write_files(workspace, changes);
  }
  return report;
}

}  // namespace muster
