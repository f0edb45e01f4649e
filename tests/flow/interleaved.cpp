// Bot and people at work on one site at once: what comes of any order of what they do.
#include <map>
#include <random>

#include "core/text.h"
#include "flow/branch.h"
#include "flow_scene.h"
#include "rounds.h"

using namespace muster;
using namespace muster::test;

namespace {

constexpr std::array<std::string_view, 5> decided_keys{"approval", "name", "notes", "adopt",
                                                       "protect"};

struct Card {  // what a tree says of one host
  std::string path;
  std::map<std::string, std::string, std::less<>> decided;
  std::string text;
  bool operator==(const Card& other) const {
    return path == other.path && decided == other.decided;
  }
};
using Cards = std::map<std::string, Card>;

const Card* find_card(const Cards& cards, const std::string& id) {
  const auto found = cards.find(id);
  return found == cards.end() ? nullptr : &found->second;
}

bool same_file(const Card* one, const Card* other) {
  if (one == nullptr || other == nullptr) return one == other;
  return one->path == other->path && one->text == other->text;
}

// What a branch wrote of a host, oldest first: states of it that differ from the one before.
std::vector<const Card*> written(const std::vector<Cards>& states, const std::string& id) {
  std::vector<const Card*> out;
  for (size_t i = 1; i < states.size(); ++i) {
    const Card* now = find_card(states[i], id);
    if (!same_file(now, find_card(states[i - 1], id))) out.push_back(now);
  }
  return out;
}

// The state of a host that both branches began from: the last that ours wrote and theirs has had.
const Card* begun(const std::vector<Cards>& ours, const std::vector<Cards>& theirs,
                  const std::string& id) {
  const auto there = written(theirs, id), here = written(ours, id);
  for (auto one = here.rbegin(); one != here.rend(); ++one) {
    for (const Card* other : there) {
      if (same_file(*one, other)) return other;
    }
  }
  return find_card(ours.front(), id);
}

// The one rule, field by field; `clash` where both changed one.
template <class T>
T of_both(const T& base, const T& ours, const T& theirs, bool& clash) {
  if (ours == base || ours == theirs) return theirs;
  if (theirs == base) return ours;
  clash = true;
  return theirs;
}

std::optional<Card> merged_card(const Card* base, const Card* ours, const Card* theirs,
                                bool& clash) {
  if (ours == nullptr && theirs == nullptr) return std::nullopt;
  if (ours == nullptr || theirs == nullptr) {
    const Card& left = ours != nullptr ? *ours : *theirs;
    if (base == nullptr) return left;
    if (left.decided == base->decided) return std::nullopt;
    clash = true;
    return left;
  }
  bool moved_twice = false;
  Card out;
  out.path = of_both(base->path, ours->path, theirs->path, moved_twice);
  for (const std::string_view key : decided_keys) {
    const std::string name(key);
    out.decided[name] =
        of_both(base->decided.at(name), ours->decided.at(name), theirs->decided.at(name), clash);
  }
  return out;
}

// Every world begins anew in the same repository.
class Interleaving {
 public:
  Interleaving(const FlowScene& scene, unsigned seed)
      : scene_(scene), random_(seed), place_(scene.workspace()) {
    scene.git("checkout -q --orphan begun");
    for (const std::string branch : {"main", berlin}) {
      scene.git("update-ref -d refs/heads/" + branch);
    }
    std::vector<FileChange> files;
    for (int i = 0; i < 6; ++i) {
      const Host host = seen(i);
      const std::string path = host_path(host, false);
      files.push_back({path, render_host_file(host, path)});
    }
    main_ = write("main", files);
    update("refs/heads/main", main_);
    trunk_ = branch_ = read_cards(main_);
    begin_again();
  }

