#include "wire/tape/tape.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <mutex>
#include <nlohmann/json.hpp>
#include <tuple>
#include <variant>

#include "core/json.h"
#include "core/text.h"
#include "wire/base64.h"
#include "wire/files.h"
#include "wire/tape/scrub.h"
#include "wire/tape/stem.h"

namespace muster {
namespace {

constexpr int http_version = 1;
constexpr size_t most_tape_bytes = 512 << 20;
constexpr std::string_view http_suffix = ".tape.json";
constexpr std::string_view snmp_suffix = ".snmprec";
constexpr std::string_view stream_suffix = ".stream.json";

// What must be equal for an answer to be the answer.
struct Question {
  std::string method, path, body;
  auto operator<=>(const Question&) const = default;
};

// What of a path is asked: RouterOS names the columns behind it.
std::string_view without_columns(std::string_view path) {
  return path.substr(0, path.find("?.proplist="));
}

Question question_of(const Request& request) {
  return {request.method, scrub_path(request.path),
          request.body.empty() ? "" : scrub_body(request.body, request.content_type)};
}

nlohmann::ordered_json parse_ordered(std::string_view text, std::string_view origin,
                                     const JsonLimits& limits = {}) {
  parse_json(text, origin, limits);  // for its bounds and its words
  return nlohmann::ordered_json::parse(text);
}

// JSON where that gives the same bytes again, so that people can read it.
void keep_body(nlohmann::ordered_json& exchange, const std::string& body) try {
  nlohmann::ordered_json json = parse_ordered(body, "the body");
  if (json.dump() == body) {
    exchange["json"] = std::move(json);
  } else {
    exchange["text"] = body;
  }
} catch (const Error&) {
  const bool text = invalid_utf8(body) == std::string_view::npos;
  exchange[text ? "text" : "base64"] = text ? body : to_base64(body);
}

std::string body_of(const nlohmann::ordered_json& exchange) {
  if (const auto json = exchange.find("json"); json != exchange.end()) return json->dump();
  if (exchange.contains("base64")) return from_base64(exchange.at("base64").get<std::string>());
  return exchange.value("text", "");
}

nlohmann::ordered_json answer_json(const Response& response) {
  nlohmann::ordered_json exchange{{"status", response.status}, {"reason", clean(response.reason)}};
  for (const char* name : {"content-type", "retry-after"}) {
    const auto found = response.headers.find(name);
    if (found != response.headers.end()) exchange["headers"][name] = clean(found->second);
  }
  keep_body(exchange, scrub_json(response.body).value_or(response.body));
  return exchange;
}

Response parse_answer(const nlohmann::ordered_json& exchange) {
  Response response;
  response.status = exchange.at("status").get<int>();
  response.reason = exchange.value("reason", "");
  if (exchange.contains("headers")) {
    response.headers = exchange.at("headers").get<std::map<std::string, std::string>>();
  }
  response.body = body_of(exchange);
  return response;
}

Error parse_failure(const nlohmann::ordered_json& error) {
  return Error(error.at("message").get<std::string>())
      .because(error.value("why", ""))
      .mend(error.value("fix", ""));
}

std::variant<Response, Error> answer_to(const nlohmann::ordered_json& exchange) {
  const auto error = exchange.find("error");
  if (error != exchange.end()) return parse_failure(*error);
  return parse_answer(exchange);
}

class HttpRecorder : public TapeRecorder {
 public:
  HttpRecorder(Http& real, std::string dir) : real_(real), dir_(std::move(dir)) {}

  Response get(const Endpoint& endpoint, const Request& request, std::stop_token stop) override {
    return keep(endpoint, request, [&] { return real_.get(endpoint, request, stop); });
  }
  Response send(const Endpoint& endpoint, const Request& request, std::stop_token stop) override {
    return keep(endpoint, request, [&] { return real_.send(endpoint, request, stop); });
  }

  void write() override {
    const std::lock_guard guard(mutex_);
    std::error_code failed;  // shows when a file is written
    std::filesystem::create_directories(dir_, failed);
    for (auto& [name, exchanges] : tapes_) {
      std::stable_sort(exchanges.begin(), exchanges.end(), [](const Kept& a, const Kept& b) {
        return std::tie(a.question.path, a.question) < std::tie(b.question.path, b.question);
      });
      nlohmann::ordered_json list = nlohmann::ordered_json::array();
      for (const Kept& kept : exchanges) list.push_back(kept.json);
      const nlohmann::ordered_json tape{
          {"tape", http_version}, {"source", name}, {"exchanges", std::move(list)}};
      write_private_file(dir_ + "/" + tape_stem(name) + std::string(http_suffix),
                         tape.dump(2) + "\n");
    }
  }

 private:
  struct Kept {
    Question question;
    nlohmann::ordered_json json;
  };

  template <class Ask>
  Response keep(const Endpoint& endpoint, const Request& request, Ask ask) {
    try {
      Response response = ask();
      keep(endpoint, request, answer_json(response));
      return response;
    } catch (const Error& error) {
      keep(endpoint, request,
           nlohmann::ordered_json{{"error", nlohmann::ordered_json::parse(to_json(error).dump())}});
      throw;
    }
  }

