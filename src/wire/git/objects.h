// New Git objects on their way into the store; only for wire/git*.cpp.
#pragma once
#include <array>
#include <cstdint>
#include <span>
#include <string_view>

struct git_repository;

namespace muster::git {

using RawId = std::array<uint8_t, 20>;

enum class ObjectType { commit = 1, tree = 2, blob = 3 };  // the numbers of the pack format

struct NewObject {
  ObjectType type{};
  std::string_view body;  // borrowed
  RawId id{};
};

// The SHA-1 of "<type> <size>\0<body>".
RawId object_id(ObjectType type, std::string_view body);

// Adds the objects to the store and has them on the disk: a handful as loose objects, more as one
// pack. No id may be there twice.
void store_objects(git_repository* repo, std::span<const NewObject> objects);

}  // namespace muster::git
