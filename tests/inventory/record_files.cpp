#include <catch2/catch.hpp>

#include "inventory/records/record_file.h"

using namespace muster;

namespace {

using Words = std::vector<std::string>;
const Day first_day{std::chrono::days(20'454)}, later_day{std::chrono::days(20'460)};

Record array_of_disks(const std::string& id = "a1", const std::string& name = "Array 1") {
  Record out;
  out.kind = "storage";
  out.id = id;
  out.name = name;
  out.serial = "SN: 1";
  out.macs = {*parse_mac("00:a0:98:00:00:01")};
  out.addresses = {*parse_cidr("10.20.4.9/24")};
  out.link = "https://array.example/#/a1";
  out.attributes["capacity"] = {ValueType::bytes, "1099511627776"};
  out.attributes["used"] = {ValueType::bytes, "17", true};
  out.relations = {{"site", "rack", "r1"}};
  out.heard = Time(later_day);
  out.stale = true;
  return out;
}

Observation of_storage(std::vector<Record> records, Answer answer = Answer::whole) {
  Observation out;
  out.source = "connector:ontap";
  out.site = "berlin";
  out.answer = answer;
  out.records = std::move(records);
  return out;
}

// Runs of discover over one tree.
struct RecordStory {
  KeptKinds kinds{{"storage", KeptIn::files}, {"volume", KeptIn::cache}};
  std::set<std::string> forgotten, unread;
  std::vector<KnownRecordFile> tree;

  Words run(const Observation& seen, Day today = first_day) {
    const std::vector<Observation> all{seen};
    Words paths;
    for (const FileChange& change :
         plan_record_files(tree, unread, {"berlin"}, {all, kinds, forgotten, today})) {
      Diagnostics trouble;
      auto file = parse_record_file(*change.text, change.path, trouble);
      CHECK(render(trouble) == "");
      REQUIRE(file);
      std::erase_if(tree, [&](const auto& one) { return one.file.path == change.path; });
      paths.push_back(change.path + (file->missing ? " missing" : ""));
      tree.push_back({std::move(*file), *change.text});
    }
    return paths;
  }
};

const std::string path_of_array = "records/berlin/storage/array-1--" +
                                  record_file_id("connector:ontap", array_of_disks()) + ".yaml";

}  // namespace

TEST_CASE("a record in a file says what it is, and nothing that changes from hour to hour") {
  RecordStory story;
  CHECK(story.run(of_storage({array_of_disks()})) == Words{path_of_array});
  CHECK(story.tree[0].text ==
        "# muster's: rewritten by discover; edits are lost\n"
        "kind: storage\n"
        "ref: \"a1\"\n"
        "name: Array 1\n"
        "state: present            # present | missing\n"
        "source: connector:ontap\n"
        "site: berlin\n"
        "first_seen: 2026-01-01\n"
        "serial: \"SN: 1\"\n"
        "macs: [\"00:a0:98:00:00:01\"]\n"
        "addresses: [\"10.20.4.9/24\"]\n"
        "link: \"https://array.example/#/a1\"\n"
        "attributes:\n"
        "  capacity: {type: bytes, value: \"1099511627776\"}\n"
        "relations:\n"
        "  - {name: site, kind: rack, id: \"r1\"}\n");
  Record read = array_of_disks();
  read.attributes.erase("used");
  read.heard.reset();
  read.stale = false;
  CHECK(story.tree[0].file.record == read);
}

TEST_CASE("records of a kind that the policy does not keep in files make none") {
  RecordStory story;
  Record volume = array_of_disks();
  volume.kind = "volume";
  CHECK(story.run(of_storage({volume})).empty());
  story.kinds.clear();
  CHECK(story.run(of_storage({array_of_disks()})).empty());
}

TEST_CASE("the same records again write nothing, and a new name keeps the path") {
  RecordStory story;
  story.run(of_storage({array_of_disks()}));
  Record busy = array_of_disks();
  busy.attributes["used"].text = "18";
  busy.heard = Time(first_day);
  CHECK(story.run(of_storage({busy}), later_day).empty());
  CHECK(story.run(of_storage({array_of_disks("a1", "Renamed")}), later_day) ==
        Words{path_of_array});
  CHECK(story.tree[0].file.first_seen == first_day);
}

TEST_CASE("only an answer read to its end marks a record as missing, and the file stays") {
  RecordStory story;
  story.run(of_storage({array_of_disks()}));
  for (const Answer answer : {Answer::partial, Answer::doubtful, Answer::none}) {
    CHECK(story.run(of_storage({}, answer)).empty());
  }
  Observation other = of_storage({});
  other.source = "connector:another";
  CHECK(story.run(other).empty());
  CHECK(story.run(of_storage({})) == Words{path_of_array + " missing"});
  CHECK(story.run(of_storage({})).empty());
  CHECK(story.run(of_storage({array_of_disks()}), later_day) == Words{path_of_array});
  CHECK(story.tree[0].file.first_seen == first_day);
  story.forgotten = {"connector:ontap"};
  CHECK(story.run(other) == Words{path_of_array + " missing"});
}

TEST_CASE("a record whose file cannot be read is left alone") {
  RecordStory story;
  story.unread = {record_file_id("connector:ontap", array_of_disks())};
  CHECK(story.run(of_storage({array_of_disks()})).empty());
  Diagnostics trouble;
  CHECK_FALSE(parse_record_file("kind: [", "records/berlin/a--x.yaml", trouble));
  Diagnostics lacking;
  CHECK_FALSE(
      parse_record_file("kind: storage\nref: a\nsource: s\nstate: present\n"
                        "first_seen: 2026-01-01\n",
                        "records/berlin/a--x.yaml", lacking));
  CHECK(render(lacking) ==
        "records/berlin/a--x.yaml:1:1: error: a record has no \"site\"\n"
        "    1 | kind: storage\n"
        "      | ^\n"
        "  fix: put it back from Git, or remove the file: discover writes it anew\n");
}

TEST_CASE("hostile words of a source stay within their scalar and their folder") {
  RecordStory story;
  Record hostile = array_of_disks("../../etc\npasswd", "../x: {y}\x1b[31m\xe2\x80\xae");
  hostile.attributes["a: b\n"] = {ValueType::text, "]\n- x: \"\\"};
  const Words paths = story.run(of_storage({hostile}));
  REQUIRE(paths.size() == 1);
  CHECK(paths[0].starts_with("records/berlin/storage/x-y-"));
  CHECK(story.tree[0].file.record.id == "../../etc\\u000apasswd");
}
