#include "scene.h"

using namespace muster;
using namespace muster::test;

namespace {

std::string wrap(const std::string& json) { return R"({"data":)" + json + "}"; }

struct ClusterScene : Scene {
  ClusterScene() {
    source.config.settings = ProxmoxConfig{};
    source.config.name = "lab";
    source.config.site = "berlin";
    source.config.as<ProxmoxConfig>().url = "https://pve";
    source.config.as<ProxmoxConfig>().token_id = "muster@pve!discover";
    source.secrets.set("token", Secret("t0k"));
    say("/version", R"({"version":"9.0.3"})");
    say("/cluster/status", R"([{"type":"cluster","name":"pve1"},{"type":"node","name":"a"}])");
  }
  void say(const std::string& path, const std::string& json) {
    http.say("/api2/json" + path, wrap(json));
  }
  void refuse(const std::string& path, int status, const std::string& sentence) {
    http.say("/api2/json" + path, R"({"data":null,"message":")" + sentence + R"(\n"})", status,
             sentence);
  }
  void guests(const std::string& list) { say("/cluster/resources", list); }
  void one_vm(const std::string& config, const std::string& status = "running") {
    guests(R"([{"type":"qemu","vmid":101,"node":"a","name":"web1","status":")" + status + R"("}])");
    say("/nodes/a/qemu/101/config?current=1", config);
  }
};

const std::string kAgent = "/nodes/a/qemu/101/agent/network-get-interfaces";
const std::string kNic = R"({"net0":"virtio=BC:24:11:00:01:01,bridge=vmbr0,tag=20"})";

}  // namespace

TEST_CASE("a running VM has the addresses its agent tells, matched by MAC") {
  ClusterScene scene;
  scene.one_vm(R"({"net0":"virtio=BC:24:11:00:01:01,bridge=vmbr0,firewall=1,mtu=1,tag=20",
    "net1":"model=vmxnet3,macaddr=BC:24:11:00:01:12,bridge=vmbr1,mtu=9000,trunks=2-4;9",
    "ipconfig0":"ip=10.9.9.9/24,gw=10.9.9.1","ipconfig1":"ip=10.5.0.1/24,ip6=auto","digest":"x"})");
  scene.say(kAgent, R"({"result":[
    {"name":"lo","hardware-address":"00:00:00:00:00:00","ip-addresses":[{"ip-address":"127.0.0.1","prefix":8}]},
    {"name":"ens18","hardware-address":"bc:24:11:00:01:01","ip-addresses":[
      {"ip-address":"10.20.4.17","prefix":24,"ip-address-type":"ipv4"},
      {"ip-address":"2001:db8::17","prefix":64},{"ip-address":"fe80::1","prefix":64}]},
    {"name":"docker0","hardware-address":"02:42:00:00:00:01","ip-addresses":[{"ip-address":"172.17.0.1","prefix":16}]},
    {"name":"wg0","ip-addresses":[{"ip-address":"10.1.1.1"}]},{"name":"odd"}]})");
  const Observation seen = scene.collect_well();
  REQUIRE(rows_of(seen) == Strings{"vm 101 net0", "vm 101 net1"});
  const auto& fact = std::get<NicFact>(seen.facts[0]);
  CHECK(seen.source == "proxmox:lab");
  CHECK(render(fact.mac) == "bc:24:11:00:01:01");
  CHECK(addresses_in(fact) == Strings{"10.20.4.17/24", "2001:db8::17/64"});
  CHECK(names_in(fact) == Strings{"hypervisor web1"});
  CHECK(fact.vlans == std::vector<int>{20});
  CHECK(fact.mtu == 0);  // 1 means its bridge's
  CHECK(fact.interface == "net0");
  CHECK(fact.bridge == "vmbr0");
  CHECK(fact.running);
  CHECK(fact.guest == GuestFact{"proxmox", "pve1", "a", 101, GuestKind::vm, "running", 1, 512, 0});
  CHECK(fact.identity == "proxmox:pve1/qemu/101");
  CHECK(addresses_in(seen.facts[1]) == Strings{"10.5.0.1/24"});
  CHECK(std::get<NicFact>(seen.facts[1]).vlans == std::vector<int>{2, 3, 4, 9});
  CHECK(std::get<NicFact>(seen.facts[1]).mtu == 9000);
  CHECK(seen.complete == std::set<FactKind>{FactKind::guest});
  CHECK(scene.http.asked.size() == 5);
  CHECK(scene.http.asked[0].headers.at("Authorization") == "PVEAPIToken=muster@pve!discover=t0k");
}

