// The first things that people try: the version, completion, and a host that is not merged yet.
#include "cli_scene.h"

using namespace muster;
using namespace muster::test;

namespace {

struct TwoHosts : CliScene {
  TwoHosts() {
    put({.id = "aaaaaaaaaa", .name = "web1"});
    put({.id = "bbbbbbbbbb", .name = "web2", .address = "10.20.4.18"});
    commit("Add hosts");
  }
};

}  // namespace

TEST_CASE("the version is told by the command and by the option that people try first") {
  CliScene scene;
  CHECK(scene.run("version") == 0);
  const std::string told = scene.out;
  CHECK(scene.run("--version") == 0);
  CHECK(scene.out == told);
}

TEST_CASE(
    "completion is told the values that the repository has, and none that a shell would run") {
  TwoHosts scene;
  const auto values = [&](const std::string& kind) {
    CHECK(scene.run("completion values " + kind) == 0);
    return scene.out;
  };
  CHECK(values("site") == "berlin\n");
  CHECK(values("source") == "lan\n");
  CHECK(values("target") == "ns\n");
  CHECK(values("class") == "ignore\nserver\nunknown\n");
  CHECK(values("host") == "aaaaaaaaaa\nbbbbbbbbbb\nweb1\nweb2\n");
  scene.git("tag 'v1$(id)'");
  CHECK(values("ref") == "main\n");
  CHECK(scene.run("completion values hosts") == 64);
  CHECK(scene.err == "error: values \"hosts\" are not known\n  fix: did you mean \"host\"?\n");
}

TEST_CASE("ls tells of hosts that a review branch has and nobody has merged") {
  TwoHosts scene;
  scene.git("checkout -qb muster/discover/berlin");
  scene.put({.id = "cccccccccc", .name = "web3", .address = "10.20.4.19"});
  scene.commit("Discover");
  scene.git("checkout -q main");
  CHECK(scene.run("ls") == 0);
  CHECK(scene.err ==
        "note: 1 host more on muster/discover/berlin, not merged\n"
        "  fix: muster ls --ref muster/discover/berlin\n");
  CHECK(scene.run("where web3") == 0);
  CHECK(scene.err == "note: this waits for a merge on muster/discover/berlin\n");
}

TEST_CASE("the status goes to a webhook, whose address nobody is shown") {
  struct Hook : NoHttp {
    Endpoint endpoint;
    Request request;
    int status = 200;
    Response send(const Endpoint& to, const Request& asked, std::stop_token) override {
      endpoint = to;
      request = asked;
      if (status == 0)
        throw Error("POST " + to.url + asked.path + " failed: no answer")
            .because("POST /s3cr3t-path");
      return {status, "", {}, "no such hook"};
    }
  };
  TwoHosts scene;
  Hook hook;
  Wires wires{scene.clock, hook, scene.runner, scene.progress};
  const auto told = [&] {
    std::ostringstream to, aside;
    cli::App app{wires, to, aside, {}};
    const Words words{"status", "--webhook", "--json", "--directory", scene.root()};
    const int code = cli::run_command_line(words, app);
    return std::to_string(code) + " " + to.str();
  };
  setenv("MUSTER_WEBHOOK", "http://hooks.example/s3cr3t-path", 1);
  CHECK(told().find("MUSTER_WEBHOOK is no https address") != std::string::npos);
  setenv("MUSTER_WEBHOOK", "https://hooks.example/s3cr3t-path?key=1", 1);
  const std::string status = told();
  CHECK(status == "0 " + hook.request.body);
  CHECK(hook.endpoint.url == "https://hooks.example");
  CHECK(hook.request.method + " " + hook.request.path == "POST /s3cr3t-path?key=1");
  hook.status = 404;
  CHECK(told().find("the webhook at https://hooks.example answers 404") != std::string::npos);
  hook.status = 0;
  const std::string failed = told();
  CHECK(failed.find("POST https://hooks.example(scrubbed) failed") != std::string::npos);
  CHECK(failed.find("s3cr3t") == std::string::npos);
  unsetenv("MUSTER_WEBHOOK");
}
