#include <algorithm>

#include "core/error.h"
#include "jmespath/function.h"
#include "jmespath/node.h"

namespace muster::jmespath {
namespace {

const nlohmann::json nothing;
const nlohmann::json yes(true);
const nlohmann::json no(false);

const nlohmann::json& truth(bool value) { return value ? yes : no; }

// Its parts and the bytes of its texts.
size_t size_of(const nlohmann::json& value) {
  size_t size = 1;
  if (value.is_string()) size += value.get_ref<const std::string&>().size();
  if (value.is_array()) {
    for (const auto& part : value) size += size_of(part);
  } else if (value.is_object()) {
    for (const auto& [name, part] : value.items()) size += name.size() + size_of(part);
  }
  return size;
}

// A limit of a slice among `size` elements, as in Python.
long long settled(std::optional<long long> given, long long otherwise, long long size,
                  long long low, long long high) {
  if (!given) return otherwise;
  const long long place = *given < 0 ? *given + size : *given;
  return std::clamp(place, low, high);
}

}  // namespace

bool is_true(const nlohmann::json& value) {
  if (value.is_boolean()) return value.get<bool>();
  if (value.is_string()) return !value.get_ref<const std::string&>().empty();
  if (value.is_structured()) return !value.empty();
  return !value.is_null();
}

nlohmann::json Expression::evaluate(const nlohmann::json& data, const Budget& budget) const {
  Work work(budget);
  return work.evaluate(*root_, data);
}

void Work::step() {
  if (budget_.steps == 0) throw Error("expression: too much is to be done");
  --budget_.steps;
}

void Work::spend(size_t values) {
  if (values > budget_.values) throw Error("expression: its values are too large");
  budget_.values -= values;
}

const nlohmann::json& Work::keep(nlohmann::json value) {
  kept_.push_back(std::make_unique<nlohmann::json>(std::move(value)));
  return *kept_.back();
}

const nlohmann::json& Work::evaluate(const Node& node, const nlohmann::json& data) {
  step();
  const nlohmann::json* known = nullptr;
  const auto left = [&]() -> const nlohmann::json& {
    if (known == nullptr) known = &evaluate(node.parts[0], data);
    return *known;
  };
  switch (node.op) {
    case Op::current:
      return data;
    case Op::literal:
      return node.value;
    case Op::field:
      return field(node, data);
    case Op::index:
      return index(node, data);
    case Op::slice:
      return slice(node, data);
    case Op::sub:
    case Op::pipe:
      return evaluate(node.parts[1], left());
    case Op::projection:
      return project(node, left());
    case Op::values:
      return project_values(node, left());
    case Op::flatten:
      return flatten(node, left());
    case Op::filter:
      return filter(node, left());
    case Op::both:
      return is_true(left()) ? evaluate(node.parts[1], data) : left();
    case Op::either:
      return is_true(left()) ? left() : evaluate(node.parts[1], data);
    case Op::negation:
      return truth(!is_true(left()));
    case Op::list:
      return list(node, data);
    case Op::mapping:
      return mapping(node, data);
    case Op::call:
      return call(node, data);
    default:
      return compare(node, data);
  }
}

const nlohmann::json& Work::field(const Node& node, const nlohmann::json& data) {
  if (!data.is_object()) return nothing;
  const auto found = data.find(node.text);
  return found == data.end() ? nothing : *found;
}

const nlohmann::json& Work::index(const Node& node, const nlohmann::json& data) {
  if (!data.is_array()) return nothing;
  const auto size = static_cast<long long>(data.size());
  const long long at = node.number < 0 ? node.number + size : node.number;
  return at < 0 || at >= size ? nothing : data[static_cast<size_t>(at)];
}

const nlohmann::json& Work::slice(const Node& node, const nlohmann::json& data) {
  if (!data.is_array()) return nothing;
  const auto size = static_cast<long long>(data.size());
  const long long step = node.step.value_or(1);
  const bool back = step < 0;
  const long long low = back ? -1 : 0;
  const long long high = back ? size - 1 : size;
  const long long start = settled(node.start, back ? high : low, size, low, high);
  const long long stop = settled(node.stop, back ? low : high, size, low, high);
  nlohmann::json out = nlohmann::json::array();
  for (long long i = start; back ? i > stop : i < stop; i += step) {
    const nlohmann::json& part = data[static_cast<size_t>(i)];
    spend(size_of(part));
    out.push_back(part);
  }
  return keep(std::move(out));
}

const nlohmann::json& Work::project(const Node& node, const nlohmann::json& data) {
  if (!data.is_array()) return nothing;
  if (node.parts[1].op == Op::current &&
      std::none_of(data.begin(), data.end(), [](const auto& part) { return part.is_null(); })) {
    return data;
  }
  return project_each(node, data);
}

// What the right side makes of each item of an array, or value of an object, without nulls.
const nlohmann::json& Work::project_each(const Node& node, const nlohmann::json& data) {
  nlohmann::json out = nlohmann::json::array();
  for (const auto& part : data) {
    const nlohmann::json& value = evaluate(node.parts[1], part);
    if (value.is_null()) continue;
    spend(size_of(value));
    out.push_back(value);
  }
  return keep(std::move(out));
}

const nlohmann::json& Work::project_values(const Node& node, const nlohmann::json& data) {
  return data.is_object() ? project_each(node, data) : nothing;
}

const nlohmann::json& Work::filter(const Node& node, const nlohmann::json& data) {
  if (!data.is_array()) return nothing;
  nlohmann::json out = nlohmann::json::array();
  for (const auto& part : data) {
    if (!is_true(evaluate(node.parts[2], part))) continue;
    const nlohmann::json& value = evaluate(node.parts[1], part);
    if (value.is_null()) continue;
    spend(size_of(value));
    out.push_back(value);
  }
  return keep(std::move(out));
}

const nlohmann::json& Work::flatten(const Node&, const nlohmann::json& data) {
  if (!data.is_array()) return nothing;
  if (std::none_of(data.begin(), data.end(), [](const auto& part) { return part.is_array(); })) {
    return data;
  }
  nlohmann::json out = nlohmann::json::array();
  for (const auto& part : data) {
    spend(size_of(part));
    if (part.is_array()) {
      out.insert(out.end(), part.begin(), part.end());
    } else {
      out.push_back(part);
    }
  }
  return keep(std::move(out));
}

const nlohmann::json& Work::compare(const Node& node, const nlohmann::json& data) {
  if (node.op == Op::reference) return nothing;  // only functions know what to do with it
  const nlohmann::json& left = evaluate(node.parts[0], data);
  const nlohmann::json& right = evaluate(node.parts[1], data);
  if (node.op == Op::equal) return truth(left == right);
  if (node.op == Op::unequal) return truth(left != right);
  if (!left.is_number() || !right.is_number()) return nothing;
  if (node.op == Op::less) return truth(left < right);
  if (node.op == Op::less_equal) return truth(left <= right);
  if (node.op == Op::greater) return truth(left > right);
  return truth(left >= right);
}

const nlohmann::json& Work::list(const Node& node, const nlohmann::json& data) {
  if (data.is_null()) return nothing;
  nlohmann::json out = nlohmann::json::array();
  for (const Node& part : node.parts) {
    const nlohmann::json& value = evaluate(part, data);
    spend(size_of(value));
    out.push_back(value);
  }
  return keep(std::move(out));
}

const nlohmann::json& Work::mapping(const Node& node, const nlohmann::json& data) {
  if (data.is_null()) return nothing;
  nlohmann::json out = nlohmann::json::object();
  for (size_t i = 0; i < node.parts.size(); ++i) {
    const nlohmann::json& value = evaluate(node.parts[i], data);
    spend(size_of(value) + node.names[i].size());
    out[node.names[i]] = value;
  }
  return keep(std::move(out));
}

const nlohmann::json& Work::call(const Node& node, const nlohmann::json& data) {
  Arguments arguments;
  size_t size = 1;
  for (const Node& part : node.parts) {
    if (part.op == Op::reference) {
      arguments.push_back({nullptr, &part.parts[0]});
      continue;
    }
    arguments.push_back({&evaluate(part, data), nullptr});
    size += size_of(*arguments.back().value);
  }
  check_arguments(*node.function, arguments);
  spend(2 * size);  // none makes more than that of what it is given
  return keep(node.function->run(*this, arguments));
}

}  // namespace muster::jmespath
