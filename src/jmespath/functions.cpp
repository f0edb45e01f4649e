#include <algorithm>
#include <array>
#include <cmath>

#include "core/error.h"
#include "core/json.h"
#include "core/text.h"
#include "jmespath/function.h"

namespace muster::jmespath {
namespace {

using Json = nlohmann::json;

const std::string& text_of(const Json& value) { return value.get_ref<const std::string&>(); }
const Json& first(const Arguments& all) { return *all[0].value; }
const Json& second(const Arguments& all) { return *all[1].value; }

// Whole where it is one.
Json number(double value) {
  constexpr double most_exact = 9'007'199'254'740'992.0;
  if (std::trunc(value) == value && std::abs(value) < most_exact) {
    return static_cast<long long>(value);
  }
  return value;
}

bool starts_character(char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U; }

Json absolute(Work&, const Arguments& all) {
  const Json& value = first(all);
  return value < 0 ? number(-value.get<double>()) : value;
}

double total(const Json& list) {
  double sum = 0;
  for (const Json& value : list) sum += value.get<double>();
  return sum;
}

Json average(Work&, const Arguments& all) {
  if (first(all).empty()) return nullptr;
  return number(total(first(all)) / static_cast<double>(first(all).size()));
}
Json ceiling(Work&, const Arguments& all) { return number(std::ceil(first(all).get<double>())); }
Json floor_of(Work&, const Arguments& all) { return number(std::floor(first(all).get<double>())); }
Json sum(Work&, const Arguments& all) { return number(total(first(all))); }

Json contains(Work&, const Arguments& all) {
  const Json& where = first(all);
  if (where.is_array()) return std::find(where.begin(), where.end(), second(all)) != where.end();
  return second(all).is_string() && text_of(where).find(text_of(second(all))) != std::string::npos;
}
Json starts_with(Work&, const Arguments& all) {
  return text_of(first(all)).starts_with(text_of(second(all)));
}
Json ends_with(Work&, const Arguments& all) {
  return text_of(first(all)).ends_with(text_of(second(all)));
}

Json join_texts(Work& work, const Arguments& all) {
  const std::string& between = text_of(first(all));
  work.spend(between.size() * second(all).size());
  std::string out;
  for (size_t i = 0; i < second(all).size(); ++i) {
    out += (i == 0 ? "" : between) + text_of(second(all)[i]);
  }
  return out;
}

Json items(Work&, const Arguments& all) {
  Json out = Json::array();
  for (const auto& [name, value] : first(all).items()) out.push_back(Json::array({name, value}));
  return out;
}
Json keys(Work&, const Arguments& all) {
  Json out = Json::array();
  for (const auto& [name, value] : first(all).items()) out.push_back(name);
  return out;
}
Json values(Work&, const Arguments& all) {
  Json out = Json::array();
  for (const auto& value : first(all)) out.push_back(value);
  return out;
}

Json length(Work&, const Arguments& all) {
  if (!first(all).is_string()) return first(all).size();
  const std::string& text = text_of(first(all));
  return std::count_if(text.begin(), text.end(), starts_character);
}

Json map_over(Work& work, const Arguments& all) {
  Json out = Json::array();
  for (const Json& value : second(all)) {
    const Json& made = work.evaluate(*all[0].reference, value);
    work.spend(1 + made.size());
    out.push_back(made);
  }
  return out;
}

Json merge(Work&, const Arguments& all) {
  Json out = Json::object();
  for (const Argument& one : all) out.update(*one.value);
  return out;
}

Json not_null(Work&, const Arguments& all) {
  for (const Argument& one : all) {
    if (!one.value->is_null()) return *one.value;
  }
  return nullptr;
}

Json reverse(Work&, const Arguments& all) {
  if (first(all).is_array()) {
    Json out = first(all);
    std::reverse(out.begin(), out.end());
    return out;
  }
  const std::string& text = text_of(first(all));
  std::string out;
  for (size_t end = text.size(); end > 0;) {
    size_t begin = end - 1;
    while (begin > 0 && !starts_character(text[begin])) --begin;
    out += text.substr(begin, end - begin);
    end = begin;
  }
  return out;
}

Json maximum(Work&, const Arguments& all) {
  const Json& list = first(all);
  return list.empty() ? Json() : *std::max_element(list.begin(), list.end());
}
Json minimum(Work&, const Arguments& all) {
  const Json& list = first(all);
  return list.empty() ? Json() : *std::min_element(list.begin(), list.end());
}
Json sorted(Work&, const Arguments& all) {
  Json out = first(all);
  std::sort(out.begin(), out.end());
  return out;
}

// What each element is ordered by: all numbers, or all texts.
std::vector<std::pair<Json, size_t>> ranks(Work& work, const Arguments& all) {
  std::vector<std::pair<Json, size_t>> out;
  for (const Json& value : first(all)) {
    out.emplace_back(work.evaluate(*all[1].reference, value), out.size());
    const Json& rank = out.back().first;
    const bool alike = rank.is_number() ? out.front().first.is_number()
                                        : rank.is_string() && out.front().first.is_string();
    if (!alike) throw Error("expression: what it is to be ordered by is not all numbers or texts");
  }
  return out;
}

Json sort_by(Work& work, const Arguments& all) {
  auto order = ranks(work, all);
  std::sort(order.begin(), order.end());
  Json out = Json::array();
  for (const auto& [rank, at] : order) out.push_back(first(all)[at]);
  return out;
}
Json max_by(Work& work, const Arguments& all) {
  const auto order = ranks(work, all);
  const auto found = std::max_element(
      order.begin(), order.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  return found == order.end() ? Json() : first(all)[found->second];
}
Json min_by(Work& work, const Arguments& all) {
  const auto order = ranks(work, all);
  const auto found = std::min_element(order.begin(), order.end());
  return found == order.end() ? Json() : first(all)[found->second];
}

Json to_array(Work&, const Arguments& all) {
  return first(all).is_array() ? first(all) : Json::array({first(all)});
}
Json to_number(Work&, const Arguments& all) {
  if (first(all).is_number()) return first(all);
  if (!first(all).is_string()) return nullptr;
  try {
    Json value = parse_json(text_of(first(all)), "the number");
    return value.is_number() ? value : Json();
  } catch (const Error&) {
    return nullptr;
  }
}
Json to_string(Work& work, const Arguments& all) {
  if (first(all).is_string()) return first(all);
  const std::string text =
      first(all).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  work.spend(text.size());
  return text;
}

std::string_view type_name(const Json& value) {
  if (value.is_number()) return "number";
  if (value.is_string()) return "string";
  if (value.is_boolean()) return "boolean";
  if (value.is_array()) return "array";
  return value.is_object() ? "object" : "null";
}
Json type(Work&, const Arguments& all) { return std::string(type_name(first(all))); }

constexpr std::array<Function, 27> functions{{{"abs", "n", absolute},
                                              {"avg", "m", average},
                                              {"ceil", "n", ceiling},
                                              {"contains", "s*", contains},
                                              {"ends_with", "tt", ends_with},
                                              {"floor", "n", floor_of},
                                              {"items", "o", items},
                                              {"join", "tw", join_texts},
                                              {"keys", "o", keys},
                                              {"length", "c", length},
                                              {"map", "ra", map_over},
                                              {"max", "v", maximum},
                                              {"max_by", "ar", max_by},
                                              {"merge", "o+", merge},
                                              {"min", "v", minimum},
                                              {"min_by", "ar", min_by},
                                              {"not_null", "*+", not_null},
                                              {"reverse", "s", reverse},
                                              {"sort", "v", sorted},
                                              {"sort_by", "ar", sort_by},
                                              {"starts_with", "tt", starts_with},
                                              {"sum", "m", sum},
                                              {"to_array", "*", to_array},
                                              {"to_number", "*", to_number},
                                              {"to_string", "*", to_string},
                                              {"type", "*", type},
                                              {"values", "o", values}}};

bool all_of_type(const Json& list, std::string_view type) {
  return std::all_of(list.begin(), list.end(),
                     [&](const Json& value) { return type_name(value) == type; });
}

bool is_a(char kind, const Argument& argument) {
  if (kind == 'r' || argument.value == nullptr) return kind == 'r' && argument.value == nullptr;
  const Json& value = *argument.value;
  switch (kind) {
    case 'a':
      return value.is_array();
    case 'o':
      return value.is_object();
    case 't':
      return value.is_string();
    case 'n':
      return value.is_number();
    case 's':
      return value.is_string() || value.is_array();
    case 'c':
      return value.is_string() || value.is_structured();
    case 'm':
      return value.is_array() && all_of_type(value, "number");
    case 'w':
      return value.is_array() && all_of_type(value, "string");
    case 'v':
      return value.is_array() && (all_of_type(value, "number") || all_of_type(value, "string"));
    default:
      return true;
  }
}

}  // namespace

const Function* find_function(std::string_view name) {
  const auto found = std::find_if(functions.begin(), functions.end(),
                                  [&](const Function& one) { return one.name == name; });
  return found == functions.end() ? nullptr : &*found;
}

std::vector<std::string> function_names() {
  std::vector<std::string> names;
  for (const Function& one : functions) names.emplace_back(one.name);
  return names;
}

bool fits(const Function& function, size_t count) {
  const bool more = function.takes.back() == '+';
  const size_t least = function.takes.size() - (more ? 1 : 0);
  return more ? count >= least : count == least;
}

void check_arguments(const Function& function, const Arguments& arguments) {
  const std::string_view takes = function.takes.substr(0, function.takes.find('+'));
  for (size_t i = 0; i < arguments.size(); ++i) {
    if (is_a(takes[std::min(i, takes.size() - 1)], arguments[i])) continue;
    const std::string given(arguments[i].value == nullptr ? "expression"
                                                          : type_name(*arguments[i].value));
    throw Error("expression: " + std::string(function.name) + "() cannot take as argument " +
                std::to_string(i + 1) + " what it is given: " + given);
  }
}

}  // namespace muster::jmespath