TEST_CASE("a guest tells how much it was given, with every disk and no image of a CD") {
  const auto size_of = [](const std::string& config) {
    ClusterScene scene;
    const std::string nic = kNic.substr(1, kNic.size() - 2);
    scene.one_vm("{" + nic + "," + config + "}", "stopped");
    const GuestFact guest = std::get<NicFact>(scene.collect_well().facts.at(0)).guest;
    return std::vector<long long>{guest.vcpus, guest.memory, guest.disk};
  };
  CHECK(size_of(R"("cores":4,"sockets":2,"memory":"4096","scsi0":"zfs:vm-101-disk-0,size=32G",
    "scsi1":"zfs:vm-101-disk-1,discard=on,size=512M","virtio12":"zfs:x,size=1T",
    "ide2":"local:iso/debian.iso,media=cdrom,size=600M","efidisk0":"zfs:e,size=4M",
    "scsihw":"virtio-scsi-single")") == std::vector<long long>{8, 4096, 32 * 1024 + 512 + 1048576});
  CHECK(size_of(R"("memory":"current=2048","scsi0":"none","sata0":"zfs:x,size=2048K")") ==
        std::vector<long long>{1, 2048, 2});
  CHECK(size_of(R"("cores":-1,"memory":"99999999999999","scsi0":"zfs:x,size=9999999999999T")") ==
        std::vector<long long>{1, 512, 0});
}

TEST_CASE("a container without a limit of its own has its node's processors, and no number") {
  ClusterScene scene;
  scene.guests(R"([{"type":"lxc","vmid":102,"node":"a","name":"ct","status":"stopped"}])");
  scene.say("/nodes/a/lxc/102/config?current=1",
            R"({"net0":"name=eth0,hwaddr=BC:24:11:00:02:01,bridge=vmbr0","memory":1024,
    "rootfs":"zfs:subvol-102,size=8G","mp0":"zfs:data,mp=/srv,size=100G","mpx":"x,size=1G"})");
  const GuestFact guest = std::get<NicFact>(scene.collect_well().facts.at(0)).guest;
  CHECK(guest.vcpus == 0);
  CHECK(guest.memory == 1024);
  CHECK(guest.disk == 108 * 1024);
}

TEST_CASE("a container tells its interfaces in the old and the new form") {
  const auto told = GENERATE(
      R"([{"name":"lo","hwaddr":"00:00:00:00:00:00","inet":"127.0.0.1/8"},
          {"name":"eth0","hwaddr":"bc:24:11:00:02:01","inet":"10.0.0.21/24","inet6":"2001:db8::21/64"}])",
      R"([{"name":"eth0","hardware-address":"bc:24:11:00:02:01","ip-addresses":[
          {"ip-address":"10.0.0.21","prefix":"24"},{"ip-address":"2001:db8::21","prefix":"64"}]}])");
  ClusterScene scene;
  scene.guests(R"([{"type":"lxc","vmid":201,"node":"a","name":"dns1","status":"running"}])");
  scene.say(
      "/nodes/a/lxc/201/config?current=1",
      R"({"net0":"name=eth0,bridge=vmbr0,hwaddr=BC:24:11:00:02:01,ip=dhcp,ip6=auto,tag=20,type=veth",
                "ostype":"debian"})");
  scene.say("/nodes/a/lxc/201/interfaces", told);
  const auto fact = std::get<NicFact>(scene.collect_well().facts.at(0));
  CHECK(describe(fact) == "container 201 eth0");
  CHECK(addresses_in(fact) == Strings{"10.0.0.21/24", "2001:db8::21/64"});
  CHECK(fact.interface == "eth0");
  CHECK(fact.product.platform == "debian");
  CHECK(fact.guest.kind == GuestKind::container);
}

