#include "correlate/host/classify.h"

#include <algorithm>
#include <array>

#include "correlate/host/globs.h"

namespace muster {
namespace {

// All conditions that are set must hold. Texts are globs with | between alternatives.
struct Rule {
  std::string_view name;
  std::string_view classification;
  std::string_view guest = {};  // kind of guest
  std::string_view role = {};   // one of Places::roles
  std::string_view platform = {};
  std::string_view vendor = {};
  std::string_view host_name = {};  // any candidate
  std::string_view port = {};       // any switch port
  size_t vlans = 0;                 // member of at least so many
};

constexpr std::string_view network_vendors =
    "mikrotik*|routerboard*|cisco*|juniper*|arista*|aruba*|ubiquiti*|ubnt*|zyxel*|extreme net*|"
    "fortinet*|brocade*|ruckus*|palo alto*|sophos*|lancom*|teltonika*";
constexpr std::string_view access_points = "ap-*|wap-*|uap-*|wifi-ap*|accesspoint*|cap-*";
constexpr std::string_view mobile_names =
    "iphone*|ipad*|android*|galaxy*|pixel*|oneplus*|redmi*|*-iphone|*-ipad";
constexpr std::string_view hypervisors = "proxmox*|vmware esx*|xcp-ng*|xenserver*|hyper-v*";

// In this order. Where a finer word may be missing from a configuration, a coarser rule follows.
constexpr std::array<Rule, 29> rules{{
    {.name = "container-guests", .classification = "container", .guest = "container"},
    {.name = "guests", .classification = "vm", .guest = "*"},
    {.name = "hypervisors", .classification = "hypervisor", .platform = hypervisors},
    {.name = "hypervisor-servers", .classification = "server", .platform = hypervisors},
    {.name = "told-access-points", .classification = "access-point", .role = "access-point"},
    {.name = "told-wireless-bridges", .classification = "network", .role = "access-point"},
    {.name = "told-phones", .classification = "phone", .role = "phone"},
    {.name = "access-point-names", .classification = "access-point", .host_name = access_points},
    {.name = "network-platforms",
     .classification = "network",
     .platform =
         "routeros*|swos*|mikrotik*|cisco*|ios-xe*|nx-os*|junos*|arubaos*|procurve*|edgeos*|"
         "vyos*|opnsense*|pfsense*|openwrt*|fortios*|unifi*"},
    {.name = "told-switches", .classification = "network", .role = "switch"},
    {.name = "network-vendors", .classification = "network", .vendor = network_vendors},
    {.name = "network-names",
     .classification = "network",
     .host_name = "sw-*|gw-*|fw-*|rtr-*|switch-*"},
    {.name = "printer-vendors",
     .classification = "printer",
     .vendor = "brother*|canon*|kyocera*|lexmark*|xerox*|ricoh*|seiko epson*|konica*|oki *|zebra*"},
    {.name = "printer-names",
     .classification = "printer",
     .host_name = "prn*|*printer*|npi??????|brn*|brw*|drucker*|kyocera*|lexmark*|epson*"},
    {.name = "camera-vendors",
     .classification = "camera",
     .vendor = "axis comm*|hangzhou hikvision*|zhejiang dahua*|hanwha*|mobotix*|reolink*|vivotek*"},
    {.name = "camera-names", .classification = "camera", .host_name = "cam-*|ipcam*|camera*"},
    {.name = "phone-vendors",
     .classification = "phone",
     .vendor = "*yealink*|snom*|polycom*|grandstream*|mitel*|gigaset*|avaya*|audiocodes*"},
    {.name = "phone-names", .classification = "phone", .host_name = "phone*|sip-*|voip*"},
    {.name = "mobile-names", .classification = "mobile", .host_name = mobile_names},
    {.name = "mobile-phones", .classification = "phone", .host_name = mobile_names},
    {.name = "server-vendors",
     .classification = "server",
     .vendor = "synology*|qnap*|super micro*|supermicro*|nutanix*|ibm*|oracle*|inspur*|netapp*"},
    {.name = "server-names",
     .classification = "server",
     .host_name = "srv*|server*|nas*|mail*|esx*|pve*|db-*|web-*|dns*|ntp*|backup*"},
    {.name = "iot-vendors",
     .classification = "iot",
     .vendor =
         "espressif*|tuya*|shelly*|allterco*|sonos*|raspberry pi*|signify*|philips light*|nest*"},
    {.name = "iot-names",
     .classification = "iot",
     .host_name = "esp-*|esp_*|shelly*|tasmota*|sonoff*|wled*|tuya*"},
    {.name = "workstation-names",
     .classification = "workstation",
     .host_name = "desktop-*|laptop*|pc-*|ws-*|win-*|nb-*|notebook*|*macbook*|*-imac|imac*"},
    {.name = "workstation-vendors",
     .classification = "workstation",
     .vendor =
         "dell*|lenovo*|hewlett*|hp inc*|apple*|asustek*|micro-star*|acer*|fujitsu*|wistron*"},
    {.name = "wireless-ports", .classification = "mobile", .port = "wlan*|wifi*|cap*"},
    {.name = "wireless-clients", .classification = "workstation", .port = "wlan*|wifi*|cap*"},
    {.name = "trunk-members", .classification = "network", .vlans = 3},
}};

size_t count_vlans(const Observed& observed) {
  std::vector<int> all;
  for (const auto& interface : observed.interfaces) {
    all.insert(all.end(), interface.vlans.begin(), interface.vlans.end());
  }
  std::sort(all.begin(), all.end());
  return static_cast<size_t>(std::unique(all.begin(), all.end()) - all.begin());
}

// A host as the rules look at it.
class Subject {
 public:
  Subject(const Observed& observed, const std::set<std::string>& roles)
      : observed_(observed), roles_(roles), vlans_(count_vlans(observed)) {}

