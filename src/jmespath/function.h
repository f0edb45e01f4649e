// The functions of the language; only for jmespath/.
#pragma once
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "jmespath/node.h"

namespace muster::jmespath {

// The work of one evaluation. What it makes lives as long as it does, so that values are passed by
// reference and only those that are new are copied.
class Work {
 public:
  explicit Work(const Budget& budget) : budget_(budget) {}

  const nlohmann::json& evaluate(const Node& node, const nlohmann::json& data);
  // Takes a value that was made; its parts, and the bytes of its texts, are counted.
  const nlohmann::json& keep(nlohmann::json value);
  // Before something of this size is made.
  void spend(size_t values);

 private:
  void step();
  const nlohmann::json& field(const Node& node, const nlohmann::json& data);
  const nlohmann::json& index(const Node& node, const nlohmann::json& data);
  const nlohmann::json& slice(const Node& node, const nlohmann::json& data);
  const nlohmann::json& project(const Node& node, const nlohmann::json& data);
  const nlohmann::json& project_each(const Node& node, const nlohmann::json& data);
  const nlohmann::json& project_values(const Node& node, const nlohmann::json& data);
  const nlohmann::json& filter(const Node& node, const nlohmann::json& data);
  const nlohmann::json& flatten(const Node& node, const nlohmann::json& data);
  const nlohmann::json& compare(const Node& node, const nlohmann::json& data);
  const nlohmann::json& list(const Node& node, const nlohmann::json& data);
  const nlohmann::json& mapping(const Node& node, const nlohmann::json& data);
  const nlohmann::json& call(const Node& node, const nlohmann::json& data);

  Budget budget_;
  std::vector<std::unique_ptr<nlohmann::json>> kept_;
};

// What a function is given: values, and where one is an expression (&field), that.
struct Argument {
  const nlohmann::json* value = nullptr;
  const Node* reference = nullptr;
};
using Arguments = std::vector<Argument>;

struct Function {
  std::string_view name;
  // One letter an argument: a list, o object, t text, n number, s text or list, c text, list or
  // object, m list of numbers, v list of numbers or of texts, w list of texts, r reference, * any.
  // "+" at the end: the last one any number of times.
  std::string_view takes;
  nlohmann::json (*run)(Work& work, const Arguments& arguments);
};

const Function* find_function(std::string_view name);
std::vector<std::string> function_names();
// Whether a call may have so many.
bool fits(const Function& function, size_t count);
// Error that names the first argument that is not what the function takes.
void check_arguments(const Function& function, const Arguments& arguments);

}  // namespace muster::jmespath
