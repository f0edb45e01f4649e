#include "connector/map.h"

#include <algorithm>
#include <tuple>

#include "connector/coerce.h"
#include "core/hex.h"
#include "core/list.h"
#include "core/text.h"

namespace muster::connector {
namespace {

constexpr size_t most_ports = 4'096;
constexpr size_t most_related = 1'000;

// Items of another request by what they are joined on.
using Index = std::map<std::string, std::vector<const nlohmann::json*>>;

// Values that are not what the connector takes them for, told once for each field.
struct Misfits {
  size_t count = 0;
  std::string first;
};

class Mapper {
 public:
  Mapper(const Definition& definition, const Items& items, const std::string& source,
         const Bindings& bindings, Time now, const std::set<std::string>& cut)
      : definition_(definition),
        items_(items),
        source_(source),
        bindings_(bindings),
        now_(now),
        cut_(cut) {}

  Mapped map() && {
    for (const RecordSpec& spec : definition_.records) map_all(spec);
    std::sort(out_.rows.begin(), out_.rows.end(), [](const Row& a, const Row& b) {
      return std::tie(a.record.kind, a.record.id) < std::tie(b.record.kind, b.record.id);
    });
    tell_misfits();
    return std::move(out_);
  }

 private:
  const std::vector<nlohmann::json>& items_of(const std::string& request) const {
    static const std::vector<nlohmann::json> none;
    const auto found = items_.find(request);
    return found == items_.end() ? none : found->second;
  }

  void map_all(const RecordSpec& spec) {
    const auto broken = std::find_if(spec.joins.begin(), spec.joins.end(),
                                     [&](const Joined& join) { return cut_.contains(join.from); });
    if (broken != spec.joins.end()) {
      const size_t count = items_of(spec.from).size();
      if (count > 0) out_.dropped[broken->from + " was not read in full"] += count;
      return;
    }
    std::vector<Index> indexes;
    for (const Joined& join : spec.joins) indexes.push_back(index_of(join));
    for (const nlohmann::json& item : items_of(spec.from)) {
      try {
        map_one(spec, with_joined(spec, indexes, item));
      } catch (const Error& error) {
        ++out_.dropped["could not be read"];
        misfit(spec, "row", error.message);
      }
    }
  }

  Index index_of(const Joined& join) const {
    Index index;
    for (const nlohmann::json& item : items_of(join.from)) {
      index[scalar_text(join.theirs.evaluate(item))].push_back(&item);
    }
    index.erase("");
    return index;
  }

  static nlohmann::json with_joined(const RecordSpec& spec, const std::vector<Index>& indexes,
                                    nlohmann::json item) {
    if (!item.is_object()) return item;
    for (size_t i = 0; i < spec.joins.size(); ++i) {
      nlohmann::json list = nlohmann::json::array();
      const auto found = indexes[i].find(scalar_text(spec.joins[i].mine.evaluate(item)));
      if (found != indexes[i].end()) {
        for (const nlohmann::json* one : found->second) list.push_back(*one);
      }
      item[spec.joins[i].name] = std::move(list);
    }
    return item;
  }

  void map_one(const RecordSpec& spec, const nlohmann::json& item) {
    if (spec.where && !jmespath::is_true(spec.where->evaluate(item))) {
      ++out_.dropped["left out by the connector"];
      return;
    }
    Row row;
    row.record.kind = spec.kind;
    row.record.id = scalar_text(spec.id.evaluate(item));
    if (row.record.id.empty()) {
      ++out_.dropped["without an id"];
      return;
    }
    if (!seen_.emplace(spec.kind, row.record.id).second) {
      ++out_.dropped["listed twice"];
      return;
    }
    for (const auto& [name, field] : spec.set) set(spec, row.record, name, field, item);
    if (spec.interfaces) read_ports(spec, row, spec.interfaces->evaluate(item));
    for (const auto& [name, relation] : spec.relations) relate(row.record, name, relation, item);
    sort_unique(row.record.relations);
    hear(spec, row.record, item);
    link(spec, row.record);
    out_.rows.push_back(std::move(row));
  }

  void set(const RecordSpec& spec, Record& record, const std::string& name, const FieldSpec& field,
           const nlohmann::json& item) {
    const nlohmann::json value = field.expression.evaluate(item);
    bool wrong = false;
    auto told = coerce(field, value, wrong);
    if (wrong)
      misfit(spec, name,
             clean(value.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace), 40));
    if (!told) return;
    if (name == "name") {
      record.name = clean(told->text);
    } else if (name == "serial") {
      record.serial = clean(told->text);
    } else if (name == "uuid") {
      record.uuid = clean(lower(told->text));
    } else {
      record.attributes.emplace(name, std::move(*told));
    }
  }

