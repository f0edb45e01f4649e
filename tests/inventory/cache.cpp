#include "inventory/cache.h"

#include <stdlib.h>
#include <sys/stat.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "inventory/store.h"
#include "sample.h"

using namespace muster;

namespace {

// A repository with more host files than are parsed without a cache.
class Cached {
 public:
  Cached() {
    std::string name = (std::filesystem::temp_directory_path() / "muster-cache-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("mkdtemp");
    root = name;
    run("init -q -b main");
    for (int i = 0; i < 150; ++i) write(i);
    run("add -A");
    run("-c user.name=a -c user.email=a@example.net commit -qm x");
  }
  Cached(const Cached&) = delete;
  Cached& operator=(const Cached&) = delete;
  ~Cached() { std::filesystem::remove_all(root); }

  void run(const std::string& command) const {
    REQUIRE(std::system(("git -C '" + root + "' " + command).c_str()) == 0);
  }
  void write(int i) const {
    Host host = sample_host();
    host.id = std::to_string(1'000'000'000 + i);
    host.tags = {"tag " + std::to_string(i)};
    if (i % 2 == 0) host.overrides.interfaces = host.observed.interfaces;
    if (i % 3 == 0) host.overrides.name = "stated";
    if (i % 5 == 0) host.observed.guest.reset();
    const std::string path = host_path(host, false);
    std::filesystem::create_directories(root + "/hosts/berlin");
    std::ofstream(root + "/" + path, std::ios::binary) << render_host_file(host, path);
  }
  std::string folder() const { return root + "/.git/muster"; }
  std::string cache() const { return folder() + "/hosts.cache"; }
  std::string bytes() const {
    std::ostringstream out;
    out << std::ifstream(cache(), std::ios::binary).rdbuf();
    return out.str();
  }
  void damage(const std::string& text) const {
    std::ofstream(cache(), std::ios::binary | std::ios::trunc) << text;
  }

  // Everything a run would see, by commit and by work tree.
  std::string seen(const std::string& cache_folder) const {
    const Repo repo = Repo::open(root);
    Store store(cache_folder);
    Diagnostics trouble;
    std::string out;
    for (const auto& inventory :
         {store.worktree(repo, trouble), store.commit(repo, *repo.resolve("HEAD"), trouble)}) {
      for (const auto& file : inventory->files) out += shown(*file);
    }
    return out + render(trouble);
  }

  static std::string shown(const HostFile& file) {
    std::string out =
        file.path + "\n" + std::string(file.text) + render_host_file(file.host, file.path);
    for (const std::string_view key : HostFile::keys()) {
      const Where where = file.where(key);
      out += std::string(key) + " " + std::to_string(where.line) + ":" +
             std::to_string(where.column) + " " + where.source + "\n";
    }
    return out;
  }

  std::string root;
};

// How many files the cache can give.
size_t kept(const std::string& folder) {
  const HostCache cache(folder);
  const auto keys = cache.keys();
  return static_cast<size_t>(std::count_if(keys.begin(), keys.end(), [&](std::string_view key) {
    return cache.find(std::string(key.substr(0, 40)), std::string(key.substr(40))) != nullptr;
  }));
}

}  // namespace

TEST_CASE("what comes from the cache is what a fresh reading gives") {
  const Cached tree;
  const std::string fresh = tree.seen("");
  CHECK(tree.seen(tree.folder()) == fresh);
  CHECK(kept(tree.folder()) == 150);
  CHECK(tree.seen(tree.folder()) == fresh);
  std::filesystem::remove(tree.cache());
  CHECK(tree.seen(tree.folder()) == fresh);
}

TEST_CASE("a damaged cache gives the same answers as none, and is written anew") {
  const Cached tree;
  const std::string fresh = tree.seen(tree.folder());
  const std::string good = tree.bytes();
  REQUIRE(good.size() > 1000);
  const auto flipped = [&](size_t at) {
    std::string out = good;
    out[at] = static_cast<char>(out[at] ^ 1);
    return out;
  };
  std::vector<std::string> wrong{
      "",          "x",         std::string(1 << 20, '\0'), good + good, flipped(3),
      flipped(70), flipped(90), flipped(good.size() - 1)};
  for (size_t cut : {size_t{10}, size_t{84}, size_t{100}, good.size() / 2, good.size() - 1}) {
    wrong.push_back(good.substr(0, cut));
  }
  for (size_t at = 100; at < good.size(); at += good.size() / 20) wrong.push_back(flipped(at));
  for (const std::string& text : wrong) {
    tree.damage(text);
    CHECK(tree.seen(tree.folder()) == fresh);
    CHECK(kept(tree.folder()) == 150);
  }
}

TEST_CASE("a cache of another shape is not read") {
  const Cached tree;
  tree.seen(tree.folder());
  std::string other = tree.bytes();
  other[30] = other[30] == '0' ? '1' : '0';
  tree.damage(other);
  CHECK(kept(tree.folder()) == 0);
}

TEST_CASE("a cache that others may write is not read") {
  const Cached tree;
  tree.seen(tree.folder());
  REQUIRE(kept(tree.folder()) == 150);
  ::chmod(tree.cache().c_str(), 0666);
  CHECK(kept(tree.folder()) == 0);
  ::chmod(tree.cache().c_str(), 0644);
  ::chmod(tree.folder().c_str(), 0777);
  CHECK(kept(tree.folder()) == 0);
}

TEST_CASE("the cache is not trusted over Git: a file that changed is read from there") {
  const Cached tree;
  tree.seen(tree.folder());
  std::ofstream(tree.root + "/hosts/berlin/web1--1000000001.yaml", std::ios::app) << "# mine\n";
  CHECK(tree.seen(tree.folder()) == tree.seen(""));
}
