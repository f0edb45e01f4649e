// Copies with the secrets, by the real programs.
#include <cstdlib>
#include <iostream>

#include "backup_scene.h"
#include "flow/backup/encrypt.h"
#include "times.h"

using namespace muster;
using namespace muster::test;

namespace {

constexpr const char* plain = "hostname r1\npassword plantedPlain\nend\n";

bool without(const char* program) {
  if (find_program(program)) return false;
  std::cerr << "SKIPPED: " << program << " is not installed, so a test with it did not run\n";
  return true;
}

struct Programs : FlowScene {
  SystemRunner real{real_time()};

  Output run(const std::vector<std::string>& words, const std::string& input = "") {
    const Output output = real.run({words, input, ""}, {});
    INFO(words.front() << ": " << output.err);
    REQUIRE(output.code == 0);
    return output;
  }
};

}  // namespace

TEST_CASE("a copy that age encrypts is read by each of its recipients, and by nobody else") {
  if (without("age") || without("age-keygen")) return;
  Programs scene;
  std::vector<std::string> recipients;
  const auto identity = [&](int i) { return scene.folder() + "/age" + std::to_string(i); };
  for (int i = 0; i < 3; ++i) {
    scene.run({"age-keygen", "-o", identity(i)});
    recipients.push_back(std::string(trim(scene.run({"age-keygen", "-y", identity(i)}).out)));
  }
  recipients.pop_back();
  const FileChange copy = encrypted_copy("configs/b/r1.cfg", plain, recipients, scene.real, {});
  CHECK(copy.path == "configs/b/r1.cfg.age");
  CHECK(copy.text->find("planted") == std::string::npos);
  for (int i = 0; i < 2; ++i) {
    CHECK(scene.run({"age", "--decrypt", "--identity", identity(i)}, *copy.text).out == plain);
  }
  CHECK(
      scene.real.run({{"age", "--decrypt", "--identity", identity(2)}, *copy.text, ""}, {}).code !=
      0);
  CHECK(refused([&] {
          encrypted_copy("r1.cfg", plain, {"age1nobody"}, scene.real, {});
        }).find("age did not encrypt the copy of r1.cfg\n  why: age: error: ") !=
        std::string::npos);
}

TEST_CASE("a copy that GPG encrypts is read by its recipient") {
  if (without("gpg")) return;
  Programs scene;
  const std::string home = scene.folder() + "/gnupg";
  std::filesystem::create_directories(home);
  std::filesystem::permissions(home, std::filesystem::perms::owner_all);
  setenv("GNUPGHOME", home.c_str(), 1);
  scene.run({"gpg", "--batch", "--quiet", "--passphrase", "", "--quick-generate-key",
             "Ada <ada@berlin.example>", "rsa2048", "encr", "never"});
  const FileChange copy =
      encrypted_copy("configs/b/r1.cfg", plain, {"ada@berlin.example"}, scene.real, {});
  CHECK(copy.path == "configs/b/r1.cfg.asc");
  CHECK(copy.text->find("planted") == std::string::npos);
  CHECK(scene.run({"gpg", "--batch", "--quiet", "--decrypt"}, *copy.text).out == plain);
  CHECK(refused([&] { encrypted_copy("r1.cfg", plain, {"nobody@berlin.example"}, scene.real, {}); })
            .find("gpg did not encrypt the copy of r1.cfg\n  why: gpg: nobody@berlin.example: "
                  "skipped: No public key\n") != std::string::npos);
  scene.real.run({{"gpgconf", "--kill", "gpg-agent"}, "", ""}, {});
  unsetenv("GNUPGHOME");
}
