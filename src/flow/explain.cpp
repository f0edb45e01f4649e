#include "flow/explain.h"

#include <fmt/core.h>

#include <algorithm>

#include "core/list.h"
#include "core/text.h"
#include "correlate/host/classify.h"
#include "flow/bulk/choose.h"
#include "model/fqdn.h"
#include "model/host_fields.h"
#include "model/ip.h"
#include "model/mac.h"
#include "model/oui.h"

namespace muster {
namespace {

// A value of each type as one line.
std::string told(const std::string& text) { return text; }
std::string told(bool flag) { return flag ? "true" : "false"; }
std::string told(Day day) { return render_day(day); }
std::string told(const std::vector<std::string>& texts) { return join(texts, ", "); }
template <class E>
requires std::is_enum_v<E> std::string told(E value) { return std::string(word(value)); }
std::string told(const Interface& interface) {
  std::string text = interface.name;
  if (interface.mac) text += " " + render(*interface.mac);
  for (const Cidr& address : interface.addresses) text += " " + render(address);
  for (const int vlan : interface.vlans) text += fmt::format(" vlan {}", vlan);
  if (interface.mtu != 0) text += fmt::format(" mtu {}", interface.mtu);
  if (!interface.lag.empty()) text += " in " + interface.lag;
  if (!interface.description.empty()) text += " \"" + interface.description + "\"";
  return text;
}
std::string told(const Attachment& place) {
  return fmt::format("{} {} ({})", place.device, place.port, word(place.confidence));
}
std::string told(const PageLink& link) { return link.url; }
std::string told(const Telling& one) { return one.value; }
std::string told(const NameCandidate& candidate) { return candidate.name; }
std::string told(const Rare<GuestFact>& guest) {
  return guest ? fmt::format("{} {} of {}", word(guest->kind), guest->id, guest->cluster) : "";
}
template <class T>
requires HasParts<T> std::string told(const std::vector<T>& list) {
  std::vector<std::string> texts;
  for (const T& one : list) texts.push_back(told(one));
  return join(texts, "; ");
}

// What is not a value but says where values come from.
bool is_evidence(std::string_view key) {
  constexpr std::string_view keys[] = {"proposed", "identity", "names",    "sources",
                                       "links",    "told",     "attention"};
  return std::find(std::begin(keys), std::end(keys), key) != std::end(keys);
}

class Explainer {
 public:
  Explainer(const Workspace& workspace, const View& view, const HostFile& file,
            const std::string& vendors)
      : workspace_(workspace),
        vendors_(vendors),
        config_(view.config),
        file_(file),
        host_(file.host),
        lines_(workspace.repo.blame(file.path, view.commit)) {}

  std::vector<Explanation> all() {
    classification();
    approval();
    tags();
    each_key(host_keys, [&]<class T>(const HostKey<T>& key) {
      if constexpr (requires { told(host_.*key.member); }) people(key);
    });
    each_key(observed_keys, [&]<class T>(const ObservedKey<T>& key) {
      if constexpr (requires { told(host_.observed.*key.member); }) {
        if (!is_evidence(key.name)) observed(key);
      }
    });
    each_key(stated_keys, [&](const StatedKey& key) {
      if (const auto& said = host_.overrides.*key.stated)
        add(key.name, *said, Decider::person, "", file_.told(key.name));
    });
    return std::move(out_);
  }

 private:
  Explanation& add(std::string_view field, std::string value, Decider decider, std::string by,
                   Where where) {
    Explanation one{
        std::string(field), std::move(value), decider, std::move(by), {}, where, {}, {}};
    const auto line = static_cast<size_t>(where.line);
    if (line > 0 && line <= lines_.size() && !lines_[line - 1].empty()) {
      one.commit = workspace_.repo.commit(lines_[line - 1]);
    }
    out_.push_back(std::move(one));
    return out_.back();
  }

  // Whether the value of people's line at `where` was written by discover.
  bool by_discover(const Where& where) const {
    const auto line = static_cast<size_t>(where.line);
    if (line == 0 || line > lines_.size() || lines_[line - 1].empty()) return true;
    return workspace_.repo.commit(lines_[line - 1]).trailers.contains("Muster-Run");
  }

