// Whole sweeps on a link of the test's own, whose time passes only while somebody waits.
#include "collect/sweep/sweep.h"

#include <deque>
#include <map>

#include "collect/sweep/arp_frame.h"
#include "collect/sweep/heard.h"
#include "scene.h"

using namespace muster;
using namespace muster::test;

namespace {

const Mac kSweeper(0x3c4d01020304);

Mac mac_of(const Ip& ip) { return Mac(0x3c5000000000ULL | uint64_t{ip.bytes[15]}); }

std::string reply(Mac mac, const Ip& ip, Mac to) {
  std::string frame = render_arp_request(mac, ip, *parse_ip("10.0.0.1"));
  frame[21] = 2;
  (void)to;
  return frame;
}

struct Segment {
  std::map<Ip, std::vector<Mac>> hosts;
  std::optional<Mac> proxy;          // answers for everyone
  std::vector<std::string> chatter;  // heard at the beginning
  std::optional<size_t> down_after;  // frames
  CaptureStats stats;
  std::vector<Ip> asked;
};

class SegmentPort : public CapturePort {
 public:
  explicit SegmentPort(Segment& segment)
      : segment_(segment), waiting_(segment.chatter.begin(), segment.chatter.end()) {}
  Tick now() const override { return now_; }
  void send(std::string_view frame) override {
    if (segment_.down_after && segment_.asked.size() >= *segment_.down_after) {
      throw Error("eth0: the interface went down: it has no carrier");
    }
    const auto request = parse_arp(frame);
    REQUIRE(request);
    CHECK(request->sender == kSweeper);
    segment_.asked.push_back(request->target_ip);
    const auto host = segment_.hosts.find(request->target_ip);
    if (host != segment_.hosts.end()) {
      for (const Mac mac : host->second) waiting_.push_back(reply(mac, host->first, kSweeper));
    }
    if (segment_.proxy) waiting_.push_back(reply(*segment_.proxy, request->target_ip, kSweeper));
  }
  std::optional<std::string> receive(Tick until) override {
    if (waiting_.empty()) {
      now_ = std::max(now_ + Tick(1), until);
      return std::nullopt;
    }
    std::string frame = waiting_.front();
    waiting_.pop_front();
    return frame;
  }
  CaptureStats finish() override { return segment_.stats; }

 private:
  Segment& segment_;
  std::deque<std::string> waiting_;
  Tick now_{0};
};

struct SegmentCapture : Capture {
  Segment segment;
  std::vector<CaptureInterface> interfaces() override {
    return {{"eth0", kSweeper, {*parse_cidr("10.0.0.1/24")}, true}};
  }
  std::unique_ptr<CapturePort> open(const std::string&) override {
    return std::make_unique<SegmentPort>(segment);
  }
};

struct SweepScene : Scene {
  SegmentCapture capture;
  Wires over{
      .clock = clock, .http = http, .runner = runner, .progress = progress, .capture = capture};
  SweepScene() {
    source.config.settings = SweepConfig{};
    source.config.name = "lan";
    source.config.site = "x";
    source.config.as<SweepConfig>().networks = {*parse_cidr("10.0.0.0/24")};
    source.config.as<SweepConfig>().names = false;
  }
  void host(const std::string& ip) {
    capture.segment.hosts[*parse_ip(ip)] = {mac_of(*parse_ip(ip))};
  }
  Observation sweep(std::vector<Observation> earlier = {}) {
    return collect_sweep({&source, 1}, earlier, over, {}).front();
  }
};

}  // namespace

TEST_CASE("a sweep tells who answers, and this machine itself, and that all were asked") {
  SweepScene scene;
  scene.host("10.0.0.7");
  scene.host("10.0.0.254");
  const Observation seen = scene.sweep();
  CHECK(render(seen.trouble) == "");
  CHECK(rows_of(seen) == Strings{"arp 10.0.0.1", "arp 10.0.0.7", "arp 10.0.0.254"});
  CHECK(seen.complete == std::set<FactKind>{FactKind::arp});
  const auto& fact = fact_of<ArpFact>(seen, "arp 10.0.0.7");
  CHECK(fact.mac == mac_of(*parse_ip("10.0.0.7")));
  CHECK(addresses_in(fact) == Strings{"10.0.0.7/32"});
  CHECK(fact.alive);
  CHECK(fact.vlans.empty());
  CHECK(seen.source == "sweep:lan");
}

TEST_CASE("an address with two MACs is two facts") {
  SweepScene scene;
  scene.capture.segment.hosts[*parse_ip("10.0.0.9")] = {Mac(0x3c5000000001), Mac(0x3c5000000002)};
  CHECK(rows_of(scene.sweep()) == Strings{"arp 10.0.0.1", "arp 10.0.0.9", "arp 10.0.0.9"});
}

