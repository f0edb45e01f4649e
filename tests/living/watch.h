// The life of a network as discover follows it, hour by hour: which commits it makes, and which of
// them nothing real explains.
#pragma once
#include "core/text.h"
#include "flow/doubt.h"
#include "living/network.h"
#include "model/host_fields.h"

namespace muster::test {

struct Verdict {
  int commits = 0, runs = 0;
  int remembered = 0;                // commits of the sightings branch
  size_t changes = 0;                // of host files
  std::vector<std::string> falsely;  // changes that nothing real explains
  std::vector<std::string> wrong;    // what files say at the end and is not so
};

class Watch {
 public:
  // Hosts are learned for so long: what is first heard of them later is no surprise.
  static constexpr int learning_hours = 14 * Network::day_hours;

  Watch(unsigned seed, size_t hosts) : network_(seed, hosts), config_(network_.config()) {}

  Verdict run(int days) {
    for (int hour = 0; hour < days * Network::day_hours; ++hour) {
      network_.pass_hour();
      look();
    }
    compare();
    return std::move(verdict_);
  }

 private:
  void look() {
    auto seen = network_.told();
    Doubt doubt(config_, hosts_, {});
    const Day today = day(network_.hour() / Network::day_hours);
    doubt.judge(seen, health_, today);
    Correlation found = correlate(seen, hosts_, sightings_, config_, vendors_, today);
    note_health(health_, seen, doubt, today);
    judge(found.hosts);
    hosts_ = std::move(found.hosts);
    if (sightings_ != found.sightings) ++verdict_.remembered;
    sightings_ = std::move(found.sightings);
  }

  const Machine* machine(const Host& host) const {
    for (const Machine& one : network_.machines()) {
      for (const auto& identity : host.observed.identity) {
        if (identity == "mac:" + one.mac) return &one;
      }
    }
    return nullptr;
  }

  void judge(const std::vector<Host>& now) {
    std::map<std::string_view, const Host*> before;
    for (const Host& host : hosts_) before.emplace(host.id, &host);
    size_t changed = 0;
    for (const Host& host : now) {
      const auto old = before.find(host.id);
      if (old != before.end() && *old->second == host) continue;
      ++changed;
      if (old != before.end()) judge(*old->second, host);
      if (old == before.end() && !machine(host) && !hosts_.empty()) complain(host, "new", "");
    }
    ++verdict_.runs;
    verdict_.changes += changed;
    if (changed > 0) ++verdict_.commits;
  }

  void judge(const Host& before, const Host& now) {
    const Machine* one = machine(now);
    const int born = one ? one->changed.at("born") : 0;  // else it is a switch or the router
    if (network_.hour() - born < learning_hours) return;
    each_key(observed_keys, [&](const auto& key) {
      const auto& old = before.observed.*key.member;
      const auto& fresh = now.observed.*key.member;
      if (old == fresh || (one && explains(*one, key.name))) return;
      complain(now, key.name, text_of_change(before, now, key.name));
    });
  }

  bool explains(const Machine& one, std::string_view key) const {
    constexpr int at_once = 7 * Network::day_hours, in_the_end = 30 * Network::day_hours;
    const auto within = [&](std::string_view what, int hours) {
      const auto found = one.changed.find(std::string(what));
      return found != one.changed.end() && network_.hour() - found->second < hours;
    };
    if (!one.alive && (key == "state" || key == "interfaces" || key == "primary")) return true;
    // A dead rival holds its address until it is gone.
    if (key == "attention" && within("rival", in_the_end)) return true;
    return one.alive && within(key, key == "sources" || key == "names" ? in_the_end : at_once);
  }

  static std::string text_of_change(const Host& before, const Host& now, std::string_view key) {
    const auto words = [&](const Host& host) {
      std::string text;
      if (key == "interfaces") text = join(texts(host), " | ");
      if (key == "identity") text = join(host.observed.identity, " ");
      if (key == "virtual" && host.observed.guest) {
        text = fmt::format("{} on {}", host.observed.guest->id, host.observed.guest->node);
      }
      if (key == "sources") text = join(host.observed.sources, " ");
      if (key == "attention") text = join(host.observed.attention, " ");
      if (key == "state") text = std::string(word(host.observed.state));
      for (const auto& place : host.observed.attached) {
        if (key == "attached") text += text_of(place) + " | ";
      }
      for (const auto& name : host.observed.names) {
        if (key == "names") text += name.name + "/" + std::string(word(name.source)) + " ";
      }
      return text;
    };
    return words(before) + "  →  " + words(now);
  }

  void complain(const Host& host, std::string_view key, const std::string& text) {
    verdict_.falsely.push_back(
        fmt::format("hour {} {} {}: {}", network_.hour(), effective_name(host), key, text));
  }

  // Silence is worth nothing where the files are wrong.
  void compare() {
    for (const Host& host : hosts_) {
      const Machine* one = machine(host);
      const int settled = network_.hour() - 4 * Network::day_hours;
      const bool recent = one && std::any_of(one->changed.begin(), one->changed.end(),
                                             [&](const auto& e) { return e.second > settled; });
      if (!one || recent || !one->alive || one->last_awake < settled) continue;
      const auto& places = host.observed.attached;
      const bool placed = std::any_of(places.begin(), places.end(), [&](const Attachment& place) {
        return place.device == Network::switch_name(one->spot.at) && place.port == one->spot.port;
      });
      if (!placed || places.size() != 1) wrong(host, "attached");
      std::set<std::string> addresses;
      for (const auto& address : host.observed.interfaces.at(0).addresses) {
        if (!address.ip.v6) addresses.insert(render(address.ip));
      }
      if (addresses != std::set(one->addresses.begin(), one->addresses.end())) {
        wrong(host, "interfaces");
      }
      if (host.observed.state != State::present) wrong(host, "state");
      if (one->role != Role::node && host.observed.name != one->name) wrong(host, "name");
    }
  }

  void wrong(const Host& host, std::string_view key) {
    verdict_.wrong.push_back(
        fmt::format("{} {}: {}", effective_name(host), key, text_of_change(host, host, key)));
  }

  Network network_;
  Config config_;
  OuiTable vendors_;
  std::vector<Host> hosts_;
  Sightings sightings_;
  Health health_;
  Verdict verdict_;
};

}  // namespace muster::test
