// Records that people review: a file each, records/<site>/<kind>/<slug>--<id>.yaml, rewritten by
// discover as a whole. Nothing that changes from hour to hour stands in it.
#pragma once
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "config/known.h"
#include "core/clock.h"
#include "core/error.h"
#include "model/observation.h"
#include "wire/git/git.h"

namespace muster {

struct RecordFile {
  std::string path;
  std::string source, site;
  Day first_seen{};
  bool missing = false;  // an answer that was read to its end was without it
  Record record;
  bool operator==(const RecordFile&) const = default;
};

inline constexpr std::string_view records_folder = "records";

// Of a record for good: by its source, kind and id there.
std::string record_file_id(const std::string& source, const Record& record);

std::string render_record_file(const RecordFile& file);
// Mistakes go to `trouble` with their place.
std::optional<RecordFile> parse_record_file(std::string_view text, std::string path,
                                            Diagnostics& trouble);

struct KnownRecordFile {
  RecordFile file;
  std::string text;  // as read
};

struct RecordPlanning {
  std::span<const Observation> observations;
  const KeptKinds& kinds;
  const std::set<std::string>& forgotten;  // sources that are no more
  Day today;
};

// What discover wants to be in the tree for the records of `sites`: kinds that the policy keeps in
// files. A file stays whatever becomes of its source or the policy; only an answer that was read to
// its end marks it as missing. `unread` are ids whose files cannot be read: those are left alone.
std::vector<FileChange> plan_record_files(std::span<const KnownRecordFile> before,
                                          const std::set<std::string>& unread,
                                          const std::set<std::string>& sites,
                                          const RecordPlanning& with);

}  // namespace muster
