#include "inventory/store.h"

#include <stdlib.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <thread>

#include "sample.h"

using namespace muster;
namespace fs = std::filesystem;

namespace {

// A repository whose work tree has one host, one file that does not read and one link.
class Tree {
 public:
  Tree() {
    std::string name = (fs::temp_directory_path() / "muster-store-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("mkdtemp");
    root = name;
    run("init -q -b main");
    write(good, render_host_file(sample_host(), good));
    write(bad, "overrides: 7\n");
    fs::create_symlink("/etc/passwd", root + "/hosts/p.yaml");
    commit();
  }
  Tree(const Tree&) = delete;
  Tree& operator=(const Tree&) = delete;
  ~Tree() { fs::remove_all(root); }

  void write(const std::string& path, const std::string& text) const {
    fs::create_directories(fs::path(root + "/" + path).parent_path());
    std::ofstream(root + "/" + path, std::ios::binary) << text;
  }
  void commit() const {
    run("add -A");
    run("-c user.name=a -c user.email=a@example.net commit -qm x");
  }
  void run(const std::string& command) const {
    REQUIRE(std::system(("git -C '" + root + "' " + command).c_str()) == 0);
  }

  const std::string good = "hosts/berlin/web1--7k2m9qx4td.yaml";
  const std::string bad = "hosts/berlin/bad--aaaaaaaaaa.yaml";
  std::string root;
};

}  // namespace

TEST_CASE("a file is parsed once and shared by the commits and the work tree that hold it") {
  const Tree tree;
  const Repo repo = Repo::open(tree.root);
  Store store;
  Diagnostics trouble;
  const auto first = store.commit(repo, *repo.resolve("HEAD"), trouble);
  tree.write("hosts/berlin/web2--bbbbbbbbbb.yaml", "id: [");
  tree.commit();
  const auto second = store.commit(repo, *repo.resolve("HEAD"), trouble);
  const auto there = store.worktree(repo, trouble);
  REQUIRE(first->files.size() == 1);
  CHECK(first->files[0]->host == sample_host());
  CHECK(second->files == first->files);
  CHECK(there->files == first->files);
  CHECK(store.commit(repo, *repo.resolve("HEAD"), trouble) == second);
}

TEST_CASE("whoever loads a tree is told what is wrong with its files") {
  const Tree tree;
  const Repo repo = Repo::open(tree.root);
  Store store;
  const auto told = [](const auto& load) {
    Diagnostics trouble;
    const auto inventory = load(trouble);
    CHECK(inventory->unread ==
          std::vector<std::string>{"hosts/berlin/bad--aaaaaaaaaa.yaml", "hosts/p.yaml"});
    std::string out;
    for (const Error& error : trouble.items()) out += render(error);
    return out;
  };
  const auto of_commit = [&](Diagnostics& trouble) {
    return store.commit(repo, *repo.resolve("HEAD"), trouble);
  };
  const std::string first = told(of_commit);
  CHECK(first ==
        "hosts/berlin/bad--aaaaaaaaaa.yaml:1:12: error: overrides must be a mapping\n"
        "    1 | overrides: 7\n"
        "      |            ^\n"
        "  fix: write it as {key: value}\n"
        "hosts/berlin/bad--aaaaaaaaaa.yaml:1:1: error: the file has no \"id\"\n"
        "    1 | overrides: 7\n"
        "      | ^\n"
        "  fix: put the line back, for instance from an older commit\n"
        "hosts/p.yaml: error: not read: a symbolic link is not followed\n"
        "  fix: replace it by an ordinary file, or remove it\n");
  CHECK(told(of_commit) == first);
  CHECK(told([&](Diagnostics& trouble) { return store.worktree(repo, trouble); }) == first);
}

TEST_CASE("a file that changed is read again, whatever the index says") {
  const Tree tree;
  const Repo repo = Repo::open(tree.root);
  Store store;
  Diagnostics trouble;
  const auto before = store.worktree(repo, trouble);
  Host changed = sample_host();
  changed.classification = "router";
  tree.write(tree.good, render_host_file(changed, tree.good));
  const auto after = store.worktree(repo, trouble);
  CHECK(before->files[0]->host.classification == "server");
  CHECK(after->files[0]->host.classification == "router");
}

TEST_CASE("a work tree with other line ends than its blobs is read as it stands") {
  const Tree tree;
  tree.run("config core.autocrlf true");
  fs::remove(tree.root + "/" + tree.good);
  tree.run("checkout -q -- hosts");
  std::this_thread::sleep_for(std::chrono::milliseconds(20));
  tree.run("update-index -q --refresh");
  const Repo repo = Repo::open(tree.root);
  Store store;
  Diagnostics trouble;
  const auto commit = store.commit(repo, *repo.resolve("HEAD"), trouble);
  const auto there = store.worktree(repo, trouble);
  CHECK(std::string_view(commit->files[0]->text).find('\r') == std::string_view::npos);
  CHECK(std::string_view(there->files[0]->text).find('\r') != std::string_view::npos);
  CHECK(there->files[0]->host == commit->files[0]->host);
}

TEST_CASE("one text under two paths is two host files") {
  const std::string text = render_host_file(sample_host(), "hosts/a/web1--7k2m9qx4td.yaml");
  Store store;
  Diagnostics trouble;
  const auto found = store.texts(
      {{"hosts/b/web1--7k2m9qx4td.yaml", text, ""}, {"hosts/a/web1--7k2m9qx4td.yaml", text, ""}},
      trouble);
  REQUIRE(trouble.empty());
  REQUIRE(found->files.size() == 2);
  CHECK(found->files[0]->path == "hosts/a/web1--7k2m9qx4td.yaml");
  CHECK(found->files[1]->path == "hosts/b/web1--7k2m9qx4td.yaml");
  CHECK(found->find("7k2m9qx4td") == found->files[0].get());
}

TEST_CASE("a store keeps no file that its cache has once it is told to forget") {
  const Tree tree;
  const Repo repo = Repo::open(tree.root);
  const std::string folder = tree.root + "/.git/muster";
  for (int i = 0; i < 70; ++i) {
    Host host = sample_host();
    host.id = "7k2m9qx" + std::to_string(100 + i);
    const std::string path = "hosts/berlin/more--" + host.id + ".yaml";
    tree.write(path, render_host_file(host, path));
  }
  tree.commit();
  Store store(folder);
  Diagnostics trouble;
  const ObjectId head = *repo.resolve("HEAD");
  std::vector<HostFile> before;
  std::weak_ptr<const HostFile> gone;
  {
    const auto first = store.commit(repo, head, trouble);
    for (const auto& file : first->files) before.push_back(*file);
    gone = first->files.front();
  }
  CHECK_FALSE(gone.expired());
  store.forget();
  CHECK(gone.expired());
  const auto again = store.commit(repo, head, trouble);
  REQUIRE(again->files.size() == before.size());
  for (size_t i = 0; i < before.size(); ++i) {
    CHECK(again->files[i]->host == before[i].host);
    CHECK(std::string_view(again->files[i]->text) == std::string_view(before[i].text));
  }
}

TEST_CASE("a store without a cache forgets nothing") {
  const Tree tree;
  const Repo repo = Repo::open(tree.root);
  Store store;
  Diagnostics trouble;
  const ObjectId head = *repo.resolve("HEAD");
  const std::weak_ptr<const HostFile> file = store.commit(repo, head, trouble)->files.front();
  store.forget();
  CHECK_FALSE(file.expired());
}
