// NetBox Branching, a plugin: a branch is a copy of NetBox's tables that people look at and merge
// there. What is asked with its header is asked of that copy. Custom fields are in no branch: they
// are NetBox's own whoever asks.
#pragma once
#include <stop_token>
#include <string>

#include "config/config.h"
#include "core/secret.h"
#include "wire/wires.h"

namespace muster {

struct NetboxBranch {
  std::string name;
  std::string schema;  // what requests call it; "" = NetBox has no branch of that name
};

// Error when NetBox has no branches at all, the token may not see them, or this one is not ready.
NetboxBranch find_branch(const NetboxConfig& config, const Secrets& secrets,
                         const std::string& name, HttpReader& http, std::stop_token stop);

// Makes it, a copy of what NetBox has then, and waits for ten minutes at most until it is ready.
NetboxBranch make_branch(const NetboxConfig& config, const Secrets& secrets,
                         const std::string& name, Wires& wires, std::stop_token stop);

// What is asked through these is asked of the branch; of NetBox itself where it is not there.
class ReadInBranch : public HttpReader {
 public:
  ReadInBranch(HttpReader& http, NetboxBranch branch) : http_(http), branch_(std::move(branch)) {}
  Response get(const Endpoint& endpoint, const Request& request, std::stop_token stop) override;

 private:
  HttpReader& http_;
  NetboxBranch branch_;
};

class InBranch : public Http {
 public:
  InBranch(Http& http, NetboxBranch branch) : http_(http), branch_(std::move(branch)) {}
  Response get(const Endpoint& endpoint, const Request& request, std::stop_token stop) override;
  Response send(const Endpoint& endpoint, const Request& request, std::stop_token stop) override;

 private:
  Http& http_;
  NetboxBranch branch_;
};

}  // namespace muster
