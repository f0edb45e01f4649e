#pragma once

namespace muster::lab {

void block_signals();  // before any thread starts

// Until SIGTERM or SIGINT, or until standard input ends when `until_eof`.
void wait_for_stop(bool until_eof);

}  // namespace muster::lab
