#include "search/knowledge.h"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "core/error.h"
#include "core/hash.h"
#include "core/json.h"
#include "core/text.h"
#include "model/record_keys.h"
#include "search/record_json.h"
#include "search/words.h"

namespace muster {
namespace {

constexpr int64_t version = 2;

// Names, MACs and addresses are one word each; the second table finds what stands inside of words.
const std::string schema = R"(
CREATE TABLE records(id INTEGER PRIMARY KEY, source TEXT, site TEXT, kind TEXT, ref TEXT, body TEXT,
  first_seen INTEGER, last_seen INTEGER, missing INTEGER, UNIQUE(source, kind, ref));
CREATE TABLE keys(key TEXT, record INTEGER, PRIMARY KEY(key, record)) WITHOUT ROWID;
CREATE INDEX keys_of ON keys(record);
CREATE TABLE documents(id INTEGER PRIMARY KEY, what TEXT, ref TEXT, state TEXT,
  name TEXT COLLATE NOCASE, UNIQUE(what, ref));
CREATE INDEX names ON documents(name);
CREATE VIRTUAL TABLE words USING fts5(name, text, prefix='1 2 3',
  tokenize="unicode61 remove_diacritics 2 tokenchars '-_.:/'");
CREATE VIRTUAL TABLE parts USING fts5(name, tokenize='trigram');
)";

std::string ref_of(const Observation& observation, const Record& record) {
  return observation.source + " " + record.kind + " " + record.id;
}

KnownRecord known_in(const Statement& row, const std::string& because) {
  KnownRecord out;
  out.source = row.text(0);
  out.site = row.text(1);
  out.record = parse_record(parse_json(row.text(2), "the cache"));
  out.first_seen = Time(Seconds(row.number(3)));
  out.last_seen = Time(Seconds(row.number(4)));
  out.missing = row.number(5) != 0;
  out.because = because;
  return out;
}

}  // namespace

Knowledge::Knowledge(const std::string& folder)
    : database_(folder + "/knowledge.db", version, schema) {
  database_.run("PRAGMA synchronous=OFF; PRAGMA cache_size=-65536; PRAGMA temp_store=MEMORY");
}

void Knowledge::keep(std::span<const Observation> observations, Time now) {
  Transaction all(database_);
  Statement missing = database_.prepare(
      "UPDATE records SET missing=1 WHERE source=?1 AND last_seen<?2 AND missing=0");
  for (const Observation& one : observations) {
    for (const Record& record : one.records) keep(one, record, now);
    if (one.answer != Answer::whole) continue;
    missing.bind(1, one.source).bind(2, now.time_since_epoch().count()).run();
  }
  all.commit();
}

void Knowledge::keep(const Observation& observation, const Record& record, Time now) {
  const std::string body = to_json(record).dump();
  const int64_t when = now.time_since_epoch().count();
  Statement& known =
      database_.kept("SELECT id, body FROM records WHERE source=?1 AND kind=?2 AND ref=?3");
  known.bind(1, observation.source).bind(2, record.kind).bind(3, record.id);
  const bool old = known.step();
  int64_t id = old ? known.number(0) : 0;
  const bool same = old && known.text(1) == body;
  known.reset();
  if (old) {
    database_.kept("UPDATE records SET last_seen=?1, missing=0, site=?2, body=?3 WHERE id=?4")
        .bind(1, when)
        .bind(2, observation.site)
        .bind(3, body)
        .bind(4, id)
        .run();
    if (same) return;
    database_.kept("DELETE FROM keys WHERE record=?1").bind(1, id).run();
  } else {
    database_
        .kept(
            "INSERT INTO records(source, site, kind, ref, body, first_seen, last_seen, missing) "
            "VALUES(?1,?2,?3,?4,?5,?6,?6,0)")
        .bind(1, observation.source)
        .bind(2, observation.site)
        .bind(3, record.kind)
        .bind(4, record.id)
        .bind(5, body)
        .bind(6, when)
        .run();
    id = database_.last_row();
  }
  Statement& key = database_.kept("INSERT OR IGNORE INTO keys(key, record) VALUES(?1,?2)");
  for (const std::string& one : keys_of(record, observation.site)) {
    key.bind(1, one).bind(2, id).run();
  }
  put_document("record", ref_of(observation, record), "", record.name, words_of(record));
}

void Knowledge::drop_document(int64_t id) {
  for (const char* table : {"documents", "words", "parts"}) {
    const std::string column = std::string(table) == "documents" ? "id" : "rowid";
    database_.kept("DELETE FROM " + std::string(table) + " WHERE " + column + "=?1")
        .bind(1, id)
        .run();
  }
}

