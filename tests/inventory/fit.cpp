#include "inventory/fit.h"

#include <catch2/catch.hpp>
#include <random>

#include "inventory/host_file.h"
#include "inventory/limits.h"
#include "rounds.h"
#include "sample.h"

using namespace muster;

namespace {

const std::string fit_path = "hosts/berlin/web1--7k2m9qx4td.yaml";

Host read_back(const Host& host) {
  const std::string text = render_host_file(host, fit_path);
  CHECK(text.size() <= limits::file_bytes);
  Diagnostics trouble;
  auto file = parse_host_file(text, fit_path, trouble);
  INFO(render(trouble));
  REQUIRE(file);
  return file->host;
}

std::vector<Cidr> many_addresses(size_t count) {
  std::vector<Cidr> out;
  for (size_t i = 0; i < count; ++i) {
    Cidr one = *parse_cidr("2001:db8:1234:5678:9abc:def0:1234:0/64");
    one.ip.bytes[13] = static_cast<uint8_t>(i >> 16);
    one.ip.bytes[14] = static_cast<uint8_t>(i >> 8);
    one.ip.bytes[15] = static_cast<uint8_t>(i);
    out.push_back(one);
  }
  return out;
}

std::string random_words(std::mt19937& dice) {
  static const std::vector<std::string> pieces{"web", "\"", "\\", "\xC3\xA4", ": ",
                                               " #",  "\n", "[",  "x"};
  std::string text;
  for (auto count = dice() % 120; count > 0; --count) text += pieces[dice() % pieces.size()];
  return text;
}

Observed random_giant(std::mt19937& dice) {
  Observed out = sample_host().observed;
  const auto count = [&] { return size_t{1} << dice() % 13; };
  const auto texts = [&] {
    std::vector<std::string> list(count());
    for (std::string& item : list) item = random_words(dice);
    return list;
  };
  const size_t which = dice() % 7;
  if (which == 0) out.identity = texts();
  if (which == 1)
    out.interfaces.resize(count(), {random_words(dice), {}, many_addresses(3), {1, 2, 3}});
  if (which == 2) out.interfaces[0].addresses = many_addresses(count());
  if (which == 3) {
    Attachment place{"sw", random_words(dice), Confidence::likely, {}};
    for (const auto& told : texts()) place.because.push_back(parse_evidence(told));
    out.attached.resize(dice() % 20, place);
  }
  if (which == 4) out.names.resize(count(), {random_words(dice), NameSource::lease});
  if (which == 5) out.sources = texts();
  if (which == 6) out.attention = texts();
  std::sort(out.attention.begin(), out.attention.end());
  return out;
}

bool is_marked(const Observed& observed) {
  return std::count(observed.attention.begin(), observed.attention.end(), "too-large") == 1;
}

}  // namespace

TEST_CASE("a router of 700 interfaces and a MAC of 4,096 addresses are written whole") {
  Host router = sample_host();
  for (int i = 0; i < 700; ++i) {
    router.observed.interfaces.push_back({"GigabitEthernet1/0/" + std::to_string(i),
                                          Mac(static_cast<uint64_t>(i)),
                                          many_addresses(2),
                                          {}});
  }
  Host flooded = sample_host();
  flooded.observed.interfaces[0].addresses = many_addresses(4096);
  for (Host* host : {&router, &flooded}) {
    const Host whole = *host;
    CHECK(fit(host->observed) == 0);
    CHECK(*host == whole);
    CHECK(read_back(*host) == whole);
  }
}

TEST_CASE("what a host file cannot hold is cut from the end, counted and marked") {
  Host host = sample_host();
  host.observed.interfaces[0].addresses = many_addresses(70'000);
  host.observed.attention = {"name-conflict"};
  const size_t left_out = fit(host.observed);
  const auto& kept = host.observed.interfaces[0].addresses;
  CHECK(kept.size() + left_out == 70'000);
  CHECK(kept.size() > 3000);
  CHECK(kept == many_addresses(kept.size()));
  CHECK(host.observed.attention == std::vector<std::string>{"name-conflict", "too-large"});
  CHECK(read_back(host) == host);
}

TEST_CASE("whatever is observed fits, reads back, and is cut the same way again") {
  std::mt19937 dice(5);
  for (int i = 0; i < rounds(15); ++i) {
    Host host = sample_host();
    host.observed = random_giant(dice);
    const size_t left_out = fit(host.observed);
    CHECK(is_marked(host.observed) == (left_out > 0));
    const Host again = read_back(host);
    CHECK(render_host_file(again, fit_path) == render_host_file(host, fit_path));
    CHECK(fit(host.observed) == 0);
  }
}