  std::string rule_place(const std::string& name) const {
    for (const Rule& rule : config_.rules->list) {
      if (rule.name != name) continue;
      return rule.shipped ? "that comes with muster"
                          : fmt::format("{}:{}", rule.place.file, rule.place.line);
    }
    return "that is no more";
  }

  std::string proposer() const {
    const std::string& rule = host_.observed.proposed.rule;
    return rule == "fallback" ? "no other fits" : fmt::format("{}, {}", rule, rule_place(rule));
  }

  void by_rule(Explanation& one) const { one.because = host_.observed.proposed.because; }

  void classification() {
    const Proposal& proposal = host_.observed.proposed;
    const Where where = file_.where("classification");
    if (host_.classification.empty()) return;
    const bool rule =
        !is_by_hand(host_) && host_.classification == proposal.classification && by_discover(where);
    Explanation& one = add("classification", host_.classification,
                           rule ? Decider::rule : Decider::person, rule ? proposer() : "", where);
    if (rule) by_rule(one);
    if (is_by_hand(host_)) return;
    for (const Hit& hit :
         fitting_rules(host_.id, host_.observed, config_, config_.rules->list.size())) {
      if (rule && hit.rule->name == proposal.rule) continue;
      one.lost.push_back({hit.rule->classification, "rule " + hit.rule->name});
    }
  }

  void approval() {
    const Proposal& proposal = host_.observed.proposed;
    const Where where = file_.where("approval");
    const bool rule = host_.approval != Approval::pending && host_.approval == proposal.approval &&
                      by_discover(where);
    const bool person = !rule && (host_.approval != Approval::pending || !by_discover(where));
    Explanation& one = add("approval", told(host_.approval),
                           rule     ? Decider::rule
                           : person ? Decider::person
                                    : Decider::nobody,
                           rule ? proposer() : "", where);
    if (rule) by_rule(one);
    if (!rule && proposal.approval != Approval::pending) {
      one.lost.push_back({told(proposal.approval), "rule " + proposal.rule});
    }
  }

  void tags() {
    const Proposal& proposal = host_.observed.proposed;
    if (!host_.tags.empty()) {
      Explanation& one = add("tags", told(host_.tags), Decider::person, "", file_.where("tags"));
      if (!proposal.tags.empty())
        one.lost.push_back({told(proposal.tags), "rule " + proposal.rule});
    } else if (!proposal.tags.empty()) {
      by_rule(add("tags", told(proposal.tags), Decider::rule, proposer(),
                  file_.where("observed.proposed")));
    }
  }

  // People's further lines, where they say something; the name stands among what is observed.
  template <class T>
  void people(const HostKey<T>& key) {
    constexpr std::string_view elsewhere[] = {"id", "classification", "approval", "name", "tags"};
    if (std::find(std::begin(elsewhere), std::end(elsewhere), key.name) != std::end(elsewhere))
      return;
    if (host_.*key.member == T{}) return;
    add(key.name, told(host_.*key.member), Decider::person, "", file_.where(key.name));
  }

  template <class T>
  void observed(const ObservedKey<T>& key) {
    const T& value = in_force(key, host_);
    const T& seen = host_.observed.*key.member;
    if (told(value).empty()) return;
    const bool stated = key.stated != nullptr && (host_.overrides.*key.stated).has_value();
    std::string own;
    if constexpr (std::is_same_v<T, std::string>) {
      if (key.own != nullptr) own = host_.*key.own;
    }
    const bool person = stated || !own.empty();
    const Decider decider = person ? Decider::person : Decider::source;
    Explanation& one = add(key.name, told(value), decider,
                           person ? "" : join(host_.observed.sources, ", "), file_.told(key.name));
    if (stated && !own.empty()) one.lost.push_back({own, "people's own line"});
    if (person && !told(seen).empty()) one.lost.push_back({told(seen), "observed"});
    if (key.name == "name") name(one, person);
    if (key.name == "vendor" && !person) vendor(one);
    tellings(one, person);
    if (key.name == "attached") attached(one);
  }

