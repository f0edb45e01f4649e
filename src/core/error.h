// The one error idiom. An Error is thrown to end an operation, or added to Diagnostics when work
// can go on. Messages are lower case, name the thing, quote what the user wrote and end with
// something one can do.
#pragma once
#include <exception>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace muster {

// A place in a file. Lines and columns count from 1; columns count bytes; 0 means "not known".
struct Where {
  std::string file;
  int line = 0;
  int column = 0;
  std::string source;  // the text of that line, shown above the caret
  bool operator==(const Where&) const = default;
};

// The exit codes of the program (README "Exit codes").
enum class Exit {
  ok = 0,
  error = 1,    // failed, targets untouched
  changes = 2,  // changes pending, only with --detailed-exitcode
  invalid = 3,  // inventory or configuration invalid
  refused = 4,  // a rail or a policy refused
  stale = 5,    // the approved plan no longer covers what would happen
  partial = 6,  // partly done, or a source failed during discover
  locked = 7,   // another run holds the lock
  usage = 64,
  interrupted = 130,
};

enum class Severity { error, warning, note };

class Error : public std::exception {
 public:
  std::string message;
  Where where;
  std::string why;
  std::string fix;
  Severity severity = Severity::error;
  Exit exit = Exit::error;

  explicit Error(std::string text, Exit code = Exit::error)
      : message(std::move(text)), exit(code) {}

  Error at(Where place) && { return where = std::move(place), std::move(*this); }
  Error because(std::string reason) && { return why = std::move(reason), std::move(*this); }
  Error mend(std::string advice) && { return fix = std::move(advice), std::move(*this); }
  Error as(Severity kind) && { return severity = kind, std::move(*this); }

  const char* what() const noexcept override { return message.c_str(); }
};

// Everything that went wrong in one piece of work, in the order it was found.
class Diagnostics {
 public:
  void add(Error error) { items_.push_back(std::move(error)); }
  void add(Diagnostics other);
  bool has_errors() const;
  bool empty() const { return items_.empty(); }
  const std::vector<Error>& items() const { return items_; }
  // Orders by file, line and column, so that output does not depend on who finished first.
  void sort();

 private:
  std::vector<Error> items_;
};

// {"severity","message","file","line","column","source","why","fix"}; absent when empty.
nlohmann::json to_json(const Error& error);

// The JSON form as text, the way compilers write it, ending in a newline.
std::string render(const Error& error);
std::string render(const Diagnostics& diagnostics);

}  // namespace muster