  // What made the rule fit; empty when it does not.
  std::vector<std::string> reasons(const Rule& rule) const {
    std::vector<std::string> because;
    const bool fits = fits_guest(rule, because) && fits_role(rule, because) &&
                      fits_text("platform", rule.platform, observed_.platform, because) &&
                      fits_text("vendor", rule.vendor, observed_.vendor, because) &&
                      fits_name(rule, because) && fits_port(rule, because) &&
                      fits_vlans(rule, because);
    return fits ? because : std::vector<std::string>{};
  }

 private:
  using Because = std::vector<std::string>;

  bool fits_guest(const Rule& rule, Because& because) const {
    if (rule.guest.empty()) return true;
    if (!observed_.guest || !matches_any(rule.guest, word(observed_.guest->kind))) return false;
    because.push_back(observed_.guest->platform);
    return true;
  }

  bool fits_role(const Rule& rule, Because& because) const {
    if (rule.role.empty()) return true;
    if (!roles_.contains(std::string(rule.role))) return false;
    because.push_back("told " + std::string(rule.role));
    return true;
  }

  static bool fits_text(std::string_view what, std::string_view globs, const std::string& text,
                        Because& because) {
    if (globs.empty()) return true;
    if (text.empty() || !matches_any(globs, text)) return false;
    because.push_back(std::string(what) + " " + text);
    return true;
  }

  bool fits_name(const Rule& rule, Because& because) const {
    if (rule.host_name.empty()) return true;
    return std::any_of(observed_.names.begin(), observed_.names.end(), [&](const auto& candidate) {
      return fits_text("name", rule.host_name, candidate.name, because);
    });
  }

  bool fits_port(const Rule& rule, Because& because) const {
    if (rule.port.empty()) return true;
    return std::any_of(
        observed_.attached.begin(), observed_.attached.end(),
        [&](const auto& place) { return fits_text("port", rule.port, place.port, because); });
  }

  bool fits_vlans(const Rule& rule, Because& because) const {
    if (rule.vlans == 0) return true;
    if (vlans_ < rule.vlans) return false;
    because.push_back(std::to_string(vlans_) + " VLANs");
    return true;
  }

  const Observed& observed_;
  const std::set<std::string>& roles_;
  size_t vlans_;
};

}  // namespace

Proposal propose(const Observed& observed, const std::set<std::string>& roles,
                 const Config& config) {
  const Subject subject(observed, roles);
  for (const auto& rule : rules) {
    const std::string classification(rule.classification);
    if (!config.classification(classification)) continue;
    auto because = subject.reasons(rule);
    if (!because.empty()) return {classification, std::string(rule.name), std::move(because)};
  }
  return {"unknown", "fallback", {}};
}

bool by_role(const Proposal& proposal) {
  return std::any_of(rules.begin(), rules.end(), [&](const Rule& rule) {
    return !rule.role.empty() && rule.name == proposal.rule;
  });
}

}  // namespace muster
