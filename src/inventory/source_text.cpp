#include "inventory/source_text.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <iterator>
#include <set>

#include "core/pool.h"
#include "core/text.h"
#include "inventory/layout.h"
#include "inventory/limits.h"

namespace muster {
namespace {

namespace fs = std::filesystem;

constexpr size_t most_files = 200'000;
constexpr int deepest = 8;  // folders below hosts/

const std::string a_link = "a symbolic link is not followed";
const std::string above_limit = "larger than " + counted(limits::file_bytes, "byte");

bool is_host_path(std::string_view path) { return path.ends_with(".yaml"); }

void require_count(size_t count) {
  if (count <= most_files) return;
  throw Error("hosts/ holds more than " + counted(most_files, "file"), Exit::invalid)
      .mend("split the inventory into several repositories");
}

// What one folder holds; links are kept as refusals. Folders come back by their path.
std::vector<std::string> list_folder(const fs::path& root, const std::string& folder,
                                     std::vector<SourceText>& out) {
  std::vector<std::string> folders;
  std::error_code error;
  for (auto it = fs::directory_iterator(root / folder, error);
       !error && it != fs::directory_iterator(); it.increment(error)) {
    const std::string name = it->path().filename().string();
    const std::string path = folder + "/" + name;
    std::error_code ignored;
    const auto type = it->symlink_status(ignored).type();
    if (name.starts_with('.')) continue;
    if (type == fs::file_type::symlink) {
      out.push_back({path, "", a_link});
    } else if (type == fs::file_type::directory) {
      folders.push_back(path);
    } else if (is_host_path(path)) {
      out.push_back({path, "", type == fs::file_type::regular ? "" : "not an ordinary file"});
    }
    require_count(out.size());
  }
  if (error && error != std::errc::no_such_file_or_directory) {
    throw Error("cannot list \"" + folder + "\": " + error.message());
  }
  return folders;
}

// Adds what stands in `folders` and below, a level of folders at a time.
void list_below(const fs::path& root, std::vector<std::string> folders,
                std::vector<SourceText>& out) {
  for (int depth = 0; !folders.empty(); ++depth) {
    if (depth > deepest) {
      throw Error("\"" + clean(folders.front()) + "\" is nested too deep", Exit::invalid);
    }
    std::vector<std::vector<SourceText>> texts(folders.size());
    std::vector<std::vector<std::string>> below(folders.size());
    parallel_for(folders.size(), 0,
                 [&](size_t i) { below[i] = list_folder(root, folders[i], texts[i]); });
    folders.clear();
    for (size_t i = 0; i < texts.size(); ++i) {
      std::move(texts[i].begin(), texts[i].end(), std::back_inserter(out));
      std::move(below[i].begin(), below[i].end(), std::back_inserter(folders));
    }
    require_count(std::max(out.size(), folders.size()));
  }
}

// Reads at most `limit` + 1 bytes; a reason when it cannot.
std::string read_file(const std::string& place, size_t limit, std::string& text) {
  const int file = ::open(place.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
  if (file < 0) return std::strerror(errno);
  struct stat found {};
  const bool known = ::fstat(file, &found) == 0 && S_ISREG(found.st_mode);
  std::string reason = known ? "" : "not an ordinary file";
  if (known && static_cast<size_t>(found.st_size) > limit) reason = above_limit;
  if (reason.empty()) text.resize(static_cast<size_t>(found.st_size));
  for (size_t at = 0; reason.empty() && at < text.size();) {
    const ssize_t count = ::read(file, text.data() + at, text.size() - at);
    if (count < 0) reason = std::strerror(errno);
    if (count == 0) text.resize(at);
    at += count > 0 ? static_cast<size_t>(count) : 0;
  }
  ::close(file);
  return reason;
}

// What a sparse check-out leaves out is as the index has it, unless a file stands there all the
// same.
void add_left_out(std::vector<TreeFile> left_out, std::vector<SourceText>& texts) {
  std::set<std::string> here;
  for (const SourceText& text : texts) here.insert(text.path);
  for (TreeFile& file : left_out) {
    if (here.contains(file.path) || (!file.link && !is_host_path(file.path))) continue;
    texts.push_back({std::move(file.path), "", file.link ? a_link : "", std::move(file.blob)});
  }
  require_count(texts.size());
}

}  // namespace

std::vector<SourceText> list_worktree(const std::string& root, std::vector<TreeFile> left_out) {
  std::vector<SourceText> texts;
  if (fs::is_symlink(root + "/hosts")) {
    texts.push_back({"hosts/", "", a_link});
    return texts;
  }
  list_below(root, {"hosts"}, texts);
  add_left_out(std::move(left_out), texts);
  SourceText schema{std::string(layout::schema_path), "", ""};
  if (read_file(root + "/" + schema.path, 1 << 20, schema.text).empty()) {
    texts.push_back(std::move(schema));
  }
  return texts;
}

void read_worktree(const std::string& root, std::span<SourceText* const> texts) {
  parallel_for(texts.size(), 0, [&](size_t i) {
    if (!texts[i]->blob.empty()) return;
    texts[i]->refused = read_file(root + "/" + texts[i]->path, limits::file_bytes, texts[i]->text);
  });
}

std::vector<SourceText> list_commit(const Repo& repo, const ObjectId& commit) {
  std::vector<SourceText> texts;
  for (TreeFile& file : repo.list(commit, "hosts")) {
    if (!file.link && !is_host_path(file.path)) continue;
    texts.push_back({std::move(file.path), "", file.link ? a_link : "", std::move(file.blob)});
  }
  require_count(texts.size());
  if (auto schema = repo.read_at(commit, std::string(layout::schema_path))) {
    texts.push_back({std::string(layout::schema_path), *std::move(schema), ""});
  }
  return texts;
}

void read_commit(const Repo& repo, std::span<SourceText* const> texts) {
  std::vector<SourceText*> wanted;
  std::vector<ObjectId> blobs;
  for (SourceText* text : texts) {
    if (text->blob.empty()) continue;
    wanted.push_back(text);
    blobs.push_back(text->blob);
  }
  auto contents = repo.read_all(blobs, limits::file_bytes);
  for (size_t i = 0; i < wanted.size(); ++i) {
    if (contents[i]) {
      wanted[i]->text = *std::move(contents[i]);
    } else {
      wanted[i]->refused = above_limit;
    }
  }
}

}  // namespace muster