  void name(Explanation& one, bool person) const {
    const Proposal& proposal = host_.observed.proposed;
    if (!person && !proposal.name.empty()) {
      one.decider = Decider::rule;
      one.by = proposer();
      by_rule(one);
    }
    bool chosen = person || !proposal.name.empty();
    for (const NameCandidate& candidate : host_.observed.names) {
      const std::string by = fmt::format("told by {}", word(candidate.source));
      if (!chosen && dns_label(candidate.name).starts_with(one.value)) {
        one.because.push_back(fmt::format("{} {}", by, candidate.name));
        chosen = true;
      } else {
        one.lost.push_back({candidate.name, by});
      }
    }
  }

  // No source told it where it is whom the MAC's prefix is registered for.
  void vendor(Explanation& one) const {
    Diagnostics missing;
    const OuiTable table = OuiTable::load(vendors_, missing);
    for (const Interface& interface : host_.observed.interfaces) {
      if (!interface.mac || table.vendor(*interface.mac) != one.value) continue;
      one.decider = Decider::prefix;
      one.by = "of " + render(*interface.mac);
      return;
    }
  }

  // Of a field of which sources tell different things, or a record alone tells.
  void tellings(Explanation& one, bool person) const {
    std::vector<std::string> by;
    for (const Telling& telling : host_.observed.told) {
      if (telling.field != one.field) continue;
      const bool wins = !person && telling.value == one.value;
      if (wins) by.push_back(telling.source);
      if (!wins) one.lost.push_back({telling.value, "told by " + telling.source});
    }
    if (!by.empty()) one.by = join(by, ", ");
    const auto policy = config_.policy.fields.find(one.field);
    if (person || by.empty() || policy == config_.policy.fields.end()) return;
    one.because.push_back(policy->second.newest
                              ? "policy.fields: the newest"
                              : "policy.fields: " + join(policy->second.first, ", "));
  }

  void attached(Explanation& one) const {
    for (const Attachment& place : host_.observed.attached) {
      for (std::string& word : words_of(place.because)) one.because.push_back(std::move(word));
      for (const std::string& other : place.alternatives) {
        one.lost.push_back({other, "could also be meant"});
      }
    }
  }

  const Workspace& workspace_;
  const std::string& vendors_;
  const Config& config_;
  const HostFile& file_;
  const Host& host_;
  std::vector<ObjectId> lines_;
  std::vector<Explanation> out_;
};

std::vector<std::string> all_fields() {
  std::vector<std::string> names;
  each_key(host_keys, [&]<class T>(const HostKey<T>& key) {
    if constexpr (requires { told(T{}); }) names.emplace_back(key.name);
  });
  each_key(observed_keys, [&]<class T>(const ObservedKey<T>& key) {
    if constexpr (requires { told(T{}); }) {
      if (!is_evidence(key.name)) names.emplace_back(key.name);
    }
  });
  each_key(stated_keys, [&](const StatedKey& key) { names.emplace_back(key.name); });
  std::erase(names, "id");
  sort_unique(names);
  return names;
}

// Where the field begins; npos: paths, addresses, MACs and names have dots of their own.
size_t dot_before_field(const Inventory& inventory, const std::string& question) {
  const bool whole =
      question.ends_with(".yaml") || parse_ip(question) || parse_mac(question) ||
      std::any_of(inventory.files.begin(), inventory.files.end(), [&](const auto& file) {
        return lower(effective_name(file->host)) == lower(question);
      });
  return whole ? std::string::npos : question.rfind('.');
}

}  // namespace

HostExplanation explain(const Workspace& workspace, const View& view, const std::string& question,
                        const std::string& vendors) {
  const size_t dot = dot_before_field(view.inventory, question);
  const std::string field = dot == std::string::npos ? "" : question.substr(dot + 1);
  const auto fields = all_fields();
  const HostFile& file = choose_host(view.inventory, question.substr(0, dot));
  if (!field.empty() && std::find(fields.begin(), fields.end(), field) == fields.end()) {
    throw Error(fmt::format("\"{}\" is no value of a host file", clean(field)), Exit::usage)
        .mend(suggestion(field, fields));
  }
  HostExplanation out{file.host.id, effective_name(file.host), file.path,
                      Explainer(workspace, view, file, vendors).all()};
  if (!field.empty()) {
    std::erase_if(out.values, [&](const Explanation& one) { return one.field != field; });
  }
  return out;
}

}  // namespace muster
