// How muster.yaml is read: layer after layer over the same values, key by key from tables.
#pragma once
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "config/config.h"
#include "core/text.h"
#include "core/yaml.h"

namespace muster::config_file {

// One parsed text: the repository's or the user's own.
struct Layer {
  yaml::Document document;
  std::string folder;  // what relative paths start from, "" here
  bool own = false;
};

// The value in hand: where it stands, and where to say what is wrong with it.
struct Reading {
  const Layer& layer;
  Diagnostics& trouble;
  std::map<std::string, Where>& origins;
  std::string path;  // "sources.core.url"

  std::string key() const;  // "url"
  Where at(const yaml::Node& node) const { return layer.document.where(node.begin); }
  void fault(const yaml::Node& node, std::string message, std::string fix) const;
};

// Readers: each sets `out`, or reports and leaves it as it is.
void read_text(Reading& in, const yaml::Node& node, std::string& out);
void read_slug(Reading& in, const yaml::Node& node, std::string& out);   // of a NetBox object
void read_label(Reading& in, const yaml::Node& node, std::string& out);  // its slug or its name
void read_domain(Reading& in, const yaml::Node& node, std::string& out);
void read_url(Reading& in, const yaml::Node& node, std::string& out);
void read_proxy(Reading& in, const yaml::Node& node, std::string& out);
void read_path(Reading& in, const yaml::Node& node, std::string& out);
void read_address(Reading& in, const yaml::Node& node, std::string& out);
void read_fingerprint(Reading& in, const yaml::Node& node, std::string& out);
void read_token_id(Reading& in, const yaml::Node& node, std::string& out);
void read_flag(Reading& in, const yaml::Node& node, bool& out);
void read_timeout(Reading& in, const yaml::Node& node, Milliseconds& out);
void read_days(Reading& in, const yaml::Node& node, std::chrono::days& out);
void read_limit(Reading& in, const yaml::Node& node, Limit& out);
void read_networks(Reading& in, const yaml::Node& node, std::vector<Cidr>& out);
void read_vrfs(Reading& in, const yaml::Node& node, std::map<std::string, std::vector<Cidr>>& out);
void read_becomes(Reading& in, const yaml::Node& node, Becomes& out);
void read_manage(Reading& in, const yaml::Node& node, Managed& out);
void read_records(Reading& in, const yaml::Node& node, KeptKinds& out);
void read_fields(Reading& in, const yaml::Node& node, FieldPolicies& out);
void read_required(Reading& in, const yaml::Node& node, RequiredFields& out);
void read_tenants(Reading& in, const yaml::Node& node, std::map<std::string, std::string>& out);
void read_secret(Reading& in, const yaml::Node& node, SecretRef& out);
void read_backup(Reading& in, const yaml::Node& node, BackupPolicy& out);
void read_approvers(Reading& in, const yaml::Node& node, std::vector<Approvers>& out);

void read_words(Reading& in, const yaml::Node& node, std::vector<std::string>& out);
void read_ports(Reading& in, const yaml::Node& node, std::vector<int>& out);
inline std::string quote(std::string_view text) { return "\"" + clean(text, 80) + "\""; }

// A name or an address, with :port where wanted; an IPv6 address with a port stands in brackets.
void read_host(Reading& in, const yaml::Node& node, std::string& out);
void read_hosts(Reading& in, const yaml::Node& node, std::map<std::string, std::string>& out);
void read_logins(Reading& in, const yaml::Node& node, std::map<std::string, std::string>& out);
void read_texts(Reading& in, const yaml::Node& node, std::map<std::string, std::string>& out);
void read_login(Reading& in, const yaml::Node& node, std::string& out);  // user@host[:port]

void read_one_of(Reading& in, const yaml::Node& node, std::span<const std::string_view> words,
                 std::string& out);
template <const auto& Words>
void read_choice(Reading& in, const yaml::Node& node, std::string& out) {
  read_one_of(in, node, Words, out);
}

void read_several(Reading& in, const yaml::Node& node, std::span<const std::string_view> words,
                  std::vector<std::string>& out);
template <const auto& Words>
void read_choices(Reading& in, const yaml::Node& node, std::vector<std::string>& out) {
  read_several(in, node, Words, out);
}

std::optional<long long> read_whole(Reading& in, const yaml::Node& node, long long low,
                                    long long high);
template <long long Low, long long High, class Int>
void read_number(Reading& in, const yaml::Node& node, Int& out) {
  if (const auto value = read_whole(in, node, Low, High)) out = static_cast<Int>(*value);
}

// A scalar that is text for every YAML reader and fit to be shown; reports and returns nullptr
// when it is not.
const std::string* plain_text(Reading& in, const yaml::Node& node);
// `text` as a path from the layer's folder; nullopt when reported.
std::optional<std::string> placed_path(Reading& in, const yaml::Node& node);

// 1 to 50 of a-z, 0-9, - and _, beginning with a letter or a digit.
bool is_name(std::string_view text);

std::string_view word(Becomes becomes);  // "device", "vm", "none"

}  // namespace muster::config_file
