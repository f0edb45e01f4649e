#include "collect/mikrotik/api.h"

#include <catch2/catch.hpp>

#include "core/error.h"
#include "routeros_scene.h"

using namespace muster;
using namespace muster::routeros;
using namespace muster::test;

namespace {

struct ApiScene {
  ScriptedStreams streams;
  StreamEndpoint endpoint;
  Login login{"muster", Secret("pw"), true};

  ApiScene() {
    endpoint.host = "r1";
    endpoint.port = 8728;
    says([](const Sentence&) { return std::vector<Sentence>{{"!done"}}; });
  }
  // What is answered to everything but /login, under its tag.
  void says(std::function<std::vector<Sentence>(const Sentence&)> replies) {
    streams.script = [replies](const Sentence& command) {
      if (command.front() == "/login") return encode({"!done"});
      return tagged(command, replies(command));
    };
  }
  void login_says(std::function<Sentence(const Sentence&)> reply) {
    streams.script = [reply](const Sentence& command) {
      const Sentence one = reply(command);
      return encode(one) + (one.front() == "!trap" ? encode({"!done"}) : "");
    };
  }
  Session open() { return Session(streams, endpoint, login, {}); }
  routeros::Answer ask(const std::string& path) {
    const Sentence command{path + "/print"};
    return open().ask({&command, 1}).front();
  }
  std::string failure(const std::string& path = "/ip/arp") {
    try {
      const routeros::Answer answer = ask(path);
      CHECK(answer.error.has_value() != answer.done);
      return answer.error ? render(*answer.error) : "";
    } catch (const Error& error) {
      return render(error);
    }
  }
};

// A router that knows "pw", of a release before 6.43, of 6.43 or 6.44, or later.
Sentence login_of(const Sentence& command, bool takes_challenge, bool takes_password) {
  const std::string right = "=response=006a85321606d531b8878417dcb0e56905";
  const auto has = [&](const std::string& word) {
    return std::find(command.begin(), command.end(), word) != command.end();
  };
  const Sentence sorry{"!trap", takes_password ? "=message=invalid user name or password (6)"
                                               : "=message=cannot log in"};
  for (const std::string& word : command) {
    if (word.starts_with("=response=")) {
      return takes_challenge && word == right ? Sentence{"!done"} : sorry;
    }
  }
  if (takes_password && command.size() > 1) return has("=password=pw") ? Sentence{"!done"} : sorry;
  return {"!done", "=ret=000102030405060708090a0b0c0d0e0f"};
}

bool told_password(const ScriptedStreams& streams) {
  for (const Sentence& sentence : streams.asked) {
    for (const std::string& word : sentence) {
      if (word.find("pw") != std::string::npos) return true;
    }
  }
  return false;
}

}  // namespace

TEST_CASE("over TLS both logins work, whatever the release") {
  ApiScene scene;
  scene.endpoint.tls = true;
  scene.login.plain = false;
  const bool takes_challenge = GENERATE(true, false);
  const bool takes_password = GENERATE(true, false);
  if (!takes_challenge && !takes_password) return;
  scene.login_says(
      [&](const Sentence& command) { return login_of(command, takes_challenge, takes_password); });
  scene.open();
  CHECK(scene.streams.asked.front() == Sentence{"/login", "=name=muster", "=password=pw"});
}

TEST_CASE("a line without TLS never carries the password unasked") {
  ApiScene scene;
  scene.login.plain = false;
  SECTION("where the challenge is taken, it does") {
    const bool takes_password = GENERATE(true, false);
    scene.login_says(
        [&](const Sentence& command) { return login_of(command, true, takes_password); });
    scene.open();
    CHECK(scene.streams.asked.size() == 2);
  }
  SECTION("where it is not, what to do is said") {
    scene.login_says([](const Sentence& command) { return login_of(command, false, true); });
    CHECK(scene.failure() ==
          "error: logging in on r1:8728 failed\n"
          "  why: invalid user name or password (6)\n"
          "  fix: RouterOS 6.43 and later wants the password itself: use transport api-tls, or set"
          " plain_login to send it unencrypted\n");
  }
  SECTION("where there is no challenge, neither") {
    const auto ret = GENERATE("", "=ret=", "=ret=xyz", "=ret=012");
    scene.login_says([&](const Sentence&) { return Sentence{"!done", ret}; });
    CHECK(scene.failure().find("  why: it sent no challenge to answer\n") != std::string::npos);
  }
  CHECK_FALSE(told_password(scene.streams));
}

TEST_CASE("a wrong password is the login's fault, in the words of the router") {
  ApiScene scene;
  scene.login.password = Secret("wrong");
  const bool old = GENERATE(true, false);
  scene.login_says([&](const Sentence& command) { return login_of(command, old, !old); });
  CHECK(scene.failure() ==
        std::string("error: logging in on r1:8728 failed\n  why: ") +
            (old ? "cannot log in" : "invalid user name or password (6)") +
            "\n  fix: see whether the credentials are right and the group of the user has the"
            " rights read and api\n");
}