TEST_CASE("what others say unasked is heard: requests and gratuitous replies of the networks") {
  SweepScene scene;
  const Mac mac(0x3c5000000099);
  scene.capture.segment.chatter = {
      render_arp_request(mac, *parse_ip("10.0.0.40"), *parse_ip("10.0.0.1")),
      render_arp_request(mac, *parse_ip("192.168.7.7"), *parse_ip("10.0.0.1")),
      render_arp_request(mac, Ip{}, *parse_ip("10.0.0.41")),
      render_arp_request(Mac(0x010000000001), *parse_ip("10.0.0.42"), *parse_ip("10.0.0.1"))};
  const Observation seen = scene.sweep();
  CHECK(rows_of(seen) == Strings{"arp 10.0.0.1", "arp 10.0.0.40"});
  CHECK(seen.dropped ==
        std::map<std::string, size_t>{{"no host's MAC", 1}, {"not in the networks", 1}});
}

TEST_CASE("a proxy is named and its rows are dropped, the hosts beside it stay") {
  SweepScene scene;
  scene.host("10.0.0.7");
  const Mac router(0x3c5000000fff);
  scene.capture.segment.proxy = router;
  scene.capture.segment.chatter = {
      render_arp_request(router, *parse_ip("10.0.0.254"), *parse_ip("10.0.0.1"))};
  Observation device;
  NeighborFact itself;
  itself.mac = router;
  itself.names = {{"core", NameSource::device}};
  device.facts = {itself};
  const Observation seen = scene.sweep({device});
  CHECK(rows_of(seen) == Strings{"arp 10.0.0.1", "arp 10.0.0.7", "arp 10.0.0.254"});
  CHECK(seen.dropped == std::map<std::string, size_t>{{"proxy ARP", 252}});
  CHECK(render(seen.trouble) ==
        "warning: eth0: 3c:50:00:00:0f:ff (10.0.0.254, core) answers for 252 addresses that may "
        "not be its own\n  why: it does proxy ARP\n"
        "  fix: switch proxy ARP off there, or list what it answers for under exclude:\n");
  CHECK_FALSE(seen.trouble.has_errors());
}

TEST_CASE("a host with a few addresses is no proxy") {
  SweepScene scene;
  for (int i = 10; i < 26; ++i) {
    scene.capture.segment.hosts[*parse_ip("10.0.0." + std::to_string(i))] = {Mac(0x3c5000000001)};
  }
  CHECK(scene.sweep().facts.size() == 17);
  CHECK(render(scene.sweep().trouble) == "");
}

TEST_CASE("an interface that goes down ends the sweep: what was heard stays, nothing is complete") {
  SweepScene scene;
  for (int i = 2; i < 255; ++i) scene.host("10.0.0." + std::to_string(i));
  scene.capture.segment.down_after = 100;
  const Observation seen = scene.sweep();
  CHECK(seen.complete.empty());
  CHECK(seen.facts.size() > 50);
  CHECK(render(seen.trouble)
            .find("error: eth0: the interface went down: it has no carrier, after "
                  "101 of 256 questions\n") == 0);
}

TEST_CASE("lost frames are counted, and the sweep is not complete") {
  SweepScene scene;
  scene.capture.segment.stats = {900, 7, 2};
  const Observation seen = scene.sweep();
  CHECK(seen.complete.empty());
  CHECK_FALSE(seen.trouble.has_errors());
  CHECK(render(seen.trouble) ==
        "warning: eth0: 7 frames of 900 came too fast and were lost\n  fix: lower rate:\n"
        "warning: eth0: 2 requests could not be sent, the interface's queue stayed full\n"
        "  fix: lower rate:\n");
}

TEST_CASE("the same network twice gives the same observation, whatever the order of asking") {
  SweepScene scene;
  for (int i = 2; i < 255; i += 3) scene.host("10.0.0." + std::to_string(i));
  const Observation one = scene.sweep();
  const auto asked = scene.capture.segment.asked;
  scene.capture.segment.asked.clear();
  const Observation two = scene.sweep();
  CHECK(asked != scene.capture.segment.asked);
  CHECK(one.facts == two.facts);
}

TEST_CASE("a world without interfaces fails the source and says why") {
  SweepScene scene;
  Wires none{scene.clock, scene.http, scene.runner, scene.progress};
  const auto seen = collect_sweep({&scene.source, 1}, {}, none, {}).front();
  CHECK(render(seen.trouble) ==
        "error: a sweep asks the network itself and is not on tape\n"
        "  fix: run without --replay to sweep\n");
}
