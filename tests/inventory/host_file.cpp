#include "inventory/host_file.h"

#include <catch2/catch.hpp>
#include <fstream>
#include <functional>
#include <random>
#include <sstream>

#include "core/text.h"
#include "rounds.h"
#include "sample.h"

using namespace muster;

namespace {

const std::string web1_path = "hosts/berlin/web1--7k2m9qx4td.yaml";

HostFile parsed(std::string_view text, const std::string& at = web1_path) {
  Diagnostics trouble;
  auto file = parse_host_file(text, at, trouble);
  INFO(render(trouble));
  REQUIRE(file);
  return *std::move(file);
}

std::string refusal(const std::function<std::string()>& work) {
  try {
    return "not refused: " + work();
  } catch (const Error& error) {
    return render(error);
  }
}

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  const size_t at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

std::string with_dos_ends(const std::string& text) {
  std::string out;
  for (const char c : text) out += c == '\n' ? "\r\n" : std::string(1, c);
  return out;
}

// Any text, mostly hostile.
std::string random_text(std::mt19937& dice) {
  static const std::vector<std::string> pieces{"web",
                                               "1",
                                               " ",
                                               "\n",
                                               "\r",
                                               "\t",
                                               "#",
                                               ": ",
                                               "${{",
                                               "::error::",
                                               "\"",
                                               "'",
                                               "\\",
                                               "{",
                                               "}",
                                               "[",
                                               "]",
                                               ",",
                                               "&",
                                               "*",
                                               "!",
                                               "|",
                                               ">",
                                               "%",
                                               "@",
                                               "`",
                                               "-",
                                               "?",
                                               "~",
                                               "null",
                                               "no",
                                               "010",
                                               "1e3",
                                               "\xE2\x80\xAE",
                                               "\xE2\x80\x8B",
                                               "\xC2\x85",
                                               "\xE2\x80\xA8",
                                               "\xFF",
                                               "\xC3\xA4",
                                               "\xF0\x9F\x98\x80",
                                               std::string(1, '\0'),
                                               "---",
                                               "...",
                                               "<<",
                                               "# ── muster's"};
  std::string text;
  for (auto count = dice() % 8; count > 0; --count) text += pieces[dice() % pieces.size()];
  return text;
}

Observed random_observed(std::mt19937& dice) {
  Observed out = sample_host().observed;
  const auto text = [&] { return clean(random_text(dice)); };
  const auto texts = [&] {
    std::vector<std::string> list(dice() % 4);
    for (std::string& item : list) item = text();
    return list;
  };
  out.state = dice() % 2 == 0 ? State::present : State::gone;
  out.name = text();
  out.site = text();
  out.proposed = {text(), text(), texts()};
  out.identity = texts();
  out.interfaces.resize(dice() % 3);
  for (Interface& interface : out.interfaces) {
    interface.name = text();
    if (dice() % 2 == 0) interface.mac = Mac(dice());
    interface.addresses.assign(dice() % 3, *parse_cidr("2001:db8::1/64"));
    interface.vlans.assign(dice() % 3, static_cast<int>(dice() % 4094 + 1));
  }
  out.attached.resize(dice() % 2);
  for (Attachment& at : out.attached) {
    at = {text(), text(), Confidence::likely, {}};
    for (const std::string& told : texts()) at.because.push_back(parse_evidence(told));
  }
  if (dice() % 2 == 0) out.guest.reset();
  out.vendor = text();
  out.serial = text();
  out.names.assign(dice() % 3, {text(), NameSource::lease});
  out.sources = texts();
  out.attention = texts();
  return out;
}

}  // namespace

TEST_CASE("a host file is written as the README shows it") {
  std::ostringstream golden;
  golden << std::ifstream(TESTS_DIR "/golden/host/web1--7k2m9qx4td.yaml", std::ios::binary).rdbuf();
  CHECK(host_path(sample_host(), false) == web1_path);
  CHECK(render_host_file(sample_host(), web1_path) == golden.str());
}

TEST_CASE("what is written is read back equal") {
  Host host = sample_host();
  CHECK(parsed(render_host_file(host, web1_path)).host == host);
  host.approval = Approval::approved;
  host.name = "no";
  host.tags = {"web", "role: front", "010"};
  host.notes = "first line\n  second: \"line\" # no comment";
  host.adopt = host.protect = true;
  host.overrides.state = State::gone;
  host.overrides.name = "web-1";
  host.overrides.interfaces = host.observed.interfaces;
  host.overrides.platform = "RouterOS 7.16";
  host.observed.vendor = "Dell";
  host.observed.model = "R640";
  host.observed.serial = "0012345";
  host.observed.platform = "Debian 12";
  host.observed.attached.clear();
  host.observed.guest.reset();
  CHECK(parsed(render_host_file(host, web1_path)).host == host);
}