  void step() {
    switch (pick(10)) {
      case 0:
        return edit(true);
      case 1:
      case 2:
        return edit(false);
      case 3:
        return remove(true);
      case 4:
        return remove(false);
      case 5:
        return move(true);
      case 6:
        return move(false);
      case 7:
        return merge_request();
      case 8:
        return squash_merge();
      default:
        return discover_once();
    }
  }

  // The bot's run: what it goes on from is what the rule says, and nobody is kept out.
  void discover_once() {
    Repo& repo = place_.repo;
    const auto before = repo.resolve(std::string("refs/heads/") + berlin);
    const BranchTip tip = branch_tip(repo, berlin, main_, scene_.clock.time);
    bool clash = false;
    Cards expected;
    for (int i = 0; i < 8; ++i) {
      const std::string id = seen(i).id;
      const auto card = merged_card(begun(branch_past_, trunk_past_, id), find_card(branch_, id),
                                    find_card(trunk_, id), clash);
      if (card) expected.emplace(id, *card);
    }
    CHECK(read_cards(tip.parent) == expected);
    CHECK(clash == !tip.told.empty());
    Diagnostics trouble;
    std::vector<Host> hosts;
    for (int i = 4; i < 8; ++i) {  // the others are not on the network any more
      if (pick(2) == 0) hosts.push_back(seen(i, "v" + std::to_string(pick(3))));
    }
    const auto changes = plan_files(*load_hosts(place_, tip.parent, trouble), hosts, trouble);
    CHECK(render(trouble) == "");
    if (changes.empty() && !tip.settled) return;
    const auto made = changes.empty()
                          ? tip.parent
                          : *repo.write_commit(tip.parent, changes, "run", bot_, scene_.clock.time);
    land(repo, tip, made, "test");
    if (!before || tip.parent == main_ || !repo.descends(*before, main_)) {
      begin_again();
      branch_past_.push_back(read_cards(tip.parent));
    }
    branch_ = read_cards(made);
    branch_past_.push_back(branch_);
  }

 private:
  static constexpr const char* berlin = "muster/discover/berlin";

  size_t pick(size_t below) { return random_() % below; }

  static Host seen(int number, const std::string& vendor = "") {
    Host host;
    host.id = "7k2m9qx4t" + std::to_string(number);
    host.classification = "server";
    host.observed.name = "web" + std::to_string(number);
    host.observed.site = "berlin";
    host.observed.first_seen = Day{};
    host.observed.proposed = {"server", "rule", {"test"}};
    host.observed.vendor = vendor;
    return host;
  }

  Cards read_cards(const ObjectId& commit) {
    Diagnostics trouble;
    Cards out;
    for (const auto& file : load_hosts(place_, commit, trouble)->files) {
      const Host& host = file->host;
      out[host.id] = {file->path,
                      {{"approval", std::string(word(host.approval))},
                       {"name", host.name},
                       {"notes", host.notes},
                       {"adopt", host.adopt ? "true" : "false"},
                       {"protect", host.protect ? "true" : "false"}},
                      std::string(std::string_view(file->text))};
    }
    CHECK(render(trouble) == "");
    return out;
  }

  ObjectId write(const std::string& branch, const std::vector<FileChange>& files) {
    const auto parent = place_.repo.resolve("refs/heads/" + branch);
    return *place_.repo.write_commit(parent, files, "people", ada_, scene_.clock.time);
  }

  void update(const std::string& ref, const ObjectId& commit) {
    place_.repo.update_ref(ref, place_.repo.resolve(ref), commit, "test");
  }

  // A person's commit on one of the two branches.
  void commit_on(bool on_main, const std::vector<FileChange>& files) {
    const std::string branch = on_main ? "main" : berlin;
    const ObjectId made = write(branch, files);
    update("refs/heads/" + branch, made);
    if (on_main) main_ = made;
    (on_main ? trunk_ : branch_) = read_cards(made);
    (on_main ? trunk_past_ : branch_past_).push_back(on_main ? trunk_ : branch_);
  }

