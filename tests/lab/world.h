#pragma once

namespace muster::lab {

int world_main(int argc, char** argv);

}  // namespace muster::lab
