// The values of a host file, by their types.
#include "core/text.h"
#include "inventory/host_reader.h"
#include "inventory/host_reader_each.h"
#include "inventory/limits.h"

namespace muster {
namespace {

bool harmless(std::string_view text) {
  const auto ordinary = [](char c) { return c >= 0x20 && c < 0x7F; };
  return std::all_of(text.begin(), text.end(), ordinary) || visible(text) == text;
}

}  // namespace

std::string HostReader::text(const Node& node, std::string_view what, size_t limit,
                             std::string_view part) {
  const auto wrong = [&](const std::string& how, std::string fix) {
    mistake(node, std::string(part) + std::string(what) + how, std::move(fix));
  };
  if (node.kind != yaml::Kind::scalar) {
    wrong(" must be one value", "write one value; quote it when it holds : or #");
    return "";
  }
  if (node.null()) return "";
  if (node.text.size() > limit) {
    wrong(" is longer than " + counted(limit, "byte"), "shorten it");
  } else if (!harmless(node.text)) {
    wrong(" holds a control or invisible character", "remove it");
  }
  return node.text;
}

void HostReader::lines(const Node& node, std::string_view what, size_t limit) {
  const std::string name(what);
  if (node.kind != yaml::Kind::scalar) {
    mistake(node, name + " must be text", "write it as \"…\" or as a block after |");
    return;
  }
  if (node.text.size() > limit) {
    mistake(node, name + " are longer than " + counted(limit, "byte"), "shorten them");
  }
  for (const std::string& line : split(node.text, '\n')) {
    if (harmless(line)) continue;
    mistake(node, name + " hold a control or invisible character", "remove it");
    return;
  }
}

long long HostReader::number(const Node& node, std::string_view what, long long least,
                             long long most) {
  const auto value = yaml::as_int(node);
  if (value && *value >= least && *value <= most) return *value;
  mistake(node,
          std::string(what) + " must be a whole number from " + std::to_string(least) + " to " +
              std::to_string(most),
          "write it in decimal digits without quotes");
  return least;
}

bool HostReader::is_list(const Node& node, std::string_view what) {
  if (node.null()) return false;
  if (node.kind != yaml::Kind::sequence) {
    mistake(node, std::string(what) + " must be a list", "write it as [one, two]");
    return false;
  }
  if (node.items.size() <= limits::list_items) return true;
  mistake(node, std::string(what) + " holds more than " + counted(limits::list_items, "item"),
          "shorten the list");
  return false;
}

void HostReader::take(const Node& node, std::string_view what, std::string& out) {
  out = text(node, what);
}

void HostReader::take(const Node& node, std::string_view what, std::vector<std::string>& out) {
  if (!is_list(node, what)) return;
  out.reserve(node.items.size());
  for (const Node& item : node.items) {
    out.push_back(text(item, what, limits::text_bytes, "an item of "));
  }
}

void HostReader::take(const Node& node, std::string_view what, bool& out) {
  const auto value = yaml::as_bool(node);
  if (!value) mistake(node, std::string(what) + " must be true or false", "write true or false");
  out = value.value_or(false);
}

void HostReader::take(const Node& node, std::string_view what, long long& out) {
  out = number(node, what, 0, limits::most_number);
}

void HostReader::take(const Node& node, std::string_view what, std::vector<int>& out) {
  if (!is_list(node, what)) return;
  for (const Node& item : node.items) {
    out.push_back(static_cast<int>(number(item, "vlan", 1, limits::most_vlan)));
  }
}

void HostReader::take(const Node& node, std::string_view what, Day& out) {
  const std::string written = text(node, what);
  if (!parse_day(written, out)) {
    mistake(node, std::string(what) + " \"" + clean(written) + "\" is no date",
            "write it as 2026-08-21");
  }
}

void HostReader::take(const Node& node, std::string_view what, std::optional<Mac>& out) {
  const std::string written = text(node, what);
  out = parse_mac(written);
  if (!out) {
    mistake(node, std::string(what) + " \"" + clean(written) + "\" is no MAC address",
            "write it as \"bc:24:11:aa:bb:cc\"");
  }
}

void HostReader::take(const Node& node, std::string_view what, std::vector<Cidr>& out) {
  if (!is_list(node, what)) return;
  for (const Node& item : node.items) {
    const std::string written = text(item, "address");
    if (const auto cidr = parse_cidr(written)) {
      out.push_back(*cidr);
      continue;
    }
    mistake(item,
            "address \"" + clean(written) +
                (parse_ip(written) ? "\" has no prefix length" : "\" is no IP address"),
            "write it as 10.20.4.17/24");
  }
}

void HostReader::take(const Node& node, std::string_view what, std::vector<Evidence>& out) {
  std::vector<std::string> words;
  take(node, what, words);
  for (const std::string& told : words) out.push_back(parse_evidence(told));
}

}  // namespace muster