TEST_CASE("hostile names cannot leave their value") {
  const std::vector<std::string> hostile{"web\napproval: approved",
                                         "web # 1",
                                         "web: 1",
                                         "${{ secrets.TOKEN }}",
                                         "::error::x",
                                         "web\xE2\x80\xAE"
                                         "1bew",
                                         std::string(300, 'a'),
                                         std::string("web\0one", 7),
                                         "\"}, evil: {",
                                         "'",
                                         "\\",
                                         "\xFF\xFE",
                                         "- a",
                                         "!!str",
                                         "*alias"};
  for (const std::string& name : hostile) {
    Host host = sample_host();
    host.observed.name = name;
    host.observed.names = {{name, NameSource::lease}};
    host.observed.identity = {name};
    host.observed.interfaces[0].name = name;
    host.observed.attached[0].port = name;
    host.observed.guest->node = name;
    const std::string text = render_host_file(host, web1_path);
    CHECK(std::count(text.begin(), text.end(), '\n') ==
          std::count_if(text.begin(), text.end(), [](char c) { return c == '\n'; }));
    const Host found = parsed(text).host;
    CHECK(found.approval == Approval::pending);
    CHECK(found.observed.name == clean(name));
    CHECK(found.observed.guest->node == clean(name));
    CHECK(render_host_file(found, web1_path) == text);
  }
}

TEST_CASE("random observations survive writing and reading, and stand as they were written") {
  std::mt19937 dice(7);
  const std::string base = render_host_file(sample_host(), web1_path);
  for (int i = 0; i < rounds(2000); ++i) {
    Host host = sample_host();
    host.observed = random_observed(dice);
    const std::string text = render_host_file(host, web1_path);
    const HostFile file = parsed(text);
    REQUIRE(file.host == host);
    REQUIRE(render_host_file(file.host, web1_path) == text);
    REQUIRE(with_observed(base, web1_path, host.observed) == text);
    REQUIRE(with_observed(text, web1_path, sample_host().observed) == base);
  }
}

TEST_CASE("people's lines outlive a new observation byte by byte") {
  const std::string comment = "approval: approved  # Ada, 2026-08-22";
  std::string text =
      replaced(render_host_file(sample_host(), web1_path), "approval: pending\n#", comment + "\n#");
  text = replaced(text, "notes: \"\"", "notes: |\n  a rack  # no comment\n\n    deep\n");
  Observed seen = sample_host().observed;
  CHECK(with_observed(text, web1_path, seen) == text);
  seen.state = State::gone;
  const std::string gone = with_observed(text, web1_path, seen);
  CHECK(gone == replaced(text, "state: present            #", "state: gone               #"));
  CHECK(parsed(gone).host.notes == "a rack  # no comment\n\n  deep\n");
  CHECK(with_observed(gone, web1_path, sample_host().observed) == text);
}

TEST_CASE("line ends and a byte order mark stay") {
  const std::string plain = render_host_file(sample_host(), web1_path);
  const std::string dos = "\xEF\xBB\xBF" + with_dos_ends(plain);
  CHECK(parsed(dos).host == sample_host());
  CHECK(with_observed(dos, web1_path, sample_host().observed) == dos);
  Observed seen = sample_host().observed;
  seen.vendor = "Dell";
  CHECK(with_observed(dos, web1_path, seen) ==
        "\xEF\xBB\xBF" + with_dos_ends(with_observed(plain, web1_path, seen)));
  CHECK(with_value(dos, web1_path, "approval", "approved") ==
        "\xEF\xBB\xBF" + with_dos_ends(with_value(plain, web1_path, "approval", "approved")));
  CHECK(with_value(dos, web1_path, "protect", "true") ==
        "\xEF\xBB\xBF" + with_dos_ends(with_value(plain, web1_path, "protect", "true")));
}

TEST_CASE("an observation needs the banner") {
  const std::string text =
      replaced(render_host_file(sample_host(), web1_path), "# ── muster's", "# -- muster's");
  CHECK(refusal([&] { return with_observed(text, web1_path, sample_host().observed); }) ==
        web1_path +
            ": error: the banner above \"observed:\" is gone\n"
            "  fix: put this line back above it: # ── muster's: rewritten by discover; edits below "
            "are lost ──\n");
}

TEST_CASE("a banner that does not stand above observed stops the edit") {
  const std::string line = "# ── muster's: rewritten by discover; edits below are lost ──\n";
  const std::string text =
      replaced(render_host_file(sample_host(), web1_path), "tags:", line + "tags:");
  CHECK(refusal([&] {
          return with_observed(replaced(text, "tags: []", "tags: [a]"), web1_path,
                               sample_host().observed);
        }) == web1_path +
                  ": error: the edit of observed would change more than it should\n"
                  "  fix: edit the file by hand, and bring it back to the shape discover writes\n");
}

