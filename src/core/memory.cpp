#include "core/memory.h"

#include <malloc.h>

namespace muster {

void give_back_freed() { malloc_trim(0); }

}  // namespace muster
