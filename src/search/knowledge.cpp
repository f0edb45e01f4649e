#include "search/knowledge.h"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "core/error.h"
#include "core/hash.h"
#include "core/json.h"
#include "core/text.h"
#include "search/record_json.h"
#include "search/words.h"

namespace muster {
namespace {

constexpr int64_t version = 1;

// Names, MACs and addresses are one word each; the second table finds what stands inside of words.
const std::string schema = R"(
CREATE TABLE records(id INTEGER PRIMARY KEY, source TEXT, site TEXT, kind TEXT, ref TEXT, body TEXT,
  first_seen INTEGER, last_seen INTEGER, missing INTEGER, UNIQUE(source, kind, ref));
CREATE TABLE keys(key TEXT, record INTEGER, PRIMARY KEY(key, record)) WITHOUT ROWID;
CREATE INDEX keys_of ON keys(record);
CREATE TABLE documents(id INTEGER PRIMARY KEY, what TEXT, ref TEXT, state TEXT, UNIQUE(what, ref));
CREATE VIRTUAL TABLE words USING fts5(name, text,
  tokenize="unicode61 remove_diacritics 2 tokenchars '-_.:/'");
CREATE VIRTUAL TABLE parts USING fts5(name, tokenize='trigram');
)";

std::string ref_of(const Observation& observation, const Record& record) {
  return observation.source + " " + record.kind + " " + record.id;
}

std::vector<std::string> keys_of(const Record& record, const std::string& site) {
  std::vector<std::string> keys;
  if (!record.uuid.empty()) keys.push_back("uuid " + lower(record.uuid));
  if (!record.serial.empty()) keys.push_back("serial " + lower(record.serial));
  for (const Mac mac : record.macs) {
    const MacClass kind = classify(mac);
    if (kind == MacClass::ordinary || kind == MacClass::hypervisor) {
      keys.push_back("mac " + render(mac));
    }
  }
  const std::string name = lower(record.name);
  if (name.find('.') != std::string::npos) keys.push_back("name " + name);
  if (!name.empty()) keys.push_back("short " + name.substr(0, name.find('.')) + "@" + site);
  return keys;
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
  database_.kept("INSERT INTO documents(what, ref, state) VALUES(?1,?2,?3)")
      .bind(1, what)
      .bind(2, ref)
      .bind(3, state)
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
  std::map<std::string, std::pair<int64_t, std::string>> known;
  Statement rows = database_.prepare("SELECT ref, id, state FROM documents WHERE what='host'");
  while (rows.step()) known[rows.text(0)] = {rows.number(1), rows.text(2)};
  Transaction all(database_);
  size_t count = 0;
  for (const auto& file : inventory.files) {
    const std::string state = short_id(std::string_view(file->text));
    const auto found = known.find(file->path);
    const bool same = found != known.end() && found->second.second == state;
    if (found != known.end()) known.erase(found);
    if (same) continue;
    put_document("host", file->path, state, effective_name(file->host), words_of(file->host));
    ++count;
  }
  for (const auto& [path, gone] : known) drop_document(gone.first);
  all.commit();
  return count + known.size();
}

// Adds what is not there yet: names in full first, then short ones. Of very many the first are
// looked at, so that a query of one letter takes no longer than others.
void Knowledge::find(const std::string& table, const std::string& query, const std::string& typed,
                     size_t most, SearchResult& out) {
  constexpr int64_t most_looked_at = 2'000;
  std::set<std::string> known;
  for (const SearchHit& hit : out.hits) known.insert(hit.ref);
  Statement rows = database_.prepare(
      "SELECT d.what, d.ref, w.name, w.text FROM (SELECT rowid AS id FROM " + table + " WHERE " +
      table +
      " MATCH ?1 LIMIT ?4) f JOIN documents d ON d.id=f.id JOIN words w ON w.rowid=f.id "
      "ORDER BY w.name=?3 COLLATE NOCASE DESC, length(w.name), d.ref LIMIT ?2");
  rows.bind(1, query).bind(2, static_cast<int64_t>(most)).bind(3, typed).bind(4, most_looked_at);
  while (out.hits.size() < most && rows.step()) {
    const std::string ref = rows.text(1);
    if (!known.insert(ref).second) continue;
    out.hits.push_back({rows.text(0), ref, rows.text(2), clean(rows.text(3), 160)});
  }
}

SearchResult Knowledge::search(const std::string& words, size_t most) {
  SearchResult out;
  const auto queries = queries_of(words);
  find("words", "name : (" + queries.words + ")", words, most, out);
  if (out.hits.size() < most) find("words", queries.words, words, most, out);
  if (!out.hits.empty() || queries.parts.empty()) return out;
  out.substring = true;
  find("parts", queries.parts, words, most, out);
  return out;
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
  Record asked;
  asked.name = effective_name(host) + (domain.empty() ? "" : "." + domain);
  asked.serial = host.observed.serial;
  for (const Interface& one : effective_interfaces(host)) {
    if (one.mac) asked.macs.push_back(*one.mac);
  }
  for (const std::string& identity : host.observed.identity) {
    const size_t colon = identity.find(':');
    if (identity.starts_with("vsphere:")) asked.uuid = identity.substr(colon + 1);
  }
  std::vector<KnownRecord> out;
  std::set<std::string> told;
  for (const std::string& key : keys_of(asked, effective_site(host))) {
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
