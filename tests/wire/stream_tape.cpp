#include "wire/tape/stream_tape.h"

#include <catch2/catch.hpp>
#include <deque>
#include <filesystem>
#include <fstream>

#include "http_scene.h"

using namespace muster;
using namespace muster::test;

namespace {

// Says its pieces, then fails with `error` if that has a message, else closes.
struct Saying : Streams {
  std::deque<std::string> pieces;
  std::string error;
  bool refuses = false;

  struct Talk : Stream {
    explicit Talk(Saying& world) : world_(world) {}
    std::string read(size_t) override {
      if (world_.pieces.empty() && !world_.error.empty()) throw Error(world_.error);
      if (world_.pieces.empty()) return "";
      std::string piece = world_.pieces.front();
      world_.pieces.pop_front();
      return piece;
    }
    void write(std::string_view) override {}
    Saying& world_;
  };

  std::unique_ptr<Stream> open(const StreamEndpoint&, std::stop_token) override {
    if (refuses) throw Error(error);
    return std::make_unique<Talk>(*this);
  }
};

StreamEndpoint named(const std::string& name) {
  StreamEndpoint endpoint;
  endpoint.name = name;
  endpoint.host = "r1";
  endpoint.port = 8729;
  return endpoint;
}

// All that is read, and the error that ends it.
std::string heard(Streams& streams, const std::string& name, size_t most = 100) {
  std::string text;
  try {
    const auto stream = streams.open(named(name), {});
    stream->write("=password=secret");
    for (std::string part = stream->read(most); !part.empty(); part = stream->read(most)) {
      text += part + "|";
    }
  } catch (const Error& error) {
    text += error.message;
  }
  return text;
}

}  // namespace

TEST_CASE("a talk can be had again from its tape, and what was sent is not on it") {
  const Folder folder;
  Saying real;
  real.pieces = {"first\xFF", std::string("\0x", 2)};
  real.error = GENERATE("", "r1:8729 fell silent");
  const auto recorder = record_stream_tapes(real, folder.path + "/tapes");
  const std::string once = heard(*recorder, "mikrotik:core");
  CHECK(once == std::string("first\xFF|\0x|", 10) + real.error);
  recorder->write();
  CHECK(heard(*replay_stream_tapes(folder.path + "/tapes"), "mikrotik:core") == once);
  CHECK(
      heard(*replay_stream_tapes(folder.path + "/tapes"), "mikrotik:core", 4).starts_with("firs|"));
  std::ifstream in(folder.path + "/tapes/mikrotik.core.stream.json");
  const std::string tape{std::istreambuf_iterator<char>(in), {}};
  CHECK(tape.find("mikrotik:core") != std::string::npos);
  CHECK(tape.find("c2VjcmV0") == std::string::npos);
  CHECK(tape.find("secret") == std::string::npos);
}

TEST_CASE("a connection that was refused is refused again, and what is not on tape is named") {
  const Folder folder;
  Saying real;
  real.refuses = true;
  real.error = "connecting to r1:8729 failed: connection refused";
  const auto recorder = record_stream_tapes(real, folder.path);
  CHECK(heard(*recorder, "a") == real.error);
  CHECK(heard(*recorder, "") == real.error);
  recorder->write();
  const auto player = replay_stream_tapes(folder.path);
  CHECK(heard(*player, "a") == real.error);
  CHECK(heard(*player, "a") ==
        "there is no further tape of the talk of a with r1:8729 in \"" + folder.path + "\"");
  CHECK(heard(*player, "b") ==
        "there is no tape of the talk of b with r1:8729 in \"" + folder.path + "\"");
}

TEST_CASE("a file that is no tape of streams is an error of its own source, and of no other") {
  const Folder folder;
  const std::string file = folder.path + "/x.stream.json";
  std::ofstream(folder.path + "/y.stream.json")
      << R"({"tape":1,"source":"y","talks":[{"said":["YQ=="]}]})";
  const std::string text = GENERATE("{}", "[]", "{\"tape\":2}", "{", "{\"tape\":1,\"source\":3}",
                                    R"({"tape":1,"source":"x","talks":[{"said":[1]}]})");
  std::ofstream(file) << text;
  const auto player = replay_stream_tapes(folder.path);
  CHECK_THROWS_AS(player->open(named("x"), {}), Error);
  CHECK(heard(*player, "y") == "a|");
}