TEST_CASE("a stopped guest keeps its MACs and its configured addresses, but proves no life") {
  ClusterScene scene;
  scene.guests(R"([{"type":"lxc","vmid":"203","node":"a","name":"monitor","status":"stopped"}])");
  scene.say("/nodes/a/lxc/203/config?current=1",
            R"({"net0":"name=eth0,bridge=vmbr0,hwaddr=BC:24:11:00:02:03,ip=10.0.0.23/24"})");
  const Observation seen = scene.collect_well();
  CHECK(addresses_in(seen.facts.at(0)) == Strings{"10.0.0.23/24"});
  CHECK_FALSE(is_alive(seen.facts[0]));
  CHECK(std::get<NicFact>(seen.facts[0]).guest.status == "stopped");
  CHECK(seen.complete == std::set<FactKind>{FactKind::guest});
}

TEST_CASE("templates, NICs without bridge or MAC and odd rows are dropped with a reason") {
  ClusterScene scene;
  scene.guests(R"([{"type":"qemu","vmid":900,"node":"a","status":"stopped","template":1},
    {"type":"openvz","vmid":5,"node":"a"},{"type":"qemu","node":"a"},"text",
    {"type":"qemu","vmid":102,"node":"a","status":"stopped"},
    {"type":"qemu","vmid":101,"node":"a","status":"stopped"}])");
  scene.say(
      "/nodes/a/qemu/101/config?current=1",
      R"({"net0":"e1000=BC:24:11:00:01:01","net1":"virtio,bridge=vmbr0","netx":"y","net2":7})");
  scene.say("/nodes/a/qemu/102/config?current=1", R"({"cores":1})");
  const Observation seen = scene.collect();
  CHECK(render(seen.trouble) ==
        "warning: proxmox:lab: 3 rows of 8 rows could not be understood\n"
        "  fix: see the reasons they were left out for; it may be newer than muster\n");
  CHECK(seen.facts.empty());
  CHECK(seen.dropped == std::map<std::string, size_t>{{"template", 1},
                                                      {"unknown kind of guest", 2},
                                                      {"guest without number or node", 1},
                                                      {"guest without network interface", 1},
                                                      {"no bridge", 1},
                                                      {"no MAC", 2}});
}

TEST_CASE("agents that tell nothing are one warning a reason, and the guests stay") {
  ClusterScene scene;
  scene.guests(R"([{"type":"qemu","vmid":101,"node":"a","name":"x","status":"running"},
    {"type":"qemu","vmid":102,"node":"a","name":"y","status":"running"},
    {"type":"qemu","vmid":103,"node":"a","name":"z","status":"running"},
    {"type":"qemu","vmid":104,"node":"a","name":"h","status":"running"}])");
  for (const char* id : {"101", "102", "103", "104"}) {
    scene.say(std::string("/nodes/a/qemu/") + id + "/config?current=1", kNic);
  }
  scene.refuse("/nodes/a/qemu/101/agent/network-get-interfaces", 500,
               "QEMU guest agent is not running");
  scene.refuse("/nodes/a/qemu/102/agent/network-get-interfaces", 500,
               "QEMU guest agent is not running");
  scene.refuse("/nodes/a/qemu/103/agent/network-get-interfaces", 500,
               "No QEMU guest agent configured");
  scene.http.dead.insert("/api2/json/nodes/a/qemu/104/agent/network-get-interfaces");
  const Observation seen = scene.collect();
  CHECK(seen.facts.size() == 4);
  CHECK(seen.complete == std::set<FactKind>{FactKind::guest});
  CHECK_FALSE(seen.trouble.has_errors());
  CHECK(render(seen.trouble) ==
        "warning: proxmox:lab: 1 guest: no guest agent configured (103)\n"
        "  fix: enable the QEMU guest agent option\n"
        "warning: proxmox:lab: 1 guest: the guest agent does not answer (104)\n"
        "  fix: restart qemu-guest-agent there\n"
        "warning: proxmox:lab: 2 guests: the guest agent is not running (101, 102)\n"
        "  fix: install and start qemu-guest-agent in them\n");
  for (const Asked& asked : scene.http.asked) {
    if (asked.path.find("/agent/") != std::string::npos) CHECK(asked.timeout == Milliseconds(5000));
  }
}

