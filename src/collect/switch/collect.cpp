#include "collect/switch/collect.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <set>

#include "collect/switch/identity.h"
#include "collect/switch/observe.h"
#include "collect/switch/questions.h"
#include "collect/switch/values.h"

namespace muster {
namespace {

using namespace switches;

SnmpAgent agent_of(const Source& source) {
  const auto& config = source.config.as<SwitchConfig>();
  SnmpAgent agent;
  agent.name = source.config.id();
  agent.address = config.address;
  agent.version = config.version;
  agent.community = source.secrets["community"];
  agent.user = config.username;
  agent.auth = config.auth;
  agent.auth_password = source.secrets["auth_password"];
  agent.priv = config.priv;
  agent.priv_password = source.secrets["priv_password"];
  agent.timeout = source.config.timeout;
  agent.retries = config.retries;
  agent.deadline = config.deadline;
  return agent;
}

// Identity first, then what its profile and its answers make worth asking.
class Talk : public SnmpTalk {
 public:
  explicit Talk(const Source& source)
      : agent_(agent_of(source)),
        source_(source),
        wants_{source.config.as<SwitchConfig>().contexts, false} {
    wants_.version_3 = agent_.version == "3";
  }

  const SnmpAgent& agent() const override { return agent_; }

  std::vector<SnmpQuestion> next(std::span<const SnmpAnswer> answers) override {
    if (answers.size() != open_.size()) return {};  // cut short; they stay open
    const bool first = asked_.empty();
    for (size_t i = 0; i < open_.size(); ++i) take(open_[i], answers[i]);
    open_.clear();
    if (!first && profile_ == nullptr) meet();
    if (!first && profile_ == nullptr) return {};
    const auto asks = first ? identity_asks() : wanted(told_, *profile_, wants_);
    std::vector<SnmpQuestion> questions;
    for (const Ask& ask : asks) {
      if (!asked_.insert(ask).second) continue;
      open_.push_back(ask);
      questions.push_back(question_of(ask, first ? profiles().back() : *profile_));
    }
    if (questions.empty()) finish();
    return questions;
  }

  Observation observe() && {
    if (!seen_) finish();
    return std::move(*seen_);
  }

 private:
  // What was seen stays, the tables go: other switches are still being asked.
  void finish() {
    seen_ = observed();
    told_ = {};
  }

  Observation observed() {
    for (const Ask& ask : open_) told_.unread |= spec_of(ask.column).serves;
    if (!open_.empty()) complain(Error(agent_.name + ": was not read to its end"));
    if (profile_ == nullptr) {
      return failed(source_, trouble_.empty() ? Error(agent_.name + ": was not asked")
                                              : std::move(trouble_.front()));
    }
    Observation seen = switches::observe(told_, *profile_,
                                         {agent_.name, source_.config.name, source_.config.site});
    Diagnostics trouble;
    for (Error& error : trouble_) trouble.add(std::move(error));
    trouble.add(std::move(seen.trouble));
    seen.trouble = std::move(trouble);
    return seen;
  }

  void take(const Ask& ask, const SnmpAnswer& answer) {
    const Profile& profile = profile_ == nullptr ? profiles().back() : *profile_;
    Tables& tables = ask.vlan != 0         ? told_.vlans[ask.vlan]
                     : ask.context.empty() ? told_.base
                                           : told_.others[ask.context];
    tables.add(ask.column, rows_of(ask, profile, answer.rows));
    if (answer.complete) return;
    told_.unread |= spec_of(ask.column).serves;
    if (answer.error) complain(*answer.error);
  }

  // A device that stops answering has one trouble, not one a table.
  void complain(const Error& error) {
    const auto same = [&](const Error& other) {
      return other.message == error.message && other.why == error.why;
    };
    if (std::none_of(trouble_.begin(), trouble_.end(), same)) trouble_.push_back(error);
  }

  // Without a sign of life there is nothing more to ask.
  void meet() {
    const Tables& base = told_.base;
    const bool alive = base.has_rows(Column::sys_object_id) || base.has_rows(Column::sys_descr) ||
                       base.has_rows(Column::sys_name);
    if (!alive) {
      if (trouble_.empty()) {
        trouble_.push_back(Error(agent_.name + ": the device tells nothing of itself")
                               .mend("let its SNMP view have 1.3.6.1.2.1"));
      }
      return;
    }
    const SnmpValue* description = base.value(Column::sys_descr);
    profile_ = &find_profile(object_id_of(base), description ? text_of(*description) : "");
  }

  SnmpAgent agent_;
  const Source& source_;
  Wants wants_;
  const Profile* profile_ = nullptr;
  Told told_;
  std::set<Ask> asked_;
  std::vector<Ask> open_;
  std::vector<Error> trouble_;
  std::optional<Observation> seen_;
};

}  // namespace

std::vector<Observation> collect_switches(std::span<const Source> sources,
                                          std::span<const Observation>, Wires& wires,
                                          std::stop_token stop) {
  std::vector<std::unique_ptr<Talk>> talks;
  std::vector<SnmpTalk*> open;
  for (const Source& source : sources) {
    talks.push_back(std::make_unique<Talk>(source));
    open.push_back(talks.back().get());
  }
  wires.snmp.talk(open, std::move(stop));
  std::vector<Observation> observations;
  for (const auto& talk : talks) observations.push_back(std::move(*talk).observe());
  return observations;
}

}  // namespace muster
