#include "model/evidence.h"

#include <algorithm>
#include <array>

namespace muster {
namespace {

constexpr std::array<std::string_view, 4> confidences{"certain", "likely", "behind", "unknown"};

struct EvidenceWord {
  std::string_view word;
  bool named = false;  // a name follows
};

constexpr std::array<EvidenceWord, 18> evidence_words{{
    {"bridge-host"},
    {"cdp"},
    {"guest-of", true},
    {"lldp"},
    {"many-macs"},
    {"mlag"},
    {"mndp"},
    {"neighbor"},
    {"only-mac"},
    {"option-82"},
    {"station"},
    {"stp-root"},
    {"switch-mac"},
    {"uplink to", true},
    {"via access-point", true},
    {"via phone", true},
    {"via station", true},
    {"via switch", true},
}};
static_assert(evidence_words.size() == static_cast<size_t>(EvidenceKind::told));

}  // namespace

std::string_view word(Confidence confidence) {
  return confidences.at(static_cast<size_t>(confidence));
}

std::string render(const Evidence& evidence) {
  if (evidence.kind == EvidenceKind::told) return evidence.of;
  const auto& [word, named] = evidence_words.at(static_cast<size_t>(evidence.kind));
  return named ? std::string(word) + " " + evidence.of : std::string(word);
}

std::vector<std::string> words_of(const std::vector<Evidence>& because) {
  std::vector<std::string> words;
  for (const auto& evidence : because) words.push_back(render(evidence));
  return words;
}

Evidence parse_evidence(std::string_view text) {
  for (size_t i = 0; i < evidence_words.size(); ++i) {
    const auto& [word, named] = evidence_words[i];
    const auto kind = static_cast<EvidenceKind>(i);
    if (!named && text == word) return {kind, ""};
    const bool follows =
        named && text.starts_with(word) && text.substr(word.size()).starts_with(' ');
    if (follows) return {kind, std::string(text.substr(word.size() + 1))};
  }
  return {EvidenceKind::told, std::string(text)};
}

}  // namespace muster
