#include "inventory/records/record_file.h"

#include <algorithm>
#include <map>

#include "core/hash.h"
#include "core/text.h"
#include "core/yaml.h"
#include "inventory/layout.h"

namespace muster {
namespace {

constexpr size_t most_text = 1'000;
constexpr std::string_view banner = "# muster's: rewritten by discover; edits are lost\n";

std::string fit_scalar(const std::string& text) { return yaml::scalar(clean(text, most_text)); }

void add_line(std::string& out, std::string_view key, const std::string& value) {
  if (!value.empty()) out += std::string(key) + ": " + fit_scalar(value) + "\n";
}

template <class List>
void add_list(std::string& out, std::string_view key, const List& list) {
  if (list.empty()) return;
  out += std::string(key) + ": [";
  for (size_t i = 0; i < list.size(); ++i) {
    out += (i == 0 ? "" : ", ") + yaml::quoted(render(list[i]));
  }
  out += "]\n";
}

void add_attributes(std::string& out, const Record& record) {
  std::string lines;
  for (const auto& [name, value] : record.attributes) {
    if (value.passing || value.text.empty()) continue;
    lines += "  " + fit_scalar(name) + ": {type: " + std::string(word(value.type)) +
             ", value: " + yaml::quoted(clean(value.text, most_text)) + "}\n";
  }
  if (!lines.empty()) out += "attributes:\n" + lines;
}

void add_relations(std::string& out, const Record& record) {
  if (record.relations.empty()) return;
  out += "relations:\n";
  for (const Relation& one : record.relations) {
    out += "  - {name: " + fit_scalar(one.name) + ", kind: " + fit_scalar(one.kind) +
           ", id: " + yaml::quoted(clean(one.id, most_text)) + "}\n";
  }
}

std::string path_of(const RecordFile& file) {
  const std::string slug = slugify(file.record.name), kind = slugify(file.record.kind);
  return std::string(records_folder) + "/" + slugify(file.site) + "/" +
         (kind.empty() ? "record" : kind) + "/" + (slug.empty() ? "record" : slug) + "--" +
         record_file_id(file.source, file.record) + ".yaml";
}

// Reads the values of one document.
class RecordReader {
 public:
  RecordReader(const yaml::Document& document, Diagnostics& trouble)
      : document_(document), trouble_(trouble) {}

  RecordFile read(std::string path) {
    RecordFile out;
    out.path = std::move(path);
    out.source = needed("source");
    out.site = needed("site");
    out.record.kind = needed("kind");
    out.record.id = needed("ref");
    out.record.name = text("name");
    out.record.serial = text("serial");
    out.record.uuid = text("uuid");
    out.record.link = text("link");
    const std::string state = needed("state");
    out.missing = state == "missing";
    if (!out.missing && state != "present") fault(document_.root, "state is present or missing");
    if (!parse_day(needed("first_seen"), out.first_seen)) {
      fault(document_.root, "first_seen is no date");
    }
    each("macs", [&](const yaml::Node& item) {
      if (const auto mac = parse_mac(item.text)) out.record.macs.push_back(*mac);
    });
    each("addresses", [&](const yaml::Node& item) {
      if (const auto cidr = parse_cidr(item.text)) out.record.addresses.push_back(*cidr);
    });
    read_attributes(out.record);
    each("relations", [&](const yaml::Node& item) {
      out.record.relations.push_back({in(item, "name"), in(item, "kind"), in(item, "id")});
    });
    return out;
  }

 private:
  static std::string in(const yaml::Node& node, std::string_view key) {
    const yaml::Node* found = node.find(key);
    return found == nullptr || found->kind != yaml::Kind::scalar || found->null() ? ""
                                                                                  : found->text;
  }
  std::string text(std::string_view key) const { return in(document_.root, key); }

  std::string needed(std::string_view key) {
    std::string value = text(key);
    if (value.empty()) fault(document_.root, "a record has no \"" + std::string(key) + "\"");
    return value;
  }

  template <class Fn>
  void each(std::string_view key, Fn&& fn) const {
    const yaml::Node* list = document_.root.find(key);
    if (list == nullptr) return;
    for (const yaml::Node& item : list->items) fn(item);
  }

  void read_attributes(Record& record) const {
    const yaml::Node* all = document_.root.find("attributes");
    if (all == nullptr) return;
    for (const yaml::Entry& entry : all->entries) {
      const auto type = parse_value_type(in(entry.value, "type"));
      record.attributes[entry.key] = {type.value_or(ValueType::text), in(entry.value, "value")};
    }
  }

