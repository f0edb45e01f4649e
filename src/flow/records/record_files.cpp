#include "flow/records/record_files.h"

#include <algorithm>
#include <filesystem>

#include "core/text.h"
#include "inventory/layout.h"
#include "wire/files.h"

namespace muster {
namespace {

constexpr size_t most_bytes_of_record = 256 << 10;

struct RecordText {
  std::string path;
  std::optional<std::string> text;  // nullopt: too large
};

bool is_record_path(std::string_view path) { return !host_id_in(path).empty(); }

std::vector<RecordText> committed_records(const Repo& repo, const ObjectId& commit) {
  std::vector<RecordText> out;
  std::vector<ObjectId> blobs;
  for (TreeFile& file : repo.list(commit, std::string(records_folder))) {
    if (file.link || !is_record_path(file.path)) continue;
    out.push_back({std::move(file.path), std::nullopt});
    blobs.push_back(file.blob);
  }
  auto texts = repo.read_all(blobs, most_bytes_of_record);
  for (size_t i = 0; i < out.size(); ++i) out[i].text = std::move(texts[i]);
  return out;
}

std::vector<RecordText> records_on_disk(const std::string& root) {
  namespace fs = std::filesystem;
  std::vector<RecordText> out;
  const fs::path folder = fs::path(root) / records_folder;
  if (!fs::is_directory(folder)) return out;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    const std::string path = entry.path().lexically_relative(root).string();
    if (!entry.is_regular_file() || entry.is_symlink() || !is_record_path(path)) continue;
    out.push_back({path, read_bounded(entry.path().string(), most_bytes_of_record).text});
  }
  std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.path < b.path; });
  return out;
}

}  // namespace

RecordTree load_record_files(const Workspace& workspace, const std::optional<ObjectId>& commit,
                             Diagnostics& trouble) {
  RecordTree out;
  for (RecordText& one :
       commit ? committed_records(workspace.repo, *commit) : records_on_disk(workspace.root)) {
    std::optional<RecordFile> file;
    if (one.text) {
      file = parse_record_file(*one.text, one.path, trouble);
    } else {
      trouble.add(Error("a record's file is larger than " + counted(most_bytes_of_record, "byte"),
                        Exit::invalid)
                      .at({one.path, 0, 0, ""})
                      .mend("remove it: discover writes it anew"));
    }
    if (file) out.files.push_back({std::move(*file), std::move(*one.text)});
    if (!file) out.unread.emplace(host_id_in(one.path));
  }
  return out;
}

}  // namespace muster
