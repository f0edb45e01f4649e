// A review as a merge request shows it.
#pragma once
#include <functional>
#include <optional>
#include <string>

#include "report/review.h"

namespace muster {

// "muster berlin: 37 new, 4 changed, 1 gone (12 to decide)".
std::string review_title(const Review& review);

// Within `budget` bytes: what wants attention first, then what is proposed by classification, the
// new hosts of each folded, what changed and what is gone, and who was not heard. `link` gives the
// page of a file. It begins and ends with a mark.
std::string review_body(const Review& review, size_t budget,
                        const std::function<std::string(const std::string& path)>& link);

// A text of muster's own between the same marks.
std::string marked_review(const std::string& text);

// `body` with what stands between its marks replaced by `ours`, which has them too; text of people
// around it stays. Without marks `ours` is put in front.
std::string with_review(const std::string& body, const std::string& ours);

}  // namespace muster
