#include "wire/tape/tape.h"

#include <catch2/catch.hpp>
#include <fstream>
#include <functional>
#include <sstream>

#include "http_scene.h"
#include "wire/base64.h"
#include "wire/tape/scrub.h"

using namespace muster;
using namespace muster::test;

namespace {

struct CannedHttp : Http {
  std::function<Response(const Request&)> answer;
  Response get(const Endpoint&, const Request& request, std::stop_token) override {
    return answer(request);
  }
  Response send(const Endpoint&, const Request& request, std::stop_token) override {
    return answer(request);
  }
};

Endpoint endpoint_of(const std::string& name) {
  Endpoint endpoint;
  endpoint.name = name;
  endpoint.url = "https://r1.example";
  return endpoint;
}

Request get_of(const std::string& path) {
  Request request;
  request.path = path;
  request.headers.push_back({"Authorization", Secret("Basic c2VjcmV0")});
  return request;
}

std::string text_of(const std::string& file) {
  std::ifstream in(file);
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

Response answer_of(const std::string& body, int status = 200) {
  Response response;
  response.status = status;
  response.reason = status == 200 ? "OK" : "Sorry";
  response.headers = {{"content-type", "application/json"}, {"set-cookie", "session=hidden"}};
  response.body = body;
  return response;
}

}  // namespace

TEST_CASE("a tape gives the same answers again, byte for byte and in order") {
  const Folder folder;
  CannedHttp real;
  const std::vector<std::string> bodies = {R"([{"b":1,"a":"x"}])",
                                           "[ 1 ]",
                                           "",
                                           "plain",
                                           std::string("\xFF\x00\x01{", 4),
                                           std::string("[\"a\nb\"]"),
                                           R"({"n":1.0,"u":"é"})",
                                           "[1e5]"};
  size_t next = 0;
  real.answer = [&](const Request&) { return answer_of(bodies[next++]); };
  const auto recorder = record_tapes(real, folder.path + "/tapes");
  for (size_t i = 0; i < bodies.size(); ++i) {
    recorder->get(endpoint_of("mikrotik:core"), get_of("/rest/x?.proplist=a"), {});
  }
  recorder->write();
  for (const auto& file : std::filesystem::directory_iterator(folder.path + "/tapes")) {
    CHECK(file.status().permissions() ==
          (std::filesystem::perms::owner_read | std::filesystem::perms::owner_write));
  }
  const auto player = replay_tapes(folder.path + "/tapes");
  for (const std::string& body : bodies) {
    const Response again =
        player->get(endpoint_of("mikrotik:core"), get_of("/rest/x?.proplist=a"), {});
    CHECK(again.status == 200);
    CHECK(again.body == body);
  }
  CHECK_THROWS_WITH(player->get(endpoint_of("mikrotik:core"), get_of("/rest/x?.proplist=a"), {}),
                    "GET /rest/x?.proplist=a is on the tape of mikrotik:core only 8 times");
}

TEST_CASE("a tape is readable JSON without any secret") {
  const Folder folder;
  CannedHttp real;
  real.answer = [](const Request&) {
    return answer_of(R"({"data":{"ticket":"PVE:abc","CSRFPreventionToken":"def","username":"u"}})");
  };
  const auto recorder = record_tapes(real, folder.path);
  Request login = get_of("/api2/json/access/ticket?token=qqq");
  login.method = "POST";
  login.body = "username=root%40pam&password=hunter2";
  login.content_type = "application/x-www-form-urlencoded";
  CHECK(recorder->send(endpoint_of("proxmox:pve1"), login, {}).body.find("PVE:abc") !=
        std::string::npos);
  recorder->write();
  CHECK(text_of(folder.path + "/proxmox.pve1.tape.json") == R"~({
  "tape": 1,
  "source": "proxmox:pve1",
  "exchanges": [
    {
      "method": "POST",
      "path": "/api2/json/access/ticket?token=(scrubbed)",
      "request": "username=root%40pam&password=(scrubbed)",
      "status": 200,
      "reason": "OK",
      "headers": {
        "content-type": "application/json"
      },
      "json": {
        "data": {
          "ticket": "(scrubbed)",
          "CSRFPreventionToken": "(scrubbed)",
          "username": "u"
        }
      }
    }
  ]
}
)~");
  login.body = "username=root%40pam&password=another";
  const auto player = replay_tapes(folder.path);
  CHECK(player->send(endpoint_of("proxmox:pve1"), login, {}).status == 200);
}

TEST_CASE("a failed exchange is on the tape too") {
  const Folder folder;
  CannedHttp real;
  real.answer = [](const Request&) -> Response {
    throw Error("GET https://r1.example/rest/x failed: TLS failed").because("w").mend("f");
  };
  const auto recorder = record_tapes(real, folder.path);
  CHECK_THROWS(recorder->get(endpoint_of("a:b"), get_of("/rest/x"), {}));
  recorder->write();
  const auto player = replay_tapes(folder.path);
  CHECK_THROWS_WITH(player->get(endpoint_of("a:b"), get_of("/rest/x"), {}),
                    "GET https://r1.example/rest/x failed: TLS failed");
}

