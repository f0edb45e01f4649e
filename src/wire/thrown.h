// An exception must not pass through the frames of a C library: what a callback throws waits here
// until the library has returned.
#pragma once
#include <exception>
#include <utility>

namespace muster {

class Thrown {
 public:
  // What `call` returns, or `otherwise` when it throws.
  template <class Result, class Call>
  Result guard(Result otherwise, Call&& call) noexcept {
    try {
      return call();
    } catch (...) {
      if (!what_) what_ = std::current_exception();
      return otherwise;
    }
  }

  // After the C function has returned; the first of what was thrown.
  void rethrow() {
    if (what_) std::rethrow_exception(std::exchange(what_, nullptr));
  }

 private:
  std::exception_ptr what_;
};

}  // namespace muster
