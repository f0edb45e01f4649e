#include "wire/tape/stream_tape.h"

#include <deque>
#include <filesystem>
#include <map>
#include <mutex>
#include <nlohmann/json.hpp>
#include <optional>
#include <type_traits>
#include <vector>

#include "core/json.h"
#include "core/text.h"
#include "wire/base64.h"
#include "wire/files.h"
#include "wire/tape/stem.h"

namespace muster {
namespace {

constexpr int stream_version = 1;
constexpr size_t most_stream_tape_bytes = 512 << 20;
constexpr std::string_view stream_tape_suffix = ".stream.json";

struct StreamTalk {
  std::vector<std::string> said;  // one for each read
  std::optional<Error> error;     // what ended it, or kept it from beginning
};

nlohmann::ordered_json json_of(const StreamTalk& talk) {
  nlohmann::ordered_json said = nlohmann::ordered_json::array();
  for (const std::string& bytes : talk.said) said.push_back(to_base64(bytes));
  nlohmann::ordered_json json{{"said", std::move(said)}};
  if (talk.error) json["error"] = nlohmann::ordered_json::parse(to_json(*talk.error).dump());
  return json;
}

StreamTalk parse_stream_talk(const nlohmann::json& json) {
  StreamTalk talk;
  for (const auto& bytes : json.at("said")) {
    talk.said.push_back(from_base64(bytes.get<std::string>()));
  }
  if (const auto error = json.find("error"); error != json.end()) {
    talk.error = Error(error->at("message").get<std::string>())
                     .because(error->value("why", ""))
                     .mend(error->value("fix", ""));
  }
  return talk;
}

class StreamRecorder : public StreamTapeRecorder {
 public:
  StreamRecorder(Streams& real, std::string dir) : real_(real), dir_(std::move(dir)) {}

  std::unique_ptr<Stream> open(const StreamEndpoint& endpoint, std::stop_token stop) override {
    try {
      auto stream = real_.open(endpoint, std::move(stop));
      if (endpoint.name.empty()) return stream;
      return std::make_unique<Heard>(std::move(stream), endpoint.name, *this);
    } catch (const Error& error) {
      if (!endpoint.name.empty()) keep(endpoint.name, {{}, error});
      throw;
    }
  }

  void write() override {
    const std::lock_guard guard(mutex_);
    std::error_code failed;  // shows when a file is written
    std::filesystem::create_directories(dir_, failed);
    for (const auto& [name, talks] : tapes_) {
      const nlohmann::ordered_json tape{
          {"tape", stream_version}, {"source", name}, {"talks", talks}};
      write_private_file(dir_ + "/" + tape_stem(name) + std::string(stream_tape_suffix),
                         tape.dump(2) + "\n");
    }
  }

 private:
  class Heard : public Stream {
   public:
    Heard(std::unique_ptr<Stream> real, std::string name, StreamRecorder& recorder)
        : real_(std::move(real)), name_(std::move(name)), recorder_(recorder) {}
    ~Heard() override { recorder_.keep(name_, talk_); }

    std::string read(size_t most) override {
      return watched([&] {
        std::string bytes = real_->read(most);
        if (!bytes.empty()) talk_.said.push_back(bytes);
        return bytes;
      });
    }
    void write(std::string_view bytes) override {
      watched([&] { real_->write(bytes); });
    }

   private:
    template <class Act>
    std::invoke_result_t<Act> watched(Act act) {
      try {
        return act();
      } catch (const Error& error) {
        talk_.error = error;
        throw;
      }
    }

    std::unique_ptr<Stream> real_;
    std::string name_;
    StreamRecorder& recorder_;
    StreamTalk talk_;
  };

  void keep(const std::string& name, const StreamTalk& talk) {
    const std::lock_guard guard(mutex_);
    tapes_.try_emplace(name, nlohmann::ordered_json::array())
        .first->second.push_back(json_of(talk));
  }

  Streams& real_;
  std::string dir_;
  std::mutex mutex_;
  std::map<std::string, nlohmann::ordered_json> tapes_;
};

// Says what is on the tape, whatever is written to it.
class Played : public Stream {
 public:
  explicit Played(StreamTalk talk) : talk_(std::move(talk)) {}

  std::string read(size_t most) override {
    while (next_ < talk_.said.size()) {
      std::string& left = talk_.said[next_];
      std::string bytes = left.substr(0, most);
      left.erase(0, bytes.size());
      if (left.empty()) ++next_;
      if (!bytes.empty()) return bytes;
    }
    if (talk_.error) throw *talk_.error;
    return "";
  }
  void write(std::string_view) override {}

 private:
  StreamTalk talk_;
  size_t next_ = 0;
};

class StreamPlayer : public Streams {
 public:
  explicit StreamPlayer(std::string dir) : dir_(std::move(dir)) {
    std::error_code code;
    for (const auto& entry : std::filesystem::directory_iterator(dir_, code)) {
      const std::string file = entry.path().string();
      if (!file.ends_with(stream_tape_suffix)) continue;
      try {
        load(file);
      } catch (const Error& error) {  // stops its own source, not the others
        unread_.emplace(tape_stem_of_file(file, stream_tape_suffix), error);
      }
    }
  }

  std::unique_ptr<Stream> open(const StreamEndpoint& endpoint, std::stop_token) override {
    const std::lock_guard guard(mutex_);
    const auto unread = unread_.find(tape_stem(endpoint.name));
    if (unread != unread_.end()) throw unread->second;
    const auto tape = tapes_.find(endpoint.name);
    if (tape == tapes_.end() || tape->second.empty()) {
      throw Error("there is no " + std::string(tape == tapes_.end() ? "" : "further ") +
                  "tape of the talk of " + endpoint.name + " with " + render(endpoint) + " in \"" +
                  visible(dir_) + "\"")
          .mend("record the tapes again with this version and this configuration");
    }
    StreamTalk talk = std::move(tape->second.front());
    tape->second.pop_front();
    if (talk.error && talk.said.empty()) throw *talk.error;
    return std::make_unique<Played>(std::move(talk));
  }

 private:
  void load(const std::string& file) try {
    const auto tape = parse_json(read_file(file, most_stream_tape_bytes), file,
                                 own_json(most_stream_tape_bytes, 16));
    if (tape.at("tape").get<int>() != stream_version) {
      throw Error(visible(file) + " is a tape of another version");
    }
    std::deque<StreamTalk> talks;
    for (const auto& talk : tape.at("talks")) talks.push_back(parse_stream_talk(talk));
    auto& all = tapes_[tape.at("source").get<std::string>()];
    all.insert(all.end(), talks.begin(), talks.end());
  } catch (const nlohmann::json::exception& error) {
    throw Error(visible(file) + " is no tape").because(error.what());
  }

  std::string dir_;
  std::mutex mutex_;
  std::map<std::string, std::deque<StreamTalk>> tapes_;
  std::map<std::string, Error> unread_;  // by stem
};

}  // namespace

std::unique_ptr<StreamTapeRecorder> record_stream_tapes(Streams& real, std::string dir) {
  return std::make_unique<StreamRecorder>(real, std::move(dir));
}

std::unique_ptr<Streams> replay_stream_tapes(std::string dir) {
  return std::make_unique<StreamPlayer>(std::move(dir));
}

}  // namespace muster
