#include "correlate/records/matching.h"

#include <algorithm>
#include <array>
#include <unordered_map>

#include "core/text.h"
#include "model/host_fields.h"
#include "model/record_keys.h"

namespace muster {
namespace {

constexpr size_t nobody = static_cast<size_t>(-1);
constexpr size_t several = static_cast<size_t>(-2);

bool by_name_too(const Record& record) { return is_machine(record) || record.kind == "backup"; }

// A key that leads to more than one leads to none.
using Holders = std::unordered_map<std::string, size_t>;
void hold(Holders& holders, const std::string& key, size_t who) {
  const auto [entry, fresh] = holders.try_emplace(key, who);
  if (!fresh && entry->second != who) entry->second = several;
}

struct Unmatched {
  const Observation* from;
  const Record* record;
  std::vector<std::string> keys;
  size_t host = nobody;
  std::string because = {};
};

class Matcher {
 public:
  Matcher(std::span<const Observation> observations, std::span<const Host> hosts,
          const Config& config)
      : hosts_(hosts) {
    for (size_t h = 0; h < hosts.size(); ++h) add_host(h, config);
    for (const Observation& one : observations) {
      for (const Record& record : one.records) add_record(one, record);
    }
  }

  std::vector<std::vector<RecordMatch>> run() {
    for (const Rung rung : {Rung::hardware, Rung::mac, Rung::full_name, Rung::short_name}) {
      for (Unmatched& one : candidates_) {
        if (one.host == nobody) one.host = host_by(one, rung);
      }
    }
    std::vector<std::vector<RecordMatch>> out(hosts_.size());
    for (Unmatched& one : candidates_) {
      if (one.host < hosts_.size()) {
        out[one.host].push_back(
            {one.from, one.record, std::move(one.because), is_another(one, hosts_[one.host])});
      }
    }
    for (auto& matches : out) {
      std::sort(matches.begin(), matches.end(), [](const RecordMatch& a, const RecordMatch& b) {
        return std::tie(a.from->source, a.record->kind, a.record->id) <
               std::tie(b.from->source, b.record->kind, b.record->id);
      });
    }
    return out;
  }

 private:
  void add_host(size_t h, const Config& config) {
    const Host& host = hosts_[h];
    if (host.approval == Approval::rejected) return;
    const auto site = config.sites.find(effective_site(host));
    for (const std::string& key :
         keys_of(host, site == config.sites.end() ? "" : site->second.domain)) {
      hold(by_key_, key, h);
    }
  }

  void add_record(const Observation& from, const Record& record) {
    Unmatched one{&from, &record, keys_of(record, from.site)};
    for (const std::string& key : one.keys) {
      if (rung_of(key) == Rung::mac) hold(macs_, from.source + " " + key, candidates_.size());
    }
    candidates_.push_back(std::move(one));
  }

  // The one host that the keys of this rung lead to.
  size_t host_by(Unmatched& one, Rung rung) const {
    if (rung >= Rung::full_name && !by_name_too(*one.record)) return nobody;
    size_t found = nobody;
    for (const std::string& key : one.keys) {
      if (rung_of(key) != rung || (rung == Rung::mac && is_shared(one, key))) continue;
      const auto host = by_key_.find(key);
      if (host == by_key_.end() || host->second == several) continue;
      if (found != nobody && found != host->second) return several;
      found = host->second;
      if (one.because.empty()) one.because = key;
    }
    return found;
  }

  bool is_shared(const Unmatched& one, const std::string& key) const {
    return macs_.at(one.from->source + " " + key) == several;
  }

  static bool is_another(const Unmatched& one, const Host& host) {
    if (rung_of(one.because) < Rung::full_name) return false;
    const std::string& serial = in_force<&Observed::serial>(host);
    return is_proper_serial(serial) && is_proper_serial(one.record->serial) &&
           lower(trim(serial)) != lower(trim(one.record->serial));
  }

  std::span<const Host> hosts_;
  std::vector<Unmatched> candidates_;
  Holders by_key_, macs_;
};

}  // namespace

bool is_machine(const Record& record) { return record.kind == "host" || record.kind == "vm"; }

std::vector<std::vector<RecordMatch>> match_records(std::span<const Observation> observations,
                                                    std::span<const Host> hosts,
                                                    const Config& config) {
  return Matcher(observations, hosts, config).run();
}

}  // namespace muster
