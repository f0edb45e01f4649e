#include <nlohmann/json.hpp>

#include "cli_scene.h"

using namespace muster;
using namespace muster::test;

TEST_CASE("init asks four questions at a terminal, each with what is usual") {
  CliScene scene;
  scene.git("rm -q muster.yaml");
  scene.answer = "koeln\n10.1.0.0/16, fd00::/64\n\n\n";
  CHECK(scene.run("init") == 0);
  CHECK(scene.err ==
        "Name of the site [main]: Its networks [192.168.1.0/24]: Address of NetBox [none]: "
        "Forge: gitlab, github, gitea or none [none]: ");
  CHECK(scene.read("muster.yaml")
            .find("koeln: {domain: koeln.internal, networks: [10.1.0.0/16, fd00::/64]}") !=
        std::string::npos);
  CHECK(scene.run("validate") == 0);
}

TEST_CASE("init asks nothing where all is said, and shows what it left") {
  CliScene scene;
  scene.git("rm -q muster.yaml");
  CHECK(scene.run(
            "init --site berlin --networks 10.20.0.0/16 --netbox none --forge none --yes --json") ==
        0);
  CHECK(nlohmann::json::parse(scene.out)["files"].size() == 8);
  scene.write("CODEOWNERS", "* @ada\n");
  CHECK(scene.run("init --yes") == 0);
  CHECK(scene.out.find("differs  CODEOWNERS, left as it is; --force makes it so:\n"
                       "         @@ -1 +1,4 @@\n         -* @ada\n") != std::string::npos);
  CHECK(scene.out.ends_with("nothing was written\n"));
  CHECK(scene.run("init --site 'no name'") == 64);
}

TEST_CASE("the demonstration goes through the whole loop, offline") {
  CliScene scene;
  CHECK(scene.run("init --demo") == 0);
  INFO(scene.out << scene.err);
  const std::string begin = "An inventory made up for this, in ";
  REQUIRE(scene.out.starts_with(begin));
  const std::string place = scene.out.substr(begin.size(), scene.out.find('\n') - begin.size());
  for (const std::string line :
       {"$ muster discover\n", "4 new", "$ muster approve web1 db1 --commit\n",
        "$ muster reconcile --plan\n", "web1.berlin.example", "$ git revert --no-edit HEAD\n"}) {
    INFO(line);
    CHECK(scene.out.find(line) != std::string::npos);
  }
  std::filesystem::remove_all(place);
}