TEST_CASE("an agent that says it cannot answer has not said that its guest has no addresses") {
  const auto [told, why] = GENERATE(table<std::string, std::string>({
      {R"({"result":{"error":{"class":"Unsupported","desc":"command not supported"}}})",
       "command not supported"},
      {R"({"result":null})", "the answer has no list of interfaces"},
      {R"({})", "the answer has no list of interfaces"},
  }));
  ClusterScene scene;
  scene.guests(R"([{"type":"qemu","vmid":101,"node":"a","name":"x","status":"running"}])");
  scene.say("/nodes/a/qemu/101/config?current=1", kNic);
  scene.say(kAgent, told);
  const Observation seen = scene.collect();
  CHECK(seen.facts.size() == 1);
  CHECK(render(seen.trouble) ==
        "warning: proxmox:lab: 1 guest: addresses could not be asked for (101)\n"
        "  why: " +
            why + "\n");
}

TEST_CASE("the right that is missing is named as this release names it") {
  const auto [version, right] = GENERATE(
      table<std::string, std::string>({{"9.0.3", "VM.GuestAgent.Audit"}, {"8.4.1", "VM.Monitor"}}));
  ClusterScene scene;
  scene.say("/version", R"({"version":")" + version + R"("})");
  scene.one_vm(kNic);
  scene.refuse(kAgent, 403, "Permission check failed");
  const Observation seen = scene.collect();
  CHECK(render(seen.trouble) ==
        "warning: proxmox:lab: 1 guest: addresses may not be asked for (101)\n"
        "  fix: grant the role of the user, and of its token, " +
            right + " on /vms\n");
  CHECK(seen.facts.size() == 1);
}

TEST_CASE("a configuration that may not be read is a warning, and the view is not complete") {
  ClusterScene scene;
  scene.one_vm(kNic);
  scene.refuse("/nodes/a/qemu/101/config?current=1", 403,
               "Permission check failed (/vms/101, VM.Audit)");
  const Observation seen = scene.collect();
  CHECK(seen.complete.empty());
  CHECK_FALSE(seen.trouble.has_errors());
  CHECK(seen.dropped == std::map<std::string, size_t>{{"configuration not read", 1}});
  CHECK(render(seen.trouble) ==
        "warning: proxmox:lab: 1 guest: configuration may not be read (101)\n"
        "  fix: grant the role of the user, and of its token, VM.Audit on /vms\n");
}

TEST_CASE("a configuration that cannot be read is an error, told once for all such guests") {
  ClusterScene scene;
  scene.guests(R"([{"type":"qemu","vmid":101,"node":"a","status":"unknown"},
                   {"type":"qemu","vmid":102,"node":"a","status":"unknown"}])");
  scene.refuse("/nodes/a/qemu/101/config?current=1", 595, "No route to host");
  scene.refuse("/nodes/a/qemu/102/config?current=1", 595, "No route to host");
  const Observation seen = scene.collect();
  CHECK(seen.trouble.has_errors());
  CHECK(render(seen.trouble) ==
        "error: proxmox:lab: 2 guests: configuration cannot be read (101, 102)\n"
        "  why: GET https://pve/api2/json/nodes/a/qemu/101/config failed: 595 No route to host\n");
}

TEST_CASE("an empty list is not believed") {
  ClusterScene scene;
  scene.guests("[]");
  const Observation seen = scene.collect();
  CHECK(seen.complete.empty());
  CHECK_FALSE(seen.trouble.has_errors());
  CHECK(render(seen.trouble) ==
        "warning: proxmox:lab: the server lists no guest at all\n"
        "  why: a token with privilege separation has only the rights that both the token and its "
        "user have\n"
        "  fix: grant PVEAuditor on / to the token as well as to the user\n");
}

TEST_CASE("a password becomes a ticket, which becomes a cookie") {
  ClusterScene scene;
  scene.source.config.as<ProxmoxConfig>().token_id.clear();
  scene.source.config.as<ProxmoxConfig>().username = "muster@pve";
  scene.source.secrets.set("password", Secret("a b&c"));
  scene.say("/access/ticket", R"({"ticket":"PVE:m@pve:1::x+/=","CSRFPreventionToken":"c"})");
  scene.one_vm(kNic, "stopped");
  scene.collect_well();
  CHECK(scene.http.asked[0].method == "POST");
  CHECK(scene.http.asked[0].body == "username=muster%40pve&password=a%20b%26c");
  CHECK(scene.http.asked[0].headers.empty());
  CHECK(scene.http.asked[1].headers.at("Cookie") ==
        "PVEAuthCookie=PVE%3Am%40pve%3A1%3A%3Ax%2B%2F%3D");
}

