#include "collect/connector/connector.h"

#include <algorithm>

#include "collect/connector/facts.h"
#include "collect/connector/pages.h"
#include "connector/coerce.h"
#include "connector/map.h"
#include "core/pool.h"
#include "core/text.h"
#include "wire/base64.h"

namespace muster {
namespace {

using namespace connector;

Definition definition_of(const Source& source) {
  const auto& config = source.config.as<ConnectorConfig>();
  Diagnostics trouble;
  auto definition = read_definition(
      config.definition,
      config.definition_file.empty() ? config.connector + ".yaml" : config.definition_file,
      trouble);
  if (definition) return std::move(*definition);
  for (const Error& error : trouble.items()) {
    if (error.severity == Severity::error) throw Error(error);
  }
  throw Error(source.config.id() + ": its connector cannot be read");
}

// What $names stand for; Error when one is missing.
Bindings bindings_of(const Source& source, const Definition& definition) {
  const auto& config = source.config.as<ConnectorConfig>();
  Bindings out{{"username", config.username},
               {"password", source.secrets["password"].reveal()},
               {"password_base64", to_base64(source.secrets["password"].reveal())},
               {"token", source.secrets["token"].reveal()},
               {"url", config.url}};
  for (const auto& [name, variable] : definition.vars) {
    const auto given = config.vars.find(name);
    if (given == config.vars.end() && !variable.otherwise) {
      throw Error(source.config.id() + ": the connector wants to know " + name)
          .because(variable.about)
          .mend("add vars: {" + name + ": …} to the source");
    }
    out[name] = given == config.vars.end() ? *variable.otherwise : given->second;
  }
  return out;
}

class Asking {
 public:
  Asking(const Source& source, Wires& wires, std::stop_token stop)
      : wires_(wires),
        stop_(std::move(stop)),
        name_(source.config.id()),
        definition_(definition_of(source)),
        bindings_(bindings_of(source, definition_)),
        api_(source, definition_, bindings_, wires, stop_) {
    seen_.source = name_;
    seen_.site = source.config.site;
  }

  Observation read() && {
    for (const RequestSpec& request : definition_.requests) {
      if (request.each.empty()) {
        read_once(request);
      } else {
        read_each(request);
      }
    }
    api_.log_out();
    keep(map_records(definition_, items_, name_, bindings_, wires_.clock.now(), cut_));
    const bool whole = cut_.empty();
    const bool any = !seen_.facts.empty() || !seen_.records.empty();
    seen_.answer = whole ? Answer::whole : any ? Answer::partial : Answer::none;
    if (whole) seen_.complete = {FactKind::guest, FactKind::device};
    return std::move(seen_);
  }

 private:
  void fail(const RequestSpec& request, Error error) {
    cut_.insert(request.name);
    seen_.trouble.add(std::move(error));
  }

  void read_once(const RequestSpec& request) {
    Fetched got = fetch(api_, request, definition_.limits, {}, name_ + ": " + request.name);
    if (got.error) fail(request, std::move(*got.error));
    items_[request.name] = std::move(got.items);
  }

  // One exchange for every item of another request. What fails is told once for each reason.
  void read_each(const RequestSpec& request) {
    const auto& outer = items_[request.each];
    const auto got = parallel_map(
        outer, definition_.limits.concurrency,
        [&](const nlohmann::json& item) { return ask(request, item); }, stop_);
    std::map<std::string, std::pair<size_t, Error>> failed;
    auto& items = items_[request.name];
    for (size_t i = 0; i < got.size(); ++i) {
      for (nlohmann::json item : got[i].items) {
        if (item.is_object()) item["_each"] = outer[i];
        items.push_back(std::move(item));
      }
      if (!got[i].error) continue;
      const std::string reason =
          got[i].error->why.empty() ? got[i].error->message : got[i].error->why;
      ++failed.try_emplace(reason, 0, *got[i].error).first->second.first;
    }
    for (auto& [reason, one] : failed) {
      one.second.message += " (" + counted(one.first, "item") + " of " + request.each + ")";
      fail(request, std::move(one.second));
    }
  }

  Fetched ask(const RequestSpec& request, const nlohmann::json& item) {
    Bindings with;
    for (const auto& [name, expression] : request.with) {
      with[name] = scalar_text(expression.evaluate(item));
    }
    return fetch(api_, request, definition_.limits, with, name_ + ": " + request.name);
  }

  void keep(Mapped mapped) {
    seen_.trouble.add(std::move(mapped.trouble));
    seen_.dropped = std::move(mapped.dropped);
    for (Row& row : mapped.rows) {
      auto facts = facts_of(row, definition_.name, name_);
      if (!facts.left_out.empty()) ++seen_.dropped[facts.left_out];
      for (Fact& fact : facts.list) seen_.facts.push_back(std::move(fact));
      seen_.records.push_back(std::move(row.record));
    }
  }

  Wires& wires_;
  std::stop_token stop_;
  std::string name_;
  Definition definition_;
  Bindings bindings_;
  ApiSession api_;
  Items items_;
  Observation seen_;
  std::set<std::string> cut_;  // requests that were not read to their end
};

}  // namespace

Observation collect_connector(const Source& source, Wires& wires, std::stop_token stop) {
  return Asking(source, wires, std::move(stop)).read();
}

}  // namespace muster