void Knowledge::put_document(const std::string& what, const std::string& ref,
                             const std::string& state, const std::string& name,
                             const std::string& text) {
  Statement& known = database_.kept("SELECT id FROM documents WHERE what=?1 AND ref=?2");
  known.bind(1, what).bind(2, ref);
  const int64_t before = known.step() ? known.number(0) : 0;
  known.reset();
  if (before != 0) drop_document(before);
  database_.kept("INSERT INTO documents(what, ref, state, name) VALUES(?1,?2,?3,?4)")
      .bind(1, what)
      .bind(2, ref)
      .bind(3, state)
      .bind(4, name)
      .run();
  const int64_t id = database_.last_row();
  database_.kept("INSERT INTO words(rowid, name, text) VALUES(?1,?2,?3)")
      .bind(1, id)
      .bind(2, name)
      .bind(3, text)
      .run();
  database_.kept("INSERT INTO parts(rowid, name) VALUES(?1,?2)")
      .bind(1, id)
      .bind(2, name + " " + ref)
      .run();
}

size_t Knowledge::index(const Inventory& inventory) {
  std::vector<IndexedText> all;
  all.reserve(inventory.files.size());
  for (const auto& file : inventory.files) {
    all.push_back({file->path, short_id(std::string_view(file->text)), effective_name(file->host),
                   [host = &file->host] { return words_of(*host); }});
  }
  return index("host", all);
}

size_t Knowledge::index(const std::string& what, std::span<const IndexedText> texts) {
  std::map<std::string, std::pair<int64_t, std::string>> known;
  Statement rows = database_.prepare("SELECT ref, id, state FROM documents WHERE what=?1");
  rows.bind(1, what);
  while (rows.step()) known[rows.text(0)] = {rows.number(1), rows.text(2)};
  Transaction all(database_);
  size_t count = 0;
  for (const IndexedText& one : texts) {
    const auto found = known.find(one.ref);
    const bool same = found != known.end() && found->second.second == one.state;
    if (found != known.end()) known.erase(found);
    if (same) continue;
    put_document(what, one.ref, one.state, one.name, one.words());
    ++count;
  }
  for (const auto& [ref, gone] : known) drop_document(gone.first);
  all.commit();
  return count + known.size();
}

namespace {

void add_hit(SearchResult& out, std::set<std::string>& known, const Statement& row) {
  const std::string ref = row.text(1);
  if (known.insert(row.text(0) + " " + ref).second) {
    out.hits.push_back({row.text(0), ref, row.text(2), clean(row.text(3), 160)});
  }
}

std::set<std::string> refs_of(const SearchResult& found) {
  std::set<std::string> out;
  for (const SearchHit& hit : found.hits) out.insert(hit.what + " " + hit.ref);
  return out;
}

// Behind every text that begins so: the last byte can be no larger in UTF-8.
std::string behind(const std::string& prefix) { return prefix + "\xf4\x8f\xbf\xbf"; }

}  // namespace

// Names that begin so, by an ordinary index: the same time for one letter as for ten. CROSS JOIN,
// so that SQLite does not begin with the table of words, of which it knows no size.
void Knowledge::find_names(const std::string& typed, size_t most, SearchResult& out) {
  Statement rows = database_.prepare(
      "SELECT d.what, d.ref, w.name, w.text FROM (SELECT id, what, ref, name FROM documents "
      "WHERE name >= ?1 AND name < ?2 ORDER BY name LIMIT ?3) d "
      "CROSS JOIN words w ON w.rowid=d.id ORDER BY d.name, d.what, d.ref");
  rows.bind(1, typed).bind(2, behind(typed)).bind(3, static_cast<int64_t>(most));
  std::set<std::string> known = refs_of(out);
  while (out.hits.size() < most && rows.step()) add_hit(out, known, rows);
}

// Adds what is not there yet: names in full first, hosts, then short names. Of very many the first
// are looked at, so that a broad query takes no longer than others.
void Knowledge::find(const std::string& table, const std::string& query, const std::string& typed,
                     size_t most, SearchResult& out) {
  constexpr int64_t most_looked_at = 1'000;
  Statement rows = database_.prepare(
      "SELECT d.what, d.ref, w.name, w.text FROM (SELECT rowid AS id FROM " + table + " WHERE " +
      table +
      " MATCH ?1 LIMIT ?4) f CROSS JOIN documents d ON d.id=f.id CROSS JOIN words w ON "
      "w.rowid=f.id "
      "ORDER BY w.name=?3 COLLATE NOCASE DESC, d.what='host' DESC, length(w.name), d.ref LIMIT ?2");
  rows.bind(1, query).bind(2, static_cast<int64_t>(most)).bind(3, typed).bind(4, most_looked_at);
  std::set<std::string> known = refs_of(out);
  while (out.hits.size() < most && rows.step()) add_hit(out, known, rows);
}

