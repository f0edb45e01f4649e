#include "correlate/records/settle.h"

#include <algorithm>
#include <array>
#include <map>

#include "core/list.h"
#include "core/text.h"
#include "correlate/records/matching.h"
#include "correlate/records/system.h"
#include "model/fqdn.h"
#include "model/record_keys.h"

namespace muster {
namespace {

struct SettledField {
  std::string_view name;
  std::string Observed::*member;
  std::string Product::*told;
};

constexpr std::array<SettledField, 4> settled_fields{
    {{"model", &Observed::model, &Product::model},
     {"platform", &Observed::platform, &Product::platform},
     {"serial", &Observed::serial, &Product::serial},
     {"vendor", &Observed::vendor, &Product::vendor}}};
constexpr std::string_view name_field = "name";  // of one serial number

std::string_view name_of_source(std::string_view id) { return id.substr(id.find(':') + 1); }

std::string letters_of(std::string_view text) {
  std::string out = lower(text);
  std::erase_if(out, [](char c) { return !((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')); });
  return out;
}

// Whether two sources say the same in their own words.
bool agree(std::string_view field, const std::string& a, const std::string& b) {
  if (field == name_field) return dns_label(a) == dns_label(b);
  if (field == "serial") return lower(trim(a)) == lower(trim(b));
  if (field == "platform" && !same_system(a, b)) return false;
  const std::string one = letters_of(a), other = letters_of(b);
  return one.find(other) != std::string::npos || other.find(one) != std::string::npos;
}

std::string text_in(const Record& record, std::string_view name) {
  const auto found = record.attributes.find(std::string(name));
  return found == record.attributes.end() || found->second.passing ? "" : clean(found->second.text);
}

bool counts(std::string_view field, const std::string& value) {
  return !value.empty() && (field != "serial" || is_proper_serial(value));
}

bool is_web_page(const std::string& url) {
  constexpr std::string_view never = " \"'<>\\`";
  const bool web = url.starts_with("https://") || url.starts_with("http://");
  return web && url.size() <= limits::text_bytes && clean(url) == url &&
         url.find_first_of(never) == std::string::npos;
}

void add_telling(std::vector<Telling>& out, std::string_view field, const std::string& source,
                 const std::string& value) {
  if (counts(field, value)) out.push_back({std::string(field), source, value});
}

void set_mark(Observed& observed, const std::string& mark, bool set) {
  std::erase(observed.attention, mark);
  if (set) observed.attention.push_back(mark);
}

// What devices and hypervisors tell in their rows.
std::vector<Telling> told_in_rows(const Group& group) {
  std::vector<Telling> out;
  for (const Sight& sight : group.sights) {
    const bool own = sight.as<DeviceFact>() != nullptr || sight.as<NicFact>() != nullptr;
    const Product* product = sight.fact && own ? product_of(*sight.fact) : nullptr;
    if (product == nullptr) continue;
    for (const SettledField& field : settled_fields) {
      add_telling(out, field.name, sight.source(), product->*field.told);
    }
    const NameFacts names = sight.names();
    if (sight.as<DeviceFact>() && is_proper_serial(product->serial) && !names.empty()) {
      add_telling(out, name_field, sight.source(), clean(names.front().name));
    }
  }
  return out;
}

class HostSettling {
 public:
  HostSettling(const RecordSettling& with, Host& host, const Host* before,
               const std::vector<RecordMatch>& matches, const Group* group)
      : with_(with),
        host_(host),
        observed_(host.observed),
        before_(before ? before->observed : nothing()),
        matches_(matches),
        group_(group),
        told_(group ? told_in_rows(*group) : std::vector<Telling>{}) {}

  void run() {
    find_silent();
    collect();
    for (const SettledField& field : settled_fields) choose(field);
    choose_tenant();
    link();
    keep_differing();
    mark_conflicts();
    mark_stale();
    std::sort(observed_.attention.begin(), observed_.attention.end());
  }

 private:
  static const Observed& nothing() {
    static const Observed none;
    return none;
  }

  // Sources that the host was known from and that did not answer in full.
  void find_silent() {
    const auto note = [&](const std::string& source) {
      if (!with_.answers.whole(source) && !with_.forgotten.contains(source)) silent_.insert(source);
    };
    for (const std::string& source : before_.sources) note(source);
    for (const PageLink& one : before_.links) note(one.source);
    for (const Telling& one : before_.told) note(one.source);
  }

  void collect() {
    for (const RecordMatch& match : matches_) {
      const Record& record = *match.record;
      if (!is_machine(record)) continue;
      add_telling(told_, "serial", match.from->source, clean(record.serial));
      if (match.another) continue;
      for (const char* field : {"model", "platform", "vendor"}) {
        add_telling(told_, field, match.from->source, text_in(record, field));
      }
      if (match.because.starts_with("serial ")) {
        add_telling(told_, name_field, match.from->source, clean(record.name));
      }
    }
    const auto told_again = [&](const Telling& old) {
      return std::any_of(told_.begin(), told_.end(), [&](const Telling& one) {
        return one.field == old.field && one.source == old.source;
      });
    };
    for (const Telling& old : before_.told) {
      if (silent_.contains(old.source) && !told_again(old)) told_.push_back(old);
    }
    sort_unique(told_);
  }

  // What may be chosen: not the number of another machine of that name.
  std::vector<const Telling*> choices(std::string_view field) const {
    std::vector<const Telling*> out;
    for (const Telling& one : told_) {
      const bool another = std::any_of(matches_.begin(), matches_.end(), [&](const auto& match) {
        return match.another && match.from->source == one.source;
      });
      if (one.field == field && !another) out.push_back(&one);
    }
    return out;
  }

  void choose(const SettledField& field) {
    const auto all = choices(field.name);
    std::string& now = observed_.*field.member;
    const std::string& was = before_.*field.member;
    if (all.empty()) return;
    const bool in_rows = rows_tell(field);
    if (!in_rows) from_records_.emplace(field.name);
    if (!silent_.empty() && !was.empty()) {
      now = was;
      return;
    }
    const auto policy = with_.config.policy.fields.find(field.name);
    if (policy == with_.config.policy.fields.end()) {
      if (!in_rows && (was.empty() || of_a_record(field.name, was))) now = steady(all, was);
    } else if (policy->second.newest) {
      now = newest(all, was, now);
    } else {
      now = first_of(policy->second.first, all, now);
    }
  }

  bool rows_tell(const SettledField& field) const {
    return group_ != nullptr &&
           std::any_of(group_->sights.begin(), group_->sights.end(), [&](const Sight& sight) {
             const Product* product = sight.fact ? product_of(*sight.fact) : nullptr;
             return product && !(product->*field.told).empty();
           });
  }

  // Whether a record alone told the value that stood there.
  bool of_a_record(std::string_view field, const std::string& was) const {
    return std::any_of(before_.told.begin(), before_.told.end(),
                       [&](const Telling& one) { return one.field == field && one.value == was; });
  }

  static std::string steady(const std::vector<const Telling*>& all, const std::string& was) {
    for (const Telling* one : all) {
      if (one->value == was) return was;
    }
    return all.front()->value;
  }

  static std::string first_of(const std::vector<std::string>& order,
                              const std::vector<const Telling*>& all, const std::string& now) {
    for (const std::string& name : order) {
      for (const Telling* one : all) {
        if (name_of_source(one->source) == name) return one->value;
      }
    }
    return now.empty() ? all.front()->value : now;
  }

  // Systems hear of a host now and then: another has to be a day newer to take its place.
  std::string newest(const std::vector<const Telling*>& all, const std::string& was,
                     const std::string& now) const {
    const Telling* best = nullptr;
    Day best_day{}, day_of_was{};
    for (const Telling* one : all) {
      const Day day = heard_on(one->source);
      if (best == nullptr || day > best_day) {
        best = one;
        best_day = day;
      }
      if (one->value == was) day_of_was = std::max(day_of_was, day);
    }
    const bool stays = day_of_was != Day{} && best_day - day_of_was <= std::chrono::days(1);
    return stays ? was : best == nullptr ? now : best->value;
  }

  // A source that tells no time was asked for it now.
  Day heard_on(const std::string& source) const {
    for (const RecordMatch& match : matches_) {
      if (match.from->source == source && match.record->heard) {
        return std::chrono::floor<std::chrono::days>(*match.record->heard);
      }
    }
    return with_.today;
  }

  void choose_tenant() {
    std::vector<std::string> slugs;
    for (const RecordMatch& match : matches_) {
      if (match.another || !is_machine(*match.record)) continue;
      const auto& tenants = with_.config.policy.tenants;
      const auto known = tenants.find(text_in(*match.record, "tenant"));
      if (known != tenants.end()) slugs.push_back(known->second);
    }
    const bool stays = !silent_.empty() && !before_.tenant.empty();
    const bool again = std::find(slugs.begin(), slugs.end(), before_.tenant) != slugs.end();
    observed_.tenant = stays || again ? before_.tenant : slugs.empty() ? "" : slugs.front();
  }

  void link() {
    std::vector<PageLink> links;
    for (const RecordMatch& match : matches_) {
      if (match.another || !is_web_page(match.record->link)) continue;
      links.push_back({match.from->source, match.record->link});
    }
    const auto fresh = links;
    for (const PageLink& old : before_.links) {
      const bool again = std::any_of(fresh.begin(), fresh.end(),
                                     [&](const PageLink& one) { return one.source == old.source; });
      if (!again && silent_.contains(old.source)) links.push_back(old);
    }
    sort_unique(links);
    observed_.links = std::move(links);
  }

  bool differs(std::string_view field) const {
    for (const Telling& one : told_) {
      for (const Telling& other : told_) {
        if (one.field == field && other.field == field && !agree(field, one.value, other.value)) {
          return true;
        }
      }
    }
    return false;
  }

  void keep_differing() {
    std::map<std::string, bool> kept;
    for (const Telling& one : told_) {
      if (kept.contains(one.field)) continue;
      kept[one.field] = differs(one.field) || from_records_.contains(one.field);
    }
    std::erase_if(told_, [&](const Telling& one) { return !kept[one.field]; });
    observed_.told = told_;
  }

  bool systems_differ() const {
    for (const Telling& one : told_) {
      for (const Telling& other : told_) {
        if (one.field == "platform" && other.field == "platform" &&
            !same_system(one.value, other.value)) {
          return true;
        }
      }
    }
    return false;
  }

  // What people state settles it.
  void mark_conflicts() {
    set_mark(observed_, std::string(marks::serial_conflict),
             differs("serial") && !host_.overrides.serial);
    set_mark(observed_, std::string(marks::serial_names),
             differs(name_field) && host_.name.empty() && !host_.overrides.name);
    set_mark(observed_, std::string(marks::platform_conflict),
             systems_differ() && !host_.overrides.platform);
  }

  // As long as makes a host gone: shorter ones come and go.
  void mark_stale() {
    if (group_ == nullptr) return;
    std::erase_if(observed_.attention,
                  [](const std::string& mark) { return mark.starts_with(marks::stale_in); });
    std::set<std::string> stale, fresh;
    for (const RecordMatch& match : matches_) {
      if (match.another || !is_machine(*match.record)) continue;
      const bool old = with_.today - heard_of(*match.record) > with_.config.policy.gone_after;
      (old && match.record->stale ? stale : fresh).insert(match.from->source);
    }
    for (const std::string& mark : before_.attention) {
      if (!mark.starts_with(marks::stale_in)) continue;
      const std::string source = mark.substr(marks::stale_in.size());
      const bool unheard = !with_.answers.whole(source) && !with_.forgotten.contains(source) &&
                           !fresh.contains(source);
      if (unheard) stale.insert(source);
    }
    const bool live =
        std::any_of(observed_.sources.begin(), observed_.sources.end(),
                    [&](const std::string& source) { return !stale.contains(source); });
    if (!live) return;
    for (const std::string& source : stale) {
      observed_.attention.push_back(std::string(marks::stale_in) + source);
    }
  }

  Day heard_of(const Record& record) const {
    return record.heard ? std::chrono::floor<std::chrono::days>(*record.heard) : with_.today;
  }

  const RecordSettling& with_;
  Host& host_;
  Observed& observed_;
  const Observed& before_;
  const std::vector<RecordMatch>& matches_;
  const Group* group_;  // nullptr: nobody saw the host
  std::vector<Telling> told_;
  std::set<std::string> silent_;
  std::set<std::string, std::less<>> from_records_;  // fields that no row tells
};

const Host* known_as(std::span<const Host* const> known, const std::string& id) {
  const auto found = std::lower_bound(known.begin(), known.end(), id,
                                      [](const Host* a, const auto& b) { return a->id < b; });
  return found != known.end() && (*found)->id == id ? *found : nullptr;
}

}  // namespace

void settle_records(std::span<Host> hosts, std::span<const Group> groups,
                    const RecordSettling& with) {
  const auto matches = match_records(with.observations, hosts, with.config);
  for (size_t h = 0; h < hosts.size(); ++h) {
    if (hosts[h].observed.state == State::gone) continue;
    HostSettling(with, hosts[h], known_as(with.known, hosts[h].id), matches[h],
                 h < groups.size() ? &groups[h] : nullptr)
        .run();
  }
}

}  // namespace muster