TEST_CASE("rows are texts, whatever they look like") {
  ApiScene scene;
  scene.says([](const Sentence&) {
    return std::vector<Sentence>{
        {"!re", "=.id=*1", "=host-name=123", "=comment=a=b=c", "=flag=", "=bare"},
        {"!re", "=host-name=\xE4\xF6x\x01"},
        {"!re"},
        {"!done"}};
  });
  const routeros::Answer answer = scene.ask("/ip/dhcp-server/lease");
  REQUIRE(answer.rows.size() == 3);
  CHECK(answer.rows[0] ==
        nlohmann::json{
            {".id", "*1"}, {"host-name", "123"}, {"comment", "a=b=c"}, {"flag", ""}, {"bare", ""}});
  CHECK(answer.rows[1] == nlohmann::json{{"host-name", "\\xe4\\xf6x\x01"}});
  CHECK(answer.rows[2] == nlohmann::json::object());
}

TEST_CASE("a table without rows ends, announced or not, and so do words of tomorrow") {
  ApiScene scene;
  const std::vector<Sentence> replies =
      GENERATE(std::vector<Sentence>{{"!done"}}, std::vector<Sentence>{{"!empty"}, {"!done"}},
               std::vector<Sentence>{{"!tomorrow", "=x=y"}, {"!done"}},
               std::vector<Sentence>{{"!done", "=ret=1"}});
  scene.says([&](const Sentence&) { return replies; });
  const routeros::Answer answer = scene.ask("/ip/arp");
  CHECK(answer.rows.empty());
  CHECK_FALSE(answer.error);
}

TEST_CASE("a trap fails its command alone") {
  ApiScene scene;
  scene.says([](const Sentence& command) {
    if (command.front() == "/ip/arp/print") {
      return std::vector<Sentence>{{"!trap", "=category=0", "=message=no such command prefix"},
                                   {"!trap", "=message=second"},
                                   {"!done"}};
    }
    if (command.front() == "/ip/route/print") return std::vector<Sentence>{{"!trap"}, {"!done"}};
    return std::vector<Sentence>{{"!re", "=name=x"}, {"!done"}};
  });
  Session session = scene.open();
  const std::vector<Sentence> commands{
      {"/ip/arp/print"}, {"/interface/print"}, {"/ip/route/print"}};
  const auto answers = session.ask(commands);
  CHECK(render(*answers[0].error) ==
        "error: /ip/arp/print on r1:8728 failed\n  why: no such command prefix\n");
  CHECK(answers[1].rows.size() == 1);
  CHECK(render(*answers[2].error) ==
        "error: /ip/route/print on r1:8728 failed\n  why: it gave no reason\n");
}

TEST_CASE("replies of several commands may come in any order") {
  ApiScene scene;
  std::vector<Sentence> later;
  scene.streams.script = [&](const Sentence& command) {
    if (command.front() == "/login") return encode({"!done"});
    const std::string tag = command.back();
    later.insert(later.begin(), {"!re", "=of=" + command.front(), tag});
    later.push_back({"!done", tag});
    if (later.size() < 6) return std::string();
    std::string bytes = encode({"!re", "=of=nobody", ".tag=77"}) + encode({"!done", ".tag=x"});
    for (const Sentence& reply : later) bytes += encode(reply);
    return bytes;
  };
  scene.streams.piece = GENERATE(1, 3, 1000);
  Session session = scene.open();
  const std::vector<Sentence> commands{{"/a/print"}, {"/b/print"}, {"/c/print"}};
  const auto answers = session.ask(commands);
  for (size_t i = 0; i < commands.size(); ++i) {
    REQUIRE(answers[i].rows.size() == 1);
    CHECK(answers[i].rows[0] == nlohmann::json{{"of", commands[i].front()}});
  }
}

TEST_CASE("whatever ends a talk early is an error that names the router") {
  ApiScene scene;
  SECTION("a cut") {
    scene.says([](const Sentence&) { return std::vector<Sentence>{{"!re", "=a=b"}}; });
    CHECK(scene.failure() ==
          "error: reading from r1:8728 failed: the connection was cut before the answer was"
          " complete\n");
  }
  SECTION("silence") {
    scene.streams.closes = false;
    scene.says([](const Sentence&) { return std::vector<Sentence>{{"!re", "=a=b"}}; });
    CHECK(scene.failure() == "error: r1:8728 fell silent: nothing within 10 s\n");
  }
  SECTION("a fatal reply") {
    const Sentence reply =
        GENERATE(Sentence{"!fatal", "not logged in"}, Sentence{"!fatal", "=message=not logged in"});
    scene.streams.script = [&](const Sentence&) { return encode(reply); };
    CHECK(scene.failure() == "error: r1:8728 ended the session\n  why: not logged in\n");
  }
  SECTION("something else than the API") {
    scene.streams.script = [](const Sentence&) { return std::string("\xFF\xFE"); };
    CHECK(scene.failure() ==
          "error: reading from r1:8728 failed: a reserved control byte came\n"
          "  why: this is no sentence of the RouterOS API\n"
          "  fix: see whether this is the port of the RouterOS API\n");
  }
}
