// Rights given up for good.
#pragma once
#include <string>

namespace muster {

// The program's own user (nobody, where that is root), no capability in any set, and no way to get
// one back by running another program. "" or what could not be given up.
std::string drop_privileges();

}  // namespace muster
