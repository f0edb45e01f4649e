// What a target must do. Reader and writer are two types over two kinds of wire, so that a plan
// cannot write.
#pragma once
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "config/config.h"
#include "inventory/inventory.h"
#include "plan/plan.h"
#include "plan/resource.h"
#include "wire/wires.h"

namespace muster {

class TargetReader {
 public:
  virtual ~TargetReader() = default;
  virtual std::span<const KindTraits> kinds() const = 0;
  virtual std::string address() const = 0;  // the URL's host, or the file
  // What the approved, present hosts become here: normalised to what this target stores. Pure.
  virtual std::vector<Resource> desired(std::span<const HostFile* const> hosts,
                                        const Config& config) const = 0;
  // All that is ours, and what `desired` could collide with. Complete, or an Error.
  virtual Snapshot read(std::span<const Resource> desired, std::stop_token stop) = 0;
  // All of it that a plan of any hosts may ask for, without secrets, as lines of text for
  // make_saved_reader(); "" where a kind of target has no such form.
  virtual std::string save(std::stop_token) { return ""; }
  // What of `desired` can be had beside what is there. Pure.
  virtual std::vector<Resource> adapt(std::vector<Resource> desired, const Snapshot&) const {
    return desired;
  }
  // Fills Operation::foreign of deletions: what the target would delete with them.
  virtual void look_behind(std::span<Operation>, std::stop_token) {}
  // Tells what the target has on what it made of `hosts`, and is not in `actual`: what people, or
  // what went wrong, put there.
  virtual void look_beside(const Snapshot&, const std::set<std::string>& /*hosts*/, Diagnostics&,
                           std::stop_token) {}
  // Fills FieldChange::by of drift changes, and the reason of the creation of what was deleted,
  // where the target keeps a change log.
  virtual void attribute(std::span<Operation> operations, std::stop_token stop) = 0;
};

enum class Result { done, failed, skipped };

struct Outcome {
  std::string id;  // Operation::id
  Result result = Result::skipped;
  std::optional<Error> error;  // failed: the target's own sentence; skipped: what it waited for
};

class TargetWriter {
 public:
  virtual ~TargetWriter() = default;
  // Runs `operations` in their order, in bulk. One outcome an operation, in the same order. A bad
  // object is reported and its dependants skipped; the rest goes on. Never throws for what the
  // target refuses. A stop is honoured between two writes.
  virtual std::vector<Outcome> apply(std::span<const Operation* const> operations,
                                     const Snapshot& actual, const std::string& message,
                                     std::stop_token stop) = 0;
};

// For `muster reconcile --plan`: only reading wires.
struct ReadWires {
  Clock& clock;
  HttpReader& http;
  Runner& runner;  // needed to fetch secrets by command
  Progress& progress;
  SshReader& ssh = no_ssh();
  std::string kept = {};  // the folder in which a target may keep what it held; "" = none
};

std::unique_ptr<TargetReader> make_reader(const TargetConfig& target, const Secrets& secrets,
                                          ReadWires wires);
// Of what save() gave; needs no secrets and asks nothing of the network. nullptr where a kind of
// target has no such form.
std::unique_ptr<TargetReader> make_saved_reader(const TargetConfig& target, std::string_view saved,
                                                ReadWires wires);
std::unique_ptr<TargetWriter> make_writer(const TargetConfig& target, const Secrets& secrets,
                                          Wires& wires);

}  // namespace muster
