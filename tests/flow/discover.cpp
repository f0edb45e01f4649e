#include "flow/discover.h"

#include "backup/store/kept.h"
#include "flow_scene.h"

using namespace muster;
using namespace muster::test;

namespace {

DiscoverReport run_discover(FlowScene& scene, const DiscoverOptions& options = {}) {
  Workspace workspace = scene.workspace();
  DiscoverOptions with = options;
  with.vendors = scene.folder();
  return discover(workspace, with, scene.wires, {});
}

std::string discover_refusal(FlowScene& scene, const DiscoverOptions& options) {
  return refused([&] { run_discover(scene, options); });
}

std::string counts_of(const SiteReport& site) {
  return site.site + ": " + std::to_string(site.hosts) + " hosts, " + std::to_string(site.fresh) +
         " new, " + std::to_string(site.changed) + " changed, " + std::to_string(site.gone) +
         " gone, " + std::to_string(site.paths.size()) + " files, " +
         (site.commit ? "committed" : "no commit");
}

std::string refs_of(const FlowScene& scene) {
  return scene.git("for-each-ref '--format=%(refname) %(objectname)'");
}

const std::string web1_lease = "bc:24:11:00:00:01 10.20.4.17 web1";
const std::string web2_lease = "bc:24:11:00:00:02 10.20.4.18 web2";

}  // namespace

TEST_CASE("what sources see is committed to a review branch, and main stays") {
  FlowScene scene;
  scene.lease({web1_lease, web2_lease});
  const std::string main = scene.git("rev-parse main");
  const DiscoverReport report = run_discover(scene);
  CHECK(counts_of(report.sites.at(0)) ==
        "berlin: 2 hosts, 2 new, 0 changed, 0 gone, 3 files, committed");
  CHECK(report.sites.at(0).branch == "muster/discover/berlin");
  CHECK(report.sites.at(0).commit == scene.git("rev-parse muster/discover/berlin"));
  CHECK(report.unaccounted == 0);
  CHECK_FALSE(report.source_failed());
  CHECK(scene.git("log -1 --format=%B muster/discover/berlin")
            .starts_with("discover(berlin): 2 new, 0 changed, 0 gone\n\nMuster-Run: " + report.run +
                         "\nMuster-Sources: dhcp-leases=1/1\nMuster-Version: "));
  CHECK(scene.git("rev-parse main") == main);
  CHECK(scene.git("status --porcelain").empty());
}

TEST_CASE("a run that sees nothing new makes no commit and moves no branch") {
  FlowScene scene;
  scene.lease({web1_lease});
  run_discover(scene);
  const std::string before = refs_of(scene);
  scene.clock.time += std::chrono::hours(3);
  const DiscoverReport again = run_discover(scene);
  CHECK(counts_of(again.sites.at(0)) ==
        "berlin: 1 hosts, 0 new, 0 changed, 0 gone, 0 files, no commit");
  CHECK(refs_of(scene) == before);
}

TEST_CASE("a host that its source has not told for long enough is gone") {
  FlowScene scene;
  scene.lease({web1_lease, web2_lease});
  run_discover(scene);
  scene.lease({web1_lease});
  for (int day = 0; day < 13; ++day) {
    scene.clock.time += std::chrono::days(1);
    CHECK(counts_of(run_discover(scene).sites.at(0)) ==
          "berlin: 2 hosts, 0 new, 0 changed, 0 gone, 0 files, no commit");
  }
  scene.clock.time += std::chrono::days(1);
  CHECK(counts_of(run_discover(scene).sites.at(0)) ==
        "berlin: 2 hosts, 0 new, 0 changed, 1 gone, 1 files, committed");
}

TEST_CASE("a source that fails is told, and nothing becomes gone for it") {
  FlowScene scene;
  scene.lease({web1_lease});
  run_discover(scene);
  const std::string before = scene.git("rev-parse muster/discover/berlin");
  std::filesystem::remove(scene.leases());
  scene.clock.time = at("2027-01-01");
  const DiscoverReport report = run_discover(scene);
  CHECK(report.source_failed());
  CHECK(render(report.sources.at(0).trouble) == "error: cannot read " + scene.leases() +
                                                    ": there is no such file\n  fix: set path to "
                                                    "the file the DHCP server writes\n");
  CHECK(counts_of(report.sites.at(0)) ==
        "berlin: 1 hosts, 0 new, 0 changed, 0 gone, 0 files, no commit");
  CHECK(scene.git("rev-parse muster/discover/berlin") == before);
}

