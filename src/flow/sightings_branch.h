// The orphan branch muster/sightings: which host was last seen when, and how each source answered,
// rounded to a day. It is what `gone` is decided from and what `muster status` reads.
#pragma once
#include <optional>
#include <string>

#include "correlate/correlate.h"
#include "report/health.h"
#include "wire/git/git.h"

namespace muster {

struct SightingsBranch {
  Sightings sightings;
  Health health;
};

inline constexpr const char* sightings_branch = "muster/sightings";

SightingsBranch read_sightings(const Repo& repo);
// nullopt when nothing changed since the last commit.
std::optional<ObjectId> write_sightings(Repo& repo, const SightingsBranch& now, Time time);

std::string render(const Health& health);
Health parse_health(const std::string& text);

}  // namespace muster