TEST_CASE("a user with a second factor cannot log in, and is told what to do") {
  ClusterScene scene;
  scene.source.config.as<ProxmoxConfig>().token_id.clear();
  scene.source.config.as<ProxmoxConfig>().username = "muster@pve";
  scene.say("/access/ticket", R"({"ticket":"PVE:!tfa!x","NeedTFA":1})");
  CHECK(render(scene.collect().trouble) ==
        "error: proxmox:lab: user muster@pve needs a second factor to log in\n"
        "  fix: use an API token: set token_id and token\n");
  CHECK(scene.http.asked.size() == 1);
}

TEST_CASE("a login that fails is an error with the server's sentence") {
  ClusterScene scene;
  scene.refuse("/version", 401, "invalid token value!");
  const Observation seen = scene.collect();
  CHECK(seen.trouble.has_errors());
  CHECK(render(seen.trouble) ==
        "error: GET https://pve/api2/json/version failed: 401 invalid token value!\n"
        "  why: invalid token value!\n"
        "  fix: see whether the credentials are right and still valid\n");
  CHECK(scene.http.asked.size() == 1);
}

TEST_CASE("the cluster is named by itself, else by the configuration, else by its only node") {
  ClusterScene scene;
  scene.one_vm(kNic, "stopped");
  scene.source.config.as<ProxmoxConfig>().cluster = "mine";
  CHECK(std::get<NicFact>(scene.collect_well().facts.at(0)).guest.cluster == "pve1");
  scene.say("/cluster/status", R"([{"type":"node","name":"a"}])");
  CHECK(std::get<NicFact>(scene.collect_well().facts.at(0)).guest.cluster == "mine");
  scene.source.config.as<ProxmoxConfig>().cluster.clear();
  CHECK(std::get<NicFact>(scene.collect_well().facts.at(0)).guest.cluster == "a");
  scene.refuse("/cluster/status", 403, "Permission check failed (/, Sys.Audit)");
  const Observation seen = scene.collect();
  CHECK(std::get<NicFact>(seen.facts.at(0)).guest.cluster == "lab");
  CHECK_FALSE(seen.trouble.has_errors());
  REQUIRE(seen.trouble.items().size() == 1);
  CHECK(seen.trouble.items()[0].fix == "grant Sys.Audit on /, or set cluster for the source");
  scene.refuse("/cluster/status", 500, "cluster not ready - no quorum?");
  CHECK(scene.collect().trouble.has_errors());
}

TEST_CASE("a source that takes too long is left, and says so") {
  ClusterScene scene;
  scene.source.config.as<ProxmoxConfig>().deadline = Seconds(30);
  scene.one_vm(kNic);
  struct LateClock : Clock {
    mutable int asked = 0;
    Time now() const override { return Time(Seconds(asked++ * 20)); }
    void sleep(Milliseconds, std::stop_token) override {}
  } late;
  Wires wires{late, scene.http, scene.runner, scene.progress};
  const Observation seen = collect_all({&scene.source, 1}, wires, {}).front();
  CHECK(render(seen.trouble) ==
        "error: proxmox:lab took too long: the rest was not asked\n"
        "  why: all of it may take 30 s\n"
        "  fix: see what keeps https://pve busy, or raise the deadline of the source\n");
}

TEST_CASE("a list of guests that is none, or holds none, is no whole answer") {
  const auto [list, answer] =
      GENERATE(table<std::string, Answer>({{"[]", Answer::doubtful},
                                           {"{}", Answer::none},
                                           {"5", Answer::none},
                                           {"[null]", Answer::none},
                                           {R"([{"name":"x"}])", Answer::none}}));
  ClusterScene scene;
  scene.guests(list);
  const Observation seen = scene.collect();
  CHECK(seen.answer == answer);
  CHECK_FALSE(seen.trouble.empty());
}

TEST_CASE("configurations without a network interface, or without anything, are not believed") {
  const auto [config, answer] = GENERATE(table<std::string, Answer>(
      {{R"({"cores":1})", Answer::doubtful}, {"{}", Answer::none}, {"null", Answer::none}}));
  ClusterScene scene;
  scene.guests(R"([{"type":"qemu","vmid":101,"node":"a","name":"x","status":"stopped"}])");
  scene.say("/nodes/a/qemu/101/config?current=1", config);
  const Observation seen = scene.collect();
  CHECK(seen.answer == answer);
  CHECK_FALSE(seen.trouble.empty());
}