TEST_CASE("a source that tells nothing, or half, takes nothing away, at once and after weeks") {
  const std::vector<std::string> all{web1_lease, web2_lease, "bc:24:11:00:00:03 10.20.4.19 web3",
                                     "bc:24:11:00:00:04 10.20.4.20 web4"};
  const auto left = GENERATE(size_t{0}, size_t{2});
  FlowScene scene;
  scene.lease(all);
  run_discover(scene);
  scene.lease({all.begin(), all.begin() + static_cast<long>(left)});
  for (int day = 0; day < 20; ++day) {
    const DiscoverReport report = run_discover(scene);
    CHECK(report.sources.at(0).doubtful);
    CHECK(report.source_failed());
    CHECK(counts_of(report.sites.at(0)) ==
          "berlin: 4 hosts, 0 new, 0 changed, 0 gone, 0 files, no commit");
    scene.clock.time += std::chrono::days(1);
  }
  DiscoverOptions accept;
  accept.accept_shrink = {"lan"};
  CHECK_FALSE(run_discover(scene, accept).source_failed());
  if (left == 0) return;
  for (int day = 0; day < 12; ++day) {
    scene.clock.time += std::chrono::days(1);
    CHECK_FALSE(run_discover(scene).source_failed());
  }
  scene.clock.time += std::chrono::days(1);
  CHECK(counts_of(run_discover(scene).sites.at(0)) ==
        "berlin: 4 hosts, 0 new, 0 changed, 2 gone, 2 files, committed");
}

TEST_CASE("a source that was renamed is told, and lets go by a person's word") {
  FlowScene scene;
  scene.lease({web1_lease, web2_lease});
  run_discover(scene);
  scene.write("muster.yaml",
              "sites:\n  berlin: {domain: berlin.example}\nsources:\n"
              "  dhcp: {kind: dhcp-leases, site: berlin, format: dnsmasq, path: " +
                  scene.leases() + "}\n");
  scene.lease({web1_lease});
  const std::string told =
      "warning: dhcp-leases:lan told of 2 hosts and is not in muster.yaml any more\n"
      "  why: what it told stays, and none of them becomes gone\n"
      "  fix: if it was renamed or is no more, say so once: muster discover --accept-shrink "
      "dhcp-leases:lan\n";
  for (int day = 0; day < 20; ++day) {
    scene.clock.time += std::chrono::days(1);
    const DiscoverReport report = run_discover(scene);
    CHECK(render(report.notes).find(told) != std::string::npos);
    CHECK(report.sites.at(0).gone == 0);
  }
  DiscoverOptions accept;
  accept.accept_shrink = {"dhcp-leases:lan"};
  CHECK(run_discover(scene, accept).sites.at(0).changed == 1);
  accept.accept_shrink = {"dhcp-leases:dhpc"};
  CHECK(
      discover_refusal(scene, accept) ==
      "exit 64\nerror: source \"dhcp-leases:dhpc\" is neither in muster.yaml nor known to a host\n"
      "  fix: did you mean \"dhcp-leases:dhcp\"?\n");
}

TEST_CASE("a source that failed does not count as one that answered in the commit") {
  FlowScene scene;
  std::string config = scene.read("muster.yaml");
  config.insert(config.find("classifications:"),
                "  other: {kind: dhcp-leases, site: berlin, format: dnsmasq, path: " +
                    scene.folder() + "/none}\n");
  scene.write("muster.yaml", config);
  scene.commit("Add a source");
  scene.lease({web1_lease});
  CHECK(run_discover(scene).source_failed());
  CHECK_THAT(scene.git("log -1 --format=%B muster/discover/berlin"),
             Catch::Contains("\nMuster-Sources: dhcp-leases=1/2\n"));
}

TEST_CASE("a dry run says what would change and writes nothing") {
  FlowScene scene;
  scene.lease({web1_lease});
  const std::string before = refs_of(scene);
  DiscoverOptions options;
  options.dry_run = true;
  CHECK(counts_of(run_discover(scene, options).sites.at(0)) ==
        "berlin: 1 hosts, 1 new, 0 changed, 0 gone, 2 files, no commit");
  CHECK(refs_of(scene) == before);
  CHECK_FALSE(scene.exists("hosts"));
}

TEST_CASE("with a work tree the files are written and no ref moves") {
  FlowScene scene;
  scene.lease({web1_lease});
  const std::string before = refs_of(scene);
  DiscoverOptions options;
  options.worktree = true;
  const SiteReport site = run_discover(scene, options).sites.at(0);
  CHECK(counts_of(site) == "berlin: 1 hosts, 1 new, 0 changed, 0 gone, 2 files, no commit");
  for (const std::string& path : site.paths) CHECK(scene.exists(path));
  CHECK(refs_of(scene) == before);
}

