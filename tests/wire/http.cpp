#include "wire/http/http.h"

#include <atomic>
#include <catch2/catch.hpp>

#include "core/pool.h"
#include "http_scene.h"
#include "wire/http/error.h"

using namespace muster;
using namespace muster::test;

namespace {

struct Scene {
  Serving<httplib::Server> web;
  StillClock clock;
  std::unique_ptr<Http> http = make_http(clock);
  Endpoint endpoint;

  Scene() { endpoint.url = "http://" + web.host(); }

  Response get(const std::string& path) {
    Request request;
    request.path = path;
    return http->get(endpoint, request, {});
  }
  Response post(const std::string& path) {
    Request request;
    request.method = "POST";
    request.path = path;
    request.body = "{}";
    return http->send(endpoint, request, {});
  }
  std::string what(const std::string& path) const {
    return "GET " + endpoint.url + path + " failed: ";
  }
};

template <class Act>
Error error_of(Act act) {
  try {
    act();
  } catch (const Error& error) {
    return error;
  }
  FAIL("no error was thrown");
  return Error("");
}

}  // namespace

TEST_CASE("an exchange brings status, reason, headers in lower case and the body") {
  Scene scene;
  scene.web.server.Get("/x", [](const httplib::Request& request, httplib::Response& answer) {
    CHECK(request.get_header_value("X-Key") == "k1");
    CHECK(request.get_header_value("Accept") == "application/json");
    CHECK_FALSE(request.has_header("Content-Type"));
    answer.set_header("X-Told", "yes");
    answer.set_content(request.get_param_value("q"), "text/plain");
  });
  Request request;
  request.path = "/x?q=1";
  request.headers.push_back({"X-Key", Secret("k1")});
  const Response response = scene.http->get(scene.endpoint, request, {});
  CHECK(response.status == 200);
  CHECK(response.reason == "OK");
  CHECK(response.headers.at("x-told") == "yes");
  CHECK(response.body == "1");
}

TEST_CASE("a reader refuses to write") {
  Scene scene;
  Request request;
  request.method = "DELETE";
  request.path = "/x";
  const Error error = error_of([&] { scene.http->get(scene.endpoint, request, {}); });
  CHECK(error.message == "DELETE " + scene.endpoint.url + "/x refused: this connection only reads");
}

TEST_CASE("a connection is kept alive and used again") {
  Scene scene;
  std::mutex mutex;
  std::set<int> ports;
  scene.web.server.Get("/x", [&](const httplib::Request& request, httplib::Response&) {
    const std::lock_guard guard(mutex);
    ports.insert(request.remote_port);
  });
  for (int i = 0; i < 4; ++i) scene.get("/x");
  CHECK(ports.size() == 1);
}

TEST_CASE("many threads may ask at once") {
  Scene scene;
  std::atomic<int> asked = 0;
  scene.web.server.Get("/x", [&](const httplib::Request&, httplib::Response& answer) {
    ++asked;
    answer.set_content("ok", "text/plain");
  });
  std::atomic<int> right = 0;
  parallel_for(64, 8, [&](size_t) { right += scene.get("/x").body == "ok" ? 1 : 0; });
  CHECK(asked == 64);
  CHECK(right == 64);
}

TEST_CASE("an answer cut in the middle is an error, after as many tries as allowed") {
  Scene scene;
  std::atomic<int> asked = 0;
  scene.endpoint.retries = 2;
  scene.web.server.Get("/cut", [&](const httplib::Request&, httplib::Response& answer) {
    ++asked;
    answer.set_content_provider(100, "application/json",
                                [](size_t, size_t, httplib::DataSink& sink) {
                                  sink.write("{", 1);
                                  return false;
                                });
  });
  const Error error = error_of([&] { scene.get("/cut?token=abc"); });
  CHECK(error.message ==
        scene.what("/cut") + "the connection was cut before the answer was complete");
  CHECK(asked == 3);
  CHECK(scene.clock.slept == std::vector<Milliseconds>{Milliseconds(500), Milliseconds(1000)});
}

TEST_CASE("what a server took without an answer is not sent again by itself") {
  HangsUp server;
  Scene scene;
  scene.endpoint.url = server.url;
  CHECK(scene.get("/x").body == "ok");
  CHECK_THROWS_AS(scene.post("/x"), Error);
  CHECK(server.posts == 1);
}

TEST_CASE("a slow answer is an error that tells the limit, and is not asked for again") {
  Scene scene;
  std::atomic<int> asked = 0;
  scene.endpoint.timeout = Milliseconds(150);
  scene.web.server.Get("/slow", [&](const httplib::Request&, httplib::Response&) {
    ++asked;
    std::this_thread::sleep_for(Milliseconds(400));
  });
  const Error error = error_of([&] { scene.get("/slow"); });
  CHECK(error.message == scene.what("/slow") + "no complete answer within 150 ms");
  CHECK(asked == 1);
}

