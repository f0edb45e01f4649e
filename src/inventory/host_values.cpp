// The values of a host file: interfaces, attachments, guests, names.
#include "core/text.h"
#include "inventory/host_reader.h"
#include "inventory/host_reader_each.h"

namespace muster {
namespace {

using Names = std::vector<std::string_view>;

}  // namespace

State HostReader::state(const Node& value) {
  static const Names words{"present", "gone"};
  return parse_state(known_word(value, "state", words)).value_or(State::present);
}

Day HostReader::day(const Node& value) {
  Day out{};
  const std::string written = text(value, "first_seen");
  if (!parse_day(written, out)) {
    mistake(value, "first_seen \"" + clean(written) + "\" is no date", "write it as 2026-08-21");
  }
  return out;
}

Proposal HostReader::proposal(const Node& value) {
  static const Names keys{"classification", "rule", "because"};
  Proposal out;
  each(value, "proposed", keys, [&](std::string_view key, const Node& node) {
    if (key == "classification") out.classification = text(node, key);
    if (key == "rule") out.rule = text(node, key);
    if (key == "because") out.because = texts(node, key);
  });
  return out;
}

std::vector<Interface> HostReader::interfaces(const Node& value) {
  std::vector<Interface> out;
  if (!is_list(value, "interfaces")) return out;
  for (const Node& item : value.items) out.push_back(interface(item));
  return out;
}

Interface HostReader::interface(const Node& value) {
  static const Names keys{"name", "mac", "addresses", "vlans"};
  Interface out;
  each(value, "an interface", keys, [&](std::string_view key, const Node& node) {
    if (key == "name") out.name = text(node, key);
    if (key == "addresses") out.addresses = addresses(node);
    if (key == "mac") {
      const std::string written = text(node, key);
      out.mac = parse_mac(written);
      if (!out.mac) {
        mistake(node, "mac \"" + clean(written) + "\" is no MAC address",
                "write it as \"bc:24:11:aa:bb:cc\"");
      }
    }
    if (key == "vlans") out.vlans = vlans(node);
  });
  return out;
}

std::vector<Cidr> HostReader::addresses(const Node& value) {
  std::vector<Cidr> out;
  if (!is_list(value, "addresses")) return out;
  for (const Node& item : value.items) {
    const std::string written = text(item, "address");
    if (const auto cidr = parse_cidr(written)) {
      out.push_back(*cidr);
    } else if (parse_ip(written)) {
      mistake(item, "address \"" + clean(written) + "\" has no prefix length",
              "write it as 10.20.4.17/24");
    } else {
      mistake(item, "address \"" + clean(written) + "\" is no IP address",
              "write it as 10.20.4.17/24");
    }
  }
  return out;
}

std::vector<int> HostReader::vlans(const Node& value) {
  std::vector<int> out;
  if (!is_list(value, "vlans")) return out;
  for (const Node& item : value.items) {
    out.push_back(static_cast<int>(number(item, "vlan", 1, 4094)));
  }
  return out;
}

std::vector<Attachment> HostReader::attached(const Node& value) {
  static const Names keys{"switch", "port", "confidence", "because", "vlans", "alternatives"};
  static const Names words{"certain", "likely", "behind", "unknown"};
  std::vector<Attachment> out;
  if (!is_list(value, "attached")) return out;
  for (const Node& item : value.items) {
    Attachment& attachment = out.emplace_back();
    each(item, "an attachment", keys, [&](std::string_view key, const Node& node) {
      if (key == "switch") attachment.device = text(node, key);
      if (key == "port") attachment.port = text(node, key);
      if (key == "confidence") {
        attachment.confidence =
            parse_confidence(known_word(node, key, words)).value_or(Confidence::unknown);
      }
      if (key == "because") {
        for (const auto& told : texts(node, key)) {
          attachment.because.push_back(parse_evidence(told));
        }
      }
      if (key == "vlans") attachment.vlans = vlans(node);
      if (key == "alternatives") attachment.alternatives = texts(node, key);
    });
  }
  return out;
}

GuestFact HostReader::guest(const Node& value) {
  static const Names keys{"kind", "platform", "cluster", "node", "guest", "status"};
  static const Names words{"vm", "container"};
  GuestFact out;
  each(value, "virtual", keys, [&](std::string_view key, const Node& node) {
    if (key == "kind") {
      out.kind = known_word(node, key, words) == "vm" ? GuestKind::vm : GuestKind::container;
    }
    if (key == "platform") out.platform = text(node, key);
    if (key == "cluster") out.cluster = text(node, key);
    if (key == "node") out.node = text(node, key);
    if (key == "guest") out.id = number(node, key, 0, 999'999'999'999);
    if (key == "status") out.status = text(node, key);
  });
  return out;
}

std::vector<NameCandidate> HostReader::names(const Node& value) {
  static const Names keys{"name", "source"};
  static const Names words{"static-lease", "hypervisor", "device", "dhcp",
                           "ptr",          "mdns",       "llmnr",  "netbios"};
  std::vector<NameCandidate> out;
  if (!is_list(value, "names")) return out;
  for (const Node& item : value.items) {
    NameCandidate& candidate = out.emplace_back();
    each(item, "a name", keys, [&](std::string_view key, const Node& node) {
      if (key == "name") candidate.name = text(node, key);
      if (key == "source") {
        candidate.source =
            parse_name_source(known_word(node, key, words)).value_or(NameSource::netbios);
      }
    });
  }
  return out;
}

}  // namespace muster
