#include "flow/saved_state.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/json.h"
#include "core/text.h"
#include "wire/files.h"

namespace muster {
namespace {

using Json = nlohmann::json;

constexpr int saved_version = 1;
constexpr size_t most_saved_bytes = size_t{1} << 30;
constexpr size_t most_head_bytes = 1 << 16;

Error no_state(const std::string& path, const std::string& why) {
  return Error(clean(path) + " is no saved state that a plan can be made from", Exit::usage)
      .because(why)
      .mend("save one: muster reconcile --plan --snapshot-out FILE");
}

// A line of JSON and its members, taken off the front of `rest`.
Json take_head(std::string_view& rest, const std::string& path) {
  const size_t end = rest.find('\n');
  if (end == std::string_view::npos || end > most_head_bytes) throw no_state(path, "it was cut");
  const std::string_view line = rest.substr(0, end);
  rest.remove_prefix(end + 1);
  try {
    Json head = parse_json(line, path);
    if (head.is_object()) return head;
  } catch (const Error&) {
    throw no_state(path, "it has lines that are no JSON");
  }
  throw no_state(path, "it has lines that are no objects");
}

std::string text_in(const Json& head, const char* name) {
  const auto found = head.find(name);
  return found != head.end() && found->is_string() ? found->get<std::string>() : "";
}

Time taken_of(const Json& head, const std::string& path) {
  const auto version = head.find("muster_saved_state");
  if (version == head.end()) throw no_state(path, "its first line says so nowhere");
  if (*version != saved_version) {
    throw no_state(path, "it is of version " + version->dump() + ", this muster knows " +
                             std::to_string(saved_version));
  }
  const auto seconds = head.find("taken");
  if (seconds == head.end() || !seconds->is_number_integer())
    throw no_state(path, "it does not say when it was saved");
  return Time(Seconds(seconds->get<long long>()));
}

// "3 hours ago".
std::string age_text(Time taken, Time now) {
  constexpr long long minute = 60, hour = 60 * minute, day = 24 * hour;
  const long long age = std::max<long long>((now - taken).count(), 0);
  const auto of = [&](long long unit, const char* noun) {
    return counted(static_cast<size_t>(age / unit), noun) + " ago";
  };
  if (age >= 2 * day) return of(day, "day");
  return age >= 2 * hour ? of(hour, "hour") : of(minute, "minute");
}

}  // namespace

SavedState save_state(std::span<const Planned::One> targets, ReadWires wires, Diagnostics& notes,
                      std::stop_token stop) {
  SavedState state{wires.clock.now(), {}};
  for (const Planned::One& one : targets) {
    const auto reader = make_reader(one.config, one.secrets, wires);
    wires.progress.phase("saving " + one.config.name);
    SavedTarget saved{std::string(one.config.kind()), reader->address(), reader->save(stop)};
    if (saved.text.empty()) {
      notes.add(Error("target " + one.config.name + " is not in the saved state")
                    .because("kind: " + saved.kind + " has none")
                    .as(Severity::note));
      continue;
    }
    state.targets.emplace(one.config.name, std::move(saved));
  }
  return state;
}

void write_saved(const std::string& path, const SavedState& state) {
  std::string text = Json{{"muster_saved_state", saved_version},
                          {"taken", state.taken.time_since_epoch().count()},
                          {"targets", state.targets.size()}}
                         .dump() +
                     "\n";
  size_t bytes = text.size();
  for (const auto& [name, target] : state.targets) bytes += target.text.size();
  if (bytes > most_saved_bytes) {
    throw Error("the state of " + counted(state.targets.size(), "target") + " is larger than 1 GiB")
        .because("no plan is made from such a file");
  }
  auto next = state.targets.begin();
  write_file(path, [&] {
    std::string piece = std::exchange(text, "");
    if (!piece.empty() || next == state.targets.end()) return piece;
    const auto& [name, target] = *next++;
    return Json{{"target", name},
                {"kind", target.kind},
                {"address", target.address},
                {"bytes", target.text.size()}}
               .dump() +
           "\n" + target.text;
  });
}

SavedState read_saved(const std::string& path) {
  const std::string whole = read_file(path, most_saved_bytes);
  std::string_view rest = whole;
  const Json first = take_head(rest, path);
  SavedState state{taken_of(first, path), {}};
  while (!rest.empty()) {
    const Json head = take_head(rest, path);
    const auto bytes = head.find("bytes");
    if (bytes == head.end() || !bytes->is_number_unsigned() || bytes->get<size_t>() > rest.size())
      throw no_state(path, "it was cut");
    SavedTarget target{text_in(head, "kind"), text_in(head, "address"),
                       std::string(rest.substr(0, bytes->get<size_t>()))};
    rest.remove_prefix(target.text.size());
    state.targets.insert_or_assign(text_in(head, "target"), std::move(target));
  }
  const auto count = first.find("targets");
  if (count == first.end() || *count != state.targets.size()) throw no_state(path, "it was cut");
  return state;
}

std::vector<TargetConfig> saved_among(const SavedState& state, std::vector<TargetConfig> targets,
                                      Time now, Diagnostics& notes) {
  std::vector<std::string> had, lacking;
  for (const TargetConfig& target : targets)
    (state.targets.contains(target.name) ? had : lacking).push_back(target.name);
  if (had.empty()) {
    throw Error("the saved state has nothing of " + join(lacking, ", "), Exit::usage)
        .mend("save one of them: muster reconcile --plan --snapshot-out FILE");
  }
  notes.add(Error("planned from what " + join(had, ", ") + " held " + age_text(state.taken, now) +
                  ", at " + render_time(state.taken))
                .because("what changed there since is not in this plan")
                .as(Severity::note));
  if (!lacking.empty()) {
    notes.add(Error("not planned, because the saved state does not have it: " + join(lacking, ", "))
                  .as(Severity::note));
  }
  std::erase_if(targets, [&](const TargetConfig& t) { return !state.targets.contains(t.name); });
  return targets;
}

std::unique_ptr<TargetReader> saved_reader(const SavedState& state, const TargetConfig& target,
                                           ReadWires wires) {
  const SavedTarget& saved = state.targets.at(target.name);
  auto reader =
      saved.kind == target.kind() ? make_saved_reader(target, saved.text, wires) : nullptr;
  if (reader && reader->address() == saved.address) return reader;
  throw Error("the saved state of " + target.name + " is that of " + clean(saved.address) +
                  ", kind: " + clean(saved.kind),
              Exit::usage)
      .mend("save the state of the target that muster.yaml has: reconcile --plan --snapshot-out");
}

}  // namespace muster
