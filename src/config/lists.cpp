#include <charconv>
#include <cmath>

#include "config/reading.h"
#include "core/text.h"

namespace muster::config_file {
namespace {

std::optional<double> parse_percent(std::string_view text) {
  if (!text.ends_with('%')) return std::nullopt;
  text.remove_suffix(1);
  double value = 0;
  const char* end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data(), end, value, std::chars_format::fixed);
  const bool good = parsed.ec == std::errc() && parsed.ptr == end && value >= 0 && value <= 100;
  return good ? std::optional(value) : std::nullopt;
}

// One side of "10% or 25"; false: it is neither a percentage nor a count, or there are two of one.
bool read_bound(std::string_view text, Limit& limit) {
  if (const auto percent = parse_percent(text)) {
    return !std::exchange(limit.percent, percent).has_value();
  }
  const auto count = parse_int(text);
  if (!count || *count < 0 || *count > 1'000'000'000) return false;
  return !std::exchange(limit.count, count).has_value();
}

std::optional<Limit> parse_limit(std::string_view text) {
  Limit limit;
  const size_t either = text.find(" or ");
  if (!read_bound(trim(text.substr(0, either)), limit)) return std::nullopt;
  if (either != std::string_view::npos && !read_bound(trim(text.substr(either + 4)), limit)) {
    return std::nullopt;
  }
  return limit;
}

std::optional<Cidr> read_network(Reading& in, const yaml::Node& node) {
  const auto* text = plain_text(in, node);
  if (text == nullptr) return std::nullopt;
  const auto cidr = parse_cidr(*text);
  if (!cidr) {
    const auto ip = parse_ip(*text);
    in.fault(node, "network \"" + clean(*text, 80) + "\" is not a network",
             ip ? "add its prefix length, such as \"" + render(*ip) + (ip->v6 ? "/64\"" : "/24\"")
                : "write an address and a prefix length, such as 10.20.0.0/16 or "
                  "\"2001:db8::/48\"");
    return std::nullopt;
  }
  const Cidr network{cidr->network(), cidr->prefix};
  if (network == *cidr) return cidr;
  in.fault(node, "network \"" + *text + "\" has host bits", "write \"" + render(network) + "\"");
  return std::nullopt;
}

}  // namespace

void read_limit(Reading& in, const yaml::Node& node, Limit& out) {
  const auto limit = node.kind == yaml::Kind::scalar ? parse_limit(node.text) : std::nullopt;
  if (limit) {
    out = *limit;
    return;
  }
  in.fault(node, in.key() + " must be a percentage, a count, or both",
           "write 10%, 25 or \"10% or 25\"; the smaller of the two counts");
}

void read_networks(Reading& in, const yaml::Node& node, std::vector<Cidr>& out) {
  if (node.kind != yaml::Kind::sequence) {
    return in.fault(node, in.key() + " must be a list", "write [10.20.0.0/16, \"2001:db8::/48\"]");
  }
  out.clear();
  for (const yaml::Node& item : node.items) {
    const auto network = read_network(in, item);
    if (!network) continue;
    in.origins[in.path + "." + std::to_string(out.size())] = in.at(item);
    out.push_back(*network);
  }
}

void read_vrfs(Reading& in, const yaml::Node& node, std::map<std::string, std::vector<Cidr>>& out) {
  if (node.kind != yaml::Kind::mapping) {
    return in.fault(node, in.key() + " must be a mapping of VRFs to networks",
                    "write {mgmt: [10.20.99.0/24]}");
  }
  out.clear();
  for (const yaml::Entry& entry : node.entries) {
    Reading each{in.layer, in.trouble, in.origins, in.path + "." + entry.key};
    each.origins[each.path] = each.layer.document.where(entry.begin);
    read_networks(each, entry.value, out[entry.key]);
  }
}

std::string_view word(Becomes becomes) {
  switch (becomes) {
    case Becomes::device:
      return "device";
    case Becomes::vm:
      return "vm";
    case Becomes::nothing:
      return "none";
  }
  return "none";
}

void read_becomes(Reading&, const yaml::Node& node, Becomes& out) {
  for (const Becomes becomes : {Becomes::device, Becomes::vm, Becomes::nothing}) {
    if (node.text == word(becomes)) out = becomes;
  }
}

}  // namespace muster::config_file
