// Every way to log in and every way to page, as a connector asks for them: what is sent.
#include <catch2/catch.hpp>
#include <deque>
#include <mutex>
#include <nlohmann/json.hpp>

#include "collect/collector.h"
#include "scene.h"

using namespace muster;
using namespace muster::test;

namespace {

using Words = std::vector<std::string>;

// Gives prepared answers in turn, the last one again, and keeps what it was asked: "GET /path |
// Name: value | body".
struct ScriptedHttp : Http {
  std::mutex mutex;
  std::deque<Response> answers;
  Words asked;
  Words certificates;

  void say(const std::string& body, std::map<std::string, std::string> headers = {}) {
    Response one;
    one.status = 200;
    one.body = body;
    one.headers = std::move(headers);
    answers.push_back(std::move(one));
  }

  Response get(const Endpoint& endpoint, const Request& request, std::stop_token stop) override {
    return send(endpoint, request, stop);
  }
  Response send(const Endpoint& endpoint, const Request& request, std::stop_token) override {
    const std::lock_guard guard(mutex);
    std::string text = request.method + " " + request.path;
    for (const Header& header : request.headers) {
      text += " | " + header.name + ": " + header.value.reveal();
    }
    if (!request.body.empty()) text += " | " + request.body;
    asked.push_back(text);
    certificates.push_back(endpoint.client_cert + " " + endpoint.client_key.reveal());
    REQUIRE_FALSE(answers.empty());
    Response answer = answers.front();
    if (answers.size() > 1) answers.pop_front();
    return answer;
  }
};

struct KindScene {
  SystemClock clock;
  ScriptedHttp http;
  NoRunner runner;
  NoProgress progress;
  Wires wires{clock, http, runner, progress};
  Source source;

  // `parts`: keys of the connector beside its records.
  explicit KindScene(const std::string& parts) {
    source.config.name = "it";
    source.config.site = "berlin";
    source.secrets.set("password", Secret("pa:ss"));
    source.secrets.set("token", Secret("t0ken"));
    source.secrets.set("client_key", Secret("KEY"));
    ConnectorConfig config;
    config.url = "https://it.example";
    config.username = "muster";
    config.client_cert = "muster.pem";
    config.connector = "it";
    config.definition =
        "connector: it\nabout: It.\n" + parts + "records: [{kind: thing, from: things, id: id}]\n";
    source.config.settings = config;
  }

  Observation collect() { return collect_all({&source, 1}, wires, {}).front(); }
};

const std::string one_list = "requests: {things: {get: /things, items: '@'}}\n";

// What a login of this kind sends with the first request.
Words sent_by(const std::string& auth) {
  KindScene scene("auth: " + auth + "\n" + one_list);
  scene.http.say("[]");
  CHECK(scene.collect().answer == Answer::whole);
  return scene.http.asked;
}

// What is asked page by page, of pages with these answers.
Words pages_of(const std::string& page, const Words& answers, const std::string& items = "items",
               const std::string& method = "get") {
  KindScene scene("requests:\n  things: {" + method + ": /things, page: " + page +
                  ", items: " + items + (method == "post" ? ", json: {}" : "") + "}\n");
  for (const std::string& answer : answers) scene.http.say(answer);
  const Observation seen = scene.collect();
  INFO(render(seen.trouble));
  CHECK(seen.answer == Answer::whole);
  CHECK(seen.records.size() == 3);
  return scene.http.asked;
}

const std::string two = R"({"items": [{"id": 1}, {"id": 2}]})", one = R"({"items": [{"id": 3}]})",
                  none = R"({"items": []})";

}  // namespace

TEST_CASE("a login by name and password, by token, by a header of its own, and none") {
  CHECK(sent_by("{kind: none}") == Words{"GET /things"});
  CHECK(sent_by("{kind: basic}") == Words{"GET /things | Authorization: Basic bXVzdGVyOnBhOnNz"});
  CHECK(sent_by("{kind: bearer}") == Words{"GET /things | Authorization: Bearer t0ken"});
  CHECK(sent_by("{kind: header, headers: {X-Auth: $token}}") ==
        Words{"GET /things | X-Auth: t0ken"});
}

TEST_CASE("a login by certificate sends the certificate and nothing else") {
  KindScene scene("auth: {kind: mtls}\n" + one_list);
  scene.http.say("[]");
  CHECK(scene.collect().answer == Answer::whole);
  CHECK(scene.http.asked == Words{"GET /things"});
  CHECK(scene.http.certificates == Words{"muster.pem KEY"});
}

TEST_CASE("a session keeps its token from the body or a header, and sends it where the file says") {
  const std::string login = "login: {post: /login, json: {user: $username, password: $password}}";
  KindScene body("auth: {kind: session, " + login +
                 ", take: {key: data.key}, headers: {X-Key: $key}, logout: {delete: /login}}\n" +
                 one_list);
  body.http.say(R"({"data": {"key": "k1"}})");
  body.http.say("[]");
  CHECK(body.collect().answer == Answer::whole);
  CHECK(body.http.asked == Words{R"(POST /login | {"password":"pa:ss","user":"muster"})",
                                 "GET /things | X-Key: k1", "DELETE /login | X-Key: k1"});

  KindScene header("auth: {kind: session, " + login +
                   ", take: {key: 'header:X-Session'}, query: {session: $key}}\n" + one_list);
  header.http.say("{}", {{"x-session", "k 2"}});
  header.http.say("[]");
  CHECK(header.collect().answer == Answer::whole);
  CHECK(header.http.asked.back() == "GET /things?session=k%202");
}

