#include "target/netbox/desired.h"
#include "target/netbox/netbox.h"
#include "target/netbox/read/attribute.h"
#include "target/netbox/read/behind.h"
#include "target/netbox/read/reading.h"
#include "target/netbox/schema.h"
#include "target/netbox/survey.h"

namespace muster {
namespace {

class NetboxReader : public NetboxSurvey {
 public:
  NetboxReader(const NetboxConfig& config, const Secret& token, ReadWires wires)
      : config_(config), client_(config, token, wires.http), progress_(wires.progress) {}

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
    return netbox::Reading(client_, desired, progress_, stop).run();
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
    netbox::look_behind(operations, client_, stop);
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

}  // namespace muster
