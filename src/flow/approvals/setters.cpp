#include "flow/approvals/setters.h"

#include <algorithm>

#include "inventory/host_file.h"
#include "inventory/layout.h"
#include "model/host_fields.h"

namespace muster {
namespace {

bool same_value(const std::optional<Host>& one, const std::optional<Host>& other,
                std::string_view wanted) {
  if (wanted.empty()) return one.has_value() == other.has_value();
  const Host nothing;
  const Host &a = one ? *one : nothing, &b = other ? *other : nothing;
  bool same = true;
  each_key(host_keys, [&](const auto& key) {
    if (key.name == wanted) same = a.*key.member == b.*key.member;
  });
  return same;
}

}  // namespace

std::vector<std::string_view> differing_keys(const Host& one, const Host& other) {
  std::vector<std::string_view> out;
  each_key(host_keys, [&](const auto& key) {
    if (key.name != "id" && !(one.*key.member == other.*key.member)) out.push_back(key.name);
  });
  return out;
}

Setters::Setters(const Repo& repo, const ObjectId& base, const ObjectId& head)
    : repo_(repo),
      head_(head),
      steps_(repo.steps(base, head, {"hosts", "muster.yaml", "rules.yaml"}, false)) {
  for (const CommitStep& step : steps_) {
    by_id_.emplace(step.commit.id, &step);
    for (const TreeFile& file : step.files) {
      const std::string id(host_id_in(file.path));
      if (!id.empty()) paths_[id].insert(file.path);
    }
    const auto review = step.commit.trailers.find("Reviewed-by");
    const std::string mail = "<" + step.commit.author.email + ">";
    if (review != step.commit.trailers.end() && review->second.ends_with(mail)) {
      reviews_.push_back(&step);
    }
  }
}

const CommitStep* Setters::find(const ObjectId& commit) const {
  const auto found = by_id_.find(commit);
  return found == by_id_.end() ? nullptr : found->second;
}

const std::optional<Host>& Setters::host_at(const ObjectId& commit, const std::string& id) {
  const auto [entry, fresh] = hosts_.try_emplace({commit, id});
  if (!fresh) return entry->second;
  for (const std::string& path : paths_[id]) {
    const auto text = repo_.read_at(commit, path);
    Diagnostics ignored;  // what does not read has no value
    const auto file = text ? parse_host_file(*text, path, ignored) : std::nullopt;
    if (file) entry->second = file->host;
  }
  return entry->second;
}

bool Setters::touches(const CommitStep& step, const std::string& id) const {
  return std::any_of(step.files.begin(), step.files.end(),
                     [&](const TreeFile& file) { return host_id_in(file.path) == id; });
}

template <class Touches, class Same>
const CommitStep* Setters::walk(const Touches& touched, const Same& same) const {
  const CommitStep* step = find(head_);
  while (step != nullptr) {
    const auto& parents = step->parents;
    const bool passed = parents.size() == 1 && !touched(*step);
    const auto next = passed ? parents.begin() : std::find_if(parents.begin(), parents.end(), same);
    if (next == parents.end()) return step;
    step = find(*next);
  }
  return nullptr;
}

const CommitStep* Setters::of_host(const std::string& id, std::string_view key) {
  const std::optional<Host> now = host_at(head_, id);
  return walk([&](const CommitStep& step) { return touches(step, id); },
              [&](const ObjectId& parent) { return same_value(host_at(parent, id), now, key); });
}

const CommitStep* Setters::of_file(const std::string& path) const {
  const auto now = repo_.read_at(head_, path);
  return walk(
      [&](const CommitStep& step) {
        return std::any_of(step.files.begin(), step.files.end(),
                           [&](const TreeFile& file) { return file.path == path; });
      },
      [&](const ObjectId& parent) { return repo_.read_at(parent, path) == now; });
}

}  // namespace muster
