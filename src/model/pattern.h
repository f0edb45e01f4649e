// A regular expression (PCRE2) with bounded work.
#pragma once
#include <memory>
#include <string>
#include <string_view>

namespace muster {

class Pattern {
 public:
  // Error whose column is the place in `text` where it stops being a regular expression.
  explicit Pattern(const std::string& text);
  // Anywhere in `subject`. Error when the search takes too many steps.
  bool matches(std::string_view subject) const;

 private:
  struct Code;
  std::shared_ptr<const Code> code_;
};

}  // namespace muster
