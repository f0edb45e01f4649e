#pragma once

namespace muster::lab {

int generate_main(int argc, char** argv);

}  // namespace muster::lab
