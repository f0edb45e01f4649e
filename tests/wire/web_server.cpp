#include "wire/serve/loopback.h"

#include <catch2/catch.hpp>

using namespace muster;

namespace {

constexpr int door = 8080;
const std::string pass = "00112233445566778899aabbccddeeff";

WebRequest asked(const std::string& method = "GET") {
  return {method,
          "/" + pass + "/decisions",
          "127.0.0.1:8080",
          method == "POST" ? "http://127.0.0.1:8080" : "",
          method == "POST" ? "application/json" : "",
          "",
          ""};
}

int status_of(const WebRequest& request) {
  const auto refused = refusal(request, pass, door);
  return refused ? refused->status : 200;
}

}  // namespace

TEST_CASE("the page of this very server is answered, under both names of this machine") {
  CHECK(status_of(asked()) == 200);
  CHECK(status_of(asked("POST")) == 200);
  WebRequest local = asked("POST");
  local.host = "localhost:8080";
  local.origin = "http://localhost:8080";
  CHECK(status_of(local) == 200);
  local.from = "same-origin";
  CHECK(status_of(local) == 200);
}

TEST_CASE("a name that somebody let point to this machine is refused") {
  for (const char* host :
       {"", "evil.example:8080", "127.0.0.1", "127.0.0.1:80", "127.0.0.2:8080"}) {
    WebRequest request = asked();
    request.host = host;
    INFO(host);
    CHECK(status_of(request) == 403);
  }
}

TEST_CASE("without the whole token nothing is there") {
  for (const std::string& path :
       {std::string("/"), std::string(), "/" + pass, "/" + pass.substr(1) + "/", "//" + pass + "/",
        "/../" + pass + "/", "/" + std::string(32, '0') + "/decisions"}) {
    WebRequest request = asked();
    request.path = path;
    INFO(path);
    CHECK(status_of(request) == 404);
  }
}

TEST_CASE("another page can neither ask nor write") {
  WebRequest request = asked();
  request.from = "cross-site";
  CHECK(status_of(request) == 403);
  request.from = "same-site";
  CHECK(status_of(request) == 403);
  for (const char* origin :
       {"", "null", "http://evil.example", "https://127.0.0.1:8080", "http://localhost:8080"}) {
    WebRequest post = asked("POST");
    post.origin = origin;
    INFO(origin);
    CHECK(status_of(post) == 403);
  }
}

TEST_CASE("what a form of another page could send is refused, and so are other methods") {
  WebRequest form = asked("POST");
  form.type = "text/plain";
  CHECK(status_of(form) == 415);
  for (const char* method : {"HEAD", "PUT", "DELETE", "OPTIONS", "PATCH"}) {
    CHECK(status_of(asked(method)) == 405);
  }
}

TEST_CASE("tokens are 32 digits, each another") {
  CHECK(random_token().size() == 32);
  CHECK(random_token() != random_token());
}

TEST_CASE("a port that is taken is told, and the server gives it back at its end") {
  int port = 0;
  {
    const LoopbackServer first(0);
    port = first.port();
    CHECK(first.url().starts_with("http://127.0.0.1:" + std::to_string(port) + "/"));
  }
  const LoopbackServer again(port);
  CHECK(again.port() == port);
}

TEST_CASE("a server that is stopped before it runs does not run") {
  LoopbackServer server(0);
  std::stop_source stop;
  stop.request_stop();
  server.run([](const WebRequest&) { return WebAnswer{}; }, stop.get_token());
}
