#include "model/host.h"

namespace muster {

std::string_view word(Approval approval) {
  switch (approval) {
    case Approval::pending:
      return "pending";
    case Approval::approved:
      return "approved";
    case Approval::rejected:
      return "rejected";
  }
  return "pending";
}

std::string_view word(State state) { return state == State::present ? "present" : "gone"; }

std::optional<Approval> parse_approval(std::string_view text) {
  for (const auto value : {Approval::pending, Approval::approved, Approval::rejected}) {
    if (word(value) == text) return value;
  }
  return std::nullopt;
}

std::optional<State> parse_state(std::string_view text) {
  for (const auto value : {State::present, State::gone}) {
    if (word(value) == text) return value;
  }
  return std::nullopt;
}

std::string effective_name(const Host& host) {
  if (host.overrides.name) return *host.overrides.name;
  return host.name.empty() ? host.observed.name : host.name;
}

std::string effective_site(const Host& host) {
  return host.overrides.site.value_or(host.observed.site);
}

State effective_state(const Host& host) {
  return host.overrides.state.value_or(host.observed.state);
}

const std::vector<Interface>& effective_interfaces(const Host& host) {
  return host.overrides.interfaces ? *host.overrides.interfaces : host.observed.interfaces;
}

}  // namespace muster
