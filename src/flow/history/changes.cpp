#include "flow/history/changes.h"

#include <fmt/core.h>

#include <algorithm>

#include "core/text.h"
#include "model/host_fields.h"

namespace muster {
namespace {

using Texts = std::vector<std::string>;

// A value of each type as texts: one, or those of a list.
std::string said(const std::string& text) { return clean(text); }
std::string said(bool flag) { return flag ? "true" : "false"; }
std::string said(Day day) { return render_day(day); }
std::string said(const Cidr& cidr) { return render(cidr); }
template <class E>
requires std::is_enum_v<E> std::string said(E value) { return std::string(word(value)); }
std::string said(const Interface& interface) {
  std::string text = interface.name;
  if (interface.mac) text += " " + render(*interface.mac);
  for (const Cidr& address : interface.addresses) text += " " + render(address);
  for (const int vlan : interface.vlans) text += fmt::format(" vlan {}", vlan);
  return text;
}
std::string said(const Attachment& place) {
  return fmt::format("{} {} ({})", place.device, place.port, word(place.confidence));
}
std::string said(const NameCandidate& candidate) {
  return fmt::format("{} ({})", candidate.name, word(candidate.source));
}
std::string said(const PageLink& link) { return fmt::format("{} ({})", link.url, link.source); }
std::string said(const Telling& one) {
  return fmt::format("{} {} ({})", one.field, one.value, one.source);
}
std::string said(const Proposal& proposal) {
  return fmt::format("{} by {}", proposal.classification, proposal.rule);
}
std::string said(const Rare<GuestFact>& guest) {
  return guest ? fmt::format("{} {} of {} on {}, {}", word(guest->kind), guest->id, guest->cluster,
                             guest->node, guest->status)
               : "";
}
template <class T>
Texts said_each(const std::vector<T>& list) {
  Texts texts;
  for (const T& one : list) texts.push_back(said(one));
  return texts;
}

std::string without(const Texts& some, const Texts& others) {
  Texts left;
  for (const std::string& one : some) {
    if (std::find(others.begin(), others.end(), one) == others.end()) left.push_back(one);
  }
  return join(left, ", ");
}

class FieldLines {
 public:
  template <class T>
  void compare(const std::string& field, const T& before, const T& after) {
    if (before == after) return;
    if constexpr (requires { said(before); }) {
      out_.push_back({field, said(before), said(after)});
    } else if constexpr (requires { said_each(before); }) {
      const Texts old = said_each(before), now = said_each(after);
      const std::string gone = without(old, now), come = without(now, old);
      if (!gone.empty() || !come.empty()) out_.push_back({field, gone, come, true});
    }
  }

  void compare(const Overrides& before, const Overrides& after) {
    each_stated([&](const auto& key) {
      using T = std::remove_cvref_t<decltype(*(before.*key.stated))>;
      compare("overrides." + std::string(key.name), (before.*key.stated).value_or(T{}),
              (after.*key.stated).value_or(T{}));
    });
  }

  std::vector<HostField> take() { return std::move(out_); }

 private:
  std::vector<HostField> out_;
};

std::vector<HostField> people_fields(const Host& before, const Host& after) {
  FieldLines fields;
  each_key(host_keys, [&]<class T>(const HostKey<T>& key) {
    if constexpr (std::is_same_v<T, Overrides>) {
      fields.compare(before.overrides, after.overrides);
    } else if constexpr (!std::is_same_v<T, Observed>) {
      if (key.name != "id") {
        fields.compare(std::string(key.name), before.*key.member, after.*key.member);
      }
    }
  });
  return fields.take();
}

std::vector<HostField> all_fields_of(const Host& before, const Host& after) {
  auto out = people_fields(before, after);
  FieldLines fields;
  each_key(observed_keys, [&](const auto& key) {
    fields.compare(std::string(key.name), before.observed.*key.member, after.observed.*key.member);
  });
  for (HostField& one : fields.take()) out.push_back(std::move(one));
  return out;
}

}  // namespace

std::optional<HostChange> change_between(const HostFile* before, const HostFile* after) {
  const HostFile& there = after != nullptr ? *after : *before;
  HostChange change{Became::changed,
                    there.host.id,
                    effective_name(there.host),
                    effective_site(there.host),
                    there.path,
                    {}};
  static const Host nobody;
  if (before == nullptr) {
    change.became = Became::created;
    change.fields = people_fields(nobody, after->host);
  } else if (after == nullptr) {
    change.became = Became::removed;
  } else {
    change.fields = all_fields_of(before->host, after->host);
    if (before->path != after->path) {
      change.became = Became::moved;
      change.fields.insert(change.fields.begin(), {"path", before->path, after->path});
    }
    if (change.fields.empty()) return std::nullopt;
  }
  return change;
}

std::vector<HostChange> changes_between(const Inventory& before, const Inventory& after) {
  std::vector<HostChange> out;
  for (const auto& file : after.files) {
    const HostFile* old = before.find(file->host.id);
    if (old == file.get()) continue;
    if (auto change = change_between(old, file.get())) out.push_back(*std::move(change));
  }
  for (const auto& file : before.files) {
    if (after.find(file->host.id) != nullptr) continue;
    out.push_back(*change_between(file.get(), nullptr));
  }
  std::sort(out.begin(), out.end(),
            [](const HostChange& a, const HostChange& b) { return a.path < b.path; });
  return out;
}

}  // namespace muster
