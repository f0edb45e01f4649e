// A text with $names in it, as connector files have them; $$ is a dollar.
#pragma once
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace muster::connector {

// What $names stand for.
using Bindings = std::map<std::string, std::string, std::less<>>;

class Template {
 public:
  Template() = default;
  explicit Template(std::string_view text);

  bool empty() const { return parts_.empty(); }
  // Those it wants, with their offsets.
  std::vector<std::pair<std::string, size_t>> names() const;
  // With each value as `written` has it; Error when a name is bound to nothing.
  std::string fill(const Bindings& bindings,
                   const std::function<std::string(const std::string&)>& written = {}) const;

 private:
  struct Part {
    bool name = false;
    std::string text;
    size_t at = 0;
  };
  std::vector<Part> parts_;
};

}  // namespace muster::connector
