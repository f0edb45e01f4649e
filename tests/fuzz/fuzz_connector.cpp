// Any text is a connector or mistakes with their places; whatever an API answers, its values are
// harmless text.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "connector/map.h"
#include "core/error.h"
#include "core/json.h"
#include "core/text.h"

using namespace muster;

namespace {

void require(bool truth) {
  if (!truth) std::abort();
}

void require_harmless(const Record& record) {
  require(visible(record.id) == record.id && visible(record.name) == record.name);
  for (const auto& [name, value] : record.attributes) require(visible(value.text) == value.text);
  for (const Relation& one : record.relations) require(visible(one.id) == one.id);
}

}  // namespace

// A connector, a line of dashes, and what every one of its requests brought.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) try {
  const std::string_view all(reinterpret_cast<const char*>(bytes), size);
  const size_t line = all.find("\n---\n");
  Diagnostics trouble;
  const auto definition = connector::read_definition(all.substr(0, line), "x.yaml", trouble);
  render(trouble);
  require(definition.has_value() != trouble.has_errors());
  if (!definition || line == std::string_view::npos) return 0;
  const nlohmann::json answer = parse_json(repair_json(all.substr(line + 5)), "the answer");
  connector::Items items;
  for (const auto& request : definition->requests) {
    items[request.name] = answer.is_array() ? answer.get<std::vector<nlohmann::json>>()
                                            : std::vector<nlohmann::json>{answer};
  }
  connector::Bindings bindings{{"url", "u"}, {"username", "u"}};
  for (const auto& row :
       connector::map_records(*definition, items, "s", bindings, Time(Seconds(1))).rows) {
    require_harmless(row.record);
  }
  return 0;
} catch (const Error&) {
  return 0;
}
