// What is known beside the host files, and an index over both: records of sources, kept from run to
// run in SQLite. It is derived: it may be deleted, and the next discover and search make it anew.
#pragma once
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "inventory/inventory.h"
#include "inventory/records/record_file.h"
#include "model/observation.h"
#include "wire/sqlite/sqlite.h"

namespace muster {

// A record, and when its source told of it.
struct KnownRecord {
  std::string source, site;
  Record record;
  Time first_seen{}, last_seen{};
  bool missing = false;  // a later answer, read to its end, was without it
  bool late = false;     // its source has not told of it for as long as makes a host gone
  std::string because;  // by what it was found to be of a host: "serial", "mac 00:…"; "" not asked
};

struct SearchHit {
  std::string what;  // "host", "record" or "config"
  std::string ref;   // the path of a file; of a record its source, kind and id
  std::string name;
  std::string detail;  // what else is known of it
};

struct SearchResult {
  std::vector<SearchHit> hits;  // the best first
  bool substring = false;       // no word begins so; these have it inside
  bool some = false;            // nothing has all words; these have most of them
};

// A text to be found by its words. Those are asked for when `state` is another than it was.
struct IndexedText {
  std::string ref, state, name;
  std::function<std::string()> words;
};

class Knowledge {
 public:
  // `folder`: below .git.
  explicit Knowledge(const std::string& folder);

  // Of an answer read to its end, what it lacks is marked as missing; nothing is removed.
  void keep(std::span<const Observation> observations, Time now);
  // Records of a host, the surest first: by uuid or serial number, MAC, name in full, name in the
  // site; an address alone is not enough.
  std::vector<KnownRecord> of_host(const Host& host, const std::string& domain);
  // Brings the index up to the inventory: files that changed are read again, those that are gone
  // leave it. How many those were.
  size_t index(const Inventory& inventory);
  // The same of all texts of another kind: "config".
  size_t index(const std::string& what, std::span<const IndexedText> texts);
  // Records that stand in files of the tree, where no answer that came to this clone told of them.
  void keep(std::span<const KnownRecordFile> files);
  // Words that begin so, whole ones before others; where there is none, texts that have them inside
  // (from three characters); where there is none, texts that have most of the words.
  SearchResult search(const std::string& words, size_t most);
  std::vector<KnownRecord> all(size_t most);

 private:
  void keep(const Observation& observation, const Record& record, Time now);
  void put_document(const std::string& what, const std::string& ref, const std::string& state,
                    const std::string& name, const std::string& text);
  void drop_document(int64_t id);
  void find_names(const std::string& typed, size_t most, SearchResult& out);
  void find_some(const std::vector<std::string>& each, size_t most, SearchResult& out);
  void find(const std::string& table, const std::string& query, const std::string& typed,
            size_t most, SearchResult& out);
  std::vector<KnownRecord> with_key(const std::string& key, const std::string& because);

  Database database_;
};

}  // namespace muster