  void read_ports(const RecordSpec& spec, Row& row, const nlohmann::json& list) {
    if (list.is_null()) return;
    if (!list.is_array()) return misfit(spec, "interfaces", "no list");
    for (const nlohmann::json& one : list) {
      if (row.ports.size() == most_ports) break;
      if (one.is_object()) read_port(spec, row, one);
    }
    for (const Port& port : row.ports) {
      if (port.mac) row.record.macs.push_back(*port.mac);
      row.record.addresses.insert(row.record.addresses.end(), port.addresses.begin(),
                                  port.addresses.end());
    }
    sort_unique(row.record.macs);
    sort_unique(row.record.addresses);
  }

  void read_port(const RecordSpec& spec, Row& row, const nlohmann::json& one) {
    Port port;
    const auto field = [&](const char* key) { return one.value(key, nlohmann::json()); };
    port.name = clean(scalar_text(field("name")));
    if (const std::string text = scalar_text(field("mac")); !text.empty()) {
      port.mac = parse_mac(text);
      if (!port.mac) misfit(spec, "mac", text);
      if (port.mac && port.mac->bits() == 0) port.mac.reset();
    }
    for (const auto& address : listed(field("addresses"))) read_address(spec, port, address);
    sort_unique(port.addresses);
    for (const auto& vlan : listed(field("vlans"))) {
      const auto number = parse_int(scalar_text(vlan));
      if (number && *number > 0 && *number < 4095) port.vlans.push_back(static_cast<int>(*number));
    }
    sort_unique(port.vlans);
    if (port.mac || !port.addresses.empty()) row.ports.push_back(std::move(port));
  }

  // An address that no host can be known by is left out without a word.
  void read_address(const RecordSpec& spec, Port& port, const nlohmann::json& told) {
    const std::string text = scalar_text(told);
    if (const auto parsed = parse_address(text)) {
      port.addresses.push_back(*parsed);
    } else if (!text.empty() && !parse_ip(text.substr(0, text.find('/')))) {
      misfit(spec, "address", text);
    }
  }

  // A list, or one thing as a list of it.
  static nlohmann::json listed(nlohmann::json value) {
    if (value.is_array()) return value;
    return nlohmann::json::array({std::move(value)});
  }

  static void relate(Record& record, const std::string& name, const RelationSpec& relation,
                     const nlohmann::json& item) {
    for (const auto& id : listed(relation.id.evaluate(item))) {
      const std::string text = scalar_text(id);
      if (text.empty() || record.relations.size() == most_related) continue;
      record.relations.push_back({name, relation.kind, text});
    }
  }

  void hear(const RecordSpec& spec, Record& record, const nlohmann::json& item) {
    if (!spec.heard) return;
    const nlohmann::json value = spec.heard->expression.evaluate(item);
    bool wrong = false;
    const auto told = coerce(*spec.heard, value, wrong);
    if (told) record.heard = parse_time(told->text);
    if (wrong) misfit(spec, "heard", scalar_text(value));
    const bool old = record.heard && spec.fresh > Seconds(0) && *record.heard + spec.fresh < now_;
    record.stale = old || (!record.heard && spec.fresh > Seconds(0));
  }

  void link(const RecordSpec& spec, Record& record) const {
    if (spec.link.empty()) return;
    Bindings all = bindings_;
    all["id"] = percent_encode(record.id);
    all["name"] = percent_encode(record.name);
    record.link = clean(spec.link.fill(all), 1'000);
  }

  void misfit(const RecordSpec& spec, const std::string& field, const std::string& value) {
    Misfits& one = misfits_[spec.kind + " " + field];
    if (one.count++ == 0) one.first = value;
  }

  void tell_misfits() {
    for (const auto& [field, misfits] : misfits_) {
      const bool one = misfits.count == 1;
      out_.trouble.add(Error(source_ + ": " + counted(misfits.count, "value") + " of " + field +
                             (one ? " is not what the connector takes it for"
                                  : " are not what the connector takes them for"))
                           .because("the first is " + misfits.first)
                           .mend("see what the API sends, and mend the connector")
                           .as(Severity::warning));
    }
  }

  const Definition& definition_;
  const Items& items_;
  const std::string& source_;
  const Bindings& bindings_;
  Time now_;
  const std::set<std::string>& cut_;
  Mapped out_;
  std::set<std::pair<std::string, std::string>> seen_;  // kind and id
  std::map<std::string, Misfits> misfits_;
};

}  // namespace

Mapped map_records(const Definition& definition, const Items& items, const std::string& source,
                   const Bindings& bindings, Time now, const std::set<std::string>& cut) {
  return Mapper(definition, items, source, bindings, now, cut).map();
}

}  // namespace muster::connector
