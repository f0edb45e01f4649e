#include <iostream>
#include <stdexcept>

#include "flags.h"
#include "proxmox.h"
#include "run.h"

namespace muster::lab {
namespace {

Rights parse_rights(const std::string& text) {
  if (text == "full") return Rights::full_rights;
  if (text == "no-agent") return Rights::no_agent;
  if (text == "no-config") return Rights::no_config;
  throw std::runtime_error("--rights is full, no-agent or no-config, not \"" + text + "\"");
}

ProxmoxLogin read_login(Flags& flags) {
  return {.cluster = flags.required("--cluster"),
          .token_id = flags.text("--token-id"),
          .token = flags.text("--token"),
          .user = flags.text("--user"),
          .password = flags.text("--password"),
          .needs_second_factor = flags.on("--need-tfa"),
          .ticket_lifetime = std::chrono::seconds(flags.number("--ticket-lifetime", 7200))};
}

}  // namespace

int proxmox_main(int argc, char** argv) {
  Flags flags(argc, argv, 1);
  const World world = read_world(flags.required("--world"));
  const auto login = read_login(flags);
  const ProxmoxTraits traits{.version = flags.number("--version", 9),
                             .rights = parse_rights(flags.text("--rights", "full")),
                             .hidden = flags.all("--hide"),
                             .hang = std::chrono::milliseconds(flags.number("--hang", 10000))};
  const auto tls = flags.all("--tls");
  if (tls.size() != 2) throw std::runtime_error("--tls CERT KEY is required");
  const Endpoint endpoint{.port = flags.number("--port", 0),
                          .cert = tls[0],
                          .key = tls[1],
                          .faults = parse_faults(flags.all("--fault"))};
  const bool until_eof = flags.on("--until-eof");
  flags.finish();
  Proxmox cluster(device_in(world, "clusters", login.cluster), login, traits);
  block_signals();
  const Server server(endpoint, [&](const auto& request) { return cluster.answer(request); });
  std::cout << "ready " << server.url() << std::endl;
  wait_for_stop(until_eof);
  return 0;
}

}  // namespace muster::lab
