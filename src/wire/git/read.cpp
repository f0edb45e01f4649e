// Reading of trees, blobs and the state of the work tree.
#include <git2.h>

#include "core/pool.h"
#include "core/text.h"
#include "wire/git/state.h"
#include "wire/thrown.h"

namespace muster {

using namespace git;

namespace {

using OdbHandle = Handle<git_odb, git_odb_free>;

OdbHandle open_odb(git_repository* repo) {
  OdbHandle odb;
  check(git_repository_odb(Out(odb), repo), "cannot open the object store");
  return odb;
}

std::string blob_text(git_odb* odb, const ObjectId& id) {
  const git_oid oid = oid_of(id);
  Handle<git_odb_object, git_odb_object_free> object;
  check(git_odb_read(Out(object), odb, &oid), "cannot read object " + id.substr(0, 12));
  if (git_odb_object_type(object.get()) != GIT_OBJECT_BLOB) {
    throw Error("object " + id.substr(0, 12) + " is no file");
  }
  return {static_cast<const char*>(git_odb_object_data(object.get())),
          git_odb_object_size(object.get())};
}

size_t blob_size(git_odb* odb, const ObjectId& id) {
  const git_oid oid = oid_of(id);
  size_t size = 0;
  git_object_t type = GIT_OBJECT_INVALID;
  check(git_odb_read_header(&size, &type, odb, &oid), "cannot read object " + id.substr(0, 12));
  return size;
}

std::vector<ObjectId> lacking(git_repository* repo, std::span<const ObjectId> objects) {
  const OdbHandle odb = open_odb(repo);
  std::vector<ObjectId> out;
  for (const ObjectId& object : objects) {
    const git_oid oid = oid_of(object);
    if (git_odb_exists_ext(odb.get(), &oid, GIT_ODB_LOOKUP_NO_REFRESH) == 0) out.push_back(object);
  }
  return out;
}

struct Listing {
  std::string prefix;
  std::vector<TreeFile> files;
  Thrown thrown;
};

int add_entry(const char* folder, const git_tree_entry* entry, void* payload) {
  if (git_tree_entry_type(entry) != GIT_OBJECT_BLOB) return 0;
  auto& listing = *static_cast<Listing*>(payload);
  return listing.thrown.guard(int{GIT_EUSER}, [&] {
    listing.files.push_back({listing.prefix + folder + git_tree_entry_name(entry),
                             hex(*git_tree_entry_id(entry)),
                             git_tree_entry_filemode(entry) == GIT_FILEMODE_LINK});
    return 0;
  });
}

// Whether what libgit2 did not find is an object, and not a name in a folder.
bool lacks_object() {
  const git_error* error = git_error_last();
  return error != nullptr && error->klass == GIT_ERROR_ODB;
}

// The tree at `path` below `root`; none when there is no folder of that name.
TreeHandle subtree(git_repository* repo, const git_tree* root, const std::string& path) {
  Handle<git_tree_entry, git_tree_entry_free> entry;
  TreeHandle tree;
  const int code = git_tree_entry_bypath(Out(entry), root, path.c_str());
  const bool nothing = code == GIT_ENOTFOUND && !lacks_object();
  if (nothing || (code == 0 && git_tree_entry_type(entry.get()) != GIT_OBJECT_TREE)) return tree;
  check(code, "cannot look up \"" + path + "\"");
  check(git_tree_lookup(Out(tree), repo, git_tree_entry_id(entry.get())),
        "cannot read the folder \"" + path + "\"");
  return tree;
}

}  // namespace

std::vector<TreeFile> Repo::list(const ObjectId& commit, const std::string& under) const {
  return state_->whole([&]() -> std::vector<TreeFile> {
    TreeHandle tree = tree_of(state_->repo, commit);
    Listing listing;
    if (!under.empty()) {
      tree = subtree(state_->repo, tree.get(), under);
      if (!tree) return {};
      listing.prefix = under + "/";
    }
    const int code = git_tree_walk(tree.get(), GIT_TREEWALK_PRE, add_entry, &listing);
    listing.thrown.rethrow();
    check(code, "cannot list the files of " + commit.substr(0, 12));
    return std::move(listing.files);
  });
}

std::string Repo::read(const ObjectId& blob) const {
  return state_->whole([&] { return blob_text(open_odb(state_->repo).get(), blob); });
}

std::optional<std::string> Repo::read_at(const ObjectId& commit, const std::string& path) const {
  return state_->whole([&]() -> std::optional<std::string> {
    const TreeHandle tree = tree_of(state_->repo, commit);
    Handle<git_tree_entry, git_tree_entry_free> entry;
    const int code = git_tree_entry_bypath(Out(entry), tree.get(), path.c_str());
    if (code == GIT_ENOTFOUND && !lacks_object()) return std::nullopt;
    check(code, "cannot look up \"" + path + "\" in " + commit.substr(0, 12));
    if (git_tree_entry_type(entry.get()) != GIT_OBJECT_BLOB) return std::nullopt;
    return blob_text(open_odb(state_->repo).get(), hex(*git_tree_entry_id(entry.get())));
  });
}

ObjectId blob_id(std::string_view text) {
  git_oid id;
  check(git_odb_hash(&id, text.data(), text.size(), GIT_OBJECT_BLOB), "cannot hash a file");
  return hex(id);
}

std::vector<std::optional<std::string>> Repo::read_all(std::span<const ObjectId> blobs,
                                                       size_t most) const {
  constexpr size_t stride = 4096;
  if (!state_->promisor().empty()) state_->bring(lacking(state_->repo, blobs));
  std::vector<std::optional<std::string>> texts(blobs.size());
  const size_t slices = (blobs.size() + stride - 1) / stride;
  const std::string place = git_repository_path(state_->repo);
  parallel_for(slices, 0, [&](size_t s) {
    const State own(open_repository(place));
    const OdbHandle odb = open_odb(own.repo);
    for (size_t i = s * stride; i < std::min(blobs.size(), (s + 1) * stride); ++i) {
      if (blob_size(odb.get(), blobs[i]) <= most) {
        texts[i] = blob_text(odb.get(), blobs[i]);
      }
    }
  });
  return texts;
}

}  // namespace muster
