// What stands on a terminal that progress is drawn on.
#include "cli/terminal.h"

#include <catch2/catch.hpp>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
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

TEST_CASE("with -v each step tells how long it took, and nothing else changes") {
  std::ostringstream log;
  {
    TerminalProgress progress(log, false, true);
    progress.phase("asking 2 sources");
    progress.phase("writing");
  }
  std::string told = log.str();
  CHECK(told.ends_with(" s\n"));
  for (size_t at;
       (at = told.find_first_of("0123456789", told.find(" took "))) != std::string::npos;)
    told.erase(at, 4);
  CHECK(told ==
        "muster: asking 2 sources\nmuster: asking 2 sources took  s\n"
        "muster: writing\nmuster: writing took  s\n");
}

TEST_CASE("what is longer than the screen goes through the pager, what fits does not") {
  std::signal(SIGPIPE, SIG_IGN);  // as in muster; of a reader who left it is told by the write
  char folder[] = "/tmp/muster-pager-XXXXXX";
  REQUIRE(mkdtemp(folder) != nullptr);
  const std::string file = std::string(folder) + "/paged";
  const auto paged = [&] {
    std::ostringstream text;
    text << std::ifstream(file).rdbuf();
    return text.str();
  };
  std::ostringstream out;
  page(out, "1\n2\n3\n", 4, "cat >" + file);
  CHECK(out.str() == "1\n2\n3\n");
  CHECK(paged() == "");
  page(out, "1\n2\n3\n4\n", 4, "cat >" + file);
  CHECK(out.str() == "1\n2\n3\n");
  CHECK(paged() == "1\n2\n3\n4\n");
  page(out, "a\nb\n", 1, "cat");
  page(out, "c\nd\n", 1, "muster-has-no-such-pager 2>/dev/null");
  page(out, "e\nf\n", 1, "true");  // left at once
  CHECK(out.str() == "1\n2\n3\na\nb\nc\nd\n");
  std::filesystem::remove_all(folder);
}
