// How a connector file is read: each value with its place; only for connector/.
#pragma once
#include <functional>
#include <initializer_list>
#include <set>
#include <string>
#include <string_view>

#include "connector/definition.h"
#include "core/yaml.h"

namespace muster::connector {

class Reader {
 public:
  Reader(const yaml::Document& document, Diagnostics& trouble)
      : document_(document), trouble_(trouble) {}

  void fault(const yaml::Node& node, std::string message, std::string fix);
  void fault(const yaml::Mark& mark, std::string message, std::string fix);

  // Reports when `node` is no mapping, and keys that are not among `keys`.
  bool mapping(const yaml::Node& node, const std::string& what,
               std::initializer_list<std::string_view> keys);
  // Calls `read` of every entry of a mapping of names.
  void each(const yaml::Node& node, const std::string& what,
            const std::function<void(const yaml::Entry&)>& read);

  // Each reports what it cannot take, and leaves `out` as it is.
  void text(const yaml::Node& node, std::string& out);
  void number(const yaml::Node& node, long long low, long long high, long long& out);
  void flag(const yaml::Node& node, bool& out);
  void word(const yaml::Node& node, std::initializer_list<std::string_view> words, size_t& out);
  std::optional<Expression> expression(const yaml::Node& node);
  // Where a $name may stand: secrets not in what is shown, as paths are.
  enum class Shown { no, yes };
  Template filled(const yaml::Node& node, Shown shown = Shown::no);
  Pairs pairs(const yaml::Node& node, const std::string& what);
  void statuses(const yaml::Node& node, std::set<int>& out);

  void know(const std::string& name) { known_.insert(name); }
  void know_secret(const std::string& name) { known_.insert(name), secret_.insert(name); }
  void forget(const std::string& name) { known_.erase(name); }

 private:
  yaml::Mark inside(const yaml::Node& node, size_t offset) const;

  const yaml::Document& document_;
  Diagnostics& trouble_;
  std::set<std::string> known_, secret_;
};

void read_auth(Reader& in, const yaml::Node& node, Definition& out);
// The method and what goes along; `block` has been checked for its keys.
void read_exchange(Reader& in, const yaml::Node& block, const std::string& what,
                   std::initializer_list<std::string_view> methods, Exchange& out);
void read_requests(Reader& in, const yaml::Node& node, Definition& out);
void read_records(Reader& in, const yaml::Node& node, Definition& out);
bool is_word(std::string_view text);  // [a-z][a-z0-9_-]*, at most 50

}  // namespace muster::connector
