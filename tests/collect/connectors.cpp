// The connectors that come with muster, each against a double of its system.
#include "api_scene.h"

using namespace muster;
using namespace muster::test;

namespace {

using Kinds = std::map<std::string, size_t>;

}  // namespace

TEST_CASE("Foreman: hosts from pages and details, without their BMC, fresh by their last report") {
  ApiScene scene("foreman", "--count 230");
  const Observation seen = scene.collect();
  CHECK(render(seen.trouble) == "");
  CHECK(seen.answer == Answer::whole);
  CHECK(kinds_of(seen) == Kinds{{"host", 230}});
  CHECK(seen.facts.size() == 230);
  CHECK(seen.complete.contains(FactKind::device));
  const auto& host = record_of(seen, "host", "7");
  CHECK(host.name == "node7.lab.example");
  CHECK(host.link == scene.server.url + "/hosts/node7.lab.example");
  CHECK(render(host.macs.at(0)) == "52:54:00:00:06:00");
  CHECK(render(host.addresses.at(0)) == "10.30.0.7/32");
  CHECK(value_of(host, "vcpus") == "16");
  CHECK(value_of(host, "memory") == "65536");
  CHECK(value_of(host, "platform") == "Debian 12.5");
  CHECK(render_time(*host.heard) == "2026-11-25T10:00:00Z");
  const auto& fact = std::get<DeviceFact>(seen.facts.front());
  CHECK(fact.interface == "eth0");
  CHECK(fact.product.model == "PowerEdge R650");
  CHECK(fact.chassis == "connector:foreman/1");
  CHECK(names_in(seen.facts.front()) == Strings{"device node1.lab.example"});
}

TEST_CASE(
    "PuppetDB: nodes joined to their inventory; a node that is silent for long makes no host") {
  ApiScene scene("puppetdb", "--count 1210");
  const Observation seen = scene.collect();
  CHECK(render(seen.trouble) == "");
  CHECK(kinds_of(seen) == Kinds{{"host", 1210}});
  CHECK(seen.facts.size() == 1089);
  CHECK(seen.dropped == std::map<std::string, size_t>{{"stale: kept as a record", 121}});
  const auto& host = record_of(seen, "host", "agent2.lab.example");
  CHECK(host.serial == "SN1001");
  CHECK(value_of(host, "vendor") == "Dell Inc.");
  CHECK(value_of(host, "platform") == "Debian 12.5");
  CHECK(value_of(host, "memory") == "8192");
  CHECK(value_of(host, "report") == "failed");
  CHECK(host.attributes.at("booted").passing);
  CHECK(render(host.addresses.at(0)) == "10.40.0.2/16");
  CHECK(record_of(seen, "host", "agent9.lab.example").stale);
}

TEST_CASE("Oxidized: what it last fetched, as records beside the hosts") {
  ApiScene scene("oxidized", "--count 5");
  const Observation seen = scene.collect();
  CHECK(render(seen.trouble) == "");
  CHECK(kinds_of(seen) == Kinds{{"backup", 5}});
  CHECK(seen.facts.empty());
  CHECK(seen.answer == Answer::whole);
  const auto& backup = record_of(seen, "backup", "access/sw1");
  CHECK(value_of(backup, "status") == "success");
  CHECK(render(backup.addresses.at(0)) == "10.50.0.1/32");
  CHECK(record_of(seen, "backup", "access/sw5").stale);
  CHECK(value_of(backup, "vars") == "");
}

TEST_CASE("ONTAP: nodes with ports and addresses, aggregates and volumes over linked pages") {
  ApiScene scene("ontap", "--count 1203");
  const Observation seen = scene.collect();
  CHECK(render(seen.trouble) == "");
  CHECK(kinds_of(seen) == Kinds{{"aggregate", 1}, {"host", 2}, {"storage", 1}, {"volume", 1203}});
  CHECK(seen.facts.size() == 2);
  const auto& node = record_of(seen, "host", "n0000001");
  CHECK(node.serial == "721834000121");
  CHECK(render(node.macs.at(0)) == "00:a0:98:00:00:01");
  CHECK(render(node.addresses.at(0)) == "10.60.0.11/24");
  const auto& volume = record_of(seen, "volume", "v7");
  CHECK(value_of(volume, "size") == "107374182400");
  CHECK(volume.relations == std::vector<Relation>{{"aggregate", "aggregate", "g0000001"}});
}

