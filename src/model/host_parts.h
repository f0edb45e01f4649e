// The keys of values in host files that are mappings, and the words of enums there.
#pragma once
#include <array>
#include <optional>
#include <string_view>
#include <tuple>

#include "model/host.h"

namespace muster {

// The values of an enum that stands in host files, in the order in which people are told of them.
template <class E>
inline constexpr std::array<E, 0> values_of{};
template <>
inline constexpr std::array values_of<Approval>{Approval::pending, Approval::approved,
                                                Approval::rejected};
template <>
inline constexpr std::array values_of<State>{State::present, State::gone};
template <>
inline constexpr std::array values_of<Confidence>{Confidence::certain, Confidence::likely,
                                                  Confidence::behind, Confidence::unknown};
template <>
inline constexpr std::array values_of<GuestKind>{GuestKind::vm, GuestKind::container};
template <>
inline constexpr std::array values_of<NameSource>{
    NameSource::static_lease, NameSource::hypervisor, NameSource::device, NameSource::lease,
    NameSource::ptr,          NameSource::mdns,       NameSource::llmnr,  NameSource::netbios};

template <class E>
std::optional<E> parse_word(std::string_view text) {
  for (const E value : values_of<E>) {
    if (word(value) == text) return value;
  }
  return std::nullopt;
}

// A key of a value that is a mapping.
template <class Whole, class T>
struct PartKey {
  std::string_view name;
  T Whole::*member;
  std::string_view about = {};  // for people, in the schema
  bool quoted = false;          // text stands in quotes always
  bool needless = false;        // not written when empty
};

template <class Whole>
struct Parts;  // of a mapping: its name in messages, and its keys

template <>
struct Parts<Interface> {
  static constexpr std::string_view what = "an interface";
  static constexpr std::tuple keys{
      PartKey<Interface, std::string>{"name", &Interface::name},
      PartKey<Interface, std::optional<Mac>>{.name = "mac",
                                             .member = &Interface::mac,
                                             .about = "Quoted, in any usual notation.",
                                             .needless = true},
      PartKey<Interface, std::vector<Cidr>>{.name = "addresses",
                                            .member = &Interface::addresses,
                                            .about = "With their prefix length: 10.20.4.17/24."},
      PartKey<Interface, std::vector<int>>{
          .name = "vlans", .member = &Interface::vlans, .needless = true},
      PartKey<Interface, std::string>{.name = "description",
                                      .member = &Interface::description,
                                      .about = "What people wrote on the device.",
                                      .quoted = true,
                                      .needless = true},
      PartKey<Interface, long long>{.name = "mtu", .member = &Interface::mtu, .needless = true},
      PartKey<Interface, std::string>{
          .name = "lag",
          .member = &Interface::lag,
          .about = "The interface of this host, an aggregate, that it is a member of.",
          .needless = true}};
};

template <>
struct Parts<Attachment> {
  static constexpr std::string_view what = "an attachment";
  static constexpr std::tuple keys{
      PartKey<Attachment, std::string>{"switch", &Attachment::device},
      PartKey<Attachment, std::string>{.name = "port", .member = &Attachment::port, .quoted = true},
      PartKey<Attachment, Confidence>{"confidence", &Attachment::confidence},
      PartKey<Attachment, std::vector<Evidence>>{"because", &Attachment::because},
      PartKey<Attachment, std::vector<int>>{
          .name = "vlans", .member = &Attachment::vlans, .needless = true},
      PartKey<Attachment, std::vector<std::string>>{
          .name = "alternatives", .member = &Attachment::alternatives, .needless = true}};
};

template <>
struct Parts<Proposal> {
  static constexpr std::string_view what = "proposed";
  static constexpr std::tuple keys{
      PartKey<Proposal, std::string>{"classification", &Proposal::classification},
      PartKey<Proposal, Approval>{
          .name = "approval",
          .member = &Proposal::approval,
          .about = "Not pending: the rule decided it, and discover wrote it above.",
          .needless = true},
      PartKey<Proposal, std::string>{.name = "name",
                                     .member = &Proposal::name,
                                     .about = "Stands above every name seen.",
                                     .needless = true},
      PartKey<Proposal, std::vector<std::string>>{.name = "tags",
                                                  .member = &Proposal::tags,
                                                  .about = "Hold while people give none.",
                                                  .needless = true},
      PartKey<Proposal, std::string>{"rule", &Proposal::rule},
      PartKey<Proposal, std::vector<std::string>>{"because", &Proposal::because}};
};

template <>
struct Parts<GuestFact> {
  static constexpr std::string_view what = "virtual";
  static constexpr std::tuple keys{
      PartKey<GuestFact, GuestKind>{"kind", &GuestFact::kind},
      PartKey<GuestFact, std::string>{"platform", &GuestFact::platform},
      PartKey<GuestFact, std::string>{"cluster", &GuestFact::cluster},
      PartKey<GuestFact, std::string>{"node", &GuestFact::node},
      PartKey<GuestFact, long long>{"guest", &GuestFact::id},
      PartKey<GuestFact, std::string>{"status", &GuestFact::status},
      PartKey<GuestFact, long long>{.name = "vcpus", .member = &GuestFact::vcpus, .needless = true},
      PartKey<GuestFact, long long>{
          .name = "memory", .member = &GuestFact::memory, .about = "In MiB.", .needless = true},
      PartKey<GuestFact, long long>{.name = "disk",
                                    .member = &GuestFact::disk,
                                    .about = "Of all its disks, in MiB.",
                                    .needless = true}};
};

template <>
struct Parts<NameCandidate> {
  static constexpr std::string_view what = "a name";
  static constexpr std::tuple keys{
      PartKey<NameCandidate, std::string>{"name", &NameCandidate::name},
      PartKey<NameCandidate, NameSource>{"source", &NameCandidate::source}};
};

template <>
struct Parts<PageLink> {
  static constexpr std::string_view what = "a link";
  static constexpr std::tuple keys{
      PartKey<PageLink, std::string>{"source", &PageLink::source},
      PartKey<PageLink, std::string>{.name = "url", .member = &PageLink::url, .quoted = true}};
};

template <>
struct Parts<Telling> {
  static constexpr std::string_view what = "what a source tells";
  static constexpr std::tuple keys{
      PartKey<Telling, std::string>{"field", &Telling::field},
      PartKey<Telling, std::string>{"source", &Telling::source},
      PartKey<Telling, std::string>{.name = "value", .member = &Telling::value, .quoted = true}};
};

template <class T>
concept HasParts = requires {
  Parts<T>::keys;
};

}  // namespace muster
