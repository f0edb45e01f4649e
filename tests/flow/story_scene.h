// Forty commits of an inventory by four people and by discover.
#pragma once
#include "flow/bulk/decide.h"
#include "flow/history/history.h"
#include "flow_scene.h"
#include "view/history/history.h"

namespace muster::test {

// Ids of commits are those of the hosts that they made; a test tells them by their number.
struct FortyCommits : FlowScene {
  std::vector<std::string> commits;
  int hour = 0;

  FortyCommits() {
    commits.push_back(git("rev-parse HEAD"));
    for (int i = 0; i < 12; ++i) found(i);                                               // 1-12
    for (int i = 0; i < 12; ++i) decided(i, "approval", "approved", "ada");              // 13-24
    for (int i = 0; i < 6; ++i) decided(i, "notes", "rack 4", "bob");                    // 25-30
    for (int i = 6; i < 10; ++i) decided(i, "tags", "lab", "eve");                       // 31-34
    decided(3, "name", "shop", "bob");                                                   // 35
    decided(4, "approval", "rejected", "eve");                                           // 36
    as("dan", "Take the second away", [&] { git("rm -q " + path(2)); });                 // 37
    observed(5, "state: present", "state: gone");                                        // 38
    observed(6, "10.20.4.16/24", "10.20.4.27/24");                                       // 39
    as("dan", "Say what rules there are", [&] { write("rules.yaml", "rules: []\n"); });  // 40
  }

  static std::string id(int host) { return "aaaaaaaa" + std::to_string(10 + host); }
  static std::string path(int host) {
    return "hosts/berlin/pc" + std::to_string(host) + "--" + id(host) + ".yaml";
  }

  void as(const std::string& who, const std::string& message, const std::function<void()>& work) {
    work();
    git("add -A");
    const std::string day = "2026-08-" + std::to_string(10 + hour / 4);
    const std::string time = day + "T" + std::to_string(10 + hour % 4) + ":00:00Z";
    ++hour;
    run("GIT_COMMITTER_DATE='" + time + "' git -C '" + root() + "' -c user.name=" + who +
        " -c user.email=" + who + "@example.net commit -qm '" + message + "' --date='" + time +
        "'");
    commits.push_back(git("rev-parse HEAD"));
  }

  void found(int host) {
    const HostText text{.id = id(host),
                        .name = "pc" + std::to_string(host),
                        .approval = "pending",
                        .address = "10.20.4." + std::to_string(10 + host)};
    std::string body = text.text();
    body.insert(body.find("observed:"),
                "# ── muster'\"s: rewritten by discover; edits below are lost ──\n");
    body.replace(body.find("'\"s"), 3, "'s");
    as("muster",
       "discover berlin: 1 new\n\nMuster-Run: r" + std::to_string(host) +
           "\nMuster-Sources: dhcp-leases:lan",
       [&] { write(path(host), body); });
  }

  void decided(int host, const std::string& key, const std::string& value, const std::string& who) {
    Workspace place = workspace();
    Decision decision;
    decision.choice.words = {id(host)};
    decision.settings = always({{key, value}});
    as(who, "set " + key + "\n\nMuster-Count: 1", [&] { decide(place, decision, runner); });
  }

  void observed(int host, const std::string& from, const std::string& to) {
    as("muster",
       "discover berlin: 1 changed\n\nMuster-Run: s" + std::to_string(host) +
           "\nMuster-Sources: dhcp-leases:lan",
       [&] {
         std::string text = read(path(host));
         write(path(host), text.replace(text.find(from), from.size(), to));
       });
  }

  // With the ids of commits by their numbers, "#12".
  std::string numbered(std::string text) const {
    for (size_t i = 0; i < commits.size(); ++i) {
      for (const std::string& id : {commits[i], commits[i].substr(0, 9), commits[i].substr(0, 7)}) {
        for (size_t at; (at = text.find(id)) != std::string::npos;)
          text.replace(at, id.size(), "#" + std::to_string(i));
      }
    }
    return text;
  }

  std::string told(const HistoryFilter& filter) const {
    return numbered(history_text(history(workspace(), filter, runner, {})));
  }
  std::string differs(const std::string& range, const HostChoice& choice = {}) const {
    return numbered(diff_text(diff_commits(workspace(), range, choice)));
  }
};

}  // namespace muster::test
