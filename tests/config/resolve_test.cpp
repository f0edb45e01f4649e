#include <sys/stat.h>

#include <catch2/catch.hpp>

#include "config/config.h"
#include "scratch_folder.h"
#include "wire/program/run.h"

using namespace muster;

namespace {

// Answers every command alike and keeps what it was asked.
class FakeRunner : public Runner {
 public:
  Output answer;
  std::optional<Error> failure;
  std::vector<Command> asked;
  Output run(const Command& command, std::stop_token) override {
    asked.push_back(command);
    if (failure) throw *failure;
    return answer;
  }
};

SecretRef by_env(const std::string& name) {
  SecretRef ref;
  ref.env = name;
  ref.where = {"muster.yaml", 3, 12, "    token: {env: " + name + "}"};
  return ref;
}

SecretRef by_file(const std::string& path) {
  SecretRef ref;
  ref.file = path;
  return ref;
}

SecretRef by_command(bool own) {
  SecretRef ref;
  ref.command = {"pass", "show", "nb"};
  ref.own = own;
  return ref;
}

std::string trouble_of(const SecretRef& ref, FakeRunner& runner, bool allow = false) {
  try {
    resolve(ref, runner, allow);
  } catch (const Error& error) {
    return render(error);
  }
  return "";
}

}  // namespace

TEST_CASE("a secret comes from a variable") {
  FakeRunner runner;
  setenv("MUSTER_TEST_SECRET", "s3cret", 1);
  CHECK(resolve(by_env("MUSTER_TEST_SECRET"), runner, false).reveal() == "s3cret");
  setenv("MUSTER_TEST_SECRET", "", 1);
  CHECK(trouble_of(by_env("MUSTER_TEST_SECRET"), runner) ==
        "muster.yaml:3:12: error: variable MUSTER_TEST_SECRET is empty\n"
        "    3 |     token: {env: MUSTER_TEST_SECRET}\n"
        "      |            ^\n"
        "  fix: set MUSTER_TEST_SECRET to the secret where muster runs\n");
  unsetenv("MUSTER_TEST_SECRET");
  CHECK(trouble_of(by_env("MUSTER_TEST_SECRET"), runner)
            .starts_with("muster.yaml:3:12: error: variable MUSTER_TEST_SECRET is not set\n"));
}

TEST_CASE("a reference that was not given is an empty secret") {
  FakeRunner runner;
  CHECK(resolve(SecretRef{}, runner, false).empty());
}

TEST_CASE("a secret comes from a file without its line end") {
  const ScratchFolder folder;
  FakeRunner runner;
  const std::string path = folder.write("token", "s3cret \r\n");
  chmod(path.c_str(), 0644);
  CHECK(resolve(by_file(path), runner, false).reveal() == "s3cret ");
}

TEST_CASE("a file that cannot hold a secret is refused") {
  const ScratchFolder folder;
  FakeRunner runner;
  const std::string path = folder.write("token", "s3cret");
  chmod(path.c_str(), 0602);
  CHECK(trouble_of(by_file(path), runner) == "error: " + path +
                                                 " holds a secret and everybody may write it\n"
                                                 "  fix: chmod 600 " +
                                                 path + "\n");
  CHECK(trouble_of(by_file(folder.path("none")), runner)
            .starts_with("error: cannot read " + folder.path("none") + ": No such file"));
  CHECK(trouble_of(by_file(folder.write("large", std::string(65537, 'x'))), runner)
            .starts_with("error: cannot read " + folder.path("large") +
                         ": larger than 65,536 bytes"));
  CHECK(trouble_of(by_file(folder.write("empty", "\n")), runner)
            .starts_with("error: the secret is empty\n"));
  const std::string two = trouble_of(by_file(folder.write("two", "hunter2\r\nX-Evil: 1")), runner);
  CHECK(two.starts_with("error: the secret has a line break or a control character in it\n"));
  CHECK(two.find("hunter2") == std::string::npos);
  CHECK(trouble_of(by_file("/dev/zero"), runner)
            .starts_with("error: cannot read /dev/zero: it is not a regular file"));
}

TEST_CASE("a key in PEM keeps its lines, and nothing else has more than one") {
  const ScratchFolder folder;
  FakeRunner runner;
  const std::string key = "-----BEGIN PRIVATE KEY-----\nMIIE\r\nAAAA\n-----END PRIVATE KEY-----";
  CHECK(resolve(by_file(folder.write("key", key + "\n")), runner, false).reveal() == key);
  const std::string odd = "-----BEGIN \x01-----";
  for (const std::string& text : {key + "\nX-Evil: 1", "x\n" + key, odd}) {
    CHECK(trouble_of(by_file(folder.write("no-key", text)), runner)
              .starts_with("error: the secret has a line break or a control character in it\n"));
  }
}

TEST_CASE("a command of the user's own file runs") {
  FakeRunner runner;
  runner.answer = {0, "s3cret\n", ""};
  CHECK(resolve(by_command(true), runner, false).reveal() == "s3cret");
  REQUIRE(runner.asked.size() == 1);
  CHECK(runner.asked[0].argv == std::vector<std::string>{"pass", "show", "nb"});
  CHECK(runner.asked[0].timeout == Seconds(10));
  CHECK(runner.asked[0].max_bytes == 65536);
}

TEST_CASE("a command of the repository runs only when that is allowed") {
  FakeRunner runner;
  runner.answer = {0, "s3cret\n", ""};
  CHECK(trouble_of(by_command(false), runner) ==
        "error: a command from the repository's muster.yaml does not run by itself\n"
        "  why: whoever may propose a change to the repository could run anything here\n"
        "  fix: move it to your own muster.yaml (~/.config/muster/muster.yaml), or trust this one "
        "by --allow-commands\n");
  CHECK(runner.asked.empty());
  CHECK(resolve(by_command(false), runner, true).reveal() == "s3cret");
}

TEST_CASE("what a failing command wrote is not shown") {
  FakeRunner runner;
  runner.answer = {3, "hunter2", "hunter2"};
  CHECK(trouble_of(by_command(true), runner) ==
        "error: command \"pass\" gave no secret: it ended with code 3\n"
        "  fix: run it by hand to see what it says\n");
  runner.failure = Error("pass: not found");
  CHECK(trouble_of(by_command(true), runner) ==
        "error: command \"pass\" gave no secret\n"
        "  why: pass: not found\n"
        "  fix: see that it runs by itself within 10 s\n");
}
