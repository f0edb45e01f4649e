// One double of the lab, and the source that asks it.
#pragma once
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>

#include "collect/collector.h"
#include "connector/definition.h"
#include "scene.h"
#include "wire/http/http.h"

namespace muster::test {

class ApiDouble {
 public:
  explicit ApiDouble(const std::string& flags) {
    namespace fs = std::filesystem;
    const fs::path here = fs::read_symlink("/proc/self/exe").parent_path();
    std::string name = (fs::temp_directory_path() / "muster-api-XXXXXX").string();
    folder_ = mkdtemp(name.data());
    child_ = popen(((here / "lab" / "muster-lab").string() + " api --until-eof " + flags + " >" +
                    folder_ + "/out 2>&1")
                       .c_str(),
                   "w");
    for (int i = 0; i < 3000 && url.empty(); ++i) {
      std::this_thread::sleep_for(Milliseconds(10));
      std::ifstream in(folder_ + "/out");
      std::string word;
      if (in >> word && word == "ready") in >> url;
    }
    INFO("muster-lab api " << flags);
    REQUIRE_FALSE(url.empty());
  }
  ~ApiDouble() {
    pclose(child_);
    std::filesystem::remove_all(folder_);
  }
  ApiDouble(const ApiDouble&) = delete;
  ApiDouble& operator=(const ApiDouble&) = delete;

  std::string url;

 private:
  std::string folder_;
  FILE* child_ = nullptr;
};

// Does not wait, so that back-off costs no time.
struct HastyClock : SystemClock {
  Time now() const override { return Time(Seconds(1'764'100'000)); }  // 2025-11-25T19:46:40Z
  void sleep(Milliseconds, std::stop_token) override {}
};

struct ApiScene {
  HastyClock clock;
  std::unique_ptr<Http> http = make_http(clock);
  NoRunner runner;
  NoProgress progress;
  Wires wires{clock, *http, runner, progress};
  ApiDouble server;
  Source source;

  ApiScene(const std::string& system, const std::string& flags)
      : server("--system " + system + " " + flags) {
    source.config.name = system;
    source.config.site = "berlin";
    source.secrets.set("password", Secret("s3cret-of-the-lab"));
    if (system == "vsphere") {
      VsphereConfig config;
      config.url = server.url;
      config.username = "muster";
      source.config.settings = config;
      return;
    }
    ConnectorConfig config;
    config.url = server.url;
    config.username = "muster";
    config.connector = system;
    config.definition = connector::shipped_connector(system);
    source.config.settings = config;
  }

  Observation collect() { return collect_all({&source, 1}, wires, {}).front(); }
};

inline std::map<std::string, size_t> kinds_of(const Observation& seen) {
  std::map<std::string, size_t> kinds;
  for (const Record& record : seen.records) ++kinds[record.kind];
  return kinds;
}

inline const Record& record_of(const Observation& seen, const std::string& kind,
                               const std::string& id) {
  for (const Record& record : seen.records) {
    if (record.kind == kind && record.id == id) return record;
  }
  FAIL("there is no " + kind + " " + id);
  return seen.records.front();
}

inline std::string value_of(const Record& record, const std::string& name) {
  const auto found = record.attributes.find(name);
  return found == record.attributes.end() ? "" : found->second.text;
}

}  // namespace muster::test
