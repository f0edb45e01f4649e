#include "inventory/edit/settings.h"

#include <catch2/catch.hpp>

#include "sample.h"

using namespace muster;

namespace {

const std::string settings_path = "hosts/berlin/web1--7k2m9qx4td.yaml";

HostFile settings_file(const std::string& text) {
  Diagnostics trouble;
  auto file = parse_host_file(text, settings_path, trouble);
  INFO(render(trouble));
  REQUIRE(file);
  file->text = SharedText(text);
  return *std::move(file);
}

std::string sample_text() { return render_host_file(sample_host(), settings_path); }

std::string changed(std::string text, const std::string& from, const std::string& to) {
  const size_t at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

std::string with_set(const std::string& text, const std::vector<Setting>& settings) {
  return with_settings(settings_file(text), settings);
}

std::string setting_refusal(const std::string& text, const Setting& setting) {
  try {
    return with_set(text, {setting});
  } catch (const Error& error) {
    return render(error);
  }
}

}  // namespace

TEST_CASE("a setting changes the bytes it means, and one that holds already none") {
  const std::string text = sample_text();
  CHECK(with_set(text, {{"approval", "approved"}, {"name", "web-1"}}) ==
        changed(changed(text, "approval: pending\n", "approval: approved\n"), "name: \"\"",
                "name: \"web-1\""));
  CHECK(with_set(text, {{"approval", "pending"}, {"name", ""}, {"overrides.site", ""}}) == text);
  CHECK(with_set(text, {{"protect", "true"}, {"protect", "false"}}) ==
        changed(text, "# ── muster's", "protect: false\n\n# ── muster's"));
}

TEST_CASE("items are added to a list and taken out of it") {
  const std::string text = sample_text();
  const std::string two = changed(text, "tags: []", "tags: [lab, paper]");
  CHECK(with_set(text, {{"tags", "lab, paper,lab", How::add}}) == two);
  CHECK(with_set(two, {{"tags", "lab", How::add}}) == two);
  CHECK(with_set(two, {{"tags", "lab", How::remove}}) ==
        changed(text, "tags: []", "tags: [paper]"));
  CHECK(with_set(two, {{"tags", ""}}) == text);
  CHECK(with_set(text, {{"aliases", "www", How::add}}) ==
        changed(text, "# ── muster's", "aliases: [www]\n\n# ── muster's"));
  const std::string block = changed(text, "tags: []", "tags:\n  - lab\n  - paper  ");
  CHECK(with_set(block, {{"tags", "old", How::add}}) ==
        changed(text, "tags: []", "tags:\n  [lab, paper, old]  "));
  CHECK(setting_refusal(changed(text, "tags: []", "tags:\n  - lab  # mine\n  - paper"),
                        {"tags", "old"}) ==
        settings_path +
            ":12:3: error: tags stands as a list with comments, which is not replaced\n"
            "   12 |   - lab  # mine\n"
            "      |   ^\n"
            "  fix: edit it by hand, or write it on one line\n");
}

TEST_CASE("the tags of a rule are kept beside the first of people") {
  Host host = sample_host();
  host.observed.proposed.tags = {"guest"};
  const std::string text = render_host_file(host, settings_path);
  const std::string both = changed(text, "\ntags: []", "\ntags: [guest, lab]");
  CHECK(with_set(text, {{"tags", "lab", How::add}}) == both);
  CHECK(setting_refusal(text, {"tags", "guest", How::remove}) ==
        "error: no tag would be left, and then those of the rule hold\n"
        "  fix: set another tag instead, or change the rule: proxmox-guests\n");
}

TEST_CASE("what is stated against an observation comes, changes and goes, in every shape") {
  const std::string text = sample_text();
  const std::string one = changed(text, "overrides: {}", "overrides: {site: paris}");
  CHECK(with_set(text, {{"overrides.site", "paris"}}) == one);
  CHECK(with_set(one, {{"overrides.site", "rome"}}) ==
        changed(text, "overrides: {}", "overrides: {site: rome}"));
  CHECK(with_set(one, {{"overrides.serial", "010"}}) ==
        changed(text, "overrides: {}", "overrides: {site: paris, serial: \"010\"}"));
  CHECK(with_set(one, {{"overrides.site", ""}}) == text);
  const std::string three =
      changed(text, "overrides: {}", "overrides: {site: paris, model: X, state: gone}");
  CHECK(with_set(three, {{"overrides.model", ""}}) ==
        changed(text, "overrides: {}", "overrides: {site: paris, state: gone}"));
  CHECK(with_set(three, {{"overrides.state", ""}}) ==
        changed(text, "overrides: {}", "overrides: {site: paris, model: X}"));
  const std::string block =
      changed(text, "overrides: {}", "overrides:\n  site: paris  # moved in May\n  model: X");
  CHECK(with_set(block, {{"overrides.vendor", "Acme"}}) ==
        changed(block, "  model: X\n", "  model: X\n  vendor: Acme\n"));
  CHECK(with_set(block, {{"overrides.model", ""}}) == changed(block, "  model: X\n", ""));
  CHECK(with_set(block, {{"overrides.site", "rome"}}) == changed(block, "paris", "rome"));
  const std::string last = changed(text, "overrides: {}", "overrides:\n  site: paris");
  CHECK(with_set(last, {{"overrides.site", ""}}) ==
        changed(text, "overrides: {}", "overrides:\n  {}"));
  const std::string dos = "id: 7k2m9qx4td\r\noverrides:\r\n  site: paris\r\n";
  CHECK(with_set(dos, {{"overrides.model", "X"}}) == dos + "  model: X\r\n");
}

TEST_CASE("a note is a line more, in quotes as in a block of text") {
  const std::string text = sample_text();
  const std::string first = changed(text, "notes: \"\"", "notes: \"rack 4\"");
  CHECK(with_set(text, {{"notes", "rack 4", How::add}}) == first);
  CHECK(with_set(first, {{"notes", "sold", How::add}}) ==
        changed(text, "notes: \"\"", "notes: \"rack 4\\x0asold\""));
  const std::string block = changed(text, "notes: \"\"", "notes: |\n  rack 4");
  CHECK(with_set(block, {{"notes", "sold: in May", How::add}}) ==
        changed(block, "  rack 4\n", "  rack 4\n  sold: in May\n"));
}

TEST_CASE("a key or a word that cannot be set is refused") {
  const std::string text = sample_text();
  CHECK(setting_refusal(text, {"approval", "yes"}) ==
        "error: \"approval\" cannot be set to \"yes\"\n"
        "  fix: use one of pending, approved, rejected\n");
  CHECK(setting_refusal(text, {"protect", "on"}) ==
        "error: \"protect\" cannot be set to \"on\"\n"
        "  fix: muster schema host tells what may stand there; + and - are for lists\n");
  CHECK(setting_refusal(text, {"name", "x", How::remove}) ==
        "error: \"name\" cannot be set to \"x\"\n"
        "  fix: muster schema host tells what may stand there; + and - are for lists\n");
  CHECK(setting_refusal(text, {"id", "x"}) ==
        "error: \"id\" cannot be set to \"x\"\n"
        "  fix: muster schema host tells what may stand there; + and - are for lists\n");
}

TEST_CASE("a word means a key of people's, or one that is stated against the observation") {
  CHECK(setting_key("class") == "classification");
  CHECK(setting_key("name") == "name");
  CHECK(setting_key("site") == "overrides.site");
  CHECK(setting_key("overrides.name") == "overrides.name");
  try {
    setting_key("tag");
    FAIL("tag is known");
  } catch (const Error& error) {
    CHECK(render(error) ==
          "error: \"tag\" is nothing that people set\n  fix: did you mean \"tags\"?\n");
  }
}
