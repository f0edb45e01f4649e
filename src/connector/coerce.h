// Values from outside as values of a record.
#pragma once
#include <nlohmann/json.hpp>
#include <optional>

#include "connector/definition.h"

namespace muster::connector {

// A text, a number or a truth value as text, clean()ed; "" of anything else.
std::string scalar_text(const nlohmann::json& value);

// nullopt: there is none, or with `misfit` set, it is not what the connector takes it for.
std::optional<RecordValue> coerce(const FieldSpec& field, const nlohmann::json& value,
                                  bool& misfit);

// "2026-08-21T04:05:06.7Z", "2026-08-21 06:05:06 +0200", "… UTC"; without a zone it is UTC.
std::optional<Time> parse_time(std::string_view text);

// "10.20.0.5", "10.20.0.5/24" or "10.20.0.5/255.255.255.0".
std::optional<Cidr> parse_address(std::string_view text);

}  // namespace muster::connector
