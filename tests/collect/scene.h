// Collectors over canned answers: what is asked and was not foreseen fails the test.
#pragma once
#include <catch2/catch.hpp>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "collect/collector.h"
#include "core/progress.h"

namespace muster::test {

inline Ip ip(const std::string& text) { return parse_ip(text).value(); }

struct Asked {
  std::string method, path, body;
  std::map<std::string, std::string> headers;
  Milliseconds timeout{0};
};

struct CannedHttp : Http {
  std::map<std::string, Response> answers;  // by path, with or without its query
  std::set<std::string> dead;               // by path: no answer comes
  std::vector<Asked> asked;
  std::vector<std::string> unforeseen;
  std::mutex mutex;

  Response get(const Endpoint& endpoint, const Request& request, std::stop_token stop) override {
    return send(endpoint, request, stop);
  }

  Response send(const Endpoint&, const Request& request, std::stop_token) override {
    const std::lock_guard guard(mutex);
    Asked question{request.method, request.path, request.body, {}, *request.timeout};
    for (const Header& header : request.headers) {
      question.headers[header.name] = header.value.reveal();
    }
    asked.push_back(question);
    const std::string bare = request.path.substr(0, request.path.find('?'));
    if (dead.contains(bare))
      throw Error("GET https://x" + bare + " failed: no connection within 5 s");
    for (const std::string& key : {request.path, bare}) {
      const auto found = answers.find(key);
      if (found != answers.end()) return found->second;
    }
    unforeseen.push_back(request.method + " " + request.path);
    throw Error("unforeseen");
  }

  void say(const std::string& path, const std::string& body, int status = 200,
           const std::string& reason = "") {
    Response response;
    response.status = status;
    response.reason = reason;
    response.body = body;
    answers[path] = response;
  }
};

struct NoClock : Clock {
  Time time{};
  Time now() const override { return time; }
  void sleep(Milliseconds, std::stop_token) override {}
};

struct NoRunner : Runner {
  Output run(const Command&, std::stop_token) override { throw Error("no program is to be run"); }
};

struct Scene {
  CannedHttp http;
  NoClock clock;
  NoRunner runner;
  NoProgress progress;
  Wires wires{clock, http, runner, progress};
  Source source;

  Observation collect() {
    Observation seen = collect_all({&source, 1}, wires, {}).front();
    CHECK(http.unforeseen == std::vector<std::string>{});
    return seen;
  }
  // The one observation, which had no trouble.
  Observation collect_well() {
    Observation seen = collect();
    CHECK(render(seen.trouble) == "");
    return seen;
  }
};

template <class Kind>
const Kind& fact_of(const Observation& seen, const std::string& row) {
  for (const Fact& fact : seen.facts) {
    if (describe(fact) == row) return std::get<Kind>(fact);
  }
  FAIL("there is no fact \"" + row + "\"");
  return std::get<Kind>(seen.facts.front());
}

inline std::vector<std::string> rows_of(const Observation& seen) {
  std::vector<std::string> rows;
  for (const Fact& fact : seen.facts) rows.push_back(describe(fact));
  return rows;
}

inline std::vector<std::string> addresses_in(const Fact& fact) {
  std::vector<std::string> addresses;
  for (const Cidr& address : addresses_of(fact)) addresses.push_back(render(address));
  return addresses;
}

inline std::vector<std::string> names_in(const Fact& fact) {
  std::vector<std::string> names;
  for (const NameFact& name : names_of(fact)) {
    names.push_back(std::string(word(name.source)) + " " + name.name);
  }
  return names;
}

using Strings = std::vector<std::string>;

}  // namespace muster::test