TEST_CASE("one branch can take all sites") {
  FlowScene scene;
  scene.lease({web1_lease});
  DiscoverOptions options;
  options.branch = "review";
  const SiteReport site = run_discover(scene, options).sites.at(0);
  CHECK(site.branch == "review");
  CHECK(site.commit == scene.git("rev-parse review"));
}

TEST_CASE("people's lines on the review branch stand after the next run") {
  FlowScene scene;
  scene.lease({web1_lease});
  const std::string path = run_discover(scene).sites.at(0).paths.at(0);
  scene.git("checkout -q muster/discover/berlin");
  std::string text = scene.read(path);
  text.replace(text.find("approval: pending\n"), 17, "approval: approved");
  scene.write(path, text);
  scene.commit("Approve it");
  scene.lease({"bc:24:11:00:00:01 10.20.4.99 web1"});
  CHECK(counts_of(run_discover(scene).sites.at(0)) ==
        "berlin: 1 hosts, 0 new, 1 changed, 0 gone, 1 files, committed");
  CHECK(scene.read(path).find("approval: approved\n") != std::string::npos);
  CHECK(scene.read(path).find("10.20.4.99/24") != std::string::npos);
}

TEST_CASE("a checked out review branch with uncommitted work is not written over") {
  FlowScene scene;
  scene.lease({web1_lease});
  const std::string path = run_discover(scene).sites.at(0).paths.at(0);
  scene.git("checkout -q muster/discover/berlin");
  const std::string text = scene.read(path) + "# a note\n";
  scene.write(path, text);
  scene.lease({"bc:24:11:00:00:01 10.20.4.99 web1"});
  CHECK(discover_refusal(scene, {}) ==
        "exit 3\nerror: " + path +
            " has uncommitted changes\n  why: branch muster/discover/berlin is checked out and the "
            "commit would overwrite them\n  fix: commit or stash them, then run again\n");
  CHECK(scene.read(path) == text);
}

TEST_CASE("sites and sources that are not there are refused before anything is asked") {
  FlowScene scene;
  DiscoverOptions options;
  options.sites = {"berln"};
  CHECK(discover_refusal(scene, options) ==
        "exit 64\nerror: site \"berln\" is not in muster.yaml\n  fix: did you mean \"berlin\"?\n");
  options = {};
  options.sources = {"wan"};
  CHECK(discover_refusal(scene, options) ==
        "exit 64\nerror: source \"wan\" is not in muster.yaml\n  fix: did you mean \"lan\"?\n");
  scene.write("muster.yaml", "sites:\n  berlin: {networks: [10.20.4.0/24]}\n");
  CHECK(discover_refusal(scene, {}) ==
        "exit 64\nerror: no source is left to ask\n"
        "  fix: add one under sources: in muster.yaml, or name others with --site and --source\n");
}

TEST_CASE("a stop before anything is written leaves everything as it was") {
  FlowScene scene;
  scene.lease({web1_lease});
  const std::string before = refs_of(scene);
  std::stop_source stop;
  stop.request_stop();
  Workspace workspace = scene.workspace();
  CHECK(refused([&] { discover(workspace, {}, scene.wires, stop.get_token()); }) ==
        "exit 130\nerror: interrupted before anything was written\n");
  CHECK(refs_of(scene) == before);
}

namespace {

void rename_site(const FlowScene& scene, const std::string& sites, const std::string& site) {
  scene.write("muster.yaml", "sites: " + sites + "\nsources:\n  lan: {kind: dhcp-leases, site: " +
                                 site + ", format: dnsmasq, path: " + scene.leases() + "}\n");
}

}  // namespace

TEST_CASE("a renamed site gives no host a second file, and keeps them by a person's word") {
  FlowScene scene;
  scene.lease({web1_lease, web2_lease});
  run_discover(scene);
  scene.git("merge -q muster/discover/berlin");
  rename_site(scene, "{mitte: {domain: berlin.example}}", "mitte");
  scene.commit("Rename the site");

  for (int day = 0; day < 20; ++day) {
    scene.clock.time += std::chrono::days(1);
    const DiscoverReport report = run_discover(scene);
    CHECK(report.source_failed());
    CHECK(render(report.sources.at(0).trouble) ==
          "error: dhcp-leases:lan told of 2 hosts of site \"berlin\" and stands under \"mitte\" "
          "now\n"
          "  why: it was not asked, for each of them would get a second file\n"
          "  fix: if the site was renamed: muster discover --renamed-site berlin=mitte; if it is "
          "about another network now: muster discover --accept-shrink lan\n");
    CHECK(render(report.notes)
              .find("warning: site \"berlin\" has 2 hosts and is not in muster.yaml any more\n"
                    "  why: they stay as they are, and none of them becomes gone\n"
                    "  fix: if it was renamed, say so once: muster discover --renamed-site "
                    "berlin=NEW\n") != std::string::npos);
    CHECK(counts_of(report.sites.at(0)) ==
          "mitte: 0 hosts, 0 new, 0 changed, 0 gone, 0 files, no commit");
  }

  DiscoverOptions renamed;
  renamed.renamed_sites = {"berlin=mitte"};
  const DiscoverReport report = run_discover(scene, renamed);
  CHECK_FALSE(report.source_failed());
  CHECK(counts_of(report.sites.at(0)) ==
        "mitte: 2 hosts, 0 new, 2 changed, 0 gone, 2 files, committed");
  CHECK(report.sites.at(0).paths.at(0).starts_with("hosts/berlin/"));
  CHECK(counts_of(run_discover(scene).sites.at(0)) ==
        "mitte: 2 hosts, 0 new, 0 changed, 0 gone, 0 files, no commit");
}

