#include "core/pool.h"

#include <exception>
#include <mutex>
#include <system_error>

namespace muster {
namespace {

// What was thrown by the first item in input order that threw.
class FirstThrown {
 public:
  void keep(size_t item) {
    const std::lock_guard guard(mutex_);
    if (what_ && item_ < item) return;
    item_ = item;
    what_ = std::current_exception();
  }
  void rethrow() const {
    if (what_) std::rethrow_exception(what_);
  }

 private:
  std::mutex mutex_;
  size_t item_ = 0;
  std::exception_ptr what_;
};

}  // namespace

void parallel_for(size_t count, size_t threads, const std::function<void(size_t)>& work,
                  std::stop_token stop) {
  if (threads == 0) threads = std::max(1U, std::thread::hardware_concurrency());
  std::atomic<size_t> next = 0;
  FirstThrown thrown;
  const auto run = [&] {
    for (size_t i = next++; i < count && !stop.stop_requested(); i = next++) {
      try {
        work(i);
      } catch (...) {
        thrown.keep(i);
      }
    }
  };
  {
    std::vector<std::jthread> others;
    try {
      for (size_t i = 1; i < std::min(threads, count); ++i) others.emplace_back(run);
    } catch (const std::system_error&) {
      // the system gives no more threads: those that run do it all
    }
    run();
  }
  thrown.rethrow();
}

Ending with_deadline(Clock& clock, Milliseconds most, std::stop_token stop,
                     const std::function<void()>& work, const std::function<void()>& cut) {
  std::stop_source over;
  const std::stop_callback on_stop(stop, [&] { over.request_stop(); });
  std::mutex mutex;
  bool returned = false;
  Ending ending = Ending::done;
  FirstThrown thrown;
  {
    const std::jthread watch([&] {
      clock.sleep(most, over.get_token());
      const std::lock_guard guard(mutex);
      if (returned) return;
      ending = stop.stop_requested() ? Ending::stopped : Ending::late;
      cut();
    });
    try {
      work();
    } catch (...) {
      thrown.keep(0);
    }
    const std::lock_guard guard(mutex);
    returned = true;
    over.request_stop();
  }
  if (ending == Ending::done) thrown.rethrow();
  return ending;
}

}  // namespace muster
