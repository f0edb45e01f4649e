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
    "  u back to the host before, as it was\n"
    "  A, R the same for all that are left of this vendor and proposal\n"
    "  w write what was decided and end · q end and write nothing\n";

class Asking {
 public:
  Asking(std::vector<const HostFile*> hosts, const Config& config, Conversation talk)
      : hosts_(std::move(hosts)), config_(config), talk_(talk) {}

  // By id; nullopt: the person wants nothing written.
  std::optional<std::map<std::string, std::vector<Setting>>> ask() {
    while (!ended_) {
      if (at_ == hosts_.size()) {
        if (!talk_.answers.by_keys() || settings_.empty()) break;
        ask_at_end();
      } else if (settings_.contains(host().id)) {
        ++at_;
      } else {
        ask_one();
      }
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

  std::string answer(std::string_view keys) {
    talk_.out << keys << std::flush;
    const auto said = talk_.answers.next();
    std::string text = said ? std::string(trim(*said)) : "q";
    if (!talk_.answers.by_keys()) return text;
    const bool shown = text.size() == 1 && text[0] > ' ' && text[0] < 127;
    talk_.out << (shown ? text : "") << "\n";
    return shown ? text : "?";
  }

  // What stands behind the letter or, where answers are single keys, what is asked for then.
  std::string rest_of(const std::string& text, std::string_view question) {
    std::string rest(trim(std::string_view(text).substr(1)));
    if (!rest.empty() || !talk_.answers.by_keys()) return rest;
    talk_.out << "  " << question << ": " << std::flush;
    return std::string(trim(talk_.answers.line().value_or("")));
  }

  void ask_one() {
    show();
    decided_.clear();
    next_ = at_ + 1;
    for (bool done = false; !done && !ended_;) {
      const std::string text = answer("[a,r,p,c,n,t,s,u,A,R,w,q,?] ");
      done = !text.empty() && take(text);
    }
    if (next_ > at_) steps_.push_back({at_, std::move(decided_)});
    at_ = next_;
  }

  // A key is pressed more easily than a line is written: it is not the last word.
  void ask_at_end() {
    decided_.clear();
    const std::string text =
        answer("that was the last: write, undo, quit and write nothing [w,u,q] ");
    if (text == "w" || text == "q" || text == "u") take(text);
    if (text == "u") at_ = next_;
  }

  // Whether another host is asked about.
  bool take(const std::string& text) {
    switch (text.front()) {
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
        return classify(rest_of(text, "class"));
      case 'n':
        return name(rest_of(text, "name"));
      case 't':
        return set({"tags", rest_of(text, "tags")});
      case 's':
        return true;
      case 'u':
        return undo();
      case 'w':
        return ended_ = true;
      case 'q':
        return ended_ = dropped_ = true;
      default:
        talk_.out << keys_explained;
        return false;
    }
  }

  // Back to the host before, as it was.
  bool undo() {
    forget(decided_);
    if (steps_.empty()) {
      talk_.out << "  nothing was decided before it\n";
      return false;
    }
    forget(steps_.back().decided);
    next_ = steps_.back().at;
    steps_.pop_back();
    return true;
  }

  void forget(std::vector<std::string>& ids) {
    for (const std::string& id : ids) settings_.erase(id);
    ids.clear();
  }

  void put(const std::string& id, Setting setting) {
    settings_[id].push_back(std::move(setting));
    decided_.push_back(id);
  }

  bool set(Setting setting) {
    put(host().id, std::move(setting));
    return false;
  }

  bool decide_approval(Approval approval) {
    const auto before = settings_.find(host().id);
    const bool named = before != settings_.end() &&
                       std::any_of(before->second.begin(), before->second.end(),
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
      const bool decided = i != at_ && settings_.contains(other.id);
      if (!alike || nameless || decided) continue;
      put(other.id, {"approval", std::string(word(approval))});
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
  struct Step {
    size_t at = 0;
    std::vector<std::string> decided;  // hosts by id: it, and those alike
  };
  std::vector<Step> steps_;           // hosts that were asked about before
  std::vector<std::string> decided_;  // at this one
  size_t at_ = 0, next_ = 0;
  bool ended_ = false, dropped_ = false;
};

}  // namespace

std::optional<std::string> LineReplies::line() {
  std::string line;
  return std::getline(in_, line) ? std::optional(std::move(line)) : std::nullopt;
}

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
