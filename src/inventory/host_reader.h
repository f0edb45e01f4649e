// Reads the tree of a host file by its tables of keys (model/host_fields.h); every mistake is
// reported with its place.
#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/yaml.h"
#include "inventory/host_file.h"
#include "model/host_fields.h"

namespace muster {

class HostReader {
 public:
  HostReader(const yaml::Document& document, HostFile& out, Diagnostics& trouble)
      : document_(document), out_(out), trouble_(trouble) {}
  void read();

 private:
  using Node = yaml::Node;
  using Names = std::vector<std::string_view>;

  void mistake(const Node& node, std::string message, std::string fix);
  void note_place(const std::string& key, const yaml::Mark& begin);
  // Calls fn(key, value) for each entry whose key is in `keys`; the others are mistakes.
  template <class Fn>
  void each(const Node& node, std::string_view what, const Names& keys, Fn&& fn);
  // As each(), and notes the place of every value; `dotted` are the keys with `prefix`.
  template <class Fn>
  void section(const Node& node, std::string_view what, std::string_view prefix,
               std::span<const std::string> dotted, Fn&& fn);
  template <class Keys>
  void require(const Node& node, std::string_view what, const Keys& keys);
  void order(const Node& root);

  template <class T>
  void top(const Node& node, const HostKey<T>& key);
  template <class Key, class T>
  void stated(const Node& node, const Key& key, T& out);
  void id(const Node& node);
  void lines(const Node& node, std::string_view what, size_t limit);
  void overrides(const Node& node);
  void observed(const Node& node);

  // `part` stands before `what` in messages.
  std::string text(const Node& node, std::string_view what, size_t limit = limits::text_bytes,
                   std::string_view part = {});
  bool is_list(const Node& node, std::string_view what);
  long long number(const Node& node, std::string_view what, long long least, long long most);

  // A value of each type that host files hold, named `what` in messages.
  void take(const Node& node, std::string_view what, std::string& out);
  void take(const Node& node, std::string_view what, std::vector<std::string>& out);
  void take(const Node& node, std::string_view what, bool& out);
  void take(const Node& node, std::string_view what, long long& out);
  void take(const Node& node, std::string_view what, std::vector<int>& out);
  void take(const Node& node, std::string_view what, Day& out);
  void take(const Node& node, std::string_view what, std::optional<Mac>& out);
  void take(const Node& node, std::string_view what, std::vector<Cidr>& out);
  void take(const Node& node, std::string_view what, std::vector<Evidence>& out);
  template <class E>
  requires std::is_enum_v<E>
  void take(const Node& node, std::string_view what, E& out);
  template <HasParts T>
  void take(const Node& node, std::string_view what, T& out);
  template <HasParts T>
  void take(const Node& node, std::string_view what, Rare<T>& out);
  template <HasParts T>
  void take(const Node& node, std::string_view what, std::vector<T>& out);

  const yaml::Document& document_;
  HostFile& out_;
  Diagnostics& trouble_;
};

}  // namespace muster
