#include "backup/store/kept.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/json.h"
#include "core/text.h"

namespace muster {
namespace {

constexpr size_t most_bytes = 64 << 10;
constexpr int least_percent = 70;  // of the lines before
constexpr long shrink_from = 20;   // lines below which nothing can be told

std::string significant(const Platform& platform, std::string_view text) {
  if (platform.ignore.empty()) return std::string(text);
  std::string out;
  for (const std::string& line : split(text, '\n')) {
    const bool ignored = std::any_of(platform.ignore.begin(), platform.ignore.end(),
                                     [&](const Pattern& one) { return one.matches(line); });
    if (!ignored) out += line + "\n";
  }
  return out;
}

long lines_of(std::string_view text) { return std::count(text.begin(), text.end(), '\n'); }

}  // namespace

std::string render(const KeptFacts& kept) {
  return render_json(nlohmann::json{{"host", kept.host},
                                    {"platform", kept.platform},
                                    {"facts", kept.facts},
                                    {"complete", kept.proof}});
}

std::optional<KeptFacts> parse_kept(std::string_view text) {
  if (text.size() > most_bytes || !nlohmann::json::accept(text)) return std::nullopt;
  const auto json = parse_json(text, "facts of a configuration");
  if (!json.is_object()) return std::nullopt;
  const auto word = [](const nlohmann::json& in, const char* key) {
    const auto found = in.find(key);
    return found != in.end() && found->is_string() ? clean(found->get<std::string>()) : "";
  };
  KeptFacts out{word(json, "host"), word(json, "platform"), {}, word(json, "complete")};
  const auto facts = json.find("facts");
  if (facts == json.end() || !facts->is_object()) return out;
  for (const char* key : {"hostname", "model", "serial", "version"}) {
    if (std::string value = word(*facts, key); !value.empty()) out.facts[key] = std::move(value);
  }
  return out;
}

bool differs(const Platform& platform, std::string_view before, std::string_view now) {
  return before != now && significant(platform, before) != significant(platform, now);
}

bool is_shrunk(std::string_view before, std::string_view now) {
  const long had = lines_of(before);
  return had >= shrink_from && lines_of(now) * 100 < had * least_percent;
}

}  // namespace muster
