// A plan from a saved state of NetBox is the plan that NetBox itself would have given.
#include <catch2/catch.hpp>
#include <filesystem>

#include "core/hash.h"
#include "netbox_draw.h"
#include "wire/files.h"

using namespace muster;
using namespace muster::test;

namespace {

// Plans after each of some drawn changes, and applies now and then.
void draw_and_compare(World& world, unsigned seed, int steps,
                      const std::function<std::string()>& other) {
  Draw draw(world, seed);
  draw.begin();
  std::string story;
  for (int i = 0; i < steps; ++i) {
    story += draw.step() + "\n";
    INFO("seed " << seed << "\n" << story);
    world.prune = draw.below(2) == 0 ? Prune::remove : Prune::retire;
    const auto reader = world.reader();
    const std::string wanted = whole_plan(world, *reader);
    REQUIRE(other() == wanted);
    if (draw.below(3) != 0 || !wanted.starts_with("{")) continue;
    world.apply(world.plan());
    world.base = world.last_desired;
    story += "apply\n";
  }
}

}  // namespace

TEST_CASE("a plan from what was saved is the one of NetBox, whatever people did on both sides") {
  const unsigned seed = GENERATE(1u, 2u, 3u, 4u);
  const std::string version = seed % 2 == 0 ? "4.7.2" : "4.4.10";
  Lab lab(version);
  World world(lab.url);
  draw_and_compare(world, seed, 25, [&] {
    const std::string saved = world.reader()->save({});
    return whole_plan(world, *netbox_saved(world.netbox, saved, world.wires()));
  });
}

namespace {

// The folder of a run, gone when the test is.
struct KeptFolder {
  KeptFolder() { std::filesystem::create_directory(path); }
  ~KeptFolder() { std::filesystem::remove_all(path); }
  std::string path = std::filesystem::temp_directory_path() / ("kept-" + std::to_string(getpid()));
};

ReadWires keeping(World& world, const KeptFolder& folder) {
  ReadWires wires = world.wires();
  wires.kept = folder.path;
  return wires;
}

// What reading everything was needed for, and how many requests a warm read takes.
struct Warmth {
  std::map<std::string, int> whole;
  int warm = 0;
};

void follow_and_compare(World& world, const KeptFolder& folder, unsigned seed, int steps,
                        Warmth& warmth) {
  draw_and_compare(world, seed, steps, [&] {
    const auto reader = netbox_reader(world.netbox, world.secrets(), keeping(world, folder));
    const std::string plan = whole_plan(world, *reader);
    const auto& notes = world.last.trouble.items();
    if (notes.empty()) ++warmth.warm;
    for (const Error& note : notes) ++warmth.whole[note.message];
    return plan;
  });
}

}  // namespace

TEST_CASE("a plan from what was kept and what changed since is the one of NetBox") {
  const unsigned seed = GENERATE(1u, 2u, 3u, 4u, 5u, 6u);
  const std::string version = seed % 2 == 0 ? "4.7.2" : "4.4.10";
  Lab lab(version);
  World world(lab.url);
  const KeptFolder folder;
  Warmth warmth;
  follow_and_compare(world, folder, seed, 40, warmth);
  const std::string all = "all of NetBox was read: ";
  for (const auto& [why, times] : warmth.whole) UNSCOPED_INFO(why << ": " << times);
  CHECK(warmth.whole.size() <= 2);
  CHECK(warmth.whole[all + "nothing was kept"] == 1);
  CHECK(warmth.whole[all + "tags or custom fields have changed"] <= 2);
  CHECK(warmth.warm >= 36);
}

namespace {

// What one run kept of a NetBox, and why the next one reads all of it when that is changed.
struct KeptWorld {
  KeptWorld() {
    Draw(world, 1).begin();
    CHECK(read() == "note: all of NetBox was read: nothing was kept\n");
    file = std::filesystem::directory_iterator(folder.path)->path().string();
    const std::string text = read_file(file, 1 << 20);
    head = nlohmann::json::parse(text.substr(0, text.find('\n')));
    rows = text.substr(text.find('\n') + 1);
  }

  std::string read() {
    const auto reader = netbox_reader(world.netbox, world.secrets(), keeping(world, folder));
    return render(reader->read(world.wanted(), {}).trouble);
  }

  void replace(const std::string& what, const std::string& by) {
    rows.replace(rows.find(what), what.size(), by);
    head["digest"] = sha256_hex(rows);
  }

  // As if nothing had changed for long, so that nothing is read again on the safe side.
  void settle() {
    const auto log = world.ask("GET", "core/object-changes/?limit=1&ordering=-id");
    head["id"] = log.at("results").at(0).at("id");
    head["count"] = log.at("count");
  }

  std::string why() {
    write_private_file(file, head.dump() + "\n" + rows);
    return read();
  }

  Lab lab{"4.7.2"};
  World world{lab.url};
  KeptFolder folder;
  std::string file, rows;
  nlohmann::json head;
};

}  // namespace

TEST_CASE("what was kept is its user's alone, and has no token") {
  KeptWorld kept;
  CHECK(kept.why() == "");
  CHECK(kept.file.find(lab_token) == std::string::npos);
  CHECK(read_file(kept.file, 1 << 20).find(lab_token) == std::string::npos);
  using std::filesystem::perms;
  CHECK(std::filesystem::status(kept.file).permissions() ==
        (perms::owner_read | perms::owner_write));
  std::filesystem::permissions(kept.file, perms::group_write, std::filesystem::perm_options::add);
  CHECK(kept.read() == "note: all of NetBox was read: what was kept is not this user's alone\n");
}