TEST_CASE("one value changes and nothing else") {
  const std::string text = render_host_file(sample_host(), web1_path);
  CHECK(with_value(text, web1_path, "approval", "approved") ==
        replaced(text, "approval: pending\n#", "approval: approved\n#"));
  CHECK(with_value(text, web1_path, "name", "web-1") ==
        replaced(text, "name: \"\"", "name: \"web-1\""));
  CHECK(with_value(text, web1_path, "protect", "true") ==
        replaced(text, "# ── muster's", "protect: true\n\n# ── muster's"));
  const std::string bare = replaced(text, "name: \"\"", "name:  # to come");
  CHECK(with_value(bare, web1_path, "name", "web-1") ==
        replaced(text, "name: \"\"", "name: web-1  # to come"));
}

TEST_CASE("an edit and its reverse give the same bytes") {
  std::mt19937 dice(11);
  const std::string text = render_host_file(sample_host(), web1_path);
  for (int i = 0; i < rounds(2000); ++i) {
    const std::string value = visible(random_text(dice));
    for (const std::string key : {"name", "notes"}) {
      const std::string there = with_value(text, web1_path, key, value);
      REQUIRE(with_value(there, web1_path, key, "") == text);
      const std::string single = replaced(text, key + ": \"\"", key + ": 'it''s'  # mine");
      REQUIRE(with_value(with_value(single, web1_path, key, value), web1_path, key, "it's") ==
              single);
    }
    const std::string approved = with_value(text, web1_path, "approval", "approved");
    REQUIRE(with_value(approved, web1_path, "approval", "pending") == text);
  }
}

TEST_CASE("structured and block values are not replaced") {
  const std::string text = render_host_file(sample_host(), web1_path);
  const std::string block = replaced(text, "notes: \"\"", "notes: |\n  rack 4");
  CHECK(refusal([&] { return with_value(block, web1_path, "notes", "x"); }) ==
        web1_path +
            ":13:8: error: notes stands as a block of text, which is not replaced\n"
            "   13 | notes: |\n"
            "      |        ^\n"
            "  fix: edit it by hand, or write it on one line\n");
  CHECK(refusal([&] { return with_value(text, web1_path, "tags", "x"); }) ==
        "error: \"tags\" cannot be set to \"x\"\n"
        "  fix: use one of classification, approval, name, notes, adopt, release, protect\n");
  CHECK(refusal([&] { return with_value(text, web1_path, "approval", "yes"); }) ==
        "error: \"approval\" cannot be set to \"yes\"\n"
        "  fix: use one of classification, approval, name, notes, adopt, release, protect\n");
}

TEST_CASE("each value knows its place") {
  const HostFile file = parsed(render_host_file(sample_host(), web1_path));
  CHECK(file.where("approval") == Where{web1_path, 7, 11, "approval: pending"});
  CHECK(file.where("observed.site") == Where{web1_path, 21, 9, "  site: berlin"});
  CHECK(file.where("observed.interfaces", "10.20.4.17").line == 26);
  CHECK(file.where("overrides.name") == Where{web1_path, 0, 0, ""});
}

TEST_CASE("a value that overrides states is told with its line there") {
  Host host = sample_host();
  CHECK(parsed(render_host_file(host, web1_path)).told("name").source == "  name: web1");
  host.name = "www";
  CHECK(parsed(render_host_file(host, web1_path)).told("name").source == "name: www");
  host.overrides.name = "web-2";
  host.overrides.site = "bonn";
  host.overrides.interfaces = host.observed.interfaces;
  const HostFile file = parsed(render_host_file(host, web1_path));
  CHECK(file.told("name").source == "  name: web-2");
  CHECK(file.told("site").source == "  site: bonn");
  CHECK(file.told("interfaces").line == file.where("overrides.interfaces").line);
  CHECK(file.told("interfaces", "10.20.4.17").line == file.where("overrides.interfaces").line);
  CHECK(file.told("state") == file.where("observed.state"));
}

TEST_CASE("the web1_path is made of site, name and id") {
  Host host = sample_host();
  CHECK(host_path(host, true) == "hosts/berlin/7k/web1--7k2m9qx4td.yaml");
  host.observed.name = "../../etc/passwd";
  host.observed.site = "..";
  CHECK(host_path(host, false) == "hosts/unknown/etc-passwd--7k2m9qx4td.yaml");
  host.observed.name = "\xE2\x80\xAE";
  CHECK(host_path(host, false) == "hosts/unknown/host--7k2m9qx4td.yaml");
  host.observed.name = std::string(300, 'a');
  CHECK(host_path(host, false) == "hosts/unknown/" + std::string(40, 'a') + "--7k2m9qx4td.yaml");
}
