#include "flow/bulk/review_keys.h"

#include <fmt/core.h>

#include <istream>
#include <map>
#include <ostream>

#include "core/text.h"
#include "flow/bulk/row.h"
#include "model/fqdn.h"
#include "model/host_fields.h"

namespace muster {
namespace {

constexpr std::string_view keys_explained =
    "  a approve · r reject · p pending · c CLASS · n NAME · t TAGS · s skip\n"
    "  A, R the same for all that are left of this vendor and proposal\n"
    "  w write what was decided and end · q end and write nothing\n";

class Asking {
 public:
  Asking(std::vector<const HostFile*> hosts, const Config& config, Conversation talk)
      : hosts_(std::move(hosts)), config_(config), talk_(talk) {}

  // By id; nullopt: the person wants nothing written.
  std::optional<std::map<std::string, std::vector<Setting>>> ask() {
    for (at_ = 0; at_ < hosts_.size() && !ended_; ++at_) {
      if (!settings_.contains(hosts_[at_]->host.id)) ask_one();
    }
    if (dropped_) return std::nullopt;
    return std::move(settings_);
  }

 private:
  const Host& host() const { return hosts_[at_]->host; }

  void show() {
    talk_.out << fmt::format("{} of {}  {}  {}  {}  {}\n    {}\n", at_ + 1, hosts_.size(),
                             host().id, word(host().approval), host().classification,
                             effective_name(host()).empty() ? "-" : effective_name(host()),
                             visible(join(known_of(host()), " · ")));
  }

  void ask_one() {
    show();
    for (bool done = false; !done && !ended_;) {
      talk_.out << "[a,r,p,c,n,t,s,A,R,w,q,?] " << std::flush;
      std::string line;
      if (!std::getline(talk_.in, line)) line = "q";
      const std::string_view answer = trim(line);
      done = !answer.empty() && take(answer.front(), std::string(trim(answer.substr(1))));
    }
  }

  // Whether the next host is asked about.
  bool take(char key, const std::string& rest) {
    switch (key) {
      case 'a':
        return decide_approval(Approval::approved);
      case 'r':
        return decide_approval(Approval::rejected);
      case 'p':
        return decide_approval(Approval::pending);
      case 'A':
        return decide_alike(Approval::approved);
      case 'R':
        return decide_alike(Approval::rejected);
      case 'c':
        return classify(rest);
      case 'n':
        return name(rest);
      case 't':
        return set({"tags", rest});
      case 's':
        return true;
      case 'w':
        return ended_ = true;
      case 'q':
        return ended_ = dropped_ = true;
      default:
        talk_.out << keys_explained;
        return false;
    }
  }

  bool set(Setting setting) {
    settings_[host().id].push_back(std::move(setting));
    return false;
  }

  bool decide_approval(Approval approval) {
    const auto& before = settings_[host().id];
    const bool named = std::any_of(before.begin(), before.end(),
                                   [](const Setting& one) { return one.key == "name"; });
    if (approval == Approval::approved && effective_name(host()).empty() && !named) {
      talk_.out << "  it has no name: n NAME first\n";
      return false;
    }
    set({"approval", std::string(word(approval))});
    return true;
  }

  bool decide_alike(Approval approval) {
    const Host& like = host();
    for (size_t i = at_; i < hosts_.size(); ++i) {
      const Host& other = hosts_[i]->host;
      const bool alike =
          in_force<&Observed::vendor>(other) == in_force<&Observed::vendor>(like) &&
          other.observed.proposed.classification == like.observed.proposed.classification;
      const bool nameless = approval == Approval::approved && effective_name(other).empty();
      if (!alike || nameless) continue;
      settings_[other.id].push_back({"approval", std::string(word(approval))});
    }
    return true;
  }

  bool classify(const std::string& name) {
    if (config_.classification(name) != nullptr) return set({"classification", name});
    std::vector<std::string> known;
    for (const auto& [one, unused] : config_.classifications) known.push_back(one);
    talk_.out << "  not in muster.yaml: " << suggestion(name, known) << "\n";
    return false;
  }

  bool name(const std::string& name) {
    if (is_dns_label(name)) return set({"name", name});
    talk_.out << "  no DNS label: " << dns_label(name) << "\n";
    return false;
  }

  std::vector<const HostFile*> hosts_;
  const Config& config_;
  Conversation talk_;
  std::map<std::string, std::vector<Setting>> settings_;
  size_t at_ = 0;
  bool ended_ = false, dropped_ = false;
};

}  // namespace

DecisionReport review_by_keys(Workspace& workspace, Decision decision, Conversation talk,
                              Runner& runner, std::stop_token stop) {
  Diagnostics trouble, notes;
  const auto inventory = load_hosts(workspace, {}, trouble);
  require_valid(trouble);
  if (decision.choice.empty()) decision.choice.where = "approval = pending";
  const auto hosts = choose_hosts(*inventory, decision.choice);
  require_meant(hosts.size(), true, false);
  const Config config = load_config(workspace, std::nullopt, notes);
  const auto settings = Asking(hosts, config, talk).ask();
  DecisionReport report;
  report.what = decision.what;
  report.values = true;
  if (!settings || settings->empty()) return report;
  decision.choice = {};
  decision.choice.listed.emplace();
  for (const auto& [id, unused] : *settings) decision.choice.listed->push_back(id);
  decision.checked = decision.yes = true;
  decision.settings = [&](const HostFile& file) { return settings->at(file.host.id); };
  return decide(workspace, decision, runner, stop);
}

}  // namespace muster
