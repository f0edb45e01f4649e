#include <algorithm>
#include <array>

#include "connector/reader.h"
#include "core/text.h"

namespace muster::connector {
namespace {

struct Unit {
  std::string_view name;
  long long bytes;
};
constexpr std::array<Unit, 10> units{{{"B", 1},
                                      {"512B", 512},
                                      {"KiB", 1LL << 10},
                                      {"KB", 1'000},
                                      {"MiB", 1LL << 20},
                                      {"MB", 1'000'000},
                                      {"GiB", 1LL << 30},
                                      {"GB", 1'000'000'000},
                                      {"TiB", 1LL << 40},
                                      {"TB", 1'000'000'000'000}}};

void read_unit(Reader& in, const yaml::Node& node, FieldSpec& out) {
  std::vector<std::string> names;
  for (const Unit& unit : units) {
    if (node.kind == yaml::Kind::scalar && unit.name == node.text) {
      out.unit = unit.bytes;
      return;
    }
    names.emplace_back(unit.name);
  }
  in.fault(node, "this is no unit", suggestion(node.text, names));
}

void read_words_of(Reader& in, const yaml::Node& node, FieldSpec& out) {
  if (node.kind != yaml::Kind::mapping) {
    return in.fault(node, "words must be a mapping", "write {1: normal, 2: fault}");
  }
  out.as = Coercion::choice;
  for (const yaml::Entry& entry : node.entries) in.text(entry.value, out.words[entry.key]);
}

// An expression, or that with what becomes of its value.
std::optional<FieldSpec> read_field(Reader& in, const yaml::Node& node) {
  if (node.kind == yaml::Kind::scalar) {
    const auto expression = in.expression(node);
    return expression ? std::optional(FieldSpec{*expression}) : std::nullopt;
  }
  if (!in.mapping(node, "the value", {"expr", "as", "unit", "words", "otherwise", "passing"})) {
    return std::nullopt;
  }
  const yaml::Node* written = node.find("expr");
  if (written == nullptr) {
    in.fault(node, "the value has no expr", "add expr: an expression");
    return std::nullopt;
  }
  const auto expression = in.expression(*written);
  if (!expression) return std::nullopt;
  FieldSpec out{*expression};
  if (const auto* as = node.find("as")) {
    size_t kind = 0;
    in.word(*as,
            {"as_is", "text", "lower", "label", "number", "bytes", "mib", "epoch", "epoch_ms",
             "time", "mac", "address", "flag"},
            kind);
    out.as = static_cast<Coercion>(kind);
  }
  if (const auto* unit = node.find("unit")) read_unit(in, *unit, out);
  if (const auto* words = node.find("words")) read_words_of(in, *words, out);
  if (const auto* otherwise = node.find("otherwise")) in.text(*otherwise, out.otherwise);
  if (const auto* passing = node.find("passing")) in.flag(*passing, out.passing);
  return out;
}

bool is_request(Reader& in, const yaml::Node& node, const Definition& out) {
  std::vector<std::string> names;
  for (const RequestSpec& one : out.requests) names.push_back(one.name);
  if (std::find(names.begin(), names.end(), node.text) != names.end()) return true;
  in.fault(node, "there is no request \"" + clean(node.text, 80) + "\"",
           suggestion(node.text, names));
  return false;
}

void read_join(Reader& in, const yaml::Entry& entry, const Definition& out, RecordSpec& record) {
  const yaml::Node& node = entry.value;
  if (!in.mapping(node, "the join", {"from", "mine", "theirs"})) return;
  const yaml::Node* from = node.find("from");
  const yaml::Node* mine = node.find("mine");
  const yaml::Node* theirs = node.find("theirs");
  if (from == nullptr || mine == nullptr || theirs == nullptr) {
    return in.fault(node, "a join needs from, mine and theirs",
                    "write {from: ports, mine: id, theirs: parent}");
  }
  const auto left = in.expression(*mine);
  const auto right = in.expression(*theirs);
  if (!is_request(in, *from, out) || !left || !right) return;
  record.joins.push_back({entry.key, from->text, *left, *right});
}

void read_relation(Reader& in, const yaml::Entry& entry, RecordSpec& record) {
  if (!in.mapping(entry.value, "the relation", {"kind", "id"})) return;
  const yaml::Node* kind = entry.value.find("kind");
  const yaml::Node* id = entry.value.find("id");
  if (kind == nullptr || id == nullptr) {
    return in.fault(entry.value, "a relation needs kind and id", "write {kind: pool, id: pool_id}");
  }
  const auto expression = in.expression(*id);
  if (!expression) return;
  RelationSpec one{"", *expression};
  in.text(*kind, one.kind);
  record.relations.emplace(entry.key, std::move(one));
}

void read_fresh(Reader& in, const yaml::Node& node, RecordSpec& record) {
  const auto time = node.kind == yaml::Kind::scalar ? parse_duration_ms(node.text) : std::nullopt;
  if (!time || *time < 1000) {
    return in.fault(node, "this must be a time from 1s",
                    "write a number with its unit, such as 3d");
  }
  record.fresh = std::chrono::seconds(*time / 1000);
}

void read_details(Reader& in, const yaml::Node& node, const Definition& out, RecordSpec& record) {
  if (const auto* where = node.find("where")) record.where = in.expression(*where);
  if (const auto* join = node.find("join")) {
    in.each(*join, "join", [&](const auto& entry) { read_join(in, entry, out, record); });
  }
  if (const auto* set = node.find("set")) {
    in.each(*set, "set", [&](const yaml::Entry& entry) {
      if (const auto field = read_field(in, entry.value)) record.set.emplace(entry.key, *field);
    });
  }
  if (const auto* list = node.find("interfaces")) record.interfaces = in.expression(*list);
  if (const auto* relations = node.find("relations")) {
    in.each(*relations, "relations", [&](const auto& entry) { read_relation(in, entry, record); });
  }
  if (const auto* heard = node.find("heard")) record.heard = read_field(in, *heard);
  if (const auto* fresh = node.find("fresh")) read_fresh(in, *fresh, record);
  if (const auto* link = node.find("link")) {
    for (const char* name : {"url", "id", "name"}) in.know(name);
    record.link = in.filled(*link, Reader::Shown::yes);
    for (const char* name : {"url", "id", "name"}) in.forget(name);
  }
}

void read_record(Reader& in, const yaml::Node& node, Definition& out) {
  if (!in.mapping(node, "the record",
                  {"kind", "from", "id", "where", "join", "set", "interfaces", "relations", "heard",
                   "fresh", "link"})) {
    return;
  }
  const yaml::Node* kind = node.find("kind");
  const yaml::Node* from = node.find("from");
  const yaml::Node* id = node.find("id");
  if (kind == nullptr || from == nullptr || id == nullptr) {
    return in.fault(node, "a record needs kind, from and id",
                    "write {kind: volume, from: volumes, id: uuid}");
  }
  const auto expression = in.expression(*id);
  if (!is_word(kind->text)) in.fault(*kind, "this is no kind", "use a word such as volume");
  if (!is_request(in, *from, out) || !expression) return;
  RecordSpec record{kind->text, from->text, *expression};
  read_details(in, node, out, record);
  out.records.push_back(std::move(record));
}

}  // namespace

void read_records(Reader& in, const yaml::Node& node, Definition& out) {
  if (node.kind != yaml::Kind::sequence || node.items.empty()) {
    return in.fault(node, "records must be a list",
                    "add - {kind: volume, from: volumes, id: uuid}");
  }
  for (const yaml::Node& item : node.items) read_record(in, item, out);
}

}  // namespace muster::connector
