// Reads the tree of a host file; every mistake is reported with its place.
#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/yaml.h"
#include "inventory/host_file.h"

namespace muster {

class HostReader {
 public:
  HostReader(const yaml::Document& document, HostFile& out, Diagnostics& trouble)
      : document_(document), out_(out), trouble_(trouble) {}
  void read();

 private:
  using Node = yaml::Node;
  using Keys = std::span<const std::string_view>;

  void mistake(const Node& node, std::string message, std::string fix);
  void unknown_word(const Node& node, std::string_view what, Keys words);
  // Calls fn(key, value) for each entry whose key is in `keys`; the others are mistakes.
  template <class Fn>
  void each(const Node& node, std::string_view what, Keys keys, Fn&& fn);
  // As each(), and notes the place of every value.
  template <class Fn>
  void section(const Node& node, std::string_view what, std::string_view prefix, Keys dotted,
               Fn&& fn);
  void require(const Node& node, std::string_view what, Keys keys);

  // `part` stands before `what` in messages.
  std::string text(const Node& node, std::string_view what, size_t limit = 255,
                   std::string_view part = {});
  std::string known_word(const Node& node, std::string_view what, Keys words);
  std::vector<std::string> texts(const Node& node, std::string_view what);
  bool flag(const Node& node, std::string_view what);
  long long number(const Node& node, std::string_view what, long long least, long long most);
  bool is_list(const Node& node, std::string_view what);

  void top(std::string_view key, const Node& value);
  void id(const Node& value);
  void notes(const Node& value);
  void overrides(const Node& value);
  void observed(const Node& value);
  void observed_value(std::string_view key, const Node& value);
  void observed_block(std::string_view key, const Node& value);
  void order(const Node& root);

  State state(const Node& value);
  Day day(const Node& value);
  Proposal proposal(const Node& value);
  std::vector<Interface> interfaces(const Node& value);
  Interface interface(const Node& value);
  std::vector<Cidr> addresses(const Node& value);
  std::vector<int> vlans(const Node& value);
  std::vector<Attachment> attached(const Node& value);
  GuestFact guest(const Node& value);
  std::vector<NameCandidate> names(const Node& value);

  const yaml::Document& document_;
  HostFile& out_;
  Diagnostics& trouble_;
};

}  // namespace muster
