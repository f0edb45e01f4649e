// Records in files: as a tree has them.
#pragma once
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "flow/workspace.h"
#include "inventory/records/record_file.h"

namespace muster {

struct RecordTree {
  std::vector<KnownRecordFile> files;  // by path
  std::set<std::string> unread;        // ids of files that cannot be read
};

// Of a commit, or of the work tree; mistakes are in `trouble`.
RecordTree load_record_files(const Workspace& workspace, const std::optional<ObjectId>& commit,
                             Diagnostics& trouble);

}  // namespace muster
