// The NetBox double as a child process, and the loop read, diff, apply against it.
#pragma once
#include <unistd.h>

#include <sys/wait.h>
#include <csignal>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <vector>

#include "plan/diff.h"
#include "target/netbox/netbox.h"

namespace muster::test {

inline constexpr const char* lab_token = "0123456789abcdef0123456789abcdef01234567";

class QuietClock : public Clock {
 public:
  Time now() const override {
    return std::chrono::floor<Seconds>(std::chrono::system_clock::now());
  }
  void sleep(Milliseconds, std::stop_token) override {}
};

class NoRunner : public Runner {
 public:
  Output run(const Command&, std::stop_token) override { throw Error("no program runs here"); }
};

class Lab {
 public:
  explicit Lab(const std::string& version, std::vector<std::string> more = {}) {
    std::vector<std::string> words{program(), "netbox",  "--port",    "0",
                                   "--token", lab_token, "--version", version};
    words.insert(words.end(), more.begin(), more.end());
    int ends[2];
    if (pipe(ends) != 0) throw std::runtime_error("no pipe");
    child_ = fork();
    if (child_ == 0) {
      dup2(ends[1], 1);
      close(ends[0]);
      std::vector<char*> argv;
      for (std::string& word : words) argv.push_back(word.data());
      argv.push_back(nullptr);
      execv(argv[0], argv.data());
      _exit(127);
    }
    close(ends[1]);
    std::unique_ptr<FILE, int (*)(FILE*)> out(fdopen(ends[0], "r"), fclose);
    char line[300];
    while (fgets(line, sizeof line, out.get())) {
      const std::string text(line);
      if (const size_t at = text.find("http"); at != std::string::npos) {
        url = text.substr(at, text.find_last_not_of("\r\n ") + 1 - at);
        return;
      }
    }
    throw std::runtime_error("the double did not start: " + program());
  }
  ~Lab() {
    kill(child_, SIGTERM);
    waitpid(child_, nullptr, 0);
  }
  Lab(const Lab&) = delete;
  Lab& operator=(const Lab&) = delete;

  std::string url;

