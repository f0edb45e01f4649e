#include "wire/snmp/words.h"

#include <array>

#include "core/text.h"

namespace muster {
namespace {

// RFC 3416 §3, error-status.
constexpr std::array<std::string_view, 19> status_names{"noError",
                                                        "tooBig",
                                                        "noSuchName",
                                                        "badValue",
                                                        "readOnly",
                                                        "genErr",
                                                        "noAccess",
                                                        "wrongType",
                                                        "wrongLength",
                                                        "wrongEncoding",
                                                        "wrongValue",
                                                        "noCreation",
                                                        "inconsistentValue",
                                                        "resourceUnavailable",
                                                        "commitFailed",
                                                        "undoFailed",
                                                        "authorizationError",
                                                        "notWritable",
                                                        "inconsistentName"};

std::string status_name(int status) {
  if (status >= 0 && static_cast<size_t>(status) < status_names.size()) {
    return std::string(status_names[static_cast<size_t>(status)]);
  }
  return "error " + std::to_string(status);
}

std::string named(const SnmpAgent& agent) { return visible(agent.address); }

}  // namespace

std::string asked_for(const SnmpQuestion& question) {
  const std::string oid = render(question.oid);
  std::string words = question.what.empty() ? oid : visible(question.what) + " (" + oid + ")";
  if (question.vlan != 0) words += " in VLAN " + std::to_string(question.vlan);
  if (!question.context.empty()) words += " in context " + clean(question.context);
  return words;
}

std::string traced(const SnmpAgent& agent, const SnmpQuestion& question, SnmpRequest::Kind kind,
                   const SnmpAnswer& answer, size_t requests) {
  constexpr std::array kinds{"GET", "GETNEXT", "GETBULK"};
  return named(agent) + " v" + agent.version + " " + kinds.at(static_cast<size_t>(kind)) + " " +
         asked_for(question) + ": " + counted(answer.rows.size(), "row") + ", " +
         counted(requests, "request");
}

Error no_answer(const SnmpAgent& agent, const SnmpQuestion& question) {
  const std::string who = agent.version == "3" ? "the user" : "the community";
  return Error("no answer from " + named(agent) + " to " + asked_for(question))
      .because("asked " + counted(static_cast<size_t>(agent.retries) + 1, "time") + ", waited " +
               render_duration(agent.timeout) + " each")
      .mend("check the address, " + who + ", and whom the agent's access list lets in");
}

Error refused_answer(const SnmpAgent& agent, const SnmpQuestion& question, int status) {
  return Error(named(agent) + " answers " + asked_for(question) + " with " + status_name(status))
      .mend("look whether the agent's view for this " +
            std::string(agent.version == "3" ? "user" : "community") + " has that object");
}

Error broken_walk(const SnmpAgent& agent, const SnmpQuestion& question, std::string why) {
  return Error("the walk of " + asked_for(question) + " on " + named(agent) + " does not end")
      .because(std::move(why))
      .mend("the agent is at fault: look for newer firmware, or set `bulk: false`");
}

Error too_many_rows(const SnmpAgent& agent, const SnmpQuestion& question) {
  return Error(named(agent) + " has more than " + counted(question.max_rows, "row") + " of " +
               asked_for(question))
      .mend("the rest is not read; ask a part of the table, or look what fills it");
}

Error too_many_bytes(const SnmpAgent& agent, const SnmpQuestion& question) {
  return Error(named(agent) + " answers " + asked_for(question) + " with more than " +
               counted(question.max_bytes, "byte"))
      .mend("the rest is not read; look what fills that table");
}

Error too_many_bytes(const SnmpAgent& agent) {
  return Error("the answers of " + named(agent) + " are larger than " +
               counted(agent.max_bytes, "byte"))
      .mend("the rest is not read; look what fills its tables");
}

Error out_of_time(const SnmpAgent& agent, const SnmpQuestion& question) {
  return Error(named(agent) + " was not read within " + render_duration(agent.deadline))
      .because("it was being asked for " + asked_for(question))
      .mend("raise `deadline`, or see why the agent is slow");
}

Error interrupted(const SnmpAgent& agent) {
  return Error(named(agent) + " was not read to its end").because("a stop was asked for");
}

}  // namespace muster