  void fault(const yaml::Node& node, std::string message) {
    trouble_.add(Error(std::move(message), Exit::invalid)
                     .at(document_.where(node.begin))
                     .mend("put it back from Git, or remove the file: discover writes it anew"));
  }

  const yaml::Document& document_;
  Diagnostics& trouble_;
};

using Before = std::map<std::string, const KnownRecordFile*, std::less<>>;  // by id

void add_change(std::vector<FileChange>& out, const KnownRecordFile* before,
                const RecordFile& wanted) {
  std::string text = render_record_file(wanted);
  if (before == nullptr || before->text != text) out.push_back({wanted.path, std::move(text)});
}

bool in_files(const KeptKinds& kinds, const std::string& kind) {
  const auto found = kinds.find(kind);
  return found != kinds.end() && found->second == KeptIn::files;
}

// The file of a record as it is to be; `before`: the one that there is.
RecordFile wanted_file(const Observation& from, const Record& record, const KnownRecordFile* before,
                       Day today) {
  RecordFile out{"",    from.source, from.site, before ? before->file.first_seen : today,
                 false, record};
  out.path = before ? before->file.path : path_of(out);
  return out;
}

// Files of whole answers that were without them.
void mark_missing(std::span<const KnownRecordFile> before, const std::set<std::string>& told,
                  const RecordPlanning& with, std::vector<FileChange>& out) {
  std::set<std::string> whole = with.forgotten;
  for (const Observation& one : with.observations) {
    if (one.answer == Answer::whole) whole.insert(one.source);
  }
  for (const KnownRecordFile& one : before) {
    if (told.contains(one.file.path) || !whole.contains(one.file.source)) continue;
    RecordFile missing = one.file;
    missing.missing = true;
    if (!one.file.missing) add_change(out, &one, missing);
  }
}

}  // namespace

std::string record_file_id(const std::string& source, const Record& record) {
  return short_id("record:" + source + "\n" + record.kind + "\n" + record.id);
}

std::string render_record_file(const RecordFile& file) {
  const Record& record = file.record;
  std::string out(banner);
  add_line(out, "kind", record.kind);
  out += "ref: " + yaml::quoted(clean(record.id, most_text)) + "\n";
  add_line(out, "name", record.name);
  out += file.missing ? "state: missing            # present | missing\n"
                      : "state: present            # present | missing\n";
  add_line(out, "source", file.source);
  add_line(out, "site", file.site);
  out += "first_seen: " + render_day(file.first_seen) + "\n";
  add_line(out, "serial", record.serial);
  add_line(out, "uuid", record.uuid);
  add_list(out, "macs", record.macs);
  add_list(out, "addresses", record.addresses);
  add_line(out, "link", record.link);
  add_attributes(out, record);
  add_relations(out, record);
  return out;
}

std::optional<RecordFile> parse_record_file(std::string_view text, std::string path,
                                            Diagnostics& trouble) {
  Diagnostics found;
  const auto document = yaml::parse(text, path, found);
  std::optional<RecordFile> out;
  if (document) out = RecordReader(*document, found).read(std::move(path));
  const bool bad = found.has_errors();
  trouble.add(std::move(found));
  return bad ? std::nullopt : out;
}

std::vector<FileChange> plan_record_files(std::span<const KnownRecordFile> before,
                                          const std::set<std::string>& unread,
                                          const std::set<std::string>& sites,
                                          const RecordPlanning& with) {
  Before known;
  for (const KnownRecordFile& one : before) {
    known[std::string(host_id_in(one.file.path))] = &one;
  }
  std::vector<FileChange> out;
  std::set<std::string> told;  // paths
  for (const Observation& one : with.observations) {
    if (!sites.contains(one.site)) continue;
    for (const Record& record : one.records) {
      const std::string id = record_file_id(one.source, record);
      if (!in_files(with.kinds, record.kind) || unread.contains(id)) continue;
      const auto found = known.find(id);
      const KnownRecordFile* file = found == known.end() ? nullptr : found->second;
      const RecordFile wanted = wanted_file(one, record, file, with.today);
      if (told.insert(wanted.path).second) add_change(out, file, wanted);
    }
  }
  mark_missing(before, told, with, out);
  std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.path < b.path; });
  return out;
}

}  // namespace muster
