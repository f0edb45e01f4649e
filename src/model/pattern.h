// A regular expression (PCRE2) with bounded work.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace muster {

class Pattern {
 public:
  // Error whose column is the place in `text` where it stops being a regular expression.
  explicit Pattern(const std::string& text);
  // Anywhere in `subject`. Error when the search takes too many steps.
  bool matches(std::string_view subject) const;

  // Where something begins and ends in a subject, as offsets of bytes.
  using Range = std::pair<size_t, size_t>;
  struct Match {
    Range whole;
    Range group;  // the named group, or the first one, or else the whole
  };
  // The first place from `from` on; nullopt: there is none. As matches().
  std::optional<Match> find(std::string_view subject, size_t from = 0,
                            const char* group = nullptr) const;

 private:
  struct Code;
  std::shared_ptr<const Code> code_;
};

}  // namespace muster
