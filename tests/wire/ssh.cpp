#include "wire/ssh/ssh.h"

#include "ssh_scene.h"
#include "times.h"

using namespace muster;
using namespace muster::ssh_test;
using namespace muster::test;

namespace {

constexpr size_t most_bytes = 64 << 20;

// What logging in to `server` and then `use` fails with.
std::string failure(
    const SshServer& server, const std::function<void(SshSession&)>& use = [](SshSession&) {},
    std::stop_token stop = {}, Clock& clock = real_time()) {
  try {
    const auto session = make_ssh(clock)->log_in(server, std::move(stop));
    use(*session);
  } catch (const Error& error) {
    return render(error);
  }
  return "";
}

void read_sample(SshSession& session) { session.read_file("/etc/passwd", most_bytes); }

std::string port_of(const SshServer& server) { return std::to_string(server.port); }

}  // namespace

TEST_CASE("a place to reach by SSH is a user, a host and perhaps a port") {
  const auto shown = [](const std::string& text) {
    const auto server = parse_ssh_server(text);
    return server ? render(*server) + " port " + std::to_string(server->port) : "none";
  };
  CHECK(shown("muster@dhcp1") == "muster@dhcp1 port 22");
  CHECK(shown("muster@10.0.0.1:2222") == "muster@10.0.0.1:2222 port 2222");
  CHECK(shown("muster@[2001:db8::1]") == "muster@[2001:db8::1] port 22");
  CHECK(shown("muster@[2001:db8::1]:2200") == "muster@[2001:db8::1]:2200 port 2200");
  for (const char* text : {"dhcp1", "@dhcp1", "muster@", "muster@dhcp1:", "muster@dhcp1:0",
                           "muster@dhcp1:65536", "muster@[::1", "muster@[::1]x", "-oProxy@h",
                           "muster@-h", "a b@h", "muster@a,b", "muster@2001:db8::1"}) {
    CHECK(shown(text) == "none");
  }
}

TEST_CASE("what a server repeats of the password is taken out of its files") {
  if (without_sshd()) return;
  const Sshd sshd;
  SshServer server = sshd.server();
  server.password = Secret("s3cr3t-passphrase");
  write(sshd.file("leases"), "0 02:00:00:00:00:01 10.0.0.1 s3cr3t-passphrase *\n");
  const auto session = make_ssh(real_time())->log_in(server, {});
  CHECK(session->read_file(sshd.file("leases"), most_bytes) ==
        "0 02:00:00:00:00:01 10.0.0.1 (scrubbed) *\n");
}

