#include "connector/map.h"

#include <catch2/catch.hpp>

#include "connector/coerce.h"

using namespace muster;
using namespace muster::connector;
using nlohmann::json;

namespace {

std::string told(const std::string& as, const std::string& value, long long unit = 1) {
  FieldSpec field{Expression::parse("@")};
  const std::vector<std::string> words{"as_is", "text",    "lower", "label",    "number",
                                       "bytes", "mib",     "epoch", "epoch_ms", "time",
                                       "mac",   "address", "flag"};
  for (size_t i = 0; i < words.size(); ++i) {
    if (words[i] == as) field.as = static_cast<Coercion>(i);
  }
  field.unit = unit;
  bool misfit = false;
  const auto out = coerce(field, json::parse(value), misfit);
  if (misfit) return "misfit";
  return out ? std::string(word(out->type)) + " " + out->text : "none";
}

Mapped mapped(const std::string& records, const Items& items,
              const std::set<std::string>& cut = {}) {
  Diagnostics trouble;
  const auto definition = read_definition(
      "connector: shop\nabout: a shop\nrequests:\n  a: {get: /a}\n  b: {get: /b}\n"
      "records:\n" +
          records,
      "shop.yaml", trouble);
  CHECK(render(trouble) == "");
  REQUIRE(definition);
  return map_records(*definition, items, "connector:shop", {{"url", "https://shop"}},
                     Time(Seconds(1'764'100'000)), cut);
}

}  // namespace

TEST_CASE("values become what the connector takes them for, or are told as misfits") {
  CHECK(told("as_is", R"(" a b ")") == "text a b");
  CHECK(told("as_is", "[\"a\", null, 3]") == "text a, 3");
  CHECK(told("as_is", "{}") == "misfit");
  CHECK(told("as_is", "\"\"") == "none");
  CHECK(told("as_is", "null") == "none");
  CHECK(told("number", R"("12")") == "number 12");
  CHECK(told("number", "1.5") == "number 1.5");
  CHECK(told("number", R"("12 GB")") == "misfit");
  CHECK(told("number", R"("1e400")") == "misfit");
  CHECK(told("bytes", R"("2097152")", 512) == "bytes 1073741824");
  CHECK(told("bytes", "1e30", 1 << 30) == "misfit");
  CHECK(told("mib", "8589934592") == "number 8192");
  CHECK(told("epoch", "1764000000") == "time 2025-11-24T16:00:00Z");
  CHECK(told("epoch_ms", "1764000000123") == "time 2025-11-24T16:00:00Z");
  CHECK(told("epoch", "0") == "none");
  CHECK(told("epoch", "-5") == "misfit");
  CHECK(told("flag", R"("Yes")") == "flag true");
  CHECK(told("flag", "0") == "flag false");
  CHECK(told("flag", R"("maybe")") == "misfit");
  CHECK(told("mac", R"("00A0.9800.0001")") == "text 00:a0:98:00:00:01");
  CHECK(told("address", R"("10.0.0.5/255.255.255.0")") == "text 10.0.0.5/24");
  CHECK(told("address", R"("10.0.0.5/255.0.255.0")") == "misfit");
  CHECK(told("label", R"("Web1.Lab.Example")") == "text web1");
}

TEST_CASE("times are read as systems write them") {
  const auto time = [](const char* text) {
    const auto parsed = parse_time(text);
    return parsed ? render_time(*parsed) : "none";
  };
  CHECK(time("2026-08-21T04:05:06.789Z") == "2026-08-21T04:05:06Z");
  CHECK(time("2026-08-21 06:05:06 +0200") == "2026-08-21T04:05:06Z");
  CHECK(time("2026-08-21T00:35:06-03:30") == "2026-08-21T04:05:06Z");
  CHECK(time("2026-08-21 04:05:06 UTC") == "2026-08-21T04:05:06Z");
  CHECK(time("2026-08-21") == "2026-08-21T00:00:00Z");
  CHECK(time("2026-02-30T00:00:00Z") == "none");
  CHECK(time("2026-08-21T24:00:00Z") == "none");
  CHECK(time("yesterday") == "none");
}

TEST_CASE("items are joined, mapped and related; without an id or twice they are counted") {
  const Items items{
      {"a",
       {json::parse(R"({"id": 2, "name": "two", "pool": "p1", "seen": "2025-11-25T00:00:00Z"})"),
        json::parse(R"({"id": 1, "name": "one", "pool": ["p1", "p2"], "seen": "2020-01-01"})"),
        json::parse(R"({"name": "none"})"), json::parse(R"({"id": 1})"),
        json::parse(R"({"id": 9, "hidden": true})")}},
      {"b",
       {json::parse(R"({"of": 1, "mac": "00:a0:98:00:00:01", "ip": "10.0.0.1"})"),
        json::parse(R"({"of": "1", "mac": "zz", "ip": "fe80::1"})"),
        json::parse(R"({"of": 3, "mac": "00:a0:98:00:00:03"})")}}};
  const Mapped out = mapped(
      "  - kind: thing\n    from: a\n    id: id\n    where: '!hidden'\n"
      "    join: {nics: {from: b, mine: id, theirs: of}}\n"
      "    set: {name: name}\n    interfaces: 'nics[].{mac: mac, addresses: ip}'\n"
      "    relations: {pool: {kind: pool, id: pool}}\n"
      "    heard: {expr: seen, as: time}\n    fresh: 2d\n    link: $url/t/$id\n",
      items);
  REQUIRE(out.rows.size() == 2);
  const Record& one = out.rows[0].record;
  CHECK(one.id == "1");
  CHECK(one.name == "one");
  CHECK(one.macs.size() == 1);
  CHECK(one.stale);
  CHECK(one.link == "https://shop/t/1");
  CHECK(one.relations == std::vector<Relation>{{"pool", "pool", "p1"}, {"pool", "pool", "p2"}});
  CHECK_FALSE(out.rows[1].record.stale);
  CHECK(out.dropped == std::map<std::string, size_t>{{"left out by the connector", 1},
                                                     {"listed twice", 1},
                                                     {"without an id", 1}});
  CHECK(render(out.trouble) ==
        "warning: connector:shop: 1 value of thing mac is not what the connector takes it for\n"
        "  why: the first is zz\n"
        "  fix: see what the API sends, and mend the connector\n");
}

TEST_CASE("a row that an expression cannot be asked of is counted and told, the others stay") {
  const Mapped out =
      mapped("  - {kind: thing, from: a, id: id, where: \"starts_with(name, 'x')\"}\n",
             {{"a", {json::parse(R"({"id": 1, "name": "x1"})"), json::parse(R"({"id": 2})")}}});
  CHECK(out.rows.size() == 1);
  CHECK(out.dropped == std::map<std::string, size_t>{{"could not be read", 1}});
  CHECK(out.trouble.items().size() == 1);
}

TEST_CASE("what joins a list that was not read to its end is left out, not told by half") {
  const std::string records =
      "  - kind: host\n    from: a\n    id: id\n    join: {b: {from: b, mine: id, theirs: a}}\n"
      "    set: {model: 'b[0].model'}\n  - {kind: shelf, from: b, id: id}\n";
  const Items items{{"a", {{{"id", 1}}, {{"id", 2}}}},
                    {"b", {{{"id", 7}, {"a", 1}, {"model", "M"}}}}};
  CHECK(mapped(records, items).rows.size() == 3);
  const Mapped half = mapped(records, items, {"b"});
  REQUIRE(half.rows.size() == 1);
  CHECK(half.rows.front().record.kind == "shelf");
  CHECK(half.dropped == std::map<std::string, size_t>{{"b was not read in full", 2}});
}
