#include "model/facts.h"

#include <array>

namespace muster {
namespace {

constexpr std::array<std::string_view, 8> name_sources{
    "static-lease", "hypervisor", "device", "dhcp", "ptr", "mdns", "llmnr", "netbios"};

template <class T>
const T& nothing() {
  static const T none{};
  return none;
}

std::span<const Cidr> listed(const std::vector<Cidr>& addresses) { return addresses; }
std::span<const Cidr> listed(const std::optional<Cidr>& address) {
  return address ? std::span(&*address, 1) : std::span<const Cidr>{};
}
std::span<const Cidr> listed(const Cidr& address) { return {&address, 1}; }

// What identifies a row that has no name of its own: address, MAC or unique id.
std::string key(const Fact& fact) {
  const auto addresses = addresses_of(fact);
  if (!addresses.empty()) return render(addresses.front().ip);
  if (const auto mac = mac_of(fact)) return render(*mac);
  const auto* lease = std::get_if<LeaseFact>(&fact);
  return lease ? lease->duid : "";
}

}  // namespace

std::string_view word(FactKind kind) {
  constexpr std::array<std::string_view, 8> words{"lease", "arp",    "bridge-host", "neighbor",
                                                  "guest", "device", "station",     "probe"};
  return words.at(static_cast<size_t>(kind));
}

std::string_view word(NameSource source) { return name_sources.at(static_cast<size_t>(source)); }

std::string_view word(GuestKind kind) { return kind == GuestKind::vm ? "vm" : "container"; }

FactKind kind_of(const Fact& fact) {
  return std::visit([](const auto& row) { return row.kind; }, fact);
}

std::string describe(const Fact& fact) {
  if (const auto* nic = std::get_if<NicFact>(&fact)) {
    return std::string(word(nic->guest.kind)) + " " + std::to_string(nic->guest.id) + " " +
           nic->interface;
  }
  if (const auto* device = std::get_if<DeviceFact>(&fact)) {
    return device->interface.empty() ? "device" : "interface " + device->interface;
  }
  const bool told = kind_of(fact) == FactKind::neighbor && mac_of(fact);
  return std::string(word(kind_of(fact))) + " " + (told ? render(*mac_of(fact)) : key(fact));
}

std::optional<Mac> mac_of(const Fact& fact) {
  return std::visit(
      [](const auto& row) -> std::optional<Mac> {
        if constexpr (requires { row.mac; }) return row.mac;
        return std::nullopt;
      },
      fact);
}

std::span<const Cidr> addresses_of(const Fact& fact) {
  return std::visit(
      [](const auto& row) -> std::span<const Cidr> {
        if constexpr (requires { row.addresses; }) return listed(row.addresses);
        if constexpr (requires { row.address; }) return listed(row.address);
        return {};
      },
      fact);
}

std::span<const int> vlans_of(const Fact& fact) {
  return std::visit(
      [](const auto& row) -> std::span<const int> {
        if constexpr (requires { row.vlans; }) return row.vlans;
        return {};
      },
      fact);
}

const NameFacts& names_of(const Fact& fact) {
  return std::visit([](const auto& row) -> const NameFacts& { return row.names; }, fact);
}

NameFacts& names_of(Fact& fact) {
  return std::visit([](auto& row) -> NameFacts& { return row.names; }, fact);
}

const std::string& interface_of(const Fact& fact) {
  return std::visit(
      [](const auto& row) -> const std::string& {
        if constexpr (requires { row.interface; }) return row.interface;
        return nothing<std::string>();
      },
      fact);
}

const std::string& chassis_of(const Fact& fact) {
  return std::visit(
      [](const auto& row) -> const std::string& {
        if constexpr (requires { row.chassis; }) return row.chassis;
        return nothing<std::string>();
      },
      fact);
}

const Product* product_of(const Fact& fact) {
  return std::visit(
      [](const auto& row) -> const Product* {
        if constexpr (requires { row.product; }) return &row.product;
        return nullptr;
      },
      fact);
}

bool is_fixed(const Fact& fact) {
  return std::visit(
      [](const auto& row) {
        if constexpr (requires { row.fixed; }) return row.fixed;
        return false;
      },
      fact);
}

bool is_alive(const Fact& fact) {
  return std::visit(
      [](const auto& row) {
        if constexpr (requires { row.alive; }) return row.alive;
        if constexpr (requires { row.running; }) return row.running;
        return true;
      },
      fact);
}

bool shows_presence(const Fact& fact) {
  return std::visit(
      [](const auto& row) {
        if constexpr (requires { row.alive; }) return row.alive || row.fixed;
        return true;
      },
      fact);
}

}  // namespace muster
