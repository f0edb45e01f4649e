#include "inventory/merge/merge_host.h"

#include <catch2/catch.hpp>

#include "inventory/host_file.h"
#include "sample.h"

using namespace muster;

namespace {

const std::string merge_path = "hosts/berlin/web1--7k2m9qx4td.yaml";

HostVersion file_of(const Host& host) { return {merge_path, render_host_file(host, merge_path)}; }

HostVersion edited(HostVersion file, const std::string& from, const std::string& to) {
  const size_t at = file.text.find(from);
  REQUIRE(at != std::string::npos);
  file.text.replace(at, from.size(), to);
  return file;
}

HostVersion seen_with(const std::string& vendor) {
  Host host = sample_host();
  host.observed.vendor = vendor;
  return file_of(host);
}

HostVersion with_key(const HostVersion& file, const std::string& key, const std::string& value) {
  return {file.path, with_value(file.text, file.path, key, value)};
}

// The text that comes of it, and behind it each clash in a line.
std::string outcome(const std::optional<HostVersion>& base, const std::optional<HostVersion>& ours,
                    const std::optional<HostVersion>& theirs) {
  const HostMerge merged = merge_host({base, ours, theirs});
  std::string out = merged.result ? merged.result->text : "removed\n";
  for (const HostClash& clash : merged.clashes) {
    out += clash.path + " " + clash.key + " [" + clash.ours + "] [" + clash.theirs + "]\n";
  }
  return out;
}

}  // namespace

TEST_CASE("what people decided on one side stands beside what discover saw on the other") {
  const HostVersion base = file_of(sample_host());
  const HostVersion decided = with_key(base, "approval", "approved");
  const std::string both = with_key(seen_with("HP"), "approval", "approved").text;
  CHECK(outcome(base, seen_with("HP"), decided) == both);
  CHECK(outcome(base, decided, seen_with("HP")) == both);
}

TEST_CASE("decisions in neighbouring lines stand side by side, comments with their key") {
  const HostVersion base = file_of(sample_host());
  const HostVersion ours =
      with_key(edited(base, "notes: \"\"", "# of the second floor\nnotes: old  # since May"),
               "protect", "true");
  const HostVersion theirs =
      with_key(edited(base, "tags: []", "tags:\n  - lab\n  - old"), "adopt", "true");
  const std::string merged = outcome(base, ours, theirs);
  CHECK(merged.find("tags:\n  - lab\n  - old\n\n# of the second floor\nnotes: old  # since May\n\n"
                    "overrides: {}\n\nprotect: true\n\nadopt: true\n\n# ── muster's") !=
        std::string::npos);
  CHECK(outcome(base, theirs, ours).find("adopt: true\n\nprotect: true\n\n# ── muster's") !=
        std::string::npos);
}

TEST_CASE("of two decisions on one key that of the other side stands, and is told") {
  const HostVersion base = file_of(sample_host());
  const HostVersion ours = with_key(base, "approval", "approved");
  const HostVersion theirs = with_key(base, "approval", "rejected");
  CHECK(outcome(base, ours, theirs) ==
        theirs.text + merge_path + " approval [approval: approved] [approval: rejected]\n");
  CHECK(outcome(base, ours, ours) == ours.text);
}

TEST_CASE("what discover wrote above gives way to what a person wrote") {
  const HostVersion base = file_of(sample_host());
  Host followed = sample_host();
  followed.classification = followed.observed.proposed.classification = "printer";
  followed.approval = followed.observed.proposed.approval = Approval::approved;
  const HostVersion person =
      with_key(with_key(base, "classification", "phone"), "approval", "rejected");
  const std::string merged = outcome(base, file_of(followed), person);
  CHECK(merged.find("classification: phone") != std::string::npos);
  CHECK(merged.find("approval: rejected") != std::string::npos);
  CHECK(merged.find("proposed: {classification: printer, approval: approved") != std::string::npos);
  CHECK(outcome(base, person, file_of(followed)).find("classification: phone") !=
        std::string::npos);
}

TEST_CASE("a file that one side removed is removed, unless people decided in it on the other") {
  const HostVersion base = file_of(sample_host());
  const HostVersion decided = with_key(base, "approval", "approved");
  CHECK(outcome(base, base, {}) == "removed\n");
  CHECK(outcome(base, seen_with("HP"), {}) == "removed\n");
  CHECK(outcome(base, {}, seen_with("HP")) == "removed\n");
  CHECK(outcome(base, {}, {}) == "removed\n");
  CHECK(outcome(base, decided, {}) == decided.text + merge_path + "  [decided] [removed]\n");
  CHECK(outcome(base, {}, decided) == decided.text + merge_path + "  [removed] [decided]\n");
}

TEST_CASE("a file that one side moved is moved, with what the other wrote") {
  const HostVersion base = file_of(sample_host());
  HostVersion moved = base;
  moved.path = "hosts/berlin/old-web--7k2m9qx4td.yaml";
  for (const bool by_ours : {true, false}) {
    const HostMerge merged = by_ours ? merge_host({base, moved, seen_with("HP")})
                                     : merge_host({base, seen_with("HP"), moved});
    REQUIRE(merged.result);
    CHECK(merged.result->path == moved.path);
    CHECK(merged.result->text == seen_with("HP").text);
    CHECK(merged.clashes.empty());
  }
}

TEST_CASE("a host that both sides saw first keeps what people decided on either") {
  const HostVersion fresh = file_of(sample_host());
  const HostVersion ours = with_key(fresh, "approval", "approved");
  const HostVersion theirs = with_key(seen_with("HP"), "name", "shop");
  const std::string merged = outcome({}, ours, theirs);
  CHECK(merged.find("approval: approved") != std::string::npos);
  CHECK(merged.find("name: \"shop\"") != std::string::npos);
  CHECK(merged.find("vendor: HP") != std::string::npos);
}

TEST_CASE("line ends are those of the other side, and change nothing else") {
  const HostVersion base = file_of(sample_host());
  HostVersion dos = base;
  for (size_t at = 0; (at = dos.text.find('\n', at)) != std::string::npos; at += 2) {
    dos.text.insert(at, "\r");
  }
  const HostVersion ours = with_key(base, "approval", "approved");
  CHECK(outcome(base, ours, dos) == with_key(dos, "approval", "approved").text);
}

TEST_CASE("a file that does not read is taken whole, of the side that changed it") {
  const HostVersion base = file_of(sample_host());
  const HostVersion broken = edited(base, "\napproval: pending", "\napproval: [");
  const HostVersion decided = with_key(base, "approval", "approved");
  CHECK(outcome(base, base, broken) == broken.text);
  CHECK(outcome(base, broken, base) == broken.text);
  CHECK(outcome(base, broken, decided) == decided.text + merge_path + "  [changed] [changed]\n");
}
