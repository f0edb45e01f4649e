#include "target/netbox/desired.h"
#include "target/netbox/netbox.h"
#include "target/netbox/read/attribute.h"
#include "target/netbox/read/behind.h"
#include "target/netbox/read/follow.h"
#include "target/netbox/read/reading.h"
#include "target/netbox/read/take.h"
#include "target/netbox/schema.h"
#include "target/netbox/survey.h"

namespace muster {
namespace {

class NetboxReader : public NetboxSurvey {
 public:
  NetboxReader(const NetboxConfig& config, const Secret& token, ReadWires wires)
      : config_(config), client_(config, token, wires.http), progress_(wires.progress) {
    if (!wires.kept.empty()) kept_ = netbox::kept_file(wires.kept, config.url, token);
  }
  NetboxReader(const NetboxConfig& config, std::string_view saved, ReadWires wires)
      : config_(config),
        client_(config, std::make_shared<netbox::Tables>(netbox::parse_tables(saved))),
        progress_(wires.progress) {}

  // From here on what several steps ask for is read once.
  void keep() { netbox::keep_surveyed(client_); }

  std::vector<NetboxObject> objects(const Config& config, std::stop_token stop) override {
    return netbox::surveyed(client_, config, stop);
  }

  std::span<const KindTraits> kinds() const override { return netbox::kind_traits(); }

  std::string address() const override {
    const std::string& url = client_.endpoint().url;
    const size_t scheme = url.find("://");
    const size_t start = scheme == std::string::npos ? 0 : scheme + 3;
    return url.substr(start, url.find('/', start) - start);
  }

  std::vector<Resource> desired(std::span<const HostFile* const> hosts,
                                const Config& config) const override {
    return netbox::desired(hosts, config, also(config));
  }

  Snapshot read(std::span<const Resource> desired, std::stop_token stop) override {
    if (kept_.empty()) return netbox::Reading(client_, desired, progress_, stop).run();
    netbox::Kept kept = netbox::follow(client_, kept_, progress_, stop);
    warm_.emplace(config_, std::move(kept.tables), client_);
    Snapshot snapshot = netbox::Reading(*warm_, desired, progress_, stop).run();
    snapshot.requests = client_.requests();
    if (!kept.why.empty()) {
      snapshot.trouble.add(Error("all of NetBox was read: " + kept.why).as(Severity::note));
    }
    return snapshot;
  }

  std::string save(std::stop_token stop) override {
    return netbox::render_tables(netbox::take_tables(client_, progress_, stop));
  }

  std::vector<Resource> adapt(std::vector<Resource> desired,
                              const Snapshot& actual) const override {
    const auto* notes = dynamic_cast<const netbox::Notes*>(actual.notes.get());
    if (!notes) return desired;
    desired = netbox::with_nodes(std::move(desired), actual);
    return netbox::with_what_stays(netbox::with_masks(std::move(desired), notes->prefixes), actual,
                                   notes->cabled);
  }

  void look_behind(std::span<Operation> operations, std::stop_token stop) override {
    netbox::look_behind(operations, warm_ ? *warm_ : client_, stop);
  }

  void look_beside(const Snapshot& actual, const std::set<std::string>& hosts, Diagnostics& notes,
                   std::stop_token stop) override {
    netbox::look_beside(actual, hosts, client_, notes, stop);
  }

  void attribute(std::span<Operation> operations, std::stop_token stop) override {
    netbox::attribute(operations, client_, stop);
  }

 private:
  // What that configuration asks of this NetBox: an earlier commit may have asked for less.
  const std::vector<std::string>& also(const Config& config) const {
    for (const TargetConfig& target : config.targets) {
      const auto* then = std::get_if<NetboxConfig>(&target.settings);
      if (then && then->url == config_.url) return then->also;
    }
    return config_.also;
  }

  const NetboxConfig config_;
  netbox::Client client_;
  std::string kept_;                    // the file; "" = none
  std::optional<netbox::Client> warm_;  // of what it has
  Progress& progress_;
};

}  // namespace

std::unique_ptr<TargetReader> netbox_reader(const NetboxConfig& config, const Secrets& secrets,
                                            ReadWires wires) {
  return std::make_unique<NetboxReader>(config, secrets["token"], wires);
}

std::unique_ptr<NetboxSurvey> netbox_survey(const NetboxConfig& netbox, const Secrets& secrets,
                                            ReadWires wires) {
  auto reader = std::make_unique<NetboxReader>(netbox, secrets["token"], wires);
  reader->keep();
  return reader;
}

std::unique_ptr<TargetReader> netbox_saved(const NetboxConfig& config, std::string_view saved,
                                           ReadWires wires) {
  return std::make_unique<NetboxReader>(config, saved, wires);
}

}  // namespace muster
