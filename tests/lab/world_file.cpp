#include "world_file.h"

#include <algorithm>
#include <fstream>
#include <ostream>
#include <stdexcept>

namespace muster::lab {
namespace {

// The elements of a list, and objects of plain values.
bool is_one_line(const World& value, bool in_list) {
  if (in_list || !value.is_structured()) return true;
  if (value.is_array()) return value.empty();
  return std::none_of(value.begin(), value.end(),
                      [](const World& member) { return member.is_structured(); });
}

void write_value(std::ostream& out, const World& value, int depth, bool in_list) {
  if (is_one_line(value, in_list)) {
    out << value.dump();
    return;
  }
  const std::string margin(std::size_t(depth) * 2, ' ');
  const bool object = value.is_object();
  const char* comma = "\n";
  out << (object ? "{" : "[");
  for (const auto& [key, member] : value.items()) {
    out << comma << margin << "  ";
    if (object) out << World(key).dump() << ": ";
    write_value(out, member, depth + 1, !object);
    comma = ",\n";
  }
  out << "\n" << margin << (object ? "}" : "]");
}

}  // namespace

World read_world(const std::string& path) {
  std::ifstream in(path);
  if (!in) throw std::runtime_error("cannot read " + path);
  return World::parse(in);
}

const World& device_in(const World& world, const char* kind, const std::string& name) {
  const auto devices = world.find(kind);
  if (devices == world.end() || !devices->contains(name)) {
    throw std::runtime_error("the world has no " + name + " in its " + kind);
  }
  return devices->at(name);
}

void write_world(std::ostream& out, const World& world) {
  write_value(out, world, 0, false);
  out << "\n";
}

}  // namespace muster::lab
