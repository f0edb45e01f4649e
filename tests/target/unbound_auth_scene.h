// Zones that are muster's wholly, as auth-zones with a file each, on a real Unbound. What is served
// elsewhere is told by a root zone of the test.
#pragma once
#include "unbound_scene.h"

namespace muster::unbound_test {

struct AuthScene : Scene {
  explicit AuthScene(const std::string& elsewhere = "", const std::string& declared = "") {
    config.style = "auth-zone";
    write(folder / "root",
          ". 60 IN SOA a. b. 1 60 60 60 60\n. 60 IN NS a.\n"
          "www.far.example. 600 IN A 192.0.2.80\n" +
              elsewhere);
    declare(declared);
    start();
  }

  void declare(const std::string& lines) {
    write_config("auth-zone:\n  name: \".\"\n  for-downstream: no\n  zonefile: \"" +
                 (folder / "root").string() + "\"\n" + lines);
  }

  fs::path zone_file(const std::string& zone = "berlin.example") const {
    return folder / (".muster.conf." + zone);
  }

  std::string serial(const std::string& zone = "berlin.example") const {
    const std::string text = slurp(zone_file(zone));
    const size_t at = text.find("muster.invalid. ") + 16;
    return text.substr(at, text.find(' ', at) - at);
  }

  size_t commands(const std::string& line) const {
    return static_cast<size_t>(std::count(runner.ran.begin(), runner.ran.end(), line));
  }

  std::string warning() const {
    std::string out;
    for (const Error& error : actual.trouble.items())
      out += error.message + ": " + error.why + "\n";
    return out;
  }
};

inline const std::vector<ZoneRecord> auth_hosts{a("web1", "10.20.4.17"), a("db1", "10.20.4.18"),
                                                ptr("web1", "10.20.4.17")};
inline const std::vector<ZoneRecord> auth_moved{a("web1", "10.20.4.99"), a("db1", "10.20.4.18"),
                                                ptr("web1", "10.20.4.99")};

}  // namespace muster::unbound_test
