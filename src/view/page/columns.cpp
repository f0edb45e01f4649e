#include "view/page/columns.h"

#include <fmt/core.h>

#include <array>

#include "core/text.h"
#include "model/host_fields.h"
#include "model/selector_fields.h"
#include "wire/git/git.h"

namespace muster::web {
namespace {

using nlohmann::json;
using Texts = std::vector<std::string>;

Texts unless_empty(const std::string& text) { return text.empty() ? Texts{} : Texts{text}; }

// "hosts/berlin", from which and the slug and the id the page makes the path again.
Texts folder(const HostFile& file) {
  const size_t name = file.path.find_last_of('/') + 1;
  const bool usual = name > 0 && file.path.ends_with(fmt::format("--{}.yaml", file.host.id));
  return {usual ? file.path.substr(0, name - 1) : file.path};
}

// "1 2 0 eth0": it has a MAC, two of the host's addresses in their order, no VLAN, and that name.
Texts interface_shapes(const HostFile& file) {
  Texts shapes;
  for (const Interface& one : effective_interfaces(file.host)) {
    shapes.push_back(fmt::format("{:d} {} {} {}", one.mac.has_value(), one.addresses.size(),
                                 one.vlans.size(), one.name));
  }
  return shapes;
}

template <class List, class Text>
Texts each(const List& list, Text text) {
  Texts out;
  for (const auto& item : list) out.push_back(text(item));
  return out;
}

Texts name_sources(const HostFile& file) {
  return each(file.host.observed.names,
              [](const NameCandidate& one) { return std::string(word(one.source)); });
}

Texts because(const HostFile& file) {
  return each(file.host.observed.attached,
              [](const Attachment& one) { return join(words_of(one.because), ", "); });
}

Texts alternatives(const HostFile& file) {
  return each(file.host.observed.attached,
              [](const Attachment& one) { return join(one.alternatives, ", "); });
}

Texts guest(const HostFile& file) {
  const auto& told = file.host.observed.guest;
  if (!told) return {};
  std::string text =
      fmt::format("{} {} on {}, {}", word(told->kind), told->id, told->node, told->status);
  if (!told->cluster.empty()) text += fmt::format(", cluster {}", told->cluster);
  if (told->vcpus > 0) text += fmt::format(", {} vCPUs", told->vcpus);
  if (told->memory > 0) text += fmt::format(", {} MiB of memory", told->memory);
  if (told->disk > 0) text += fmt::format(", {} MiB of disk", told->disk);
  return {text};
}

Texts marks(const HostFile& file) {
  Texts marks;
  each_key(host_keys, [&]<class T>(const HostKey<T>& key) {
    if constexpr (std::is_same_v<T, bool>) {
      if (file.host.*key.member) marks.emplace_back(key.name);
    }
  });
  if (!file.host.overrides.empty()) marks.emplace_back("overrides");
  return marks;
}

struct Shown {
  std::string_view name;
  Texts (*texts)(const HostFile&);
};

Texts pages_of(const HostFile& file) {
  Texts out;
  for (const PageLink& link : file.host.observed.links) out.push_back(link.url);
  return out;
}

Texts tellings_of(const HostFile& file) {
  Texts out;
  for (const Telling& one : file.host.observed.told) {
    out.push_back(fmt::format("{} {} ({})", one.field, one.value, one.source));
  }
  return out;
}

constexpr std::array<Shown, 14> shown{{
    {"alternatives", alternatives},
    {"because", because},
    {"folder", folder},
    {"given", [](const HostFile& file) { return unless_empty(file.host.name); }},
    {"identity", [](const HostFile& file) { return file.host.observed.identity; }},
    {"interface", interface_shapes},
    {"marks", marks},
    {"name_source", name_sources},
    {"notes", [](const HostFile& file) { return unless_empty(file.host.notes); }},
    {"page", pages_of},
    {"proposed_because", [](const HostFile& file) { return file.host.observed.proposed.because; }},
    {"serial",
     [](const HostFile& file) { return unless_empty(in_force<&Observed::serial>(file.host)); }},
    {"told", tellings_of},
    {"virtual", guest},
}};

std::string_view word_of(FieldKind kind) {
  constexpr std::array<std::string_view, 7> words{"text", "word", "number", "day",
                                                  "mac",  "ip",   "network"};
  return words[static_cast<size_t>(kind)];
}

json form(const Field& field) {
  json out{{"name", field.name}, {"kind", word_of(field.kind)}, {"list", field.list}};
  if (!field.words.empty()) out["words"] = field.words;
  return out;
}

template <class Values>
json column_of(const Inventory& inventory, Values values) {
  ColumnWriter column;
  for (const auto& file : inventory.files) column.add(values(*file));
  return column.take();
}

}  // namespace

int ColumnWriter::place_of(const std::string& text) {
  const auto [found, fresh] = places_.try_emplace(text, static_cast<int>(values_.size()) + 1);
  if (fresh) values_.push_back(text);
  return fresh ? 0 : found->second;
}

void ColumnWriter::add(const Texts& texts) {
  if (texts.size() == 1) {
    rows_.push_back(place_of(texts.front()));
    return;
  }
  json row;
  for (const std::string& text : texts) row.push_back(place_of(text));
  rows_.push_back(std::move(row));
}

json ColumnWriter::take() { return {{"values", std::move(values_)}, {"rows", std::move(rows_)}}; }

json hosts_form(const Inventory& inventory, bool blobs) {
  json fields_form = json::array(), columns = json::object();
  for (const Field& field : fields()) {
    fields_form.push_back(form(field));
    if (field.name == "path") continue;
    columns[std::string(field.name)] = column_of(
        inventory, [&](const HostFile& file) { return field.values(file.host, file.path); });
  }
  if (columns["sources"] == columns["source"]) columns["sources"] = "source";
  for (const Shown& one : shown) {
    columns[std::string(one.name)] = column_of(inventory, one.texts);
  }
  if (blobs) {
    columns["blob"] =
        column_of(inventory, [](const HostFile& file) { return Texts{blob_id(file.text)}; });
  }
  return {{"count", inventory.files.size()}, {"fields", fields_form}, {"columns", columns}};
}

}  // namespace muster::web