  void keep(const Endpoint& endpoint, const Request& request,
            const nlohmann::ordered_json& answer) {
    Question question = question_of(request);
    nlohmann::ordered_json json{{"method", question.method}, {"path", question.path}};
    if (!question.body.empty()) json["request"] = question.body;
    json.update(answer);
    const std::lock_guard guard(mutex_);
    tapes_[endpoint.name].push_back({std::move(question), std::move(json)});
  }

  Http& real_;
  std::string dir_;
  std::mutex mutex_;
  std::map<std::string, std::vector<Kept>> tapes_;
};

class HttpPlayer : public Http {
 public:
  explicit HttpPlayer(std::string dir) : dir_(std::move(dir)) {
    std::error_code code;
    bool others = false;
    for (const auto& entry : std::filesystem::directory_iterator(dir_, code)) {
      others |= entry.path().string().ends_with(snmp_suffix);
      others |= entry.path().string().ends_with(stream_suffix);
      if (entry.path().string().ends_with(http_suffix)) load_or_keep_why(entry.path().string());
    }
    if (!tapes_.empty() || !unread_.empty() || others) return;
    throw Error("there are no tapes in \"" + visible(dir_) + "\"")
        .because(code ? code.message()
                      : "no file there ends in " + std::string(http_suffix) + " or " +
                            std::string(snmp_suffix))
        .mend("record some: muster discover --record DIR");
  }

  Response get(const Endpoint& endpoint, const Request& request, std::stop_token stop) override {
    return send(endpoint, request, std::move(stop));
  }

  Response send(const Endpoint& endpoint, const Request& request, std::stop_token) override {
    const nlohmann::ordered_json exchange = next(endpoint, request);
    const auto answer = answer_to(exchange);
    if (const auto* error = std::get_if<Error>(&answer)) throw *error;
    return std::get<Response>(answer);
  }

 private:
  struct Answers {
    std::vector<nlohmann::ordered_json> list;
    size_t played = 0;
  };

  // A damaged tape stops its own source, not the others.
  void load_or_keep_why(const std::string& file) try { load(file); } catch (const Error& error) {
    unread_.emplace(tape_stem_of_file(file, http_suffix), error);
  }

  void load(const std::string& file) try {
    const nlohmann::ordered_json tape =
        parse_ordered(read_file(file, most_tape_bytes), file, own_json(most_tape_bytes, 128));
    if (tape.at("tape").get<int>() != http_version) {
      throw Error(visible(file) + " is a tape of another version");
    }
    Tape answers;
    for (const nlohmann::ordered_json& exchange : tape.at("exchanges")) {
      const Question question{exchange.at("method").get<std::string>(),
                              exchange.at("path").get<std::string>(),
                              exchange.value("request", "")};
      answer_to(exchange);  // what is wrong shows now and not in the middle of a run
      answers[question].list.push_back(exchange);
    }
    auto& all = tapes_[tape.at("source").get<std::string>()];
    for (auto& [question, some] : answers) {
      auto& list = all[question].list;
      list.insert(list.end(), some.list.begin(), some.list.end());
    }
  } catch (const nlohmann::ordered_json::exception& error) {
    throw Error(visible(file) + " is no tape").because(error.what());
  }

  // Each is played once, and not kept.
  nlohmann::ordered_json next(const Endpoint& endpoint, const Request& request) {
    const Question question = question_of(request);
    const std::string what = clean(question.method, 16) + " " + visible(question.path);
    const std::lock_guard guard(mutex_);
    const auto tape = tapes_.find(endpoint.name);
    const auto unread = unread_.find(tape_stem(endpoint.name));
    if (unread != unread_.end()) throw unread->second;
    if (tape == tapes_.end()) {
      throw Error("there is no tape of " + endpoint.name + " in \"" + visible(dir_) + "\"");
    }
    const auto answers = find(tape->second, question);
    if (answers == tape->second.end()) {
      throw Error(what + " is not on the tape of " + endpoint.name)
          .mend("record the tapes again with this version and this configuration");
    }
    if (answers->second.played == answers->second.list.size()) {
      throw Error(what + " is on the tape of " + endpoint.name + " only " +
                  counted(answers->second.list.size(), "time"));
    }
    return std::move(answers->second.list[answers->second.played++]);
  }

  using Tape = std::map<Question, Answers>;

  // A tape from before a column was asked for answers like a router that has no such column.
  static Tape::iterator find(Tape& tape, const Question& question) {
    const auto exact = tape.find(question);
    if (exact != tape.end() || without_columns(question.path) == question.path) return exact;
    return std::find_if(tape.begin(), tape.end(), [&](const auto& kept) {
      const Question& other = kept.first;
      return other.method == question.method && other.body == question.body &&
             without_columns(other.path) == without_columns(question.path);
    });
  }

  std::string dir_;
  std::mutex mutex_;
  std::map<std::string, Tape> tapes_;
  std::map<std::string, Error> unread_;  // by stem
};

}  // namespace

std::unique_ptr<TapeRecorder> record_tapes(Http& real, std::string dir) {
  return std::make_unique<HttpRecorder>(real, std::move(dir));
}

std::unique_ptr<Http> replay_tapes(std::string dir) {
  return std::make_unique<HttpPlayer>(std::move(dir));
}

}  // namespace muster
