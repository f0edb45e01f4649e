// Texts from a network and from other people's commits, through every output: none of them is a
// command to a terminal, a CI log, a browser or a spreadsheet.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli_scene.h"

using namespace muster;
using namespace muster::test;

namespace {

// As discover leaves it in a file: workflow commands, markup, a mention, a link, a formula.
constexpr const char* kept =
    "::error::owned ##vso[task.x]<img src=x onerror=alert(1)>|`x`@all [a](javascript:b) "
    "=HYPERLINK(1)";
// As a person, or a hostile branch, could write it in YAML: terminal codes, bidi and zero-width
// characters besides.
constexpr const char* written =
    "\\e[31mred\\e]0;title\\a\\n::error::owned\\r\\n##vso[task.x]\\u202E\\u200B\\x9b2J";

struct Hostile : CliScene {
  explicit Hostile(const std::string& evil) {
    HostText host{.id = "aaaaaaaaaa", .name = "web1"};
    std::string text = host.text();
    const std::string quoted = "\"" + evil + "\"";
    text.insert(
        text.find("observed:"),
        "notes: " + quoted + "\n# ── muster's: rewritten by discover; edits below are lost ──\n");
    text += "  vendor: " + quoted + "\n  model: " + quoted + "\n  names:\n    - {name: " + quoted +
            ", source: ptr}\n  attached:\n    - {switch: " + quoted + ", port: " + quoted +
            ", confidence: certain, because: [" + quoted + "]}\n  attention: [" + quoted +
            ", name-conflict]\n  sources: [" + quoted + "]\n";
    write(host.path(), text);
    put({.id = "bbbbbbbbbb", .name = "web2", .address = "10.20.4.18"});
    git("add -A");
    GitScene::run(
        "git -C '" + root() +
        "' commit -qm \"$(printf '::error::subject\\033[31m\\n\\nMuster-Reason: x\\033[2J')\" "
        "--author=\"$(printf 'Eve\\033[31m <eve@example.net>')\"");
  }
};

// What of a text somebody would obey; "" = nothing.
std::string obeyed(const std::string& text) {
  for (const unsigned char letter : text) {
    if ((letter < 0x20 && letter != '\n' && letter != '\r' && letter != '\t') || letter == 0x7f)
      return fmt::format("the character {:#x}", letter);
  }
  for (const char* one : {"\xe2\x80\xae", "\xe2\x80\x8b", "\xc2\x9b", "##vso[", "##["}) {
    if (text.find(one) != std::string::npos) return one;
  }
  if (text.starts_with("::") || text.find("\n::") != std::string::npos) return "::";
  return "";
}

// Runs each of these, and nothing that it says is obeyed by anybody; the exit codes, a line each.
std::string heard(Hostile& scene, const std::vector<std::string>& lines) {
  std::string codes;
  for (const std::string& line : lines) {
    const int code = scene.run(line);
    INFO(line << "\n" << scene.err);
    std::string out = scene.out;
    // GitHub's annotations are such lines: only those of validate's own begin one.
    for (const std::string own : {"::error file=", "::warning file="}) {
      while (line.ends_with("github") && out.find(own) != std::string::npos)
        out.erase(out.find(own), 2);
    }
    CHECK(obeyed(out) == "");
    CHECK(obeyed(scene.err) == "");
    if (line.ends_with("--json")) CHECK_NOTHROW(nlohmann::json::parse(out));
    const size_t file = line.find(scene.folder());
    if (file != std::string::npos)
      out = scene.read("../" + line.substr(file + scene.folder().size() + 1));
    if (line.starts_with("report -o ") || line.ends_with("page"))
      CHECK(out.find("<img src=x") == std::string::npos);
    if (line.starts_with("sheet export")) CHECK(out.find(",=") == std::string::npos);
    codes += std::to_string(code) + " " + line + "\n";
  }
  return codes;
}

}  // namespace

TEST_CASE("hostile texts come out of every command as text") {
  Hostile scene(kept);
  const std::string table = scene.folder() + "/hosts.csv", page = scene.folder() + "/page.html";
  const std::string codes =
      heard(scene, {"ls",
                    "ls --columns id,name,vendor,model,port,attention,sources,path",
                    "ls --json",
                    "show aaaaaaaaaa",
                    "show aaaaaaaaaa --json",
                    "explain aaaaaaaaaa.vendor",
                    "explain aaaaaaaaaa.vendor --json",
                    "where aaaaaaaaaa",
                    "where aaaaaaaaaa --json",
                    "search owned",
                    "search owned --json",
                    "history",
                    "history --json",
                    "history aaaaaaaaaa",
                    "diff HEAD~1..HEAD",
                    "diff HEAD~1..HEAD --json",
                    "conflicts",
                    "conflicts --json",
                    "status",
                    "status --json",
                    "rules test",
                    "rules test --json",
                    "config show",
                    "reconcile --plan --unmerged",
                    "reconcile --plan --unmerged --json",
                    "reconcile --plan --unmerged --format markdown",
                    "reset aaaaaaaaaa --dry-run",
                    "reset aaaaaaaaaa --dry-run --json",
                    "rollback --to HEAD~1 --dry-run",
                    "sheet export --out " + table,
                    "report --json",
                    "report -o " + page});
  std::istringstream lines(codes);
  for (std::string line; std::getline(lines, line);)
    CHECK((line.starts_with("0 ") || line.starts_with("1 search ")));
}

TEST_CASE("a hostile path and a mistake in it come out of validate as text in every form") {
  Hostile scene(written);
  const std::string page = scene.folder() + "/page.html";
  scene.write("hosts/berlin/\n::error::x\033[31m--cccccccccc.yaml",
              "id: cccccccccc\napproval: aproved\n");
  std::vector<std::string> lines{
      "validate",         "validate --json",         "ls",
      "reconcile --plan", "reconcile --plan --json", "report -o " + page};
  for (const char* form :
       {"human", "json", "github", "gitlab", "codequality", "sarif", "junit", "rdjson", "page"})
    lines.push_back(std::string("validate --format ") + form);
  const std::string codes = heard(scene, lines);
  CHECK(codes.find("3 validate --format sarif\n") != std::string::npos);
  CHECK(codes.find("3 reconcile --plan\n") != std::string::npos);
}
