// muster review --interactive: one host after another.
#pragma once
#include <iosfwd>
#include <optional>
#include <string>

#include "flow/bulk/decide.h"

namespace muster {

// Where a person's answers come from. nullopt: no more come.
class Replies {
 public:
  virtual ~Replies() = default;
  virtual bool by_keys() const = 0;
  virtual std::optional<std::string> next() = 0;  // one key, or a line where there are no keys
  virtual std::optional<std::string> line() = 0;  // what belongs to a key: a name
};

class LineReplies : public Replies {
 public:
  explicit LineReplies(std::istream& in) : in_(in) {}
  bool by_keys() const override { return false; }
  std::optional<std::string> next() override { return line(); }
  std::optional<std::string> line() override;

 private:
  std::istream& in_;
};

struct Conversation {
  Replies& answers;   // the first letter counts
  std::ostream& out;  // what is asked
};

// What was answered is written at the end, also when the person ends it before the last host.
DecisionReport review_by_keys(Workspace& workspace, Decision decision, Conversation talk,
                              Runner& runner, std::stop_token stop);

}  // namespace muster