SearchResult Knowledge::search(const std::string& words, size_t most) {
  SearchResult out;
  const auto queries = queries_of(words);
  if (!queries.single.empty()) find_names(queries.single, most, out);
  const auto more = [&](const std::string& query) {
    if (out.hits.size() < most) find("words", query, words, most, out);
  };
  more("name : (" + queries.words + ")");
  more(queries.whole);
  more(queries.words);
  if (!out.hits.empty()) return out;
  if (!queries.parts.empty()) {
    out.substring = true;
    find("parts", queries.parts, words, most, out);
  }
  if (!out.hits.empty()) return out;
  out.substring = false;
  find_some(queries.each, most, out);
  return out;
}

// Texts that have some of several words, those that have most of them first.
void Knowledge::find_some(const std::vector<std::string>& each, size_t most, SearchResult& out) {
  if (each.size() < 2) return;
  std::map<std::string, std::pair<size_t, SearchHit>> found;
  for (const std::string& query : each) {
    constexpr size_t most_of_a_word = 500;
    SearchResult one;
    find("words", query, "", most_of_a_word, one);
    for (SearchHit& hit : one.hits) {
      auto& entry = found[hit.what + " " + hit.ref];
      ++entry.first;
      entry.second = std::move(hit);
    }
  }
  std::vector<std::pair<size_t, SearchHit>> ranked;
  for (auto& [ref, entry] : found) ranked.push_back(std::move(entry));
  std::stable_sort(ranked.begin(), ranked.end(),
                   [](const auto& a, const auto& b) { return a.first > b.first; });
  out.some = !ranked.empty();
  for (auto& [count, hit] : ranked) {
    if (out.hits.size() == most || count < ranked.front().first) break;
    out.hits.push_back(std::move(hit));
  }
}

void Knowledge::keep(std::span<const KnownRecordFile> files) {
  Transaction all(database_);
  for (const KnownRecordFile& one : files) {
    const RecordFile& file = one.file;
    Statement& known =
        database_.kept("SELECT id FROM records WHERE source=?1 AND kind=?2 AND ref=?3");
    known.bind(1, file.source).bind(2, file.record.kind).bind(3, file.record.id);
    const bool old = known.step();
    known.reset();
    if (old) continue;
    Observation told;
    told.source = file.source;
    told.site = file.site;
    keep(told, file.record, Time(file.first_seen));
    if (!file.missing) continue;
    database_.kept("UPDATE records SET missing=1 WHERE source=?1 AND kind=?2 AND ref=?3")
        .bind(1, file.source)
        .bind(2, file.record.kind)
        .bind(3, file.record.id)
        .run();
  }
  all.commit();
}

std::vector<KnownRecord> Knowledge::with_key(const std::string& key, const std::string& because) {
  Statement rows = database_.prepare(
      "SELECT source, site, body, first_seen, last_seen, missing FROM records "
      "WHERE id IN (SELECT record FROM keys WHERE key=?1) ORDER BY source, kind, ref");
  rows.bind(1, key);
  std::vector<KnownRecord> out;
  while (rows.step()) out.push_back(known_in(rows, because));
  return out;
}

std::vector<KnownRecord> Knowledge::of_host(const Host& host, const std::string& domain) {
  std::vector<KnownRecord> out;
  std::set<std::string> told;
  for (const std::string& key : keys_of(host, domain)) {
    for (KnownRecord& one : with_key(key, key)) {
      if (told.insert(one.source + " " + one.record.kind + " " + one.record.id).second) {
        out.push_back(std::move(one));
      }
    }
  }
  return out;
}

std::vector<KnownRecord> Knowledge::all(size_t most) {
  Statement rows = database_.prepare(
      "SELECT source, site, body, first_seen, last_seen, missing FROM records "
      "ORDER BY kind, source, ref LIMIT ?1");
  rows.bind(1, static_cast<int64_t>(most));
  std::vector<KnownRecord> out;
  while (rows.step()) out.push_back(known_in(rows, ""));
  return out;
}

}  // namespace muster