TEST_CASE(
    "a source that was put under another site makes no second files unless a person says so") {
  FlowScene scene;
  scene.lease({web1_lease});
  run_discover(scene);
  scene.git("merge -q muster/discover/berlin");
  rename_site(scene, "{berlin: {}, mitte: {}}", "mitte");
  scene.commit("Move the source");
  CHECK(render(run_discover(scene).sources.at(0).trouble) ==
        "error: dhcp-leases:lan told of 1 host of site \"berlin\" and stands under \"mitte\" now\n"
        "  why: it was not asked, for each of them would get a second file\n"
        "  fix: if it is about another network now: muster discover --accept-shrink lan\n");
  DiscoverOptions accept;
  accept.accept_shrink = {"lan"};
  CHECK(counts_of(run_discover(scene, accept).sites.at(0)) ==
        "mitte: 1 hosts, 1 new, 0 changed, 0 gone, 1 files, committed");
  CHECK_FALSE(run_discover(scene).source_failed());
}

TEST_CASE("what is no renamed site is refused") {
  FlowScene scene;
  DiscoverOptions options;
  options.renamed_sites = {"mitte"};
  CHECK(discover_refusal(scene, options) ==
        "exit 64\nerror: --renamed-site \"mitte\" is not OLD=NEW\n"
        "  fix: name both: --renamed-site berlin=berlin-mitte\n");
  options.renamed_sites = {"berlin=mitte"};
  CHECK(discover_refusal(scene, options) ==
        "exit 64\nerror: site \"berlin\" is still in muster.yaml, so it was not renamed\n"
        "  fix: take it out of sites: there, if \"mitte\" stands in its place\n");
  options.renamed_sites = {"hamburg=mitte"};
  CHECK(discover_refusal(scene, options) ==
        "exit 64\nerror: site \"mitte\" is not in muster.yaml\n  fix: add it under sites:\n");
}

TEST_CASE("what a device said when it was backed up stands in its file where no source tells it") {
  FlowScene scene;
  scene.lease({web1_lease});
  run_discover(scene);
  scene.git("merge -q muster/discover/berlin");
  const std::string listed = scene.git("ls-tree -r --name-only HEAD hosts");
  const std::string path(trim(listed));
  const std::string id = path.substr(path.rfind("--") + 2, 10);
  const auto keep = [&](const std::string& serial) {
    Workspace place = scene.workspace();
    const FileChange files[]{
        {"configs/berlin/web1.cfg", "end\n"},
        {"configs/berlin/web1.json",
         render(KeptFacts{id, "cisco_ios", {{"serial", serial}, {"model", "C9300"}}, ""})}};
    const auto before = place.repo.resolve("refs/heads/muster/configs");
    const auto commit = place.repo.write_commit(before, files, "backup", {"m", "m@x"}, {});
    place.repo.update_ref("refs/heads/muster/configs", before, commit.value(), "test");
  };
  const auto serial = [&] {
    const std::string file = scene.git("show muster/discover/berlin:" + path);
    const size_t at = file.find("  serial: ");
    return at == std::string::npos ? "" : file.substr(at + 10, file.find('\n', at) - at - 10);
  };
  keep("FOC2101A0BC");
  CHECK(counts_of(run_discover(scene).sites.at(0)) ==
        "berlin: 1 hosts, 0 new, 1 changed, 0 gone, 1 files, committed");
  CHECK(serial() == "FOC2101A0BC");
  CHECK(counts_of(run_discover(scene).sites.at(0)) ==
        "berlin: 1 hosts, 0 new, 0 changed, 0 gone, 0 files, no commit");
  keep("FOC2101A0BD");
  run_discover(scene);
  CHECK(serial() == "FOC2101A0BD");
}
