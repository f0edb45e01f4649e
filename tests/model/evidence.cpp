#include "model/evidence.h"

#include <catch2/catch.hpp>

using namespace muster;

TEST_CASE("every evidence is read as it was written, with its name where it has one") {
  for (int kind = 0; kind < static_cast<int>(EvidenceKind::told); ++kind) {
    const std::string text = render({static_cast<EvidenceKind>(kind), "sw 1"});
    CHECK(render(parse_evidence(text)) == text);
    CHECK(parse_evidence(text).kind == static_cast<EvidenceKind>(kind));
  }
  CHECK(parse_evidence("via phone sep 1") == Evidence{EvidenceKind::via_phone, "sep 1"});
}

TEST_CASE("text that is no evidence muster knows stays as a person or an older muster wrote it") {
  for (const char* text : {"fdb", "", "lldp ", "via phone", "uplink to", "via moon x"}) {
    CHECK(parse_evidence(text) == Evidence{EvidenceKind::told, text});
    CHECK(render(parse_evidence(text)) == text);
  }
}

TEST_CASE("kinds of evidence stand in the order of their words") {
  for (int kind = 0; kind + 1 < static_cast<int>(EvidenceKind::told); ++kind) {
    CHECK(render({static_cast<EvidenceKind>(kind), ""}) <
          render({static_cast<EvidenceKind>(kind + 1), ""}));
  }
}
