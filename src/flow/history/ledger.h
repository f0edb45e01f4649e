// The ref refs/muster/applies/<target>: a commit an apply, with what it did as apply.json. It is
// pushed along with the commit that was applied, so that every clone knows when that was.
#pragma once
#include <map>
#include <optional>
#include <string>

#include "report/applies.h"
#include "report/apply.h"
#include "wire/git/git.h"

namespace muster {

std::string applies_ref(const std::string& place);

// What `report` says of one target.
ApplyRecord record_of(const std::string& target, const ObjectId& inventory,
                      const ApplyReport& report, bool complete, Time now);

// One commit more. `place`: the target, or the branch of it that was written to.
void write_record(Repo& repo, const std::string& place, const ApplyRecord& record,
                  const Signature& who);

// The last; nullopt when none is known, or it is of another form.
std::optional<ApplyRecord> last_record(const Repo& repo, const std::string& place);

}  // namespace muster
