#include "world.h"

#include <filesystem>
#include <iostream>
#include <memory>
#include <vector>

#include "certificate.h"
#include "env_file.h"
#include "flags.h"
#include "proxmox.h"
#include "routeros_api.h"
#include "run.h"
#include "world_netbox.h"

namespace muster::lab {
namespace {

struct Plan {
  std::string folder;
  World world;
  int next_port = 0;  // 0: any free one
  bool router_tls = false;
  bool until_eof = false;
  ApiTraits api;
  std::vector<Fault> faults;
  NetboxPlan netbox;

  int port() { return next_port == 0 ? 0 : next_port++; }
};

Plan read_plan(Flags& flags) {
  Plan plan{.folder = flags.required("--dir"),
            .world = read_world(flags.required("--world")),
            .next_port = flags.number("--first-port", 0),
            .router_tls = flags.on("--router-tls"),
            .until_eof = flags.on("--until-eof"),
            .api = parse_api_traits(flags.all("--api")),
            .faults = parse_faults(flags.all("--fault")),
            .netbox = {.wanted = !flags.on("--no-netbox"), .flags = flags.all("--netbox")}};
  plan.netbox.port = plan.port();
  flags.finish();
  return plan;
}

// All doubles of one world; stops them when destroyed.
class Lab {
 public:
  Lab(Plan& plan, EnvFile& env)
      : plan_(plan), env_(env), certificate_(make_certificate(plan.folder + "/tls")) {
    env_.add("tls", "ca", certificate_.cert);
    env_.add("tls", "fingerprint", certificate_.fingerprint);
    for (const auto& [name, device] : plan.world["routers"].items()) {
      add_router(name, device);
    }
    for (const auto& [name, cluster] : plan.world["clusters"].items()) {
      add_cluster(name, cluster);
    }
  }

 private:
  Endpoint endpoint(const std::string& device, bool tls) {
    return {.port = plan_.port(),
            .cert = tls ? certificate_.cert : "",
            .key = tls ? certificate_.key : "",
            .faults = faults_of(plan_.faults, device)};
  }

  void add_router(const std::string& name, const World& device) {
    const RouterOs::Login login{"muster", random_hex(12)};
    const auto& router = routers_.emplace_back(std::make_unique<RouterOs>(device, login));
    const auto& server = servers_.emplace_back(std::make_unique<Server>(
        endpoint(name, plan_.router_tls),
        [&router = *router](const auto& request) { return router.answer(request); }));
    env_.add(name, "url", server->url());
    env_.add(name, "user", login.user);
    env_.add(name, "password", login.password);
    add_api(name, *router, false);
    add_api(name, *router, true);
  }

  void add_api(const std::string& name, const RouterOs& router, bool tls) {
    const Endpoint place{.port = 0, .cert = certificate_.cert, .key = certificate_.key};
    const auto& api =
        apis_.emplace_back(std::make_unique<ApiServer>(router, plan_.api, place, tls));
    env_.add(name, tls ? "api_tls_port" : "api_port", std::to_string(api->port()));
  }

  void add_cluster(const std::string& name, const World& cluster) {
    const ProxmoxLogin login{.cluster = name,
                             .token_id = "muster@pve!discover",
                             .token = random_hex(16),
                             .user = "muster@pve",
                             .password = random_hex(12)};
    const ProxmoxTraits traits{.version = cluster.value("version", 9)};
    const auto& proxmox = clusters_.emplace_back(std::make_unique<Proxmox>(cluster, login, traits));
    const auto& server = servers_.emplace_back(std::make_unique<Server>(
        endpoint(name, true),
        [&proxmox = *proxmox](const auto& request) { return proxmox.answer(request); }));
    env_.add(name, "url", server->url());
    env_.add(name, "fingerprint", certificate_.fingerprint);
    env_.add(name, "token_id", login.token_id);
    env_.add(name, "token", login.token);
    env_.add(name, "user", login.user);
    env_.add(name, "password", login.password);
  }

  Plan& plan_;
  EnvFile& env_;
  Certificate certificate_;
  std::vector<std::unique_ptr<RouterOs>> routers_;
  std::vector<std::unique_ptr<Proxmox>> clusters_;
  std::vector<std::unique_ptr<Server>> servers_;
  std::vector<std::unique_ptr<ApiServer>> apis_;
};

}  // namespace

int world_main(int argc, char** argv) {
  Flags flags(argc, argv, 1);
  Plan plan = read_plan(flags);
  std::filesystem::create_directories(plan.folder);
  EnvFile env;
  const NetboxChild netbox(plan.netbox, env);
  block_signals();
  const Lab lab(plan, env);
  env.write(plan.folder + "/lab.env");
  std::cout << "ready" << std::endl;
  wait_for_stop(plan.until_eof);
  return 0;
}

}  // namespace muster::lab
