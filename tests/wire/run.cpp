#include "wire/program/run.h"
#include "times.h"

#include <catch2/catch.hpp>
#include <chrono>
#include <thread>

namespace muster {
namespace {

Output run(std::vector<std::string> argv, std::string input = "") {
  SystemRunner runner{test::real_time()};
  Command command{.argv = std::move(argv), .input = std::move(input), .directory = ""};
  return runner.run(command, {});
}

Error failure(const Command& command, std::stop_token stop = {}) {
  SystemRunner runner{test::real_time()};
  try {
    runner.run(command, stop);
  } catch (const Error& error) {
    return error;
  }
  FAIL("nothing was thrown");
  return Error("");
}

}  // namespace

TEST_CASE("a program's output, errors and exit code come back") {
  const Output output = run({"sh", "-c", "echo out; echo err >&2; exit 7"});
  CHECK(output.code == 7);
  CHECK(output.out == "out\n");
  CHECK(output.err == "err\n");
}

TEST_CASE("a program killed by a signal gives 128 and the signal") {
  CHECK(run({"sh", "-c", "kill -9 $$"}).code == 137);
}

TEST_CASE("arguments reach the program without a shell") {
  CHECK(run({"printf", "%s|", "$HOME", "a b", ";ls"}).out == "$HOME|a b|;ls|");
}

TEST_CASE("ten megabytes go through a program and come back") {
  const std::string big(10 << 20, 'x');
  CHECK(run({"cat"}, big).out == big);
}

TEST_CASE("a program that does not read its input is no error and raises no SIGPIPE") {
  CHECK(run({"true"}, std::string(1 << 20, 'x')).code == 0);
}

TEST_CASE("a program runs in the directory asked for") {
  SystemRunner runner{test::real_time()};
  CHECK(runner.run({.argv = {"pwd"}, .input = "", .directory = "/usr"}, {}).out == "/usr\n");
}

TEST_CASE("a variable that is kept back reaches no program, and a bare program gets hardly any") {
  SystemRunner runner{test::real_time()};
  setenv("MUSTER_TEST_TOKEN", "s3cr3t", 1);
  setenv("MUSTER_TEST_OTHER", "seen", 1);
  Command command{.argv = {"sh", "-c", "echo $MUSTER_TEST_TOKEN,$MUSTER_TEST_OTHER,${PATH:+path}"},
                  .input = "",
                  .directory = ""};
  CHECK(runner.run(command, {}).out == "s3cr3t,seen,path\n");
  runner.keep_back("MUSTER_TEST_TOKEN");
  CHECK(runner.run(command, {}).out == ",seen,path\n");
  command.bare = true;
  CHECK(runner.run(command, {}).out == ",,path\n");
}

TEST_CASE("a missing program is named, with what to do") {
  const Error error = failure({.argv = {"no-such-program"}, .input = "", .directory = ""});
  CHECK(render(error) ==
        "error: \"no-such-program\" is not installed\n"
        "  why: it is neither in PATH nor in /usr/sbin or /sbin\n"
        "  fix: install it, or put its folder in PATH\n");
}

TEST_CASE("a path that is no program is refused") {
  CHECK(failure({.argv = {"/etc/passwd"}, .input = "", .directory = ""}).message ==
        "\"/etc/passwd\" is no program that can be run");
}

TEST_CASE("a program that takes too long is killed with its children") {
  const auto begin = std::chrono::steady_clock::now();
  const Error error = failure({.argv = {"sh", "-c", "sleep 60 & sleep 60"},
                               .input = "",
                               .directory = "",
                               .timeout = Milliseconds(100)});
  CHECK(error.message == "\"sh\" did not finish in 100 ms");
  CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(5));
}

TEST_CASE("a program that ignores SIGTERM is killed all the same") {
  CHECK(failure({.argv = {"sh", "-c", "trap '' TERM; sleep 60"},
                 .input = "",
                 .directory = "",
                 .timeout = Milliseconds(50)})
            .message == "\"sh\" did not finish in 50 ms");
}

TEST_CASE("a program that writes without end is stopped at the limit") {
  CHECK(failure({.argv = {"yes"}, .input = "", .directory = "", .max_bytes = 100'000}).message ==
        "\"yes\" wrote more than 100,000 bytes");
}

TEST_CASE("a stop ends a running program") {
  std::stop_source stop;
  std::jthread later([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    stop.request_stop();
  });
  const Error error =
      failure({.argv = {"sleep", "60"}, .input = "", .directory = ""}, stop.get_token());
  CHECK(error.message == "\"sleep\" was stopped");
  CHECK(error.exit == Exit::interrupted);
}

TEST_CASE("something left behind in the background does not hold the caller") {
  const auto begin = std::chrono::steady_clock::now();
  CHECK(run({"sh", "-c", "sleep 3 & echo started"}).out == "started\n");
  CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(2));
}

}  // namespace muster

TEST_CASE("of what a program said its errors are told, each once, and not its warnings") {
  const std::string said =
      "unbound-checkconf: warning: forward-addr: '127.0.0.1@1' is specified\n"
      "[1795603107] unbound-checkconf[19581:0] error: local-data in redirect zone\n"
      "[1795603108] unbound-checkconf[19581:0] error: local-data in redirect zone\n"
      "[1795603107] unbound-checkconf[19581:0] fatal error: failed local-zone\n";
  CHECK(decisive({1, "", said}) ==
        "error: local-data in redirect zone; fatal error: failed local-zone");
  CHECK(decisive({1, "error unknown command 'x'\n", "warning: old\n"}) ==
        "error unknown command 'x'");
  CHECK(decisive({1, "a.conf: no errors in it\n", "warning: old\n[7] told so\n"}) == "told so");
  CHECK(decisive({3, "", "[1] p[2:0] warning: a\n"}) == "exit code 3");
  CHECK(decisive({3, "", "error: " + std::string(500, 'x')}, 20).size() == 20);
}
