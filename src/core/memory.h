// What a run has freed, and the system may have.
#pragma once

namespace muster {

// Between two steps of which the first needed much that the second does not: freed memory stays
// with the process otherwise.
void give_back_freed();

}  // namespace muster
