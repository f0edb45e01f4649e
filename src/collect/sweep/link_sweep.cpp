#include "collect/sweep/link_sweep.h"

#include <algorithm>
#include <random>

#include "core/text.h"

namespace muster {
namespace {

// Addresses for documentation (RFC 5737), which no host has: only a proxy answers for them.
std::set<Ip> control_addresses(const std::vector<Cidr>& networks) {
  std::set<Ip> controls;
  for (const char* text : {"192.0.2.201", "198.51.100.86", "203.0.113.143"}) {
    const Ip ip = *parse_ip(text);
    const bool swept = std::any_of(networks.begin(), networks.end(),
                                   [&](const Cidr& network) { return network.contains(ip); });
    if (!swept) controls.insert(ip);
  }
  return controls;
}

std::vector<Question> with_controls(std::vector<Question> questions, const std::set<Ip>& controls) {
  const auto v4 = std::find_if(questions.begin(), questions.end(),
                               [](const Question& question) { return !question.ip.v6; });
  if (v4 == questions.end()) return questions;
  const Ip from = v4->from;
  for (const Ip& ip : controls) questions.push_back({ip, from, false});
  return questions;
}

class LinkSweep {
 public:
  LinkSweep(const LinkPlan& plan, const SweepConfig& config, Wires& wires, CapturePort& port)
      : plan_(plan),
        wires_(wires),
        port_(port),
        own_(*plan.interface.mac),
        echo_id_(std::random_device()() & 0xFFFF),
        controls_(control_addresses(plan.networks)),
        heard_(plan.networks, config.exclude, controls_),
        asking_(with_controls(plan.questions, controls_), config.rate, config.retries,
                std::random_device()(), port.now()) {
    for (const Cidr& own : plan.interface.addresses) {
      if (!own.ip.link_local()) heard_.add_own(own.ip, own_);
    }
  }

  // True when it was not stopped. Error when the interface went down.
  bool run(std::stop_token stop) {
    constexpr Tick look = std::chrono::milliseconds(100);  // for a stop
    wires_.progress.phase("sweeping " + plan_.interface.name);
    for (Tick now = port_.now(); !asking_.done(now); now = port_.now()) {
      if (stop.stop_requested()) return false;
      while (const auto question = asking_.next(now)) ask(*question);
      if (const auto frame = port_.receive(std::min(asking_.wake(), now + look))) hear(*frame);
    }
    return true;
  }

  const Heard& heard() const { return heard_; }
  size_t asked() const { return asking_.asked(); }
  size_t total() const { return asking_.total(); }

 private:
  void ask(const Question& question) {
    port_.send(!question.ip.v6           ? render_arp_request(own_, question.from, question.ip)
               : question.ip.multicast() ? render_echo_to_all(own_, question.from, echo_id_)
                                         : render_solicitation(own_, question.from, question.ip));
    wires_.progress.step(asking_.asked(), asking_.total());
  }

  void hear(std::string_view frame) {
    if (const auto arp = parse_arp(frame)) {
      heard_.add(*arp);
      if (!arp->sender_ip.unspecified()) asking_.answered(arp->sender_ip);
    } else if (const auto nd = parse_nd(frame)) {
      if (nd->kind == NdKind::echo_reply && nd->id != echo_id_) return;
      heard_.add(*nd);
      asking_.answered(nd->kind == NdKind::advertisement ? nd->subject : nd->from);
    }
  }

  const LinkPlan& plan_;
  Wires& wires_;
  CapturePort& port_;
  Mac own_;
  unsigned echo_id_;
  std::set<Ip> controls_;
  Heard heard_;
  Asking asking_;
};

void report_losses(const CaptureStats& stats, const std::string& name, LinkResult& result) {
  if (stats.dropped > 0) {
    result.trouble.add(Error(name + ": " + counted(stats.dropped, "frame") + " of " +
                             std::to_string(stats.received) + " came too fast and were lost")
                           .mend("lower rate:")
                           .as(Severity::warning));
  }
  if (stats.unsent > 0) {
    result.trouble.add(Error(name + ": " + counted(stats.unsent, "request") +
                             " could not be sent, the interface's queue stayed full")
                           .mend("lower rate:")
                           .as(Severity::warning));
  }
  result.whole = result.whole && stats.dropped == 0 && stats.unsent == 0;
}

void run_to_end(LinkSweep& sweep, const std::string& name, LinkResult& result,
                std::stop_token stop) {
  try {
    result.whole = sweep.run(std::move(stop));
    if (!result.whole) result.trouble.add(Error(name + ": the sweep was stopped"));
  } catch (Error& error) {
    error.message +=
        ", after " + std::to_string(sweep.asked()) + " of " + counted(sweep.total(), "question");
    result.trouble.add(std::move(error));
  }
}

}  // namespace

LinkResult sweep_link(const LinkPlan& plan, const SweepConfig& config, Wires& wires,
                      std::stop_token stop) {
  LinkResult result;
  if (plan.questions.empty()) {
    result.whole = true;
    return result;
  }
  try {
    const auto port = wires.capture.open(plan.interface.name);
    LinkSweep sweep(plan, config, wires, *port);
    run_to_end(sweep, plan.interface.name, result, stop);
    report_losses(port->finish(), plan.interface.name, result);
    result.seen = sweep.heard().facts();
    for (const Cidr& network : plan.unnumbered) {
      if (result.whole && !sweep.heard().heard_in(network)) result.silent.push_back(network);
    }
  } catch (Error& error) {
    result.trouble.add(std::move(error));
  }
  return result;
}

}  // namespace muster
