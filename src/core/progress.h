// What a long piece of work says while it runs: to stderr, and only on a terminal; in a pipeline
// one line a phase.
#pragma once
#include <string_view>

namespace muster {

class Progress {
 public:
  virtual ~Progress() = default;
  // A new phase begins: "reading netbox".
  virtual void phase(std::string_view name) = 0;
  // `done` of `total` things of the phase; total 0 means it is not known.
  virtual void step(size_t done, size_t total) = 0;
};

class NoProgress : public Progress {
 public:
  void phase(std::string_view) override {}
  void step(size_t, size_t) override {}
};

}  // namespace muster
