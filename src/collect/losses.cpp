#include "collect/losses.h"

#include <array>

#include "core/text.h"

namespace muster {
namespace {

constexpr size_t loss_of = 10;
// Those of the reasons that say of muster, not of the row, that it did not know better.
constexpr std::array lost_for{"index not understood", "address not understood",
                              "unknown kind of guest", "guest without number or node"};

}  // namespace

void warn_of_losses(const std::string& source, size_t lost, size_t all, Diagnostics& trouble) {
  if (lost * loss_of <= all || trouble.has_errors()) return;
  trouble.add(Error(source + ": " + counted(lost, "row") + " of " + counted(all, "row") +
                    " could not be understood")
                  .mend("see the reasons they were left out for; it may be newer than muster")
                  .as(Severity::warning));
}

void warn_of_losses(Observation& seen) {
  size_t lost = 0, all = seen.rows();
  for (const auto& [why, count] : seen.dropped) all += count;
  for (const char* reason : lost_for) {
    const auto found = seen.dropped.find(reason);
    if (found != seen.dropped.end()) lost += found->second;
  }
  warn_of_losses(seen.source, lost, all, seen.trouble);
}

}  // namespace muster
