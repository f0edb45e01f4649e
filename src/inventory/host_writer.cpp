#include <algorithm>

#include "core/text.h"
#include "core/yaml.h"
#include "inventory/host_file.h"
#include "inventory/layout.h"

namespace muster {
namespace {

constexpr size_t comment_column = 28;

bool plain_ascii(std::string_view text) {
  return text.size() <= 255 && text == trim(text) &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= 0x20 && c < 0x7F; });
}

std::string scalar(std::string_view text) {
  return yaml::scalar(plain_ascii(text) ? std::string(text) : clean(text));
}

std::string quoted(std::string_view text) {
  return yaml::quoted(plain_ascii(text) ? std::string(text) : clean(text));
}

template <class List, class Fn>
std::string listed(const List& list, Fn&& show) {
  std::string out = "[";
  for (const auto& item : list) {
    if (out.size() > 1) out += ", ";
    out += show(item);
  }
  return out + "]";
}

std::string scalars(const std::vector<std::string>& list) {
  return listed(list, [](const std::string& text) { return scalar(text); });
}

std::string render_proposal(const Proposal& proposal) {
  return "{classification: " + scalar(proposal.classification) +
         ", rule: " + scalar(proposal.rule) + ", because: " + scalars(proposal.because) + "}";
}

std::string vlans_of(const std::vector<int>& vlans) {
  if (vlans.empty()) return "";
  return ", vlans: " + listed(vlans, [](int vlan) { return std::to_string(vlan); });
}

std::string render_interface(const Interface& interface) {
  std::string out = "{name: " + scalar(interface.name);
  if (interface.mac) out += ", mac: " + yaml::quoted(render(*interface.mac));
  out += ", addresses: " +
         listed(interface.addresses, [](const Cidr& cidr) { return yaml::scalar(render(cidr)); });
  return out + vlans_of(interface.vlans) + "}";
}

std::string render_attachment(const Attachment& attached) {
  std::string out = "{switch: " + scalar(attached.device) + ", port: " + quoted(attached.port) +
                    ", confidence: " + scalar(word(attached.confidence)) +
                    ", because: " + scalars(words_of(attached.because)) + vlans_of(attached.vlans);
  if (!attached.alternatives.empty()) out += ", alternatives: " + scalars(attached.alternatives);
  return out + "}";
}

std::string render_guest(const GuestFact& guest) {
  return "{kind: " + scalar(word(guest.kind)) + ", platform: " + scalar(guest.platform) +
         ", cluster: " + scalar(guest.cluster) + ", node: " + scalar(guest.node) +
         ", guest: " + std::to_string(guest.id) + ", status: " + scalar(guest.status) + "}";
}

std::string render_candidate(const NameCandidate& candidate) {
  return "{name: " + scalar(candidate.name) + ", source: " + scalar(word(candidate.source)) + "}";
}

// The lines of a block, two blanks in.
class Lines {
 public:
  void add(std::string_view key, std::string_view value, std::string_view comment = {}) {
    std::string line = "  " + std::string(key) + ": " + std::string(value);
    if (!comment.empty()) {
      line.append(line.size() < comment_column ? comment_column - line.size() : 1, ' ');
      line += "# " + std::string(comment);
    }
    text_ += line + "\n";
  }

  void add_unless_empty(std::string_view key, const std::string& value) {
    if (!value.empty()) add(key, scalar(value));
  }

  template <class List, class Fn>
  void items(std::string_view key, const List& list, Fn&& show) {
    if (list.empty()) return add(key, "[]");
    text_ += "  " + std::string(key) + ":\n";
    for (const auto& item : list) text_ += "    - " + show(item) + "\n";
  }

  std::string take() { return std::move(text_); }

 private:
  std::string text_;
};

std::string render_overrides(const Overrides& overrides) {
  if (overrides.empty()) return "overrides: {}\n";
  Lines lines;
  if (overrides.state) lines.add("state", word(*overrides.state));
  if (overrides.name) lines.add("name", scalar(*overrides.name));
  if (overrides.site) lines.add("site", scalar(*overrides.site));
  if (overrides.interfaces) lines.items("interfaces", *overrides.interfaces, render_interface);
  if (overrides.vendor) lines.add("vendor", scalar(*overrides.vendor));
  if (overrides.model) lines.add("model", scalar(*overrides.model));
  if (overrides.serial) lines.add("serial", scalar(*overrides.serial));
  if (overrides.platform) lines.add("platform", scalar(*overrides.platform));
  return "overrides:\n" + lines.take();
}

// Notes may have several lines; each is made harmless by itself.
std::string render_notes(std::string_view notes) {
  std::string text;
  for (const std::string& line : split(notes, '\n')) text += visible(line) + "\n";
  text.pop_back();
  return yaml::scalar(text);
}

}  // namespace

namespace layout {

std::string render_observed(const Observed& observed) {
  Lines lines;
  lines.add("state", word(observed.state), "present | gone");
  lines.add("name", scalar(observed.name));
  lines.add("site", scalar(observed.site));
  lines.add("first_seen", render_day(observed.first_seen));
  lines.add("proposed", render_proposal(observed.proposed));
  lines.add("identity", listed(observed.identity, quoted));
  lines.items("interfaces", observed.interfaces, render_interface);
  if (!observed.attached.empty()) lines.items("attached", observed.attached, render_attachment);
  if (observed.guest) lines.add("virtual", render_guest(*observed.guest));
  lines.items("names", observed.names, render_candidate);
  lines.add_unless_empty("vendor", observed.vendor);
  lines.add_unless_empty("model", observed.model);
  lines.add_unless_empty("serial", observed.serial);
  lines.add_unless_empty("platform", observed.platform);
  lines.add("sources", scalars(observed.sources));
  lines.add("attention", scalars(observed.attention),
            "identity-changed | duplicate-of:<id> | name-conflict | ip-conflict | "
            "placement-conflict | behind-uplink");
  return "observed:\n" + lines.take();
}

}  // namespace layout

std::string render_host_file(const Host& host, std::string_view path) {
  std::string out = "# yaml-language-server: $schema=";
  for (auto i = std::count(path.begin(), path.end(), '/'); i > 0; --i) out += "../";
  out += std::string(layout::schema_path) + "\nid: " + yaml::scalar(host.id) + "\n\n";
  out += std::string(layout::people_banner) + "\n";
  out += "classification: " + scalar(host.classification) + "\n";
  out += "# approval: pending | approved | rejected\n";
  out += "approval: " + std::string(word(host.approval)) + "\n";
  out += "# name for NetBox and DNS; \"\" means observed.name\n";
  out += "name: " + scalar(host.name) + "\n\n";
  out += "tags: " + scalars(host.tags) + "\n\n";
  out += "notes: " + render_notes(host.notes) + "\n\n";
  out += render_overrides(host.overrides) + "\n";
  if (host.adopt) out += "adopt: true\n\n";
  if (host.protect) out += "protect: true\n\n";
  return out + std::string(layout::observed_banner) + "\n" + layout::render_observed(host.observed);
}

std::string host_path(const Host& host, bool sharded) {
  std::string site = slugify(effective_site(host));
  std::string slug = slugify(effective_name(host));
  if (site.empty()) site = "unknown";
  if (slug.empty()) slug = "host";
  const std::string shard = sharded ? host.id.substr(0, 2) + "/" : "";
  return "hosts/" + site + "/" + shard + slug + "--" + host.id + ".yaml";
}

}  // namespace muster