TEST_CASE("what was kept is not believed when anything does not fit, and all is read") {
  KeptWorld kept;
  std::string why;
  SECTION("damaged") {
    kept.rows.replace(kept.rows.find("berlin"), 6, "Berlin");
    why = "what was kept is damaged, or of another version";
  }
  SECTION("another format") {
    kept.head["muster_kept"] = 2;
    why = "what was kept is damaged, or of another version";
  }
  SECTION("another NetBox") {
    kept.replace("4.7.2", "4.6.8");
    why = "NetBox is of another version";
  }
  SECTION("another muster") {
    kept.replace("asset_tag,", "");
    why = "what was kept is of another muster";
  }
  SECTION("a transaction that ended late") {
    kept.head["count"] = kept.head["count"].get<int>() - 1;
    why = "NetBox's change log is not what it was";
  }
  SECTION("a log that was cut") {
    kept.head["first"] = kept.head["first"].get<int>() - 1;
    why = "NetBox's change log is not what it was";
  }
  SECTION("a change that was not logged") {
    kept.settle();
    kept.replace("\"last_updated\":\"20", "\"last_updated\":\"19");
    why = "the log does not tell all that changed in dcim/device-roles";
  }
  SECTION("an object that came without a word") {
    kept.settle();
    const size_t line = kept.rows.find('\n', kept.rows.find("\"table\":\"dcim/sites\"")) + 1;
    kept.rows.erase(line, kept.rows.find('\n', line) + 1 - line);
    kept.replace("\"rows\":1,\"table\":\"dcim/sites\"", "\"rows\":0,\"table\":\"dcim/sites\"");
    why = "the log does not tell all that changed in dcim/sites";
  }
  SECTION("an object that went without a word") {
    kept.settle();
    const size_t line = kept.rows.find('\n', kept.rows.find("\"table\":\"dcim/sites\"")) + 1;
    const size_t end = kept.rows.find('\n', line) + 1;
    const std::string site = kept.rows.substr(line, end - line);
    REQUIRE(site.starts_with("{\"id\":"));
    kept.rows.insert(end, "{\"id\":999" + site.substr(site.find(',')));
    kept.replace("\"rows\":1,\"table\":\"dcim/sites\"", "\"rows\":2,\"table\":\"dcim/sites\"");
    why = "the log does not tell all that changed in dcim/sites";
  }
  CHECK(kept.why() == "note: all of NetBox was read: " + why + "\n");
  CHECK(kept.read() == "");
}

TEST_CASE("a tag that was renamed stands on many objects, and all is read") {
  KeptWorld kept;
  const auto id = std::to_string(kept.world.made("extras/tags", R"({"name":"Red","slug":"red"})"));
  CHECK(kept.read() == "");
  kept.world.ask("PATCH", "extras/tags/" + id + "/", R"({"name":"Blue"})");
  CHECK(kept.read() == "note: all of NetBox was read: tags or custom fields have changed\n");
  CHECK(kept.read() == "");
}

TEST_CASE("what was saved and kept makes the plan of a real NetBox", "[.real]") {
  const char* url = std::getenv("NETBOX_URL");
  const char* token = std::getenv("NETBOX_TOKEN");
  if (url == nullptr || token == nullptr) {
    WARN("no NETBOX_URL and NETBOX_TOKEN");
    return;
  }
  World world(url, token);
  const KeptFolder folder;
  Warmth warmth;
  follow_and_compare(world, folder, 7, 40, warmth);
  draw_and_compare(world, 8, 10, [&] {
    const std::string saved = world.reader()->save({});
    return whole_plan(world, *netbox_saved(world.netbox, saved, world.wires()));
  });
  for (const auto& [why, times] : warmth.whole) UNSCOPED_INFO(why << ": " << times);
  CHECK(warmth.warm >= 36);
}

TEST_CASE("what was saved has neither the token nor what muster does not look at") {
  Lab lab("4.7.2");
  World world(lab.url);
  world.made("extras/custom-fields",
             R"({"name":"door_code","type":"text","object_types":["dcim.site"]})");
  world.made("dcim/sites", R"({"name":"Berlin","slug":"berlin","description":"behind the)"
                           R"( bakery","comments":"ring twice","custom_fields":)"
                           R"({"door_code":"1742"}})");
  const std::string saved = world.reader()->save({});
  for (const char* words : {lab_token, "bakery", "ring twice", "1742"}) {
    INFO(words);
    CHECK(saved.find(words) == std::string::npos);
  }
  CHECK(saved.find(R"("slug":"berlin")") != std::string::npos);
}

TEST_CASE("a saved state that was cut or is of another muster makes no plan") {
  Lab lab("4.7.2");
  World world(lab.url);
  world.made("dcim/sites", R"({"name":"Berlin","slug":"berlin"})");
  const std::string saved = world.reader()->save({});
  const auto told = [&](const std::string& text) {
    try {
      netbox_saved(world.netbox, text, world.wires())->read(world.wanted(), {});
    } catch (const Error& error) {
      return render(error);
    }
    return std::string("a plan");
  };
  CHECK(told(saved) == "a plan");
  const char* cut = "error: a saved state of NetBox is not whole\n  fix: save it again\n";
  CHECK(told("") == cut);
  CHECK(told(saved.substr(0, saved.size() - 1)) == cut);
  const size_t site = saved.find("{\"id\"", saved.find("dcim/sites"));
  CHECK(told(saved.substr(0, site)) == cut);
  std::string other = saved;
  other.replace(other.find("dcim/devices"), 12, "dcim/machine");
  world.add("aaaaaaaaaa", "web1", "switch", {});
  world.made("extras/custom-fields",
             R"({"name":"muster_id","type":"text","object_types":["dcim.device"]})");
  CHECK(told(other) ==
        "error: the saved state of NetBox does not have all of dcim/devices\n  why: it was saved "
        "by another muster\n  fix: save it again by this one\n");
}
