#include "correlate/records/system.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>

#include "core/text.h"

namespace muster {
namespace {

struct Family {
  std::string_view written, name;
};

// The special ones first; "linux" is any of them.
constexpr std::array<Family, 26> families{
    {{"windows", "windows"},   {"esxi", "esxi"},     {"vmware esx", "esxi"},
     {"proxmox", "proxmox"},   {"debian", "debian"}, {"ubuntu", "ubuntu"},
     {"red hat", "rhel"},      {"redhat", "rhel"},   {"rhel", "rhel"},
     {"centos", "centos"},     {"rocky", "rocky"},   {"alma", "alma"},
     {"oracle", "oracle"},     {"suse", "suse"},     {"sles", "suse"},
     {"fedora", "fedora"},     {"photon", "photon"}, {"freebsd", "freebsd"},
     {"openbsd", "openbsd"},   {"netbsd", "netbsd"}, {"solaris", "solaris"},
     {"routeros", "routeros"}, {"junos", "junos"},   {"ontap", "ontap"},
     {"darwin", "macos"},      {"macos", "macos"}}};
constexpr std::array<std::string_view, 12> linuxes{"debian", "ubuntu", "rhel",   "centos",
                                                   "rocky",  "alma",   "oracle", "suse",
                                                   "fedora", "photon", "linux",  "proxmox"};

struct System {
  std::string_view family;
  std::optional<long long> version;
};

// Hypervisors name ranges: "2016 or later", "4/5/6/7".
std::optional<long long> version_in(std::string_view text) {
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  const auto first = std::find_if(text.begin(), text.end(), digit);
  const auto last = std::find_if_not(first, text.end(), digit);
  const bool range =
      (last != text.end() && *last == '/') || text.find("or later") != std::string_view::npos;
  return range ? std::nullopt : parse_int(std::string(first, last));
}

System system_in(std::string_view told) {
  std::string text = lower(told);
  for (const std::string_view bits : {"64-bit", "32-bit", "x86_64", "amd64"}) {
    if (const size_t at = text.find(bits); at != std::string::npos) text.erase(at, bits.size());
  }
  for (const Family& family : families) {
    const size_t at = text.find(family.written);
    if (at == std::string::npos) continue;
    return {family.name, version_in(std::string_view(text).substr(at + family.written.size()))};
  }
  if (text.find("linux") != std::string::npos) return {"linux", std::nullopt};
  return {"", std::nullopt};
}

bool is_linux(std::string_view family) {
  return std::find(linuxes.begin(), linuxes.end(), family) != linuxes.end();
}

}  // namespace

bool same_system(std::string_view a, std::string_view b) {
  const System one = system_in(a), other = system_in(b);
  if (one.family.empty() || other.family.empty()) return true;
  if (one.family == "linux") return is_linux(other.family);
  if (other.family == "linux") return is_linux(one.family);
  if (one.family != other.family) return false;
  return !one.version || !other.version || one.version == other.version;
}

}  // namespace muster
