// A strict double of NetBox's REST API for tests: it refuses what the real one refuses.
#pragma once

namespace muster::lab {

int netbox_main(int argc, char** argv);

}  // namespace muster::lab
