// New host keys as a merge request shows them.
#pragma once
#include <string>
#include <vector>

#include "report/backup.h"

namespace muster {

std::string keys_title(const std::vector<ProposedKey>& keys);
// Within `budget` bytes, between the marks of a review.
std::string keys_body(const std::vector<ProposedKey>& keys, size_t budget);

}  // namespace muster
