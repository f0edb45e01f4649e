// Streams whose other side is a script.
#pragma once
#include <deque>
#include <functional>
#include <string>
#include <vector>

#include "collect/mikrotik/sentence.h"
#include "wire/stream/stream.h"

namespace muster::test {

using routeros::Sentence;

// Given a sentence that came, the bytes to answer; no bytes and the peer keeps silent.
using Script = std::function<std::string(const Sentence& command)>;

// The bytes of replies under the tag of `command`.
inline std::string tagged(const Sentence& command, std::vector<Sentence> replies) {
  std::string bytes;
  for (Sentence& reply : replies) {
    for (const std::string& word : command) {
      if (word.starts_with(".tag=")) reply.push_back(word);
    }
    bytes += routeros::encode(reply);
  }
  return bytes;
}

struct ScriptedStreams : Streams {
  Script script;
  size_t piece = 1'000'000;  // bytes that one read gives at most
  bool closes = true;        // when nothing more is to come; else it falls silent
  std::vector<StreamEndpoint> opened;
  std::vector<Sentence> asked;
  std::optional<Error> refused;

  class Talk : public Stream {
   public:
    explicit Talk(ScriptedStreams& world) : world_(world) {}
    std::string read(size_t most) override {
      if (out_.empty() && !world_.closes) throw Error("r1:8728 fell silent: nothing within 10 s");
      const std::string bytes = out_.substr(0, std::min(most, world_.piece));
      out_.erase(0, bytes.size());
      return bytes;
    }
    void write(std::string_view bytes) override {
      in_.feed(bytes);
      while (const auto sentence = in_.next()) {
        world_.asked.push_back(*sentence);
        out_ += world_.script(*sentence);
      }
    }

   private:
    ScriptedStreams& world_;
    routeros::Reader in_;
    std::string out_;
  };

  std::unique_ptr<Stream> open(const StreamEndpoint& endpoint, std::stop_token) override {
    opened.push_back(endpoint);
    if (refused) throw *refused;
    return std::make_unique<Talk>(*this);
  }
};

}  // namespace muster::test
