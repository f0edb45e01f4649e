#include "inventory/store.h"

#include <stdlib.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

#include "core/shipped.h"
#include "sample.h"

using namespace muster;
namespace fs = std::filesystem;

namespace {

Config config() {
  Config out;
  out.file = "muster.yaml";
  out.sites["berlin"] = {"berlin", "Berlin", "berlin.example", {}, {}};
  out.sites["bonn"] = {"bonn", "Bonn", "berlin.example", {}, {}};
  out.classifications["ignore"].name = "ignore";
  ClassConfig& server = out.classifications["server"];
  server.name = "server";
  server.netbox = Becomes::device;
  server.dns = true;
  return out;
}

Host host(const std::string& id, const std::string& name, const std::string& address) {
  Host out = sample_host();
  out.id = id;
  out.approval = Approval::approved;
  out.observed.name = name;
  out.observed.identity = {"serial:" + id};
  out.observed.interfaces = {{"net0", {}, {*parse_cidr(address)}, {}}};
  return out;
}

SourceText file(const Host& of) {
  const std::string path = host_path(of, false);
  return {path, render_host_file(of, path), ""};
}

// All messages about the hosts, without the advice.
std::string messages(const std::vector<Host>& hosts) {
  std::vector<SourceText> texts;
  for (const Host& one : hosts) texts.push_back(file(one));
  Diagnostics trouble;
  check_inventory(*Store().texts(texts, trouble), config(), trouble);
  std::string out;
  for (const Error& error : trouble.items()) {
    out += error.where.file + ":" + std::to_string(error.where.line) + ": " + error.message + "\n";
  }
  return out;
}

const Host web = host("aaaaaaaaaa", "web", "10.0.0.1/24");
const Host db = host("bbbbbbbbbb", "db", "10.0.0.2/24");

class Folder {
 public:
  Folder() {
    std::string name = (fs::temp_directory_path() / "muster-inv-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("mkdtemp");
    path = name;
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() { fs::remove_all(path); }
  void write(const std::string& name, const std::string& text) const {
    fs::create_directories((path / name).parent_path());
    std::ofstream(path / name, std::ios::binary) << text;
  }
  fs::path path;
};

// What a tree holds, by path, once the files that are not refused were read.
template <class Read>
std::string shown(std::vector<SourceText> texts, Read&& read) {
  std::vector<SourceText*> unread;
  for (SourceText& text : texts) {
    if (text.refused.empty() && text.text.empty()) unread.push_back(&text);
  }
  read(std::span<SourceText* const>(unread));
  std::sort(texts.begin(), texts.end(), [](auto& a, auto& b) { return a.path < b.path; });
  std::string out;
  for (const auto& text : texts) out += text.path + "|" + text.text + "|" + text.refused + "\n";
  return out;
}

Inventory load(const std::vector<SourceText>& texts) {
  Diagnostics trouble;
  const Inventory out = *Store().texts(texts, trouble);
  INFO(render(trouble));
  REQUIRE(trouble.empty());
  return out;
}

std::vector<FileChange> planned(const Inventory& before, const std::vector<Host>& hosts) {
  Diagnostics trouble;
  auto out = plan_files(before, hosts, trouble);
  INFO(render(trouble));
  REQUIRE(trouble.empty());
  return out;
}

}  // namespace

TEST_CASE("hosts in order pass, and are found by id") {
  CHECK(messages({web, db}).empty());
  const Inventory inventory = load({file(db), file(web)});
  CHECK(inventory.files[0]->path == "hosts/berlin/db--bbbbbbbbbb.yaml");
  CHECK(inventory.find("aaaaaaaaaa")->host == web);
  CHECK(inventory.find("cccccccccc") == nullptr);
}

TEST_CASE("two files with one id are told apart by their lines") {
  Host copy = web;
  copy.observed.name = "web2";
  copy.observed.interfaces.clear();
  CHECK(messages({web, copy}) ==
        "hosts/berlin/web2--aaaaaaaaaa.yaml:2: id \"aaaaaaaaaa\" is also in "
        "hosts/berlin/web--aaaaaaaaaa.yaml:2\n");
}

TEST_CASE("two hosts with one identity are told, and a MAC only inside its site") {
  Host one = web, two = db;
  one.observed.identity = {"mac:bc:24:11:aa:bb:cc", "serial:1"};
  two.observed.identity = {"mac:bc:24:11:aa:bb:cc"};
  CHECK(messages({one, two}) ==
        "hosts/berlin/web--aaaaaaaaaa.yaml:24: identity \"mac:bc:24:11:aa:bb:cc\" is also in "
        "hosts/berlin/db--bbbbbbbbbb.yaml:24\n");
  two.observed.site = "bonn";
  CHECK(messages({one, two}).empty());
  two.observed.identity = {"serial:1"};
  CHECK(messages({one, two}) ==
        "hosts/bonn/db--bbbbbbbbbb.yaml:24: identity \"serial:1\" is also in "
        "hosts/berlin/web--aaaaaaaaaa.yaml:24\n");
}

TEST_CASE("an alias is a name like others: it is well formed, and nobody else has it") {
  Host other = db;
  other.aliases = {"www", "web.berlin.example", "Bad Name"};
  CHECK(messages({web, other}) ==
        "hosts/berlin/db--bbbbbbbbbb.yaml:11: alias \"Bad Name\" is no DNS name\n"
        "hosts/berlin/web--aaaaaaaaaa.yaml:20: name \"web\" is also in "
        "hosts/berlin/db--bbbbbbbbbb.yaml:11, same domain berlin.example\n");
}

TEST_CASE("names in other letters are one with what DNS has for them, in one spelling") {
  Host one = web;
  one.name = "b\u00fccherei";
  Host other = db;
  other.aliases = {"xn--bcherei-n2a", "\u00fcber.example"};
  CHECK(messages({one, other}) ==
        "hosts/berlin/db--bbbbbbbbbb.yaml:11: name \"xn--bcherei-n2a\" is also in "
        "hosts/berlin/b-cherei--aaaaaaaaaa.yaml:9, same domain berlin.example\n");
  other.aliases = {"B\u00fccher"};
  one.name = "B\u00dcCHER";
  CHECK(messages({one, other}) ==
        "hosts/berlin/b-cher--aaaaaaaaaa.yaml:9: name \"B\u00dcCHER\" is no DNS label\n"
        "hosts/berlin/db--bbbbbbbbbb.yaml:11: alias \"B\u00fccher\" is no DNS name\n");
}

TEST_CASE("two approved hosts with one name in one DNS domain are told") {
  Host other = db;
  other.name = "web";
  other.observed.site = "bonn";
  CHECK(messages({web, other}) ==
        "hosts/bonn/web--bbbbbbbbbb.yaml:9: name \"web\" is also in "
        "hosts/berlin/web--aaaaaaaaaa.yaml:20, same domain berlin.example\n");
  other.approval = Approval::pending;
  CHECK(messages({web, other}).empty());
  other.approval = Approval::approved;
  other.observed.state = State::gone;
  CHECK(messages({web, other}).empty());
  other.observed.state = State::present;
  other.classification = "ignore";
  CHECK(messages({web, other}).empty());
}

TEST_CASE("two approved hosts with one address are told") {
  Host other = db;
  other.observed.interfaces[0].addresses.push_back(*parse_cidr("10.0.0.1/24"));
  CHECK(messages({web, other}) ==
        "hosts/berlin/web--aaaaaaaaaa.yaml:26: address 10.0.0.1 is also in "
        "hosts/berlin/db--bbbbbbbbbb.yaml:26\n");
  other.observed.interfaces[0].addresses = {*parse_cidr("fe80::1/64")};
  Host third = web;
  third.observed.interfaces[0].addresses = {*parse_cidr("fe80::1/64")};
  CHECK(messages({third, other}).empty());
}

TEST_CASE("an address that two sites have is told where NetBox would hold it for both") {
  Host other = db;
  other.observed.site = "bonn";
  other.observed.interfaces[0].addresses.push_back(*parse_cidr("10.0.0.1/24"));
  CHECK(messages({web, other}).empty());
  Config with = config();
  with.targets.push_back({"netbox", NetboxConfig{}, {}});
  Diagnostics trouble;
  check_inventory(load({file(web), file(other)}), with, trouble);
  REQUIRE(trouble.items().size() == 1);
  CHECK(trouble.items()[0].message ==
        "address 10.0.0.1 is also in hosts/berlin/web--aaaaaaaaaa.yaml:26, at site berlin, and "
        "NetBox holds it once");
  CHECK(trouble.items()[0].where.file == "hosts/bonn/db--bbbbbbbbbb.yaml");
}

TEST_CASE("an address that two sites have is NetBox's twice where they are in two VRFs") {
  Host other = db;
  other.observed.site = "bonn";
  other.observed.interfaces[0].addresses.push_back(*parse_cidr("10.0.0.1/24"));
  Config with = config();
  with.targets.push_back({"netbox", NetboxConfig{}, {}});
  with.sites["bonn"].vrf = "red";
  Diagnostics trouble;
  check_inventory(load({file(web), file(other)}), with, trouble);
  CHECK(trouble.items().empty());
  with.sites["berlin"].vrf = "red";
  check_inventory(load({file(web), file(other)}), with, trouble);
  REQUIRE(trouble.items().size() == 1);
  CHECK(trouble.items()[0].message ==
        "address 10.0.0.1 is also in hosts/berlin/web--aaaaaaaaaa.yaml:26, at site berlin, and "
        "NetBox holds it once in VRF red");
}

TEST_CASE("an approved host needs a name, a classification and a DNS label") {
  Host one = web;
  one.observed.name = "";
  CHECK(messages({one}) == "hosts/berlin/host--aaaaaaaaaa.yaml:9: an approved host has no name\n");
  one = web;
  one.classification = "";
  CHECK(messages({one}) ==
        "hosts/berlin/web--aaaaaaaaaa.yaml:5: an approved host has no classification\n");
  one = web;
  one.name = "Web_1";
  Diagnostics trouble;
  check_inventory(load({file(one)}), config(), trouble);
  CHECK(render(trouble) ==
        "hosts/berlin/web-1--aaaaaaaaaa.yaml:9:7: error: name \"Web_1\" is no DNS label\n"
        "    9 | name: Web_1\n"
        "      |       ^\n"
        "  fix: write name: web-1\n");
}

TEST_CASE("unknown classifications and sites get a suggestion") {
  Host one = web;
  one.classification = "sever";
  one.observed.site = "berln";
  Diagnostics trouble;
  check_inventory(load({file(one)}), config(), trouble);
  CHECK(render(trouble) ==
        "hosts/berln/web--aaaaaaaaaa.yaml:21:9: error: site \"berln\" is not in muster.yaml\n"
        "   21 |   site: berln\n"
        "      |         ^\n"
        "  fix: did you mean \"berlin\"?\n"
        "hosts/berln/web--aaaaaaaaaa.yaml:5:17: error: classification \"sever\" is not in "
        "muster.yaml\n"
        "    5 | classification: sever\n"
        "      |                 ^\n"
        "  fix: did you mean \"server\"?\n");
  one.approval = Approval::rejected;
  one.observed.site = "berlin";
  CHECK(messages({one}).empty());
}

TEST_CASE("files that cannot be read are reported and left out") {
  std::vector<SourceText> texts{
      file(web), file(db), {"hosts/x.yaml", "", "a symbolic link is not followed"}};
  texts[1].text = "id: [";
  Diagnostics trouble;
  const Inventory inventory = *Store().texts(texts, trouble);
  CHECK(inventory.files.size() == 1);
  REQUIRE(trouble.items().size() == 2);
  CHECK(render(trouble.items()[1]) ==
        "hosts/x.yaml: error: not read: a symbolic link is not followed\n"
        "  fix: replace it by an ordinary file, or remove it\n");
}

TEST_CASE("the work tree is read without following links and within bounds") {
  const Folder folder;
  folder.write("hosts/berlin/7k/a--aaaaaaaaaa.yaml", "a");
  folder.write("hosts/b.yaml", std::string((256 << 10) + 1, 'b'));
  folder.write("hosts/README.md", "not a host");
  folder.write("hosts/.hidden.yaml", "not a host");
  folder.write("elsewhere/c.yaml", "c");
  folder.write("schema/host.v1.json", "{}");
  fs::create_symlink(folder.path / "elsewhere", folder.path / "hosts/link");
  fs::create_symlink("/etc/passwd", folder.path / "hosts/p.yaml");
  std::string seen = shown(list_worktree(folder.path.string()),
                           [&](auto texts) { read_worktree(folder.path.string(), texts); });
  CHECK(seen ==
        "hosts/b.yaml||larger than 262,144 bytes\n"
        "hosts/berlin/7k/a--aaaaaaaaaa.yaml|a|\n"
        "hosts/link||a symbolic link is not followed\n"
        "hosts/p.yaml||a symbolic link is not followed\n"
        "schema/host.v1.json|{}|\n");
  CHECK(list_worktree((folder.path / "elsewhere").string()).empty());
}

TEST_CASE("a commit is read as the work tree is") {
  const Folder folder;
  const std::string git = "git -C '" + folder.path.string() + "' ";
  REQUIRE(std::system((git + "init -q -b main").c_str()) == 0);
  folder.write("hosts/b.yaml", std::string((256 << 10) + 1, 'b'));
  folder.write("hosts/berlin/a--aaaaaaaaaa.yaml", "a");
  fs::create_symlink("/etc/passwd", folder.path / "hosts/p.yaml");
  REQUIRE(std::system((git + "add -A && " + git + "-c user.name=a -c user.email=a@b commit -qm x")
                          .c_str()) == 0);
  const Repo repo = Repo::open(folder.path.string());
  const std::string seen = shown(list_commit(repo, *repo.resolve("HEAD")),
                                 [&](auto texts) { read_commit(repo, texts); });
  CHECK(seen ==
        "hosts/b.yaml||larger than 262,144 bytes\n"
        "hosts/berlin/a--aaaaaaaaaa.yaml|a|\n"
        "hosts/p.yaml||a symbolic link is not followed\n");
}

TEST_CASE("new hosts get files, and the schema comes along") {
  const std::vector<Host> hosts{web, db};
  const auto changes = planned({}, hosts);
  REQUIRE(changes.size() == 3);
  CHECK(changes[0].path == "hosts/berlin/db--bbbbbbbbbb.yaml");
  CHECK(changes[1].text == file(web).text);
  CHECK(changes[2].path == "schema/host.v1.json");
  CHECK(changes[2].text == std::string(shipped_text("host.v1.json")));
  CHECK(planned({}, {}).empty());
}

TEST_CASE("nothing changes when nothing changed, wherever a person moved the file") {
  SourceText moved = file(web);
  moved.path = "hosts/rack4/mine--aaaaaaaaaa.yaml";
  const SourceText schema{"schema/host.v1.json", std::string(shipped_text("host.v1.json")), ""};
  const std::vector<SourceText> texts{moved, schema};
  const Inventory before = load(texts);
  std::vector<Host> hosts{web};
  CHECK(planned(before, hosts).empty());
  hosts[0].observed.vendor = "Dell";
  const auto changes = planned(before, hosts);
  REQUIRE(changes.size() == 1);
  CHECK(changes[0].path == moved.path);
  CHECK(changes[0].text == with_observed(moved.text, moved.path, hosts[0].observed));
}

TEST_CASE("the classification follows the proposal until a person decides") {
  const auto follows = [](const Host& there, const std::string& proposed) {
    Host now = there;
    now.observed.proposed.classification = proposed;
    const std::vector<SourceText> texts{file(there)};
    Diagnostics trouble;
    const std::vector<Host> hosts{now};
    const auto changes = planned(load(texts), hosts);
    return parse_host_file(*changes[0].text, changes[0].path, trouble)->host.classification;
  };
  Host there = web;
  there.approval = Approval::pending;
  CHECK(follows(there, "printer") == "printer");
  there.approval = Approval::approved;
  CHECK(follows(there, "printer") == "server");
  there.approval = Approval::pending;
  there.classification = "ignore";
  CHECK(follows(there, "printer") == "ignore");
}

TEST_CASE("above 800 hosts a site new files go to sub-folders and old ones stay") {
  std::vector<Host> hosts;
  for (int i = 0; i < 800; ++i) {
    std::string id = std::to_string(1'000'000'000 + i);
    hosts.push_back(host(id, "h" + std::to_string(i), "10.0.0.1/8"));
  }
  const auto flat = planned({}, hosts);
  std::vector<SourceText> texts;
  for (const FileChange& change : flat) texts.push_back({change.path, *change.text, ""});
  CHECK(flat[0].path == "hosts/berlin/h0--1000000000.yaml");
  hosts.push_back(host("zz00000000", "new", "10.0.0.1/8"));
  const auto more = planned(load(texts), hosts);
  REQUIRE(more.size() == 1);
  CHECK(more[0].path == "hosts/berlin/zz/new--zz00000000.yaml");
  CHECK(
      more[0].text->starts_with("# yaml-language-server: $schema=../../../schema/host.v1.json\n"));
}

TEST_CASE("a new host does not replace a file that cannot be read, and the others are written") {
  const std::vector<SourceText> texts{{"hosts/moved/x--aaaaaaaaaa.yaml", "id: [", ""}};
  Diagnostics trouble;
  const auto before = Store().texts(texts, trouble);
  Diagnostics told;
  const auto changes = plan_files(*before, std::vector<Host>{web, db}, told);
  REQUIRE(changes.size() == 2);
  CHECK(changes[0].path == "hosts/berlin/db--bbbbbbbbbb.yaml");
  CHECK(changes[1].path == "schema/host.v1.json");
  CHECK(render(told) ==
        "hosts/moved/x--aaaaaaaaaa.yaml: error: the file of host aaaaaaaaaa cannot be read\n"
        "  fix: see what is wrong with: muster validate\n");
}

TEST_CASE("a file whose banner is gone is told, and the others are written") {
  SourceText broken = file(web);
  const std::string mark = "# ── muster's";
  broken.text.replace(broken.text.find(mark), mark.size(), "# -- muster's");
  std::vector<Host> hosts{web, db};
  hosts[0].observed.vendor = hosts[1].observed.vendor = "Dell";
  Diagnostics told;
  const auto changes = plan_files(load({broken, file(db)}), hosts, told);
  REQUIRE(changes.size() == 2);
  CHECK(changes[0].path == "hosts/berlin/db--bbbbbbbbbb.yaml");
  CHECK(render(told) ==
        "hosts/berlin/web--aaaaaaaaaa.yaml: error: the banner above \"observed:\" is gone\n"
        "  fix: put this line back above it: # ── muster's: rewritten by discover; edits below "
        "are lost ──\n");
}

TEST_CASE("a file that would not read back is not written") {
  Host odd = web;
  odd.observed.interfaces[0].vlans = {5000};
  Diagnostics told;
  const auto changes = plan_files({}, std::vector<Host>{odd, db}, told);
  CHECK(changes.size() == 2);
  CHECK(render(told) ==
        "error: a file of host aaaaaaaaaa would not be readable\n"
        "  why: vlan must be a whole number from 1 to 4094\n"
        "  fix: report this as a defect, with the sources' tapes: muster discover --record DIR\n");
}
