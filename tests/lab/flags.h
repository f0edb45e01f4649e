#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

namespace muster::lab {

// `--name word word …` or `--name=word`, any number of times. A name that nobody asked for is
// refused by finish().
class Flags {
 public:
  Flags(int argc, char** argv, int first);

  bool on(const std::string& name);
  std::string text(const std::string& name, const std::string& otherwise = "");
  std::string required(const std::string& name);
  int number(const std::string& name, int otherwise);
  std::vector<std::string> all(const std::string& name);  // the words of every occurrence
  const std::vector<std::string>& bare() const { return bare_; }
  void finish() const;

 private:
  std::map<std::string, std::vector<std::string>> words_;
  std::vector<std::string> bare_;
  std::set<std::string> asked_;
};

}  // namespace muster::lab