TEST_CASE("OceanStor: a session by cookie and token, renewed in the middle; sectors become bytes") {
  ApiScene scene("oceanstor", "--count 350 --expire-after 4");
  const Observation seen = scene.collect();
  CHECK(render(seen.trouble) == "");
  CHECK(kinds_of(seen) == Kinds{{"controller", 2}, {"host", 1}, {"pool", 1}, {"volume", 350}});
  CHECK(seen.facts.size() == 2);
  CHECK(record_of(seen, "host", "2102350ABC").name == "dorado-lab");
  CHECK(render(record_of(seen, "host", "2102350ABC").addresses.at(0)) == "10.70.0.5/24");
  CHECK(value_of(record_of(seen, "volume", "17"), "size") == "1073741824");
  CHECK(value_of(record_of(seen, "controller", "0A"), "status") == "online");
}

TEST_CASE("Commvault: clients with the last success of their jobs, paged in the body") {
  ApiScene scene("commvault", "--count 205 --expire-after 3");
  const Observation seen = scene.collect();
  CHECK(render(seen.trouble) == "");
  CHECK(kinds_of(seen) == Kinds{{"backup", 205}});
  const auto& good = record_of(seen, "backup", "2");
  CHECK(good.name == "client1.lab.example");
  CHECK(value_of(good, "last") == "2025-11-24T16:00:00Z");
  CHECK(value_of(good, "status") == "Completed");
  const auto& bad = record_of(seen, "backup", "5");
  CHECK(value_of(bad, "last") == "");
  CHECK(value_of(bad, "status") == "Failed");
}

TEST_CASE(
    "vSphere: VMs with cards, addresses, host and cluster over pages; templates are left out") {
  ApiScene scene("vsphere", "--count 250");
  const Observation seen = scene.collect();
  CHECK(render(seen.trouble) == "");
  CHECK(seen.answer == Answer::whole);
  CHECK(kinds_of(seen) == Kinds{{"datastore", 1}, {"host", 1}, {"vm", 225}});
  CHECK(seen.dropped == std::map<std::string, size_t>{{"template", 25}});
  const auto& fact = fact_of<NicFact>(seen, "vm 100 Network adapter 1");
  CHECK(fact.guest == GuestFact{"vsphere", "lab-cluster", "esx1.lab.example", 100, GuestKind::vm,
                                "running", 4, 8192, 40960});
  CHECK(fact.identity == "vsphere:5000aaaa-0000-4000-8000-000000000100");
  CHECK(names_in(fact) == Strings{"hypervisor vm&100"});
  CHECK(addresses_in(fact) == Strings{"10.80.1.1/16"});
  CHECK(fact.product.platform == "Debian GNU/Linux 12 (64-bit)");
  CHECK_FALSE(fact_of<NicFact>(seen, "vm 102 Network adapter 1").running);
  const auto& host = record_of(seen, "host", "host-10");
  CHECK(host.link == scene.server.url +
                         "/ui/app/host;nav=h/urn:vmomi:HostSystem:host-10:"
                         "0d5c1b1e-0000-4000-8000-000000000001/summary");
  CHECK(host.serial == "7XK2Q33");
  CHECK(value_of(host, "platform") == "VMware ESXi 8.0.2");
  CHECK(value_of(record_of(seen, "datastore", "datastore-11"), "free") == "549755813888");
}

TEST_CASE(
    "a wrong password is told in each system's own words, and nothing is taken for an answer") {
  const auto told = [](const std::string& system) {
    ApiScene scene(system, "--count 2 --password another-one");
    const Observation seen = scene.collect();
    CHECK(seen.answer == Answer::none);
    std::string text = render(seen.trouble);
    CHECK(text.find("s3cret") == std::string::npos);
    const std::string url = scene.server.url;
    for (size_t at = 0; (at = text.find(url)) != std::string::npos;) {
      text.replace(at, url.size(), "URL");
    }
    return text.substr(0, text.find('\n', text.find('\n') + 1) + 1);
  };
  CHECK(told("foreman") ==
        "error: GET URL/api/hosts failed: 401 Unauthorized\n"
        "  why: Unable to authenticate user\n");
  CHECK(told("ontap") ==
        "error: GET URL/api/cluster failed: 401 Unauthorized\n"
        "  why: User is not authorized.\n");
  CHECK(told("oceanstor") ==
        "error: POST URL/deviceManager/rest/xx/sessions failed: 200 OK\n"
        "  why: The User name or password is incorrect.\n");
  CHECK(told("commvault") ==
        "error: POST URL/commandcenter/api/Login failed: 200 OK\n"
        "  why: Invalid username or password\n");
  CHECK(told("vsphere") ==
        "error: vsphere:vsphere: the login is refused\n"
        "  why: Cannot complete login due to an incorrect user name or password.\n");
}
