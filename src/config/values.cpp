#include <algorithm>
#include <charconv>
#include <filesystem>

#include "config/reading.h"
#include "config/url.h"
#include "core/text.h"
#include "model/fqdn.h"
#include "model/idna.h"

namespace muster::config_file {
namespace {

constexpr std::string_view slug_characters =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";

bool is_number(const yaml::Node& node) {
  double value = 0;
  const char* end = node.text.data() + node.text.size();
  const auto parsed = std::from_chars(node.text.data(), end, value);
  return node.plain && !node.text.empty() && parsed.ec == std::errc() && parsed.ptr == end;
}

std::string shape(const yaml::Node& node) {
  if (node.kind == yaml::Kind::mapping) return "a mapping";
  if (node.kind == yaml::Kind::sequence) return "a list";
  if (node.null()) return "nothing";
  if (yaml::as_bool(node)) return node.text;
  return is_number(node) ? "the number " + node.text : quote(node.text);
}

const std::string* netbox_name(Reading& in, const yaml::Node& node, std::string_view by) {
  if (node.kind == yaml::Kind::scalar && is_number(node)) {
    in.fault(node, in.key() + " is the number " + node.text + ", and ids are not used here",
             "name it by its " + std::string(by) + "; when that is a number, put quotes around it");
    return nullptr;
  }
  return plain_text(in, node);
}

// A URL with one of `schemes` and no secret in it, without its final slash.
void read_web(Reading& in, const yaml::Node& node, std::span<const std::string> schemes,
              std::string& out) {
  const std::string* text = plain_text(in, node);
  if (text == nullptr) return;
  const auto url = parse_url(*text);
  if (text->find('@') != std::string::npos && (!url || url->has_user)) {
    return in.fault(node, "a secret must not stand in this file, nor a user name in " + in.key(),
                    "remove everything before the @, and give user name and secret keys of "
                    "their own");
  }
  if (!url || std::find(schemes.begin(), schemes.end(), url->scheme) == schemes.end()) {
    return in.fault(node, in.key() + " " + quote(*text) + " is not an address muster can use",
                    "write " + join(schemes, "://host or ") +
                        "://host, with :port and /path where needed, and no query");
  }
  out = *text;
  while (out.ends_with('/')) out.pop_back();
}

}  // namespace

std::string Reading::key() const { return path.substr(path.rfind('.') + 1); }

void Reading::fault(const yaml::Node& node, std::string message, std::string fix) const {
  trouble.add(Error(std::move(message), Exit::invalid).at(at(node)).mend(std::move(fix)));
}

const std::string* plain_text(Reading& in, const yaml::Node& node) {
  const bool typed = node.kind != yaml::Kind::scalar || node.null() || is_number(node) ||
                     yaml::as_bool(node).has_value();
  if (typed) {
    const bool scalar = node.kind == yaml::Kind::scalar && !node.null();
    in.fault(node, in.key() + " must be text, and this is " + shape(node),
             scalar ? "put quotes around it" : "write one line of text after " + in.key() + ":");
    return nullptr;
  }
  if (node.text.empty() || node.text.size() > 255 || clean(node.text) != node.text) {
    in.fault(node, in.key() + " must be 1 to 255 bytes of visible text on one line",
             "remove blanks at its ends and characters that cannot be seen");
    return nullptr;
  }
  return &node.text;
}

void read_text(Reading& in, const yaml::Node& node, std::string& out) {
  if (const auto* text = plain_text(in, node)) out = *text;
}

void read_slug(Reading& in, const yaml::Node& node, std::string& out) {
  const auto* text = netbox_name(in, node, "slug");
  if (text == nullptr) return;
  if (text->size() > 100 || text->find_first_not_of(slug_characters) != std::string::npos) {
    return in.fault(node, in.key() + " " + quote(*text) + " is not a slug",
                    "letters, digits, - and _ are in a slug, such as " +
                        quote(slugify(*text, 100).empty() ? "server" : slugify(*text, 100)));
  }
  out = *text;
}

void read_label(Reading& in, const yaml::Node& node, std::string& out) {
  const auto* text = netbox_name(in, node, "slug or name");
  if (text == nullptr) return;
  if (text->size() > 100) return in.fault(node, in.key() + " is too long", "use 100 bytes at most");
  out = *text;
}

void read_domain(Reading& in, const yaml::Node& node, std::string& out) {
  const auto* text = plain_text(in, node);
  if (text == nullptr) return;
  if (is_fqdn(*text)) {
    out = *text;
    return;
  }
  std::string near = lower(*text);
  while (near.ends_with('.')) near.pop_back();
  const std::string ascii = ascii_name(*text);
  if (near == *text && !ascii.empty() && own_letters(ascii) == *text) {
    out = ascii;
    return;
  }
  if (!ascii_name(near).empty()) near = own_letters(ascii_name(near));
  in.fault(node, in.key() + " " + quote(*text) + " is not a DNS name",
           !ascii_name(near).empty()
               ? "write " + quote(near)
               : "use labels of a-z, 0-9 and -, joined by dots, without a final dot");
}

void read_url(Reading& in, const yaml::Node& node, std::string& out) {
  static const std::vector<std::string> schemes{"https", "http"};
  read_web(in, node, schemes, out);
}

void read_proxy(Reading& in, const yaml::Node& node, std::string& out) {
  static const std::vector<std::string> schemes{"http", "https", "socks5", "socks5h"};
  read_web(in, node, schemes, out);
}

std::optional<std::string> placed_path(Reading& in, const yaml::Node& node) {
  const auto* text = plain_text(in, node);
  if (text == nullptr) return std::nullopt;
  if (text->starts_with('~')) {
    in.fault(node, in.key() + " begins with ~, which is not expanded here",
             "write the whole path, or one relative to this file");
    return std::nullopt;
  }
  const std::filesystem::path path = std::filesystem::path(in.layer.folder) / *text;
  return path.lexically_normal().string();
}

void read_path(Reading& in, const yaml::Node& node, std::string& out) {
  if (auto path = placed_path(in, node)) out = std::move(*path);
}

void read_address(Reading& in, const yaml::Node& node, std::string& out) {
  const auto* text = plain_text(in, node);
  if (text == nullptr) return;
  const auto ip = parse_ip(*text);
  if (!ip) {
    return in.fault(node, in.key() + " " + quote(*text) + " is not an IP address",
                    "write one such as 127.0.0.1 or \"::1\"");
  }
  out = render(*ip);
}

void read_fingerprint(Reading& in, const yaml::Node& node, std::string& out) {
  const auto* text = plain_text(in, node);
  if (text == nullptr) return;
  std::string digits = lower(*text);
  std::erase(digits, ':');
  if (digits.size() != 64 || digits.find_first_not_of("0123456789abcdef") != std::string::npos) {
    return in.fault(node, in.key() + " must be the SHA-256 of the certificate, 32 octets in hex",
                    "take it from \"openssl x509 -noout -fingerprint -sha256\"");
  }
  out = *text;
}

void read_token_id(Reading& in, const yaml::Node& node, std::string& out) {
  const auto* text = plain_text(in, node);
  if (text == nullptr) return;
  const size_t at = text->find('@');
  const size_t mark = text->find('!');
  const bool good = at != std::string::npos && at > 0 && mark != std::string::npos &&
                    mark > at + 1 && mark + 1 < text->size();
  if (!good) {
    return in.fault(node, in.key() + " " + quote(*text) + " is not the id of an API token",
                    "write user@realm!name, such as \"muster@pve!ro\"");
  }
  out = *text;
}

void read_flag(Reading& in, const yaml::Node& node, bool& out) {
  const auto value = yaml::as_bool(node);
  if (value) {
    out = *value;
    return;
  }
  in.fault(node, in.key() + " must be true or false, and this is " + shape(node),
           "write true or false, without quotes");
}

std::optional<long long> read_whole(Reading& in, const yaml::Node& node, long long low,
                                    long long high) {
  const auto value = yaml::as_int(node);
  if (value && *value >= low && *value <= high) return value;
  const std::string range = std::to_string(low) + " to " + std::to_string(high);
  in.fault(node,
           in.key() + " must be a whole number from " + range + ", and this is " + shape(node),
           "write digits without quotes, leading zeros or separators");
  return std::nullopt;
}

void read_timeout(Reading& in, const yaml::Node& node, Milliseconds& out) {
  const auto value = node.kind == yaml::Kind::scalar ? parse_duration_ms(node.text) : std::nullopt;
  if (value && *value >= 100 && *value <= 3'600'000) {
    out = Milliseconds(*value);
    return;
  }
  in.fault(node, in.key() + " must be a time from 100ms to 1h, and this is " + shape(node),
           "write a number with its unit, such as 10s");
}

void read_days(Reading& in, const yaml::Node& node, std::chrono::days& out) {
  constexpr long long day = 86'400'000;
  const auto value = node.kind == yaml::Kind::scalar ? parse_duration_ms(node.text) : std::nullopt;
  if (value && *value >= day && *value <= 3650 * day && *value % day == 0) {
    out = std::chrono::days(*value / day);
    return;
  }
  in.fault(node, in.key() + " must be 1 to 3650 whole days, and this is " + shape(node),
           "write a number with its unit, such as 14d");
}

}  // namespace muster::config_file
