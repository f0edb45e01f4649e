// What a source saw, and how complete the view was.
#pragma once
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/error.h"
#include "model/facts.h"
#include "model/forwarding.h"
#include "model/record.h"
#include "model/topology.h"

namespace muster {

// How much of what was asked a source answered. Only a whole answer may say "no longer there".
enum class Answer {
  whole,     // every table that it has, to the end
  doubtful,  // to the end, but with nothing, or far less than the source used to tell
  partial,   // something was not read, or not understood
  none,      // nothing
};

// Rows received = rows() + Σ dropped; each drop has its reason ("incomplete", "own address").
struct Observation {
  std::string source;  // "<collector>:<name in muster.yaml>", e.g. "mikrotik:core"
  std::string site;
  Answer answer = Answer::none;
  std::vector<Fact> facts;
  std::vector<Record> records;  // beside the facts: what the source knows of anything, sorted
  ForwardingTable forwarding;
  std::map<std::string, size_t> dropped;
  std::optional<SwitchView> view;  // of a source that forwards
  // Only kinds whose tables were read to the end may say "no longer there".
  std::set<FactKind> complete;
  // The networks that a source asked, of one that knows of no other; empty: it knows its hosts.
  std::vector<Cidr> asked;
  Diagnostics trouble;

  // A whole answer that need not be true: what it lacks takes nothing away.
  void doubt(Error why) {
    if (answer == Answer::whole) answer = Answer::doubtful;
    trouble.add(std::move(why).as(Severity::warning));
  }
  size_t rows() const { return facts.size() + forwarding.size(); }
};

}  // namespace muster