TEST_CASE("a session may learn where its paths begin, and be kept by cookies") {
  KindScene scene(
      "auth: {kind: session, login: {post: /login, form: {u: $username, p: $password}}, "
      "learn: {device: data.id}, cookies: true, base: /rest/$device}\n" +
      one_list);
  scene.http.say(R"({"data": {"id": "d/7"}})", {{"set-cookie", "s=1; Path=/\nt=2; Secure"}});
  scene.http.say("[]");
  CHECK(scene.collect().answer == Answer::whole);
  CHECK(scene.http.asked ==
        Words{"POST /login | u=muster&p=pa%3Ass", "GET /rest/d%2F7/things | Cookie: s=1; t=2"});
}

TEST_CASE("a token in a URL is never shown when the question fails") {
  KindScene scene(
      "auth: {kind: session, login: {post: /login}, take: {key: key}, "
      "query: {session: $key}}\n" +
      one_list);
  scene.http.say(R"({"key": "s3cr3t-in-url"})");
  scene.http.say("no JSON");
  const Observation seen = scene.collect();
  CHECK(seen.answer == Answer::none);
  CHECK(render(seen.trouble).find("s3cr3t") == std::string::npos);
}

TEST_CASE("pages by number, by offset, by a range, and as long as they are not empty") {
  CHECK(pages_of("{kind: page, name: page, size_name: per_page, size: 2}", {two, one, none}) ==
        Words{"GET /things?per_page=2&page=1", "GET /things?per_page=2&page=2",
              "GET /things?per_page=2&page=3"});
  CHECK(pages_of("{kind: page, name: page, first: 0, size: 2, total: total}",
                 {two, R"({"total": 3, "items": [{"id": 3}]})"}) ==
        Words{"GET /things?page=0", "GET /things?page=1"});
  CHECK(pages_of("{kind: offset, name: offset, size_name: limit, size: 2}", {two, one, none}) ==
        Words{"GET /things?limit=2&offset=0", "GET /things?limit=2&offset=2",
              "GET /things?limit=2&offset=3"});
  CHECK(pages_of("{kind: range, name: range, format: '[$a-$b]', size: 2}", {two, one, none}) ==
        Words{"GET /things?range=%5B0-2%5D", "GET /things?range=%5B2-4%5D",
              "GET /things?range=%5B3-5%5D"});
}

TEST_CASE("what pages are asked by may stand in a header and in the body") {
  CHECK(pages_of("{kind: offset, in: header, name: offset, size_name: limit, size: 2}",
                 {two, one, none}) == Words{"GET /things | limit: 2 | offset: 0",
                                            "GET /things | limit: 2 | offset: 2",
                                            "GET /things | limit: 2 | offset: 3"});
  CHECK(pages_of("{kind: offset, in: body, name: paging.offset, size_name: paging.limit, size: 2}",
                 {two, one, none}, "items", "post")
            .at(1) == R"(POST /things | {"paging":{"limit":2,"offset":2}})");
}

TEST_CASE("pages by a cursor and by a link of the answer before, never to another server") {
  CHECK(pages_of("{kind: cursor, name: token, next: next}",
                 {R"({"next": "a b", "items": [{"id": 1}, {"id": 2}]})", one}) ==
        Words{"GET /things", "GET /things?token=a%20b"});
  CHECK(pages_of("{kind: link, next: links.next}",
                 {R"({"links": {"next": "/things?from=2"}, "items": [{"id": 1}, {"id": 2}]})",
                  one}) == Words{"GET /things", "GET /things?from=2"});
  KindScene astray(
      "requests:\n  things: {get: /things, page: {kind: link, next: next}, "
      "items: items}\n");
  astray.http.say(R"({"next": "https://elsewhere.example/things", "items": [{"id": 1}]})");
  const Observation seen = astray.collect();
  CHECK(seen.answer == Answer::partial);
  CHECK(astray.http.asked.size() == 1);
  CHECK(render(seen.trouble).find("leads to another server") != std::string::npos);
}

TEST_CASE("a request once for every item of another, each with its own pages") {
  KindScene scene(
      "requests:\n  shelves: {get: /shelves, items: '@'}\n"
      "  things: {each: shelves, with: {shelf: name}, get: /shelves/$shelf/things, items: '@'}\n"
      "limits: {concurrency: 1}\n");
  scene.http.say(R"([{"name": "a/b"}, {"name": "c"}])");
  scene.http.say(R"([{"id": 1}])");
  scene.http.say(R"([{"id": 2}])");
  const Observation seen = scene.collect();
  CHECK(seen.answer == Answer::whole);
  CHECK(seen.records.size() == 2);
  CHECK(scene.http.asked ==
        Words{"GET /shelves", "GET /shelves/a%2Fb/things", "GET /shelves/c/things"});
}
