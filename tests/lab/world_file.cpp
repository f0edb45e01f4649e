#include "world_file.h"

#include <fstream>
#include <ostream>
#include <stdexcept>

namespace muster::lab {
namespace {

bool is_record(const World& value) {
  if (!value.is_structured()) return true;
  for (const auto& member : value) {
    if (member.is_array() && !member.empty() && member.front().is_object()) return false;
    if (member.is_object() && !member.contains("hex")) {
      for (const auto& inner : member) {
        if (inner.is_structured()) return false;
      }
    }
  }
  return value.is_object();
}

void write_value(std::ostream& out, const World& value, int depth) {
  if (is_record(value)) {
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
    write_value(out, member, depth + 1);
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
  write_value(out, world, 0);
  out << "\n";
}

}  // namespace muster::lab