  // What either says from here on it says against what main has now.
  void begin_again() { branch_past_ = trunk_past_ = {trunk_}; }

  struct Chosen {
    std::string id, path, text;
  };
  std::optional<Chosen> choose(bool on_main) {
    const Cards& cards = on_main ? trunk_ : branch_;
    const auto tip = place_.repo.resolve(std::string("refs/heads/") + (on_main ? "main" : berlin));
    if (cards.empty() || !tip) return std::nullopt;
    const auto& [id, card] = *std::next(cards.begin(), static_cast<long>(pick(cards.size())));
    return Chosen{id, card.path, *place_.repo.read_at(*tip, card.path)};
  }

  void edit(bool on_main) {
    const auto chosen = choose(on_main);
    if (!chosen) return;
    const std::string key(decided_keys[pick(decided_keys.size())]);
    const bool flag = key == "adopt" || key == "protect";
    const std::string value = key == "approval" ? (pick(2) == 0 ? "approved" : "rejected")
                              : flag            ? (pick(2) == 0 ? "true" : "false")
                                                : key + std::to_string(++count_);
    const std::string text = with_value(chosen->text, chosen->path, key, value);
    if (text != chosen->text) commit_on(on_main, {{chosen->path, text}});
  }

  void remove(bool on_main) {
    const auto chosen = choose(on_main);
    if (chosen) commit_on(on_main, {{chosen->path, std::nullopt}});
  }

  void move(bool on_main) {
    const auto chosen = choose(on_main);
    if (!chosen) return;
    const std::string to =
        "hosts/berlin/m" + std::to_string(++count_) + "--" + chosen->id + ".yaml";
    commit_on(on_main, {{chosen->path, std::nullopt}, {to, chosen->text}});
  }

  // A forge merges what discover left, as Git does.
  void merge_request() {
    Repo& repo = place_.repo;
    const auto tip = repo.resolve(std::string("refs/heads/") + berlin);
    if (!tip || !repo.descends(*tip, main_) || *tip == main_) return;
    std::vector<std::string> conflicts;
    const auto merged = repo.merge(main_, *tip, "Merge", ada_, scene_.clock.time, conflicts);
    REQUIRE(merged);
    update("refs/heads/main", *merged);
    main_ = *merged;
    trunk_ = branch_;
    begin_again();
  }

  // The same as one commit of its own, so that Git does not know of a merge.
  void squash_merge() {
    Repo& repo = place_.repo;
    const auto tip = repo.resolve(std::string("refs/heads/") + berlin);
    if (!tip || !repo.descends(*tip, main_) || *tip == main_) return;
    std::map<std::string, std::optional<std::string>> texts;
    for (const auto& [id, card] : trunk_) texts[card.path] = std::nullopt;
    for (const auto& [id, card] : branch_) texts[card.path] = card.text;
    std::vector<FileChange> files;
    for (auto& [path, text] : texts) files.push_back({path, std::move(text)});
    const auto made = repo.write_commit(main_, files, "Squashed", ada_, scene_.clock.time);
    if (!made) return;
    update("refs/heads/main", *made);
    main_ = *made;
    trunk_ = branch_;
    trunk_past_.push_back(trunk_);
  }

  const FlowScene& scene_;
  std::mt19937 random_;
  Workspace place_;
  const Signature ada_{"Ada", "ada@example.net"}, bot_{"muster", "muster@localhost"};
  int count_ = 0;
  ObjectId main_;
  Cards trunk_, branch_;
  std::vector<Cards> trunk_past_, branch_past_;  // since both were the same
};

}  // namespace

TEST_CASE("in any order of what bot and people do nothing is lost and no site is blocked") {
  const FlowScene scene;
  for (int seed = 0; seed < rounds(200); ++seed) {
    INFO("seed " << seed);
    Interleaving world(scene, static_cast<unsigned>(seed));
    for (int step = 0; step < 16; ++step) world.step();
    world.discover_once();
  }
}
