// How changes reach a running Unbound, and how what others changed is put back.
#include "dns_checks.h"
#include "unbound_scene.h"

namespace muster::unbound_test {
namespace {

const std::vector<ZoneRecord> both{a("web1", "10.20.4.17"), a("db1", "10.20.4.18")};

// Plans against `records` as the last applied state.
std::string plan_of(Scene& scene, const std::vector<ZoneRecord>& records) {
  scene.plan(records, records);
  std::string text;
  for (const Operation& one : scene.operations) {
    text += std::string(word(one.op)) + " " + one.label + " " +
            text_of(one.op == Op::remove ? one.before : one.after, "value") +
            (one.drift ? " drift" : "") + (one.reason.empty() ? "" : ": " + one.reason) + "\n";
  }
  return text;
}

bool reloaded(const Scene& scene) {
  return std::any_of(scene.runner.ran.begin(), scene.runner.ran.end(), [](const auto& line) {
    return line.find("control reload") != std::string::npos;
  });
}

// An Unbound whose other names are answered by a second one, so that it has something to cache.
struct Forwarding : Scene {
  Scene upstream;
  Forwarding() {
    upstream.write_config(
        "server:\n  local-zone: \"far.example.\" static\n"
        "  local-data: \"www.far.example. 600 A 192.0.2.80\"\n");
    upstream.start();
    more = "forward-zone:\n  name: \".\"\n  forward-addr: 127.0.0.1@" +
           std::to_string(upstream.config.port) + "\nserver:\n  do-not-query-localhost: no\n";
    write_config(more);
    start();
    CHECK(dig("www.far.example", "A") == "192.0.2.80\n");
    upstream.stop();
  }
  bool still_cached() const { return dig("www.far.example", "A") == "192.0.2.80\n"; }
  std::string more;
};

}  // namespace

TEST_CASE("a small change reaches the daemon without a reload, and its cache stays") {
  if (skipped()) return;
  Forwarding scene;
  REQUIRE(all_done(scene.reconcile({a("web1", "10.20.4.17")})));  // brings the zone: a reload
  CHECK(reloaded(scene));
  CHECK(scene.still_cached());
  scene.runner.ran.clear();
  REQUIRE(all_done(scene.reconcile(both)));
  CHECK(scene.runner.ran ==
        std::vector<std::string>{
            "unbound-checkconf " + scene.config.file.substr(0, scene.config.file.rfind('/')) +
                "/.muster.conf.new.check",
            "unbound-checkconf " + scene.config.config, "unbound-control local_datas"});
  CHECK(scene.served("db1.berlin.example", "A") == std::vector<std::string>{"10.20.4.18"});
  REQUIRE(all_done(scene.reconcile({a("web1", "10.20.4.99"), a("db1", "10.20.4.18", 60)})));
  CHECK_FALSE(reloaded(scene));
  CHECK(scene.served("web1.berlin.example", "A") == std::vector<std::string>{"10.20.4.99"});
  CHECK(scene.dig("db1.berlin.example", "A") == "10.20.4.18\n");
  CHECK(scene.still_cached());
  scene.stop();
  scene.start();  // and the file says the same
  CHECK(scene.served("web1.berlin.example", "A") == std::vector<std::string>{"10.20.4.99"});
}

TEST_CASE("a changed address leaves what people declared of another type at that name") {
  if (skipped()) return;
  Scene scene;
  scene.write_config(
      "server:\n  local-zone: \"berlin.example.\" typetransparent\n"
      "  local-data: 'web1.berlin.example. 300 IN TXT \"theirs\"'\n");
  scene.start();
  REQUIRE(all_done(scene.reconcile({a("web1", "10.20.4.17")})));
  CHECK(scene.dig("web1.berlin.example", "TXT") == "\"theirs\"\n");
  REQUIRE(all_done(scene.reconcile({a("web1", "10.20.4.99")})));
  CHECK(scene.served("web1.berlin.example", "A") == std::vector<std::string>{"10.20.4.99"});
  CHECK(scene.dig("web1.berlin.example", "TXT") == "\"theirs\"\n");
}

TEST_CASE("nothing to do is no write and no command") {
  if (skipped()) return;
  Scene scene;
  scene.start();
  REQUIRE(all_done(scene.reconcile(both)));
  const auto written = fs::last_write_time(scene.config.file);
  scene.runner.ran.clear();
  CHECK(scene.reconcile(both).empty());
  CHECK(scene.runner.ran.empty());
  CHECK(fs::last_write_time(scene.config.file) == written);
}

TEST_CASE("an Unbound that cannot keep its cache over a reload has it carried over") {
  if (skipped()) return;
  Forwarding scene;
  scene.runner.odd = "reload_keep_cache";
  scene.runner.answer = {1, "error unknown command 'reload_keep_cache'\n", ""};
  REQUIRE(all_done(scene.reconcile(both)));
  CHECK(scene.still_cached());
  CHECK(scene.served("web1.berlin.example", "A") == std::vector<std::string>{"10.20.4.17"});
}

TEST_CASE("many changes go in by one reload, and the cache stays") {
  if (skipped()) return;
  Forwarding scene;
  REQUIRE(all_done(scene.reconcile({a("web1", "10.20.4.17")})));
  scene.runner.ran.clear();
  std::vector<ZoneRecord> many;
  for (int i = 0; i < 1'500; ++i) {
    many.push_back(a("h" + std::to_string(i),
                     "10.21." + std::to_string(i / 250) + "." + std::to_string(i % 250 + 1)));
  }
  REQUIRE(all_done(scene.reconcile(many)));
  CHECK(reloaded(scene));
  CHECK(scene.served("h1499.berlin.example", "A") == std::vector<std::string>{"10.21.5.250"});
  CHECK(scene.served("web1.berlin.example", "A").empty());
  CHECK(scene.still_cached());
}

TEST_CASE("what a daemon lost or was told by hand is drift, and is put back without a write") {
  if (skipped()) return;
  Scene scene;
  scene.start();
  REQUIRE(all_done(scene.reconcile(both)));
  const auto written = fs::last_write_time(scene.config.file);
  scene.control({"local_data_remove", "web1.berlin.example"});
  scene.control({"local_data", "db1.berlin.example", "A", "10.9.9.9"});
  CHECK(plan_of(scene, both) ==
        "create A web1.berlin.example 10.20.4.17 drift\n"
        "delete A db1.berlin.example 10.9.9.9: somebody told Unbound by hand: it is served, and "
        "not in muster's file\n");
  REQUIRE(all_done(scene.apply()));
  CHECK(scene.served("web1.berlin.example", "A") == std::vector<std::string>{"10.20.4.17"});
  CHECK(scene.served("db1.berlin.example", "A") == std::vector<std::string>{"10.20.4.18"});
  CHECK(fs::last_write_time(scene.config.file) == written);
  CHECK(plan_of(scene, both).empty());
}

TEST_CASE("a file edited by hand is drift and is put back, line by line") {
  if (skipped()) return;
  Scene scene;
  scene.start();
  REQUIRE(all_done(scene.reconcile(both)));
  const std::string good = slurp(scene.config.file);
  const auto edited = [&](const std::string& from, const std::string& to) {
    std::string text = good;
    text.replace(text.find(from), from.size(), to);
    return text;
  };
  struct Hand {
    std::string text, plan;
  };
  const Hand rows[] = {
      {edited("10.20.4.17", "10.20.4.66"),
       "create A web1.berlin.example 10.20.4.17 drift\n"
       "delete A web1.berlin.example 10.20.4.66: its host no longer has it\n"},
      {edited("web1.berlin", "web9.berlin"), "update A web1.berlin.example 10.20.4.17\n"},
      {edited("typetransparent", "static"), "update berlin.example \n"},
      {good.substr(0, good.find("local-data: \"web1")),
       "create A web1.berlin.example 10.20.4.17 drift\n"},
      {good.substr(0, good.size() - 20), "create A web1.berlin.example 10.20.4.17 drift\n"},
      {"",
       "create berlin.example \ncreate A db1.berlin.example 10.20.4.18 drift\n"
       "create A web1.berlin.example 10.20.4.17 drift\n"},
      {good + "local-data: \"new.berlin.example. 300 IN A 10.20.4.50\" # 7k2m9qx4td berlin\n",
       "delete A new.berlin.example 10.20.4.50: its host no longer has it\n"},
  };
  for (const Hand& row : rows) {
    write(scene.config.file, row.text);
    INFO(row.text);
    CHECK(plan_of(scene, both) == row.plan);
    REQUIRE(all_done(scene.apply()));
    CHECK(slurp(scene.config.file) == good);
    CHECK(plan_of(scene, both).empty());
    CHECK(scene.served("web1.berlin.example", "A") == std::vector<std::string>{"10.20.4.17"});
  }
}

TEST_CASE("a line of somebody else in muster's file stays, and stops its own name only") {
  if (skipped()) return;
  Scene scene;
  scene.start();
  REQUIRE(all_done(scene.reconcile({a("db1", "10.20.4.18")})));
  const std::string foreign = "local-data: \"web1.berlin.example. A 10.9.9.9\"\n";
  write(scene.config.file, slurp(scene.config.file) + foreign);
  scene.control({"reload"});
  REQUIRE(all_done(scene.reconcile({a("db1", "10.20.4.19"), a("web1", "10.20.4.17")})));
  CHECK(slurp(scene.config.file).ends_with(foreign));
  CHECK(scene.served("web1.berlin.example", "A") == std::vector<std::string>{"10.9.9.9"});
  CHECK(scene.served("db1.berlin.example", "A") == std::vector<std::string>{"10.20.4.19"});
}

TEST_CASE("a renamed host is one change of each record") {
  if (skipped()) return;
  Scene scene;
  scene.start();
  REQUIRE(all_done(scene.reconcile({a("web1", "10.20.4.17"), ptr("web1", "10.20.4.17")})));
  REQUIRE(all_done(scene.reconcile({a("web2", "10.20.4.17"), ptr("web2", "10.20.4.17")})));
  REQUIRE(scene.operations.size() == 2);
  CHECK(scene.operations[0].op == Op::update);
  CHECK(scene.operations[1].op == Op::update);
  CHECK(scene.served("web1.berlin.example", "A").empty());
  CHECK(scene.served("web2.berlin.example", "A") == std::vector<std::string>{"10.20.4.17"});
  CHECK(scene.served("17.4.20.10.in-addr.arpa", "PTR") ==
        std::vector<std::string>{"web2.berlin.example"});
}

TEST_CASE("with sudo, Unbound's programs run by it, where they were said to be") {
  Scene scene;
  scene.config.control = false;
  scene.config.sudo = true;
  scene.config.checkconf_path = "/opt/unbound-checkconf";
  scene.runner.odd = "sudo";
  scene.runner.answer = {0, "", ""};
  scene.runner.always = true;
  REQUIRE(all_done(scene.reconcile({a("web1", "10.20.4.17")})));
  REQUIRE(scene.runner.commands.size() == 2);
  CHECK(scene.runner.commands[1] ==
        std::vector<std::string>{"sudo", "-n", "/opt/unbound-checkconf", scene.config.config});
}

TEST_CASE("a daemon that does not answer is said, and the file is planned from") {
  if (skipped()) return;
  Scene scene;
  scene.start();
  REQUIRE(all_done(scene.reconcile(both)));
  scene.stop();
  CHECK(plan_of(scene, both).empty());
  CHECK(render(scene.actual.trouble) ==
        "warning: unbound at 127.0.0.1 port " + std::to_string(scene.config.port) +
            " does not answer\n"
            "  why: so what it serves is not known; its file is what is planned from\n");
}

}  // namespace muster::unbound_test
