#include "plan/text.h"

#include <catch2/catch.hpp>
#include <thread>
#include <vector>

#include "plan/list.h"
#include "plan/value.h"

using namespace muster;

TEST_CASE("a text of any length reads back as it was written") {
  for (const size_t size : {0, 1, 6, 7, 8, 9, 15, 16, 255, 70'000}) {
    const std::string written(size, 'x');
    const Text text = written;
    CHECK(text == written);
    CHECK(text.size() == size);
    CHECK(text.empty() == (size == 0));
    CHECK(std::string(text) == written);
  }
  CHECK(Text(std::string("a\0b", 3)).size() == 3);
}

TEST_CASE("copies of a long text share it, and equal texts that are none do not") {
  const Text text = "interface:7k2m9qx4td/eth0";
  const Text copy = text;
  const Text other = text.str();
  CHECK(copy.shares(text));
  CHECK_FALSE(other.shares(text));
  CHECK(other == text);
  CHECK(std::hash<Text>()(other) == std::hash<Text>()(text));
}

TEST_CASE("texts are ordered as their bytes are, wherever they are kept") {
  const std::vector<Text> ordered{"", "a", "ab", "abcdefgh", "abcdefghi", "b", "\xC3\xA4"};
  for (size_t i = 1; i < ordered.size(); ++i) CHECK(ordered[i - 1] < ordered[i]);
}

TEST_CASE("a text that is moved from is empty and can be used again") {
  Text from = "a text that is not short";
  const Text to = std::move(from);
  CHECK(from.empty());
  from = "short";
  CHECK(from == "short");
  CHECK(to == "a text that is not short");
}

TEST_CASE("threads may copy and drop one text at once") {
  const Text text = "a text that is not short";
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([text] {
      for (int n = 0; n < 10'000; ++n) const Text copy = text;
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(text == "a text that is not short");
}

TEST_CASE("a name is kept once") {
  CHECK(&Name("dns_name").str() == &Name(std::string("dns_name")).str());
  CHECK(Name("dns_name") == Name("dns_name"));
  CHECK(Name("dns_name") != Name("name"));
  CHECK(Name().empty());
}

TEST_CASE("a list is shared until one of its copies is changed") {
  List<Text> list{"one of them", "another one"};
  List<Text> copy = list;
  CHECK(copy.shares(list));
  copy.push_back("a third one");
  CHECK_FALSE(copy.shares(list));
  CHECK(list == List<Text>{"one of them", "another one"});
  CHECK(copy == List<Text>{"one of them", "another one", "a third one"});
  copy.erase_if([](const Text& text) { return text == "another one"; });
  CHECK(copy == List<Text>{"one of them", "a third one"});
  copy.edit()[0] = "somebody else";
  CHECK(copy.front() == "somebody else");
  CHECK(list.front() == "one of them");
}

TEST_CASE("fields stand in the order of their names, each once, and copies are their own") {
  Fields fields{{"serial", "S1"}, {"name", "web1"}, {"name", "second"}};
  fields["enabled"] = true;
  std::string names;
  for (const auto& [name, value] : fields) names += name + " ";
  CHECK(names == "enabled name serial ");
  CHECK(text_of(fields, "name") == "web1");
  Fields copy = fields;
  CHECK(copy.shares(fields));
  copy["name"] = "web2";
  copy.erase("serial");
  CHECK(text_of(fields, "name") == "web1");
  CHECK(text_of(fields, "serial") == "S1");
  CHECK(is_null(value_of(copy, "serial")));
  CHECK_FALSE(copy == fields);
}
