// The keys of a rule; schema/rules.v1.json is made from them.
#pragma once
#include "config/rules.h"
#include "config/tables.h"

namespace muster::config_file {

const Section<Rule>& rule_section();

}  // namespace muster::config_file