 private:
  static std::string program() {
    char path[4096];
    const ssize_t length = readlink("/proc/self/exe", path, sizeof path);
    const std::string self(path, length > 0 ? static_cast<size_t>(length) : 0);
    return self.substr(0, self.rfind('/')) + "/lab/muster-lab";
  }
  pid_t child_ = 0;
};

// Operations and outcomes as one text, for whole comparisons.
inline std::string shown(const std::vector<Operation>& operations) {
  std::string out;
  for (const Operation& one : operations) {
    out += std::string(word(one.op)) + " " + one.key.text();
    for (const FieldChange& change : one.changes)
      out += " " + change.field + "=" + render(change.before) + ">" + render(change.after);
    out += one.reason.empty() ? "\n" : " (" + one.reason + ")\n";
  }
  return out;
}

inline std::string troubles(const std::vector<Outcome>& outcomes) {
  std::string out;
  for (const Outcome& one : outcomes) {
    if (one.error) out += render(*one.error);
  }
  return out;
}

// A NetBox and everything needed to reconcile hosts with it.
class World {
 public:
  explicit World(const std::string& url, const std::string& token = lab_token)
      : http_(make_http(clock_)), token_(token) {
    netbox.url = url;
    netbox.timeout = Milliseconds(30'000);
    config.sites["berlin"].slug = "berlin";
    config.sites["berlin"].name = "Berlin";
    config.sites["berlin"].domain = "Berlin.example";
    put_class("server", Becomes::vm);
    put_class("switch", Becomes::device);
    put_class("ignore", Becomes::nothing);
  }

  ClassConfig& put_class(const std::string& name, Becomes becomes) {
    ClassConfig& made = config.classifications[name];
    made.name = name;
    made.netbox = becomes;
    made.role = name;
    made.dns = true;
    if (becomes == Becomes::device) {
      made.manufacturer = "ACME Inc";
      made.device_type = "Switch 24";
    }
    return made;
  }

  static Interface port(const std::string& name, const std::string& mac,
                        const std::vector<std::string>& addresses) {
    Interface made;
    made.name = name;
    made.mac = parse_mac(mac);
    for (const std::string& address : addresses) made.addresses.push_back(*parse_cidr(address));
    return made;
  }

  HostFile& add(const std::string& id, const std::string& name, const std::string& kind,
                std::vector<Interface> ports) {
    auto file = std::make_unique<HostFile>();
    file->path = "hosts/berlin/" + name + "--" + id + ".yaml";
    file->host.id = id;
    file->host.name = name;
    file->host.classification = kind;
    file->host.approval = Approval::approved;
    file->host.observed.site = "berlin";
    file->host.observed.interfaces = std::move(ports);
    if (kind == "server") {
      file->host.observed.guest = GuestFact{"proxmox", "pve1", "n1", 104, GuestKind::vm, "running"};
    }
    files.push_back(std::move(file));
    return *files.back();
  }

  std::vector<Resource> wanted() {
    std::vector<const HostFile*> hosts;
    for (const auto& file : files) hosts.push_back(file.get());
    return reader()->desired(hosts, config);
  }

  Snapshot read() { return reader()->read(wanted(), {}); }

  std::vector<Operation> plan() { return plan_by(*reader()); }

  // By a reader of this NetBox, whatever it knows it from.
  std::vector<Operation> plan_by(TargetReader& from) {
    last_desired = wanted();
    last = from.read(last_desired, {});
    last_desired = from.adapt(std::move(last_desired), last);
    if (base) base = from.adapt(std::move(*base), last);
    return diff({.target = "netbox",
                 .desired = last_desired,
                 .actual = last,
                 .base = base ? &*base : nullptr,
                 .kinds = from.kinds(),
                 .absent = absent,
                 .prune = prune,
                 .grace = std::chrono::days(0),
                 .now = clock_.now()});
  }

  Secrets secrets() const {
    Secrets secrets;
    secrets.set("token", Secret(token_));
    return secrets;
  }

  std::vector<Outcome> apply(const std::vector<Operation>& operations) {
    Wires wires{clock_, *http_, runner_, progress_};
    std::vector<const Operation*> all;
    for (const Operation& each : operations) all.push_back(&each);
    return netbox_writer(netbox, secrets(), wires)->apply(all, last, "run 1", {});
  }

  ReadWires wires() { return {clock_, *http_, runner_, progress_}; }
  std::unique_ptr<TargetReader> reader() { return netbox_reader(netbox, secrets(), wires()); }

  // What a person does: METHOD and path below /api, with JSON; the answer, as JSON.
  nlohmann::json ask(const std::string& method, const std::string& path,
                     const std::string& body = "") {
    Request request;
    request.method = method;
    request.path = "/api/" + path;
    request.headers = {{"Authorization", Secret("Token " + token_)},
                       {"Accept", Secret("application/json")}};
    request.body = body;
    Endpoint endpoint;
    endpoint.url = netbox.url;
    endpoint.timeout = netbox.timeout;
    const Response response =
        method == "GET" ? http_->get(endpoint, request, {}) : http_->send(endpoint, request, {});
    if (response.status / 100 != 2) throw std::runtime_error(response.body);
    return response.body.empty() ? nlohmann::json() : nlohmann::json::parse(response.body);
  }
  // Makes an object; its id.
  long long made(const std::string& path, const std::string& body) {
    return ask("POST", path + "/", body).at("id").get<long long>();
  }

  // Does the plan with the commit before as the last applied; what it was.
  std::string settle() {
    const auto operations = plan();
    const std::string text = shown(operations);
    const std::string bad = troubles(apply(operations));
    if (!bad.empty()) throw std::runtime_error(text + bad);
    auto again = plan();
    std::erase_if(again, [](const Operation& one) { return one.op == Op::keep; });
    const std::string left = shown(again);
    if (!left.empty()) throw std::runtime_error(text + "and then\n" + left);
    base = last_desired;
    return text;
  }

  NetboxConfig netbox;
  Config config;
  std::vector<std::unique_ptr<HostFile>> files;
  Snapshot last;
  std::vector<Resource> last_desired;
  std::optional<std::vector<Resource>> base;
  std::map<std::string, Standing> absent;
  Prune prune = Prune::retire;

 private:
  QuietClock clock_;
  NoRunner runner_;
  NoProgress progress_;
  std::unique_ptr<Http> http_;
  std::string token_;
};

// A double and a world at it.
struct Doubled : private Lab, public World {
  explicit Doubled(const std::string& version) : Lab(version), World(Lab::url) {}
};

}  // namespace muster::test
