#include "flow/where.h"

#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "core/text.h"
#include "flow/waiting.h"
#include "inventory/called.h"

namespace muster {
namespace {

constexpr size_t most_steps = 64;  // in a row

bool same_name(std::string_view a, std::string_view b) {
  return !a.empty() && lower(a) == lower(b);
}

bool has_mac(const Host& host, Mac mac) {
  const auto here = [&](const Interface& interface) { return interface.mac == mac; };
  const auto& observed = host.observed.interfaces;
  const auto& effective = effective_interfaces(host);
  const auto& identity = host.observed.identity;
  return std::any_of(observed.begin(), observed.end(), here) ||
         std::any_of(effective.begin(), effective.end(), here) ||
         std::find(identity.begin(), identity.end(), "mac:" + render(mac)) != identity.end();
}

bool has_address(const Host& host, const Ip& ip) {
  const auto here = [&](const Interface& interface) {
    return std::any_of(interface.addresses.begin(), interface.addresses.end(),
                       [&](const Cidr& address) { return address.ip == ip; });
  };
  const auto& observed = host.observed.interfaces;
  const auto& effective = effective_interfaces(host);
  return std::any_of(observed.begin(), observed.end(), here) ||
         std::any_of(effective.begin(), effective.end(), here);
}

std::vector<std::string> names_of(const Host& host, const Config& config) {
  std::vector<std::string> names{host.id, effective_name(host), host.observed.name};
  for (const auto& candidate : host.observed.names) names.push_back(candidate.name);
  const auto site = config.sites.find(effective_site(host));
  if (site != config.sites.end() && !site->second.domain.empty()) {
    names.push_back(fmt::format("{}.{}", effective_name(host), site->second.domain));
  }
  return names;
}

bool answers(const HostFile& file, const Config& config, const std::string& question) {
  if (const auto mac = parse_mac(question)) return has_mac(file.host, *mac);
  if (const auto ip = parse_ip(question)) return has_address(file.host, *ip);
  if (file.path == question) return true;
  const auto names = names_of(file.host, config);
  return std::any_of(names.begin(), names.end(),
                     [&](const std::string& name) { return same_name(name, question); });
}

Error nobody(const Inventory& inventory, const Config& config, const std::string& question) {
  const bool mac = parse_mac(question).has_value();
  const bool address = parse_ip(question).has_value();
  const std::string what = mac ? "the MAC " : address ? "the address " : "the name ";
  Error error(fmt::format("no host file has {}\"{}\"", what, question));
  if (mac || address) {
    return std::move(error).mend("run muster discover, and see what its sources say");
  }
  std::vector<std::string> names;
  for (const auto& file : inventory.files) {
    for (auto& name : names_of(file->host, config)) {
      if (!name.empty() && name != file->host.id) names.push_back(std::move(name));
    }
  }
  const auto near = nearest(question, names);
  return std::move(error).mend(near ? fmt::format("did you mean \"{}\"?", *near)
                                    : "muster ls lists all hosts");
}

// The way from a host to the top of the tree.
class Walker {
 public:
  explicit Walker(const Inventory& inventory) {
    for (const auto& file : inventory.files) called_.add(*file);
  }

  Stop walk(const HostFile& file) {
    Stop stop{&file, !seen_.insert(&file).second, {}, {}};
    if (stop.told || depth_ == most_steps) return stop;
    ++depth_;
    const Observed& observed = file.host.observed;
    for (const auto& place : observed.attached) {
      Step step{place, {}};
      const HostFile* next = called_.find(observed.site, place.device);
      if (next && next != &file) step.next.push_back(walk(*next));
      stop.steps.push_back(std::move(step));
    }
    if (observed.guest) {
      const HostFile* node = called_.find(observed.site, observed.guest->node);
      if (node && node != &file) stop.node.push_back(walk(*node));
    }
    --depth_;
    return stop;
  }

 private:
  Called called_;
  std::set<const HostFile*> seen_;
  size_t depth_ = 0;
};

// Empty when nobody answers.
std::vector<Stop> routes_in(const Inventory& inventory, const Config& config,
                            const std::string& wanted) {
  std::vector<const HostFile*> found;
  for (const auto& file : inventory.files) {
    if (answers(*file, config, wanted)) found.push_back(file.get());
  }
  std::sort(found.begin(), found.end(), [](const HostFile* a, const HostFile* b) {
    const auto order = [](const HostFile* file) {
      return std::tuple(effective_site(file->host), effective_name(file->host), file->host.id);
    };
    return order(a) < order(b);
  });
  std::vector<Stop> routes;
  for (const HostFile* file : found) routes.push_back(Walker(inventory).walk(*file));
  return routes;
}

}  // namespace

std::vector<Stop> find_routes(const Inventory& inventory, const Config& config,
                              std::string_view question) {
  const std::string wanted = clean(question);
  auto routes = routes_in(inventory, config, wanted);
  if (routes.empty()) throw nobody(inventory, config, wanted);
  return routes;
}

FoundRoutes find_routes(const Workspace& workspace, const View& view, std::string_view question) {
  const std::string wanted = clean(question);
  FoundRoutes out{"", nullptr, routes_in(view.inventory, view.config, wanted)};
  if (!out.routes.empty()) return out;
  const auto head = view.commit ? view.commit : workspace.repo.resolve("HEAD");
  for (const ReviewBranch& branch : waiting_branches(workspace.repo, view.config, head)) {
    Diagnostics ignored;  // validate tells what does not read
    out = {branch.name, load_hosts(workspace, branch.tip, ignored), {}};
    out.routes = routes_in(*out.inventory, view.config, wanted);
    if (!out.routes.empty()) return out;
  }
  throw nobody(view.inventory, view.config, wanted);
}

}  // namespace muster
