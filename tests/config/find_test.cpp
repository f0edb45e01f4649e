#include <sys/stat.h>

#include <catch2/catch.hpp>

#include "config/config.h"
#include "scratch_folder.h"

using namespace muster;
namespace fs = std::filesystem;

namespace {

template <class Fn>
Error failure(Fn&& fn) {
  try {
    fn();
  } catch (const Error& error) {
    return error;
  }
  FAIL("nothing was thrown");
  return Error("");
}

// Points the user's own configuration at a folder for as long as it lives.
class OwnFolder {
 public:
  explicit OwnFolder(const std::string& folder) { setenv("XDG_CONFIG_HOME", folder.c_str(), 1); }
  ~OwnFolder() { unsetenv("XDG_CONFIG_HOME"); }
  OwnFolder(const OwnFolder&) = delete;
  OwnFolder& operator=(const OwnFolder&) = delete;
};

}  // namespace

TEST_CASE("muster.yaml is found in a folder above") {
  const ScratchFolder folder;
  const std::string file = folder.write("muster.yaml", "");
  fs::create_directories(folder.path("a/b"));
  CHECK(find_config(folder.path("a/b")) == file);
  CHECK(find_config(folder.path("a/../a/b/")) == file);
  fs::create_directories(folder.path("a/muster.yaml"));
  CHECK(find_config(folder.path("a/b")) == file);
}

TEST_CASE("a missing muster.yaml tells where it was looked for and what to do") {
  const ScratchFolder folder;
  const Error error = failure([&] { find_config(folder.path("")); });
  CHECK(error.exit == Exit::invalid);
  CHECK(error.message == "there is no muster.yaml here or in a folder above");
  CHECK(error.why.starts_with("looked for " + folder.path("") + "muster.yaml, "));
  CHECK(error.why.ends_with(", /muster.yaml"));
  const size_t once = error.why.find(folder.path("") + "muster.yaml");
  CHECK(error.why.find(folder.path("") + "muster.yaml", once + 1) == std::string::npos);
  CHECK(error.fix.find("sites:\n") != std::string::npos);
}

TEST_CASE("a configuration that cannot be read is an error that names it") {
  const ScratchFolder folder;
  const std::string path = folder.path("muster.yaml");
  CHECK(failure([&] { load_config(path); }).message ==
        "cannot read " + path + ": No such file or directory");
  fs::create_directories(path);
  const Error error = failure([&] { load_config(path); });
  CHECK(error.message == "cannot read " + path + ": it is not a regular file");
  CHECK(error.exit == Exit::invalid);
  const std::string large = folder.write("large.yaml", std::string((1 << 20) + 1, '#'));
  CHECK(failure([&] { load_config(large); }).message ==
        "cannot read " + large + ": larger than 1,048,576 bytes");
  const ConfigText text = load_config(folder.write("good.yaml", "sites: {}\n"));
  CHECK(text.text == "sites: {}\n");
  CHECK_FALSE(text.own);
}

TEST_CASE("the user's own file is read from XDG_CONFIG_HOME") {
  const ScratchFolder folder;
  const OwnFolder own(folder.path(""));
  CHECK_FALSE(own_config());
  const std::string path = folder.write("muster/muster.yaml", "sites: {}\n");
  chmod(path.c_str(), 0600);
  const auto text = own_config();
  REQUIRE(text);
  CHECK(text->own);
  CHECK(text->text == "sites: {}\n");
}

TEST_CASE("an own file that others may write is refused") {
  const ScratchFolder folder;
  const OwnFolder own(folder.path(""));
  const std::string path = folder.write("muster/muster.yaml", "");
  for (const mode_t mode : {0660U, 0606U}) {
    chmod(path.c_str(), mode);
    const Error error = failure([] { own_config(); });
    CHECK(error.exit == Exit::invalid);
    CHECK(error.message.ends_with("muster/muster.yaml can be written by others"));
    CHECK(error.fix.starts_with("chmod go-w "));
  }
}

TEST_CASE("an own file of somebody else is refused") {
  const ScratchFolder folder;
  const OwnFolder own(folder.path(""));
  const std::string path = folder.write("muster/muster.yaml", "");
  chmod(path.c_str(), 0600);
  if (chown(path.c_str(), 12345, 12345) != 0) {
    WARN("only root can give a file away");
    return;
  }
  CHECK(failure([] { own_config(); }).message.ends_with(" belongs to somebody else"));
}
