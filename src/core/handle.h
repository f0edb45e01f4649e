// Owns what a C library gives, by the function that frees it.
#pragma once
#include <memory>

namespace muster {

template <auto Free>
struct Freeing {
  template <class T>
  void operator()(T* thing) const {
    Free(thing);
  }
};
template <class T, auto Free>
using Handle = std::unique_ptr<T, Freeing<Free>>;

// Lets a C function fill a Handle: `git_odb_open(Out(odb), …)`.
template <class H>
class Out {
 public:
  explicit Out(H& owner) : owner_(owner) {}
  Out(const Out&) = delete;
  Out& operator=(const Out&) = delete;
  ~Out() { owner_.reset(raw_); }
  operator typename H::pointer *() { return &raw_; }

 private:
  H& owner_;
  typename H::pointer raw_ = nullptr;
};

}  // namespace muster
