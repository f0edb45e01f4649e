#include "netbox.h"

#include <chrono>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <random>
#include <thread>

#include "connection.h"
#include "flags.h"
#include "netbox_api.h"
#include "netbox_branching.h"
#include "netbox_fault.h"
#include "run.h"

namespace muster::lab {
namespace {

using namespace netbox;

constexpr auto save_pause = std::chrono::milliseconds(200);
constexpr const char* lab_token = "nbt_labkey123456.0123456789abcdefghijklmnopqrstuvwxyzABCD";

Json read_json(const std::string& path) {
  std::ifstream file(path);
  if (!file) throw std::runtime_error("cannot read " + path);
  return Json::parse(file);
}

std::string random_uuid() {
  static thread_local std::mt19937_64 source{std::random_device{}()};
  char text[40];
  const auto high = source(), low = source();
  std::snprintf(text, sizeof text, "%08x-%04x-4%03x-8%03x-%012llx", unsigned(high >> 32),
                unsigned(high >> 16 & 0xffff), unsigned(high & 0xfff), unsigned(low >> 52),
                static_cast<unsigned long long>(low & 0xffffffffffffULL));
  return text;
}

// Keeps the state file as new as the store, at most one pause behind.
class Keeper {
 public:
  Keeper(Api& api, std::string path) : api_(api), path_(std::move(path)) {
    if (path_.empty()) return;
    if (std::filesystem::exists(path_)) api_.load(read_json(path_));
    thread_ = std::jthread([this](std::stop_token stop) {
      while (!stop.stop_requested()) {
        std::this_thread::sleep_for(save_pause);
        save();
      }
    });
  }
  ~Keeper() {
    if (!thread_.joinable()) return;
    thread_.request_stop();
    thread_.join();
    save();
  }

 private:
  void save() {
    const unsigned long changes = api_.changes();
    if (changes == saved_) return;
    const std::string fresh = path_ + ".new";
    std::ofstream(fresh) << api_.dump().dump();
    std::filesystem::rename(fresh, path_);
    saved_ = changes;
  }

  Api& api_;
  std::string path_;
  unsigned long saved_ = 0;
  std::jthread thread_;
};

class Application_ {
 public:
  Application_(Api& api, Branching& branching, Mishaps& mishaps, int latency, Json seed)
      : api_(api),
        branching_(branching),
        mishaps_(mishaps),
        latency_(latency),
        seed_(std::move(seed)) {}

  Answer answer(const httplib::Request& request) {
    if (request.path == "/lab/requests") return {.body = log().dump(), .headers = {}};
    if (request.path == "/lab/reset") return reset();
    if (request.path == "/lab/branch") {
      branching_.put_status(request.get_param_value("name"), request.get_param_value("status"));
      return {.body = "{}", .headers = {}};
    }
    pause(latency_);
    const auto struck = mishaps_.next(request.method, request.path);
    size_t items = 0;
    Answer answer = obey(struck, request, items);
    note(request, answer.status, items);
    return answer;
  }

 private:
  static void pause(int milliseconds) {
    if (milliseconds > 0) std::this_thread::sleep_for(std::chrono::milliseconds(milliseconds));
  }

  static Call call_of(const httplib::Request& request) {
    const auto header = [&](const char* name) { return request.get_header_value(name); };
    Call call{request.method,
              request.path,
              "http://" + header("Host"),
              header("Authorization"),
              header("If-Match"),
              request.body,
              {},
              "",
              random_uuid()};
    for (const auto& [name, value] : request.params) call.parameters.emplace(name, value);
    const size_t mark = request.target.find('?');
    if (mark != std::string::npos) call.query = request.target.substr(mark + 1);
    return call;
  }

  Answer obey(const std::vector<Mishap>& struck, const httplib::Request& request, size_t& items) {
    const auto cut = [](Answer answer) {
      rewrite().cut = true;
      if (answer.body.empty()) answer.body = std::string(64, ' ');
      if (answer.status == 204) answer.status = 200;
      return answer;
    };
    bool after_commit = false;
    for (const Mishap& mishap : struck) {
      pause(mishap.slow);
      after_commit |= mishap.after_commit;
      if (mishap.cut) return cut({.headers = {}});
      if (mishap.status == 0) continue;
      Answer answer{
          .status = mishap.status, .body = R"({"detail":"injected fault"})", .headers = {}};
      if (mishap.retry_after)
        answer.headers.emplace("Retry-After", std::to_string(*mishap.retry_after));
      return answer;
    }
    Answer answer =
        branching_.answer(call_of(request), request.get_header_value("X-NetBox-Branch"), items);
    return after_commit ? cut(std::move(answer)) : answer;
  }

  void note(const httplib::Request& request, int status, size_t items) {
    const size_t mark = request.target.find('?');
    const std::lock_guard lock(mutex_);
    log_.push_back({{"method", request.method},
                    {"path", request.path},
                    {"query", mark == std::string::npos ? "" : request.target.substr(mark + 1)},
                    {"status", status},
                    {"items", items}});
  }

  Json log() {
    const std::lock_guard lock(mutex_);
    return log_;
  }

  Answer reset() {
    branching_.reset();
    api_.reset();
    api_.seed(seed_);
    mishaps_.restart();
    const std::lock_guard lock(mutex_);
    log_ = Json::array();
    return {.body = "{}", .headers = {}};
  }

  Api& api_;
  Branching& branching_;
  Mishaps& mishaps_;
  int latency_;
  Json seed_;
  std::mutex mutex_;
  Json log_ = Json::array();
};

}  // namespace

int netbox_main(int argc, char** argv) {
  Flags flags(argc, argv, 1);
  const int port = flags.number("--port", 0), latency = flags.number("--latency", 0);
  const Access access{flags.text("--token", lab_token), flags.text("--read-only-token", ""),
                      flags.text("--only-device", "")};
  const std::string version = flags.text("--version", "4.7.2"), state = flags.text("--state"),
                    seed_file = flags.text("--seed");
  Mishaps mishaps(flags.all("--fault"));
  const bool branches = flags.on("--branching");
  const std::string stay = flags.text("--branches-stay");
  flags.finish();
  block_signals();
  Api api(version, access);
  const Json seed = seed_file.empty() ? Json::object() : read_json(seed_file);
  const Keeper keeper(api, state);
  if (state.empty() || api.changes() == 0) {
    const bool fresh = state.empty() || !std::filesystem::exists(state);
    if (fresh) api.seed(seed);
  }
  Branching branching(api, version, access, branches, stay);
  Application_ application(api, branching, mishaps, latency, seed);
  const Server server({.port = port, .cert = {}, .key = {}, .faults = {}},
                      [&](const httplib::Request& request) { return application.answer(request); });
  std::cout << "listening " << server.url() << std::endl;
  wait_for_stop(false);
  return 0;
}

}  // namespace muster::lab
