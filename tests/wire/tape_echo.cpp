// Servers that repeat what they were told in confidence.
#include "wire/http/echo.h"

#include <catch2/catch.hpp>
#include <fstream>
#include <sstream>

#include "snmp_scene.h"
#include "wire/stream/unechoed.h"
#include "wire/tape/tape.h"

using namespace muster;
using namespace muster::test;

namespace {

const std::string echo_secret = "s3cr3t/\"t0ken\"";

Response echo_of(const std::string& body, const std::vector<std::string>& secrets,
                 const std::string& authorization = "") {
  Endpoint endpoint;
  for (const std::string& one : secrets) endpoint.secrets.emplace_back(one);
  Request request;
  if (!authorization.empty()) request.headers = {{"Authorization", Secret(authorization)}};
  Response response{200, "OK " + body, {{"x-echo", body}}, body};
  take_echo_out(endpoint, request, response);
  return response;
}

// Says `pieces`, one a read, and closes.
struct Parrot : Stream {
  std::vector<std::string> pieces;
  size_t at = 0;
  explicit Parrot(std::vector<std::string> said) : pieces(std::move(said)) {}
  std::string read(size_t) override { return at < pieces.size() ? pieces[at++] : ""; }
  void write(std::string_view) override {}
};

std::string heard(const std::vector<std::string>& pieces, const std::string& secret) {
  Echoes echoes;
  echoes.add(secret);
  const auto stream = unechoed(std::make_unique<Parrot>(pieces), echoes);
  std::string out;
  for (std::string got = stream->read(7); !got.empty(); got = stream->read(7)) {
    CHECK(got.size() <= 7);
    out += got;
  }
  return out;
}

}  // namespace

TEST_CASE("a secret that comes over a stream is masked byte by byte, in however many pieces") {
  const std::string all = "name=s3cr3t-pass,s3cr3t-pas.";
  for (size_t cut = 1; cut < all.size(); ++cut) {
    CHECK(heard({all.substr(0, cut), all.substr(cut)}, "s3cr3t-pass") ==
          "name=***********,s3cr3t-pas.");
  }
  std::vector<std::string> letters;
  for (const char c : all) letters.emplace_back(1, c);
  CHECK(heard(letters, "s3cr3t-pass") == "name=***********,s3cr3t-pas.");
}

TEST_CASE("an agent that tells its community as its name tells neither muster nor a tape") {
  if (!std::filesystem::exists("/usr/sbin/snmpd")) return;
  const SnmpDaemon daemon(
      "rocommunity s3cr3t-community\nsysName s3cr3t-community\n"
      "sysContact ask s3cr3t-community\nsysLocation public\n");
  SnmpAgent agent = daemon.agent();
  agent.community = Secret("s3cr3t-community");
  const auto said = [&](const std::string& oid) {
    return ask(agent, instance(oid)).rows.at(0).value.octets;
  };
  CHECK(said("1.3.6.1.2.1.1.5.0") == "(scrubbed)");
  CHECK(said("1.3.6.1.2.1.1.4.0") == "ask (scrubbed)");
  agent.community = Secret("public");
  CHECK(said("1.3.6.1.2.1.1.6.0") == "public");
}

TEST_CASE("a secret that a server repeats is taken out in every form it may have") {
  for (const std::string form : {R"(s3cr3t/"t0ken")", R"(s3cr3t/\"t0ken\")", "s3cr3t%2F%22t0ken%22",
                                 "czNjcjN0LyJ0MGtlbiI="}) {
    const Response response = echo_of("a " + form + " b " + form, {echo_secret});
    CHECK(response.body == "a (scrubbed) b (scrubbed)");
    CHECK(response.reason == "OK a (scrubbed) b (scrubbed)");
    CHECK(response.headers.at("x-echo") == "a (scrubbed) b (scrubbed)");
  }
  CHECK(echo_of("name dXNlcjpzM2NyM3QtcGFzcw==", {}, "Basic dXNlcjpzM2NyM3QtcGFzcw==").body ==
        "name (scrubbed)");
}

TEST_CASE("what is no secret, or so short that it stands in many words, is left as it is") {
  CHECK(echo_of("the latest", {"test", ""}).body == "the latest");
  CHECK(echo_of("s3cr3t/", {echo_secret}).body == "s3cr3t/");
}

TEST_CASE("a credential that a server puts into a host's name reaches neither caller nor tape") {
  Serving<httplib::Server> web;
  web.server.Get("/hosts", [](const httplib::Request& asked, httplib::Response& out) {
    out.status = 400;
    out.set_content(R"({"name": ")" + asked.get_header_value("Authorization") + R"("})",
                    "application/json");
  });
  StillClock clock;
  const auto real = make_http(clock);
  const Folder folder;
  const auto recorder = record_tapes(*real, folder.path + "/tapes");
  Endpoint endpoint;
  endpoint.url = "http://" + web.host();
  endpoint.name = "odd:one";
  endpoint.secrets = {Secret("s3cr3t-t0ken")};
  Request request;
  request.path = "/hosts";
  request.headers = {{"Authorization", Secret("Token s3cr3t-t0ken")}};
  CHECK(recorder->get(endpoint, request, {}).body == R"x({"name": "Token (scrubbed)"})x");
  recorder->write();
  for (const auto& file : std::filesystem::directory_iterator(folder.path + "/tapes")) {
    std::ostringstream text;
    text << std::ifstream(file.path()).rdbuf();
    CHECK(text.str().find("t0ken") == std::string::npos);
  }
}
