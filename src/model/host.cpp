#include "model/host.h"

#include <algorithm>

#include "model/host_fields.h"

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

bool has_evidence(const Attachment& place, EvidenceKind kind) {
  return std::any_of(place.because.begin(), place.because.end(),
                     [&](const Evidence& evidence) { return evidence.kind == kind; });
}

bool is_by_hand(const Host& host) { return host.observed.first_seen == Day{}; }

const std::string& effective_name(const Host& host) { return in_force<&Observed::name>(host); }

const std::string& effective_site(const Host& host) { return in_force<&Observed::site>(host); }

State effective_state(const Host& host) { return in_force<&Observed::state>(host); }

const std::vector<std::string>& effective_tags(const Host& host) {
  return host.tags.empty() ? host.observed.proposed.tags : host.tags;
}

const std::vector<Interface>& effective_interfaces(const Host& host) {
  return in_force<&Observed::interfaces>(host);
}

bool is_primary(const Host& host, const Ip& ip) {
  if (host.overrides.interfaces && !host.overrides.primary) return false;
  const auto& all = in_force<&Observed::primary>(host);
  return std::any_of(all.begin(), all.end(), [&](const Cidr& one) { return one.ip == ip; });
}

}  // namespace muster