TEST_CASE("an answer larger than allowed is refused") {
  Scene scene;
  scene.endpoint.max_bytes = 1000;
  scene.web.server.Get("/big", [](const httplib::Request&, httplib::Response& answer) {
    answer.set_content(std::string(1001, ' '), "application/json");
  });
  const Error error = error_of([&] { scene.get("/big"); });
  CHECK(error.message == scene.what("/big") + "the answer is larger than 1000 bytes");
  CHECK(scene.clock.slept.empty());
}

TEST_CASE("a redirect is an error that names the host and not the path") {
  Scene scene;
  scene.web.server.Get("/moved", [](const httplib::Request&, httplib::Response& answer) {
    answer.set_redirect("https://user:pw@elsewhere.example/secret?token=1", 301);
  });
  const Error error = error_of([&] { scene.get("/moved"); });
  CHECK(error.message == scene.what("/moved") + "redirected (301) to https://elsewhere.example");
  CHECK(error.fix == "set url to where the server really answers");
}

TEST_CASE("429 waits as long as Retry-After says") {
  Scene scene;
  std::atomic<int> asked = 0;
  const auto busy = [&](const httplib::Request&, httplib::Response& answer) {
    if (++asked > 2) return;
    answer.status = 429;
    answer.set_header("Retry-After", asked == 1 ? "7" : "Mon, 21 Sep 2026 14:13:25 GMT");
  };
  scene.web.server.Get("/busy", busy);
  scene.web.server.Post("/busy", busy);
  CHECK(scene.get("/busy").status == 200);
  CHECK(scene.clock.slept == std::vector<Milliseconds>{Seconds(7), Seconds(5)});
  asked = 0;
  CHECK(scene.post("/busy").status == 200);
  CHECK(asked == 3);
}

TEST_CASE("a Retry-After beyond a minute is not waited for") {
  Scene scene;
  scene.web.server.Get("/busy", [](const httplib::Request&, httplib::Response& answer) {
    answer.status = 503;
    answer.set_header("Retry-After", "61");
  });
  CHECK(scene.get("/busy").status == 503);
  CHECK(scene.clock.slept.empty());
}

TEST_CASE("503 is asked again for a read, and for a write only when the server says when") {
  Scene scene;
  std::atomic<int> asked = 0;
  const auto busy = [&](const httplib::Request&, httplib::Response& answer) {
    ++asked;
    answer.status = 503;
  };
  scene.web.server.Get("/down", busy);
  scene.web.server.Post("/down", busy);
  CHECK(scene.get("/down").status == 503);
  CHECK(asked == 4);
  asked = 0;
  CHECK(scene.post("/down").status == 503);
  CHECK(asked == 1);
}

TEST_CASE("a refused connection says so") {
  Scene scene;
  scene.endpoint.retries = 1;
  scene.endpoint.url = "http://user:secret@127.0.0.1:1";
  const Error error = error_of([&] { scene.get("/x?password=1"); });
  CHECK(error.message == "GET http://127.0.0.1:1/x failed: connection refused");
  CHECK(error.fix == "see whether the address and the port are right and the service is up");
  CHECK(scene.clock.slept.size() == 1);
}

TEST_CASE("a name that does not exist says so") {
  Scene scene;
  scene.endpoint.retries = 0;
  scene.endpoint.url = "http://nothing.invalid";
  const Error error = error_of([&] { scene.get("/x"); });
  CHECK(error.message == "GET http://nothing.invalid/x failed: the name does not resolve");
}

TEST_CASE("a stop ends an exchange that waits") {
  Scene scene;
  std::stop_source stop;
  scene.web.server.Get("/slow", [&](const httplib::Request&, httplib::Response&) {
    stop.request_stop();
    std::this_thread::sleep_for(Milliseconds(2500));
  });
  Request request;
  request.path = "/slow";
  const Error error = error_of([&] { scene.http->get(scene.endpoint, request, stop.get_token()); });
  CHECK(error.message == scene.what("/slow") + "stopped");
  CHECK(error.exit == Exit::interrupted);
}

TEST_CASE("a header value with a line break is refused and not shown") {
  Scene scene;
  Request request;
  request.path = "/x";
  request.headers.push_back({"Authorization", Secret("Token abc\r\nX: 1")});
  const Error error = error_of([&] { scene.http->get(scene.endpoint, request, {}); });
  CHECK(error.message ==
        "GET " + scene.endpoint.url +
            "/x refused: the value of header Authorization has a line break in it");
}

// A server with a certificate of its own, and another certificate that is not its.
struct TlsScene {
  TlsScene() {
    web.server.Get("/x", [](const httplib::Request&, httplib::Response& answer) {
      answer.set_content("ok", "text/plain");
    });
    endpoint.url = "https://" + web.host();
    request.path = "/x";
  }
  Response ask() { return http->get(endpoint, request, {}); }

