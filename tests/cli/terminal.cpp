// What stands on a terminal that progress is drawn on.
#include "cli/terminal.h"

#include <catch2/catch.hpp>
#include <sstream>

using namespace muster::cli;

TEST_CASE("the line of progress is gone before anything else is written, and is drawn only again") {
  std::ostringstream terminal;
  {
    TerminalProgress progress(terminal, true);
    AfterProgress buffer(*terminal.rdbuf(), progress);
    std::ostream out(&buffer);
    out << "first\n";
    progress.phase("asking 2 sources");
    out << "one\n" << 2 << "\n";
    progress.phase("writing");
  }
  CHECK(terminal.str() ==
        "first\n\r\033[Kasking 2 sources …\r\033[Kone\n2\n\r\033[Kwriting …\r\033[K");
}

TEST_CASE("where there is no terminal progress is a line a phase and nothing is erased") {
  std::ostringstream log;
  {
    TerminalProgress progress(log, false);
    progress.phase("asking 2 sources");
    progress.step(1, 2);
  }
  CHECK(log.str() == "muster: asking 2 sources\n");
}
