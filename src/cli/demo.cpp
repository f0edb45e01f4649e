#include "cli/demo.h"

#include <stdlib.h>

#include <filesystem>
#include <ostream>

#include "core/text.h"
#include "wire/files.h"

namespace muster::cli {
namespace {

constexpr std::string_view leases =
    "0 3c:52:82:00:00:11 10.20.0.11 printer-2nd-floor *\n"
    "0 bc:24:11:00:00:12 10.20.0.12 web1 *\n"
    "0 bc:24:11:00:00:13 10.20.0.13 db1 *\n"
    "0 b8:27:eb:00:00:14 10.20.0.14 sensor *\n";

// Hosts by a lease file, records into a file of Unbound.
std::string configuration() {
  return "sites:\n"
         "  berlin: {domain: berlin.example, networks: [10.20.0.0/24]}\n"
         "sources:\n"
         "  lan: {kind: dhcp-leases, site: berlin, format: dnsmasq, path: leases}\n"
         "classifications:\n"
         "  server: {netbox: vm, role: server, dns: true}\n"
         "  printer: {netbox: vm, role: printer, dns: true}\n"
         "targets:\n"
         "  ns1: {kind: unbound, file: muster.conf}\n";
}

std::string new_folder() {
  std::string name = (std::filesystem::temp_directory_path() / "muster-demo-XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr) throw Error("cannot make the folder " + name);
  return name;
}

class Demo {
 public:
  explicit Demo(const Call& call) : call_(call), folder_(new_folder()) {}

  void put(const std::string& path, std::string_view text) const {
    write_below(folder_, path, text);
  }

  void git(const std::vector<std::string>& words) const {
    show("git", words);
    muster::Command command;
    command.argv = {"git"};
    command.argv.insert(command.argv.end(), words.begin(), words.end());
    command.directory = folder_;
    const Output said = call_.app.wires.runner.run(command, call_.app.stop);
    if (said.code != 0) throw Error("git " + words[0] + " failed").because(clean(said.err));
    call_.app.out << said.out;
  }

  void muster(std::vector<std::string> words) const {
    show("muster", words);
    words.insert(words.end(), {"--directory", folder_});
    const int code = run_command_line(words, call_.app);
    if (code != 0) throw Error("muster " + words[0] + " ended with " + std::to_string(code));
  }

  const std::string& folder() const { return folder_; }

 private:
  void show(const std::string& program, const std::vector<std::string>& words) const {
    std::string line = "\n$ " + program;
    for (const std::string& word : words) {
      const bool plain = word.find_first_of(" *()\"$") == std::string::npos;
      line += plain ? " " + word : " '" + word + "'";
    }
    call_.app.out << line << "\n";
  }

  const Call& call_;
  std::string folder_;
};

}  // namespace

Exit run_demo(const Call& call) {
  const Demo demo(call);
  call.app.out << "An inventory made up for this, in " << demo.folder() << "\n";
  demo.git({"init", "--quiet", "--initial-branch=main"});
  demo.git({"config", "user.name", "Demo"});
  demo.git({"config", "user.email", "demo@example.org"});
  demo.put("muster.yaml", configuration());
  demo.put("leases", leases);
  demo.git({"add", "muster.yaml", "leases"});
  demo.git({"commit", "--quiet", "-m", "Begin the inventory"});
  demo.muster({"discover"});
  demo.git({"merge", "--quiet", "muster/discover/berlin"});
  demo.muster({"ls"});
  demo.muster({"classify", "server", "web1", "db1", "--commit"});
  demo.muster({"approve", "web1", "db1", "--commit"});
  demo.muster({"reconcile", "--plan"});
  demo.muster({"reconcile", "--yes"});
  demo.git({"revert", "--no-edit", "HEAD"});
  demo.muster({"reconcile", "--plan"});
  call.app.out << "\nLook around in " << demo.folder() << ", and remove it when you are done.\n";
  return Exit::ok;
}

}  // namespace muster::cli