  TestCertificate good, other;
  Serving<httplib::SSLServer> web{good.cert.c_str(), good.key.c_str()};
  StillClock clock;
  std::unique_ptr<Http> http = make_http(clock);
  Endpoint endpoint;
  Request request;
};

TEST_CASE("TLS is verified by the certificates of ca_file") {
  TlsScene scene;
  Endpoint& endpoint = scene.endpoint;
  const auto ask = [&] { return scene.ask(); };

  endpoint.ca_file = scene.good.cert;
  CHECK(ask().body == "ok");
  endpoint.ca_file = scene.other.cert;
  Error error = error_of(ask);
  CHECK(error.message == "GET " + endpoint.url + "/x failed: TLS failed");
  CHECK(error.why.find("certificate") != std::string::npos);
  CHECK(scene.clock.slept.empty());
  endpoint.ca_file = "/nowhere/ca.pem";
  error = error_of(ask);
  CHECK(error.message ==
        "GET " + endpoint.url + "/x failed: the file of certificates cannot be used");
}

TEST_CASE("a fingerprint stands for the whole chain, and nothing else does") {
  TlsScene scene;
  Endpoint& endpoint = scene.endpoint;
  const auto ask = [&] { return scene.ask(); };

  endpoint.fingerprint = scene.good.fingerprint;
  CHECK(ask().body == "ok");
  CHECK(ask().body == "ok");
  endpoint.fingerprint.erase(
      std::remove(endpoint.fingerprint.begin(), endpoint.fingerprint.end(), ':'),
      endpoint.fingerprint.end());
  CHECK(ask().body == "ok");
  endpoint.fingerprint = scene.other.fingerprint;
  const Error error = error_of(ask);
  CHECK(error.message ==
        "GET " + endpoint.url + "/x failed: the certificate is not the pinned one");
  CHECK(error.why == "its SHA-256 fingerprint is " + scene.good.fingerprint);
  endpoint.fingerprint.clear();
  CHECK(error_of(ask).message == "GET " + endpoint.url + "/x failed: TLS failed");
}

TEST_CASE("the sentence of the server is found in every form it has") {
  const auto body = GENERATE(table<std::string, std::string>({
      {R"({"detail":"Invalid token"})", "Invalid token"},
      {R"({"error":400,"message":"Bad Request","detail":"no such command"})", "no such command"},
      {R"({"error":401,"message":"Unauthorized"})", "Unauthorized"},
      {R"({"name":["This field is required."],"slug":["too long","bad"]})",
       "name: This field is required.; slug: too long; bad"},
      {R"([{},{"name":["taken"]}])", "item 2: name: taken"},
      {R"(["plain"])", "plain"},
      {R"({"data":null,"message":"Parameter verification failed.\n","errors":{"vmid":"bad"}})",
       "Parameter verification failed.: vmid: bad"},
      {R"({"detail":"3 failed","errors":["a","b"]})", "3 failed: a; b"},
      {"<html>secret page</html>", ""},
      {"", ""},
      {R"({"data":null})", ""},
      {R"("only text")", ""},
  }));
  CHECK(server_sentence(std::get<0>(body)) == std::get<1>(body));
  CHECK(server_sentence(R"({"detail":")" + std::string(5000, 'x') + R"("})").size() <= 500);
}

TEST_CASE("an unwanted answer becomes an error with method, URL, status and sentence") {
  Endpoint endpoint;
  endpoint.url = "https://admin:pw@nb.example/netbox";
  Request request;
  request.path = "/api/dcim/sites/?limit=1000";
  Response response;
  response.status = 403;
  response.reason = "Forbidden";
  response.body = R"({"detail":"Invalid v1 token"})";
  CHECK(render(http_error(endpoint, request, response)) ==
        "error: GET https://nb.example/netbox/api/dcim/sites/ failed: 403 Forbidden\n"
        "  why: Invalid v1 token\n"
        "  fix: see whether the credentials are right and still valid\n");
  response.body = R"({"detail":"Token expired"})";
  CHECK(http_error(endpoint, request, response).fix ==
        "see whether the credentials are right and still valid");
  response.body = R"({"detail":"You do not have permission to perform this action."})";
  CHECK(http_error(endpoint, request, response).fix == "grant the account the right this needs");
  response.body = "Malformed query: \033[31mno field\n\tat app.core(core.clj:7)\n";
  response.headers["content-type"] = "text/plain;charset=utf-8";
  CHECK(http_error(endpoint, request, response).why == "Malformed query: \\u001b[31mno field");
  response.headers["content-type"] = "text/html";
  CHECK(http_error(endpoint, request, response).why.empty());
}