TEST_CASE("files of any size come over SSH as they are, one after the other") {
  if (without_sshd()) return;
  const Sshd sshd;
  const auto session = make_ssh(real_time())->log_in(sshd.server(), {});
  for (const size_t size : {size_t{0}, size_t{1}, size_t{32'767}, size_t{32'768}, size_t{32'769},
                            size_t{524'288}, size_t{5'000'001}}) {
    std::string text(size, '\0');
    for (size_t i = 0; i < size; ++i) text[i] = static_cast<char>(i * 31 + i / 251);
    write(sshd.file("leases"), text);
    CHECK(session->read_file(sshd.file("leases"), most_bytes) == text);
  }
  CHECK(session->read_file(sshd.file("nothing"), most_bytes) == std::nullopt);
}

TEST_CASE("what is no file, too large or not to be read is said so") {
  if (without_sshd()) return;
  const Sshd sshd;
  const std::string place = "ssh " + sshd.user + "@127.0.0.1:" + std::to_string(sshd.port);
  write(sshd.file("leases"), std::string(100'000, 'x'));
  CHECK(failure(sshd.server(),
                [&](SshSession& session) { session.read_file(sshd.file("leases"), 99'999); }) ==
        "error: " + place + ": cannot read " + sshd.file("leases") +
            "\n  why: it is larger than 99,999 bytes\n");
  CHECK_THAT(failure(sshd.server(),
                     [&](SshSession& session) { session.read_file(sshd.file(""), most_bytes); }),
             Catch::StartsWith("error: " + place + ": cannot read " + sshd.file("")));
  CHECK(failure(sshd.server(), [](SshSession& session) {
          session.read_file("/dev/zero", most_bytes);
        }) == "error: " + place + ": cannot read /dev/zero\n  why: it is not a regular file\n");
}

TEST_CASE("a host key that is unknown, changed or of another kind is refused before any login") {
  if (without_sshd()) return;
  const Sshd sshd;
  const SshServer server = sshd.server();
  const std::string place = "ssh " + render(server);
  const std::string shows = "\n  why: the server shows ssh-ed25519 " + sshd.fingerprint("host");
  const std::string confirm = "\n  fix: if the server's administrator confirms this fingerprint, ";

  write(server.known_hosts, "elsewhere " + sshd.public_key("host") + "\n");
  CHECK(failure(server, read_sample) ==
        "error: " + place + ": the host key is not known" + shows + ", and " + server.known_hosts +
            " has no line for it" + confirm + "add the line: " + sshd.known_line("host") + "\n");
  fs::remove(server.known_hosts);
  CHECK(failure(server, read_sample) ==
        "error: " + place + ": the host key is not known" + shows + ", and " + server.known_hosts +
            " cannot be read" + confirm + "add the line: " + sshd.known_line("host") + "\n");
  CHECK(!fs::exists(server.known_hosts));
  sshd.know("other");
  CHECK(failure(server, read_sample) ==
        "error: " + place + ": the host key is not the one in " + server.known_hosts + shows +
            ": it was set up anew, or somebody stands between" + confirm +
            "replace its line by: " + sshd.known_line("host") + "\n");
  sshd.make_key("ecdsa", "ecdsa");
  sshd.know("ecdsa");
  CHECK_THAT(failure(server, read_sample),
             Catch::StartsWith("error: " + place + ": the host key is not the one in "));
  SshServer careless = server;
  careless.known_hosts = "";
  CHECK(failure(careless, read_sample) ==
        "error: " + place +
            ": the host key cannot be checked\n  why: no known_hosts file is named\n"
            "  fix: set known_hosts to a file that has the server's key\n");
  CHECK(slurp(sshd.file("log")).find("Accepted") == std::string::npos);
  sshd.know("host");
  CHECK(failure(server, read_sample) == "");
}

TEST_CASE("a revoked host key is refused, whatever else known_hosts and the pins say of it") {
  if (without_sshd()) return;
  const Sshd sshd;
  SshServer server = sshd.server();
  write(server.known_hosts, sshd.known_line("host") + "\n@revoked * " + sshd.public_key("host") +
                                "\n@revoked * " + sshd.public_key("other") + "\n");
  const std::string revoked = "error: ssh " + render(server) + ": the host key is revoked in " +
                              server.known_hosts + "\n  why: the server shows ssh-ed25519 " +
                              sshd.fingerprint("host") +
                              "\n  fix: have the server's administrator make a new host key\n";
  CHECK(failure(server, read_sample) == revoked);
  server.host_keys = {sshd.fingerprint("host")};
  CHECK(failure(server, read_sample) == revoked);
  write(server.known_hosts,
        sshd.known_line("host") + "\n@revoked * " + sshd.public_key("other") + "\n");
  CHECK(failure(server, read_sample) == "");
}

TEST_CASE("a refused login names the way tried and shows no secret") {
  if (without_sshd()) return;
  const Sshd sshd;
  SshServer server = sshd.server();
  const std::string place = "ssh " + render(server);
  server.identity = sshd.file("other");
  CHECK(failure(server) == "error: " + place +
                               ": the login is refused\n"
                               "  why: the server does not take " +
                               server.identity +
                               "\n  fix: add its public key to the user's authorized_keys there\n");
  server.identity = "";
  server.password = Secret("swordfish-7");
  CHECK(failure(server) == "error: " + place +
                               ": the login is refused\n"
                               "  why: the server does not take the password\n"
                               "  fix: check user and password\n");
  server.identity = sshd.file("none");
  CHECK(failure(server) == "error: cannot read the private key " + server.identity +
                               "\n  fix: name a private key file that can be read as identity\n");
}

TEST_CASE("a private key may have a passphrase, and nobody is asked for it") {
  if (without_sshd()) return;
  const Sshd sshd;
  SystemRunner runner{real_time()};
  REQUIRE(
      runner
          .run({{"ssh-keygen", "-q", "-p", "-P", "", "-N", "swordfish-7", "-f", sshd.file("me")},
                "",
                ""},
               {})
          .code == 0);
  SshServer server = sshd.server();
  const std::string refused =
      "error: cannot use the private key " + server.identity +
      "\n  why: it is no private key, or its passphrase is missing or wrong\n"
      "  fix: name a private key as identity, and its passphrase, if any, as password\n";
  CHECK(failure(server) == refused);
  server.password = Secret("wrong");
  CHECK(failure(server) == refused);
  server.password = Secret("swordfish-7");
  CHECK(failure(server, read_sample) == "");
}

TEST_CASE("a Unix socket is asked through the server") {
  if (without_sshd()) return;
  const Sshd sshd;
  const std::string place = "ssh " + render(sshd.server());
  const auto session = make_ssh(real_time())->log_in(sshd.server(), {});
  const std::string long_answer(300'000, 'y');
  {
    const UnixServer peer(sshd.file("socket"), long_answer);
    CHECK(session->ask_socket(peer.path, "{}\n", most_bytes) == long_answer);
    CHECK(peer.requests == std::vector<std::string>{"{}\n"});
  }
  {
    fs::remove(sshd.file("socket"));
    const UnixServer peer(sshd.file("socket"), long_answer);
    CHECK_THROWS_AS(session->ask_socket(peer.path, "{}\n", 1'000), Error);
  }
  CHECK_THAT(failure(sshd.server(),
                     [&](SshSession& other) { other.ask_socket("/nowhere", "{}\n", most_bytes); }),
             Catch::StartsWith("error: " + place + ": cannot open the socket /nowhere\n"));
}

TEST_CASE("a server that does not answer is left after its time") {
  const Port silent(true);
  SshServer server;
  server.user = "muster";
  server.host = "127.0.0.1";
  server.port = silent.number;
  server.known_hosts = "/dev/null";
  server.timeout = Milliseconds(1'000);
  JumpingClock clock;
  CHECK(failure(server, read_sample, {}, clock) ==
        "error: ssh muster@127.0.0.1:" + port_of(server) +
            ": cannot connect\n  why: no connection within 1 s\n"
            "  fix: check the address and port, and that the SSH server runs\n");
  std::stop_source stop;
  stop.request_stop();
  CHECK(failure(server, read_sample, stop.get_token()) ==
        "error: ssh muster@127.0.0.1:" + port_of(server) +
            ": cannot connect\n  why: the run was stopped\n");
  server.port = Port(false).number;
  CHECK_THAT(failure(server), Catch::Contains("cannot connect"));
}

TEST_CASE("a server that falls silent after the login is left at the deadline or on a stop") {
  if (without_sshd()) return;
  const Sshd sshd("/bin/sleep 30");
  SshServer server = sshd.server();
  server.deadline = Milliseconds(1'000);
  const std::string ended =
      "error: ssh " + render(server) + ": reading /etc/passwd was ended\n  why: ";
  CHECK(failure(server, read_sample) == ended + "it took longer than 1 s\n");
  server.deadline = Milliseconds(60'000);
  std::stop_source stop;
  std::jthread later([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(500));
    stop.request_stop();
  });
  CHECK_THAT(failure(server, read_sample, stop.get_token()),
             Catch::EndsWith("why: the run was stopped\n"));
}

TEST_CASE("without SSH every login is an error") {
  SshServer server;
  server.user = "muster";
  server.host = "dhcp1";
  try {
    no_ssh().log_in(server, {});
    FAIL("logged in");
  } catch (const Error& error) {
    CHECK(error.message == "ssh muster@dhcp1: SSH is not to be had here");
  }
}
