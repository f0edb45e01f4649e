// The plugin NetBox Branching: branches are made a step at each look, and what is asked with the
// header of one is asked of a copy of what NetBox had when it was made. Custom fields are in none.
#pragma once

#include <memory>
#include <mutex>

#include "netbox_api.h"

namespace muster::lab::netbox {

class Branching {
 public:
  // Not `installed`: NetBox knows nothing of it, and no header.
  // `stay`: the status that a branch never leaves, "" none.
  Branching(Api& main, std::string version, Access access, bool installed, std::string stay);

  // `schema`: what the request's header names, "" none.
  Answer answer(const Call& call, const std::string& schema, size_t& items);
  // For tests: what people and NetBox's worker do with a branch.
  void put_status(const std::string& name, const std::string& status);
  void reset();

 private:
  struct Branch {
    Id id = 0;
    std::string name, description, schema, status;
    std::unique_ptr<Api> tables;
  };

  Answer plugin(const Call& call);
  Answer list(const Call& call);
  Answer create(const Call& call);
  Answer tables(const Call& call, const std::string& schema, size_t& items);
  void step(Branch& branch) const;
  static Json row(const Call& call, const Branch& branch);

  Api& main_;
  std::string version_;
  Access access_;
  bool installed_;
  std::string stay_;
  std::mutex mutex_;
  std::vector<Branch> branches_;
  Id next_ = 1;
};

}  // namespace muster::lab::netbox
