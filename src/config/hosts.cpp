// Hosts to reach, and other short lists of sources.
#include <algorithm>

#include "config/reading.h"
#include "core/text.h"
#include "model/ip.h"

namespace muster::config_file {
namespace {

constexpr size_t most_switches = 5000;
constexpr size_t most_words = 256;

bool is_port(std::string_view text) {
  const auto port = parse_int(text);
  return port && *port >= 1 && *port <= 65535;
}

bool is_host_name(std::string_view text) {
  return !text.empty() && text.size() <= 253 && text.front() != '-' && text.front() != '.' &&
         text.find_first_not_of(
             "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._") ==
             std::string_view::npos;
}

bool is_host(std::string_view text) {
  if (parse_ip(text)) return true;
  if (text.starts_with('[')) {
    const size_t end = text.find(']');
    if (end == std::string_view::npos || !parse_ip(text.substr(1, end - 1))) return false;
    const std::string_view rest = text.substr(end + 1);
    return rest.empty() || (rest.front() == ':' && is_port(rest.substr(1)));
  }
  const size_t colon = text.find(':');
  if (colon == std::string_view::npos) return is_host_name(text);
  return is_host_name(text.substr(0, colon)) && is_port(text.substr(colon + 1));
}

bool is_list(Reading& in, const yaml::Node& node, const char* example) {
  if (node.kind == yaml::Kind::sequence && node.items.size() <= most_words) return true;
  in.fault(node, in.key() + " must be a list of at most " + std::to_string(most_words),
           std::string("write ") + example);
  return false;
}

}  // namespace

bool is_name(std::string_view text) {
  return !text.empty() && text.size() <= 50 && text[0] != '-' && text[0] != '_' &&
         text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-_") == std::string_view::npos;
}

void read_one_of(Reading& in, const yaml::Node& node, std::span<const std::string_view> words,
                 std::string& out) {
  if (node.kind == yaml::Kind::scalar &&
      std::find(words.begin(), words.end(), node.text) != words.end()) {
    out = node.text;
    return;
  }
  const std::string written = node.kind == yaml::Kind::scalar ? " " + quote(node.text) : "";
  in.fault(node, in.key() + written + " is not known",
           suggestion(node.text, std::vector<std::string>(words.begin(), words.end())));
}

void read_several(Reading& in, const yaml::Node& node, std::span<const std::string_view> words,
                  std::vector<std::string>& out) {
  const std::string example = "[" + std::string(words.front()) + "]";
  if (!is_list(in, node, example.c_str())) return;
  out.clear();
  for (const yaml::Node& item : node.items) {
    std::string told;
    read_one_of(in, item, words, told);
    if (!told.empty()) out.push_back(std::move(told));
  }
}

void read_words(Reading& in, const yaml::Node& node, std::vector<std::string>& out) {
  if (!is_list(in, node, "[eth0, eth1]")) return;
  out.clear();
  for (const yaml::Node& item : node.items) {
    if (const auto* text = plain_text(in, item)) out.push_back(*text);
  }
}

void read_ports(Reading& in, const yaml::Node& node, std::vector<int>& out) {
  if (!is_list(in, node, "[22, 443]")) return;
  out.clear();
  for (const yaml::Node& item : node.items) read_number<1, 65535>(in, item, out.emplace_back());
}

void read_host(Reading& in, const yaml::Node& node, std::string& out) {
  const auto* text = plain_text(in, node);
  if (text == nullptr) return;
  if (!is_host(*text)) {
    return in.fault(node, in.key() + " " + quote(*text) + " is not a name or an address",
                    "write one such as 10.20.0.4, sw1.example or \"[2001:db8::4]:161\"");
  }
  out = *text;
}

namespace {

// A mapping of names to values that `read_one` reads; `one` and `example` are for people.
template <class F>
void read_named(Reading& in, const yaml::Node& node, std::map<std::string, std::string>& out,
                const std::string& one, const std::string& values, const std::string& example,
                F read_one) {
  if (node.kind != yaml::Kind::mapping || node.entries.size() > most_switches) {
    return in.fault(node,
                    in.key() + " must be a mapping of at most " + std::to_string(most_switches) +
                        " names to " + values,
                    "write " + example);
  }
  for (const yaml::Entry& entry : node.entries) {
    Reading each{in.layer, in.trouble, in.origins, in.path + "." + entry.key};
    each.origins[each.path] = each.at(entry.value);
    if (!is_name(entry.key)) {
      each.fault(entry.value, one + " name " + quote(entry.key) + " is not a name",
                 "use 1 to 50 of a-z, 0-9, - and _, beginning with a letter or a digit");
      continue;
    }
    read_one(each, entry.value, out[entry.key]);
  }
}

}  // namespace

void read_hosts(Reading& in, const yaml::Node& node, std::map<std::string, std::string>& out) {
  read_named(in, node, out, "switch", "addresses", "{sw1: 10.20.0.4, sw2: 10.20.0.5}", read_host);
}

void read_logins(Reading& in, const yaml::Node& node, std::map<std::string, std::string>& out) {
  read_named(in, node, out, "server", "logins", "{ns1: muster@10.20.0.2, ns2: muster@10.20.0.3}",
             read_login);
}

void read_texts(Reading& in, const yaml::Node& node, std::map<std::string, std::string>& out) {
  read_named(in, node, out, "variable", "texts", "{domain: example}",
             [](Reading& one, const yaml::Node& value, std::string& text) {
               if (const auto* said = plain_text(one, value)) text = *said;
             });
}

void read_login(Reading& in, const yaml::Node& node, std::string& out) {
  const auto* text = plain_text(in, node);
  if (text == nullptr) return;
  const size_t at = text->rfind('@');
  const bool good = at != std::string::npos && at > 0 && text->find_first_of(":@ ") >= at &&
                    is_host(text->substr(at + 1));
  if (!good) {
    return in.fault(node, in.key() + " must name the user and the host, and no secret",
                    "write user@host or user@host:22");
  }
  out = *text;
}

}  // namespace muster::config_file