TEST_CASE("what is not on the tape is named") {
  const Folder folder;
  CannedHttp real;
  real.answer = [](const Request&) { return answer_of("[]"); };
  const auto recorder = record_tapes(real, folder.path);
  recorder->get(endpoint_of("mikrotik:core"), get_of("/rest/x"), {});
  recorder->write();
  const auto player = replay_tapes(folder.path);
  CHECK_THROWS_WITH(player->get(endpoint_of("mikrotik:core"), get_of("/rest/y"), {}),
                    "GET /rest/y is not on the tape of mikrotik:core");
  CHECK_THROWS_WITH(player->get(endpoint_of("mikrotik:edge"), get_of("/rest/x"), {}),
                    "there is no tape of mikrotik:edge in \"" + folder.path + "\"");
}

TEST_CASE("a tape from before a column was asked for still answers") {
  const Folder folder;
  CannedHttp real;
  real.answer = [](const Request& request) { return answer_of("\"" + request.path + "\""); };
  const auto recorder = record_tapes(real, folder.path);
  for (const char* path : {"/rest/x?.proplist=name", "/rest/x?.proplist=name,mtu", "/rest/y"}) {
    recorder->get(endpoint_of("mikrotik:core"), get_of(path), {});
  }
  recorder->write();
  const auto player = replay_tapes(folder.path);
  const auto ask = [&](const char* path) {
    return player->get(endpoint_of("mikrotik:core"), get_of(path), {}).body;
  };
  CHECK(ask("/rest/x?.proplist=name,mtu") == "\"/rest/x?.proplist=name,mtu\"");
  CHECK(ask("/rest/x?.proplist=name,mtu,lag") == "\"/rest/x?.proplist=name\"");
  CHECK_THROWS_WITH(ask("/rest/z?.proplist=name"),
                    "GET /rest/z?.proplist=name is not on the tape of mikrotik:core");
  CHECK_THROWS_WITH(ask("/rest/x"), "GET /rest/x is not on the tape of mikrotik:core");
}

TEST_CASE("a folder without tapes is refused") {
  const Folder folder;
  CHECK_THROWS_WITH(replay_tapes(folder.path), "there are no tapes in \"" + folder.path + "\"");
}

TEST_CASE("a file that is no tape is an error of its own source, and of no other") {
  const Folder folder;
  const std::string file = folder.path + "/mikrotik.x.tape.json";
  std::ofstream(folder.path + "/mikrotik.y.tape.json")
      << R"({"tape":1,"source":"mikrotik:y","exchanges":[
             {"method":"GET","path":"/rest/x","status":200,"json":[]}]})";
  const auto refuse = [&](const std::string& text, const std::string& message) {
    std::ofstream(file) << text;
    const auto player = replay_tapes(folder.path);
    CHECK_THROWS_WITH(player->get(endpoint_of("mikrotik:x"), get_of("/rest/x"), {}), message);
    CHECK(player->get(endpoint_of("mikrotik:y"), get_of("/rest/x"), {}).body == "[]");
  };
  refuse("{", file + ": the answer is not JSON");
  refuse("[]", file + " is no tape");
  refuse(R"({"tape":2,"source":"a","exchanges":[]})", file + " is a tape of another version");
  refuse(R"({"tape":1,"source":"a","exchanges":[{"method":"GET","path":"/","status":"x"}]})",
         file + " is no tape");
  refuse(R"({"tape":1,"source":"a","exchanges":[{"method":"GET","path":"/","error":{}}]})",
         file + " is no tape");
  refuse(
      R"({"tape":1,"source":"a","exchanges":[{"method":"GET","path":"/","status":1,"base64":"!"}]})",
      "this text is not base64");
}

TEST_CASE("fields called like secrets are scrubbed at any depth, and only those") {
  CHECK(scrub_json(R"({"data":[{"cipassword":"x","name":"web1"}],"sshkeys":["k"]})") ==
        R"~({"data":[{"cipassword":"(scrubbed)","name":"web1"}],"sshkeys":"(scrubbed)"})~");
  CHECK(scrub_json(R"({"host-name":"password"})") == std::nullopt);
  CHECK(scrub_json("not json") == std::nullopt);
  CHECK(scrub_form("username=a&password=b&otp=1") ==
        "username=a&password=(scrubbed)&otp=(scrubbed)");
}

TEST_CASE("base64 keeps every length") {
  for (size_t size = 0; size < 70; ++size) {
    std::string bytes;
    for (size_t i = 0; i < size; ++i) bytes += static_cast<char>(i * 37 + size);
    CHECK(from_base64(to_base64(bytes)) == bytes);
  }
  CHECK(to_base64("muster:pw") == "bXVzdGVyOnB3");
}
