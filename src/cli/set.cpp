// muster set, name, tag and note: what else people say of hosts.
#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <ostream>

#include "cli/options.h"
#include "core/text.h"
#include "view/decision.h"

namespace muster::cli {
namespace {

Exit run(const Call& call, Decision decision) {
  Workspace workspace = open_workspace(call.directory(), call.config_file(), call.app.wires.runner);
  read_listed(call, workspace, decision.choice);
  const DecisionReport report = decide(workspace, decision, call.app.wires.runner, call.app.stop);
  call.app.out << (call.json() ? decision_json(report) : decision_text(report));
  return Exit::ok;
}

// The first word, which is no host.
std::string take_first(Decision& decision, const std::string& what, const std::string& example) {
  auto& words = decision.choice.words;
  if (words.empty() || words.front().empty()) {
    throw Error("say the " + what, Exit::usage).mend("for example " + example);
  }
  std::string first = std::move(words.front());
  words.erase(words.begin());
  return first;
}

std::string word_of(const Setting& setting) {
  const char* how = setting.how == How::add ? " +" : setting.how == How::remove ? " -" : " ";
  return setting.key + ":" + how + setting.value;
}

Exit set(const Call& call) {
  Decision decision = decision_options(call.args);
  std::vector<Setting> settings;
  std::vector<std::string> told;
  std::erase_if(decision.choice.words, [&](const std::string& word) {
    if (word.find('=') == std::string::npos) return false;
    settings.push_back(parse_setting(word));
    told.push_back(word_of(settings.back()));
    return true;
  });
  const bool listed = call.args.has("--from");
  if (settings.empty() && !listed) {
    throw Error("say what is to be set", Exit::usage)
        .mend("for example muster set tags+=lab site=paris web1");
  }
  settle_by_file(call.args, settings, decision);
  if (listed) told.push_back("what " + clean(call.args.value("--from")) + " says");
  decision.what = join(told, ", ");
  decision.subject = "set " + decision.what;
  decision.checked = true;
  return run(call, std::move(decision));
}

Exit name(const Call& call) {
  Decision decision = decision_options(call.args);
  const std::string pattern = take_first(decision, "name", "muster name printer-3 10.20.4.19");
  decision.settings = [&](const HostFile& file) {
    return std::vector<Setting>{{"name", filled_name(pattern, file.host)}};
  };
  decision.what = "name: " + pattern;
  decision.subject = "name " + clean(pattern);
  decision.checked = true;
  return run(call, std::move(decision));
}

Exit tag(const Call& call) {
  Decision decision = decision_options(call.args);
  const std::string tags = take_first(decision, "tags", "muster tag lab,paper web1");
  const Setting setting{"tags", tags, call.args.has("--remove") ? How::remove : How::add};
  decision.settings = always({setting});
  decision.what = word_of(setting);
  decision.subject = (setting.how == How::add ? "tag " : "untag ") + clean(tags);
  return run(call, std::move(decision));
}

Exit note(const Call& call) {
  Decision decision = decision_options(call.args);
  const std::string text = take_first(decision, "note", "muster note 'under the stairs' web1");
  const Setting setting{"notes", text, call.args.has("--replace") ? How::set : How::add};
  decision.settings = always({setting});
  decision.what = word_of(setting);
  decision.subject = "note";
  return run(call, std::move(decision));
}

constexpr auto tag_flags =
    with_flag(deciding_flags, {"--remove", "", "take these tags away instead"});
constexpr auto note_flags =
    with_flag(deciding_flags, {"--replace", "", "instead of what stands there, not below it"});

constexpr std::array<std::string_view, 5> set_examples{
    "muster set protect=true web1",
    "muster set tags+=lab tags-=old --where 'subnet in 10.20.4.0/24'",
    "muster set site=paris serial=CNB1K2X3Y4 3c:52:82:aa:bb:cc",
    "muster set site= web1                     # as observed again",
    "muster set --from decisions.json --commit"};
constexpr std::array<std::string_view, 2> name_examples{
    "muster name printer-3 10.20.4.19",
    "muster name 'phone-{mac}' --where 'class = phone and name = \"\"' --dry-run"};
constexpr std::array<std::string_view, 2> tag_examples{
    "muster tag lab,paper web1 web2", "muster tag old --remove --where 'tag = old'"};
constexpr std::array<std::string_view, 2> note_examples{
    "muster note 'under the stairs' web1",
    "muster note 'sold in May' --replace --where 'state = gone' --commit"};

constexpr std::string_view set_details =
    "KEY=VALUE sets a line of yours: approval, classification (class), name, notes, adopt, "
    "release,\n"
    "protect, tags and aliases; or states against what is observed: model, platform, serial, "
    "site,\n"
    "state, tenant, vendor (under overrides:; an empty value takes it out). KEY+=ITEM and "
    "KEY-=ITEM\n"
    "change lists. Nothing is written that would make the inventory invalid.\n"
    "HOST is a name, an id, a MAC, an address or a path; selectors: muster help approve.";
constexpr std::string_view name_details =
    "NAME is a DNS label; {address}, {class}, {id}, {mac}, {model}, {port}, {site} and {vendor} in "
    "it\n"
    "stand for what is known of each host. Nothing is written that gives two hosts one name.\n"
    "HOST is a name, an id, a MAC, an address or a path; selectors: muster help approve.";
constexpr std::string_view tag_details =
    "TAGS are joined by commas. Where only a rule gives tags, those are kept beside the new ones.\n"
    "HOST is a name, an id, a MAC, an address or a path; selectors: muster help approve.";
constexpr std::string_view note_details =
    "TEXT becomes a further line of the notes.\n"
    "HOST is a name, an id, a MAC, an address or a path; selectors: muster help approve.";

}  // namespace

const Command set_command{"set",       "KEY=VALUE… [HOST]…", "set what people say of hosts",
                          set_details, deciding_flags,       set_examples,
                          set};
const Command name_command{"name",       "NAME [HOST]…", "name hosts, one or many by a pattern",
                           name_details, deciding_flags, name_examples,
                           name};
const Command tag_command{"tag",       "TAGS [HOST]…", "give hosts tags, or take them away",
                          tag_details, tag_flags,      tag_examples,
                          tag};
const Command note_command{"note",       "TEXT [HOST]…", "write a note into host files",
                           note_details, note_flags,     note_examples,
                           note};

}  // namespace muster::cli
