// Which commit of a branch decided what stands in its files now.
#pragma once
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "flow/workspace.h"
#include "model/host.h"

namespace muster {

// The commits that `head` has and `base` has not.
class Setters {
 public:
  Setters(const Repo& repo, const ObjectId& base, const ObjectId& head);

  // The last commit that gave the host the value that it has in `head`, though none of its parents
  // had it; null when it came with `base`. `key`: of a host file; "" whether there is a file.
  const CommitStep* of_host(const std::string& id, std::string_view key);
  // The same of a whole file.
  const CommitStep* of_file(const std::string& path) const;
  // Those with a trailer "Reviewed-by" of their own author.
  const std::vector<const CommitStep*>& reviews() const { return reviews_; }

 private:
  const CommitStep* find(const ObjectId& commit) const;
  const std::optional<Host>& host_at(const ObjectId& commit, const std::string& id);
  bool touches(const CommitStep& step, const std::string& id) const;
  // Along parents for which `same` holds.
  template <class Touches, class Same>
  const CommitStep* walk(const Touches& touched, const Same& same) const;

  const Repo& repo_;
  ObjectId head_;
  std::vector<CommitStep> steps_;
  std::map<ObjectId, const CommitStep*> by_id_;
  std::map<std::string, std::set<std::string>> paths_;  // of each host in any of the commits
  std::map<std::pair<ObjectId, std::string>, std::optional<Host>> hosts_;
  std::vector<const CommitStep*> reviews_;
};

// The keys of people's block, and "observed", in which two differ.
std::vector<std::string_view> differing_keys(const Host& one, const Host& other);

}  // namespace muster
