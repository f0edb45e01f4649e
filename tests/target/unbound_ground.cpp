// What unbound.conf declares by itself, and where muster's records may stand beside it.
#include <catch2/catch.hpp>
#include <map>

#include "target/dns/unbound/ground.h"

namespace muster::unbound {
namespace {

class Files : public MachineReader {
 public:
  std::optional<std::string> read(const std::string& path, size_t) override {
    const auto found = texts.find(path);
    return found == texts.end() ? std::nullopt : std::optional(found->second);
  }
  std::vector<std::string> glob(const std::string& pattern) override {
    std::vector<std::string> out;
    for (const auto& [path, text] : texts) {
      if (path == pattern || (pattern == "/etc/d/*.conf" && path.starts_with("/etc/d/"))) {
        out.push_back(path);
      }
    }
    return out;
  }
  std::string canonical(const std::string& path) override { return path; }

  std::map<std::string, std::string> texts;
};

const std::string own = "/etc/d/muster.conf";

ZoneRecord a(const std::string& name, const std::string& type = "A") {
  return {name, type, type == "A" ? "10.20.4.17" : "2001:db8::17", 300, "7k2m9qx4td", "berlin"};
}

ZoneRecord ptr() {
  return {"17.4.20.10.in-addr.arpa", "PTR", "web1.berlin.example", 300, "7k2m9qx4td", "berlin"};
}

Ground ground_of(const std::string& server, const std::vector<ForeignLine>& foreign = {}) {
  Files files;
  files.texts["/etc/unbound.conf"] = "include-toplevel: /etc/d/*.conf\nserver:\n" + server;
  files.texts[own] = "local-zone: \"berlin.example.\" static\n";
  const std::set<std::string> names{"web1.berlin.example", "berlin.example",
                                    "17.4.20.10.in-addr.arpa", "20.10.in-addr.arpa"};
  return Ground(read_declared(files, "/etc/unbound.conf", own, foreign, names));
}

// The zones that come with a record, "NAME TYPE HOST" each.
std::vector<std::string> zones_for(const Ground& ground, const ZoneRecord& record,
                                   const std::string& of_site) {
  Resource resource = dns::resource_of(record);
  if (!of_site.empty()) resource.needs = {dns::zone_key(of_site)};
  std::vector<std::string> out;
  for (const Resource& each : ground.with_zones({resource})) {
    if (each.kind != "zone") continue;
    out.push_back(text_of(each.fields, "name") + " " + text_of(each.fields, "type") + " " +
                  each.host);
  }
  return out;
}

using Words = std::vector<std::string>;
const Words of_site{"berlin.example typetransparent "};
const Words of_name{"web1.berlin.example typetransparent 7k2m9qx4td"};

Words zones_beside(const std::string& server) {
  return zones_for(ground_of(server), a("web1.berlin.example"), "berlin.example");
}

}  // namespace

TEST_CASE("a site gets its zone where nobody declared anything") {
  CHECK(zones_beside("") == of_site);
  CHECK(zones_beside("local-zone: \"other.example.\" redirect\n"
                     "local-data: \"printer.other.example A 10.0.0.9\"") == of_site);
  CHECK(zones_beside("view:\n name: v\n local-zone: \"berlin.example.\" static") == of_site);
  CHECK(zones_beside("# local-zone: \"berlin.example.\" static") == of_site);
  CHECK(zones_beside("local-zone: \"iot.berlin.example.\" static\n"
                     "local-data: \"x.iot.berlin.example. A 10.0.0.9\"") == of_site);
}

TEST_CASE("a zone that somebody declared is nobody else's, above the site as at it") {
  for (const std::string zone : {"berlin.example.", "berlin.example", "Example.", "."}) {
    for (const std::string type : {"static", "deny", "refuse", "inform_deny", "typetransparent"}) {
      CHECK(zones_beside("local-zone: \"" + zone + "\" " + type) == Words{});
      CHECK(ground_of("local-zone:'" + zone + "' " + type).held(a("web1.berlin.example")).empty());
    }
    for (const std::string type : {"transparent", "inform"}) {
      CHECK(zones_beside("local-zone: " + zone + " " + type) == of_name);
    }
  }
}

TEST_CASE("a zone that answers every name itself, or no record at all, cannot have one") {
  for (const std::string type : {"redirect", "inform_redirect", "always_nxdomain", "always_null",
                                 "always_transparent", "block_a", "a-type-of-tomorrow"}) {
    const Ground ground = ground_of("local-zone: \"berlin.example.\" " + type + "\n");
    CHECK(ground.impossible(a("web1.berlin.example")));
    CHECK(ground.held(a("web1.berlin.example")) ==
          "inside zone berlin.example, which /etc/unbound.conf:3 declares " + type +
              ": no name in it can have a record of its own; give the site another domain or "
              "change that zone");
    CHECK(zones_for(ground, a("web1.berlin.example"), "berlin.example") == Words{});
  }
}

TEST_CASE("the innermost zone counts, and of two declarations the later one") {
  CHECK(zones_beside("local-zone: \"example.\" redirect\nlocal-zone: \"berlin.example.\" static") ==
        Words{});
  CHECK_FALSE(ground_of("local-zone: \"berlin.example.\" redirect\n"
                        "local-zone: \"berlin.example.\" static")
                  .impossible(a("web1.berlin.example")));
}

TEST_CASE("a zone of exactly the name of a host keeps its type") {
  CHECK(zones_beside("local-zone: \"web1.berlin.example.\" transparent") == Words{});
}

TEST_CASE("records in no zone keep hiding what they hid") {
  CHECK(zones_beside("local-data: \"printer.berlin.example. A 10.0.0.9\"") == of_name);
  CHECK(zones_beside("local-data: \"web1.berlin.example. TXT x\"") == Words{});
}

TEST_CASE("a name and type that somebody else holds is told with its place") {
  const Ground ground = ground_of("\nlocal-data: \"WEB1.berlin.example. 60 IN A 10.0.0.9\"\n");
  CHECK(ground.held(a("web1.berlin.example")) ==
        "held by /etc/unbound.conf:4 (A 10.0.0.9), which is not muster's; rename the host or take "
        "it out there");
  CHECK(ground.held(a("web1.berlin.example", "AAAA")).empty());
  CHECK_FALSE(ground_of("local-data: 'web1.berlin.example CNAME x.example.'")
                  .held(a("web1.berlin.example", "AAAA"))
                  .empty());
  CHECK(ground_of("local-data-ptr: \"10.20.4.17 60 other.example\"").held(ptr()) ==
        "held by /etc/unbound.conf:3 (PTR other.example), which is not muster's; rename the host "
        "or take it out there");
}

TEST_CASE("foreign lines of muster's own file count, its other lines do not") {
  const Ground ground = ground_of("", {{"local-data: \"web1.berlin.example. A 10.0.0.9\"", 41}});
  CHECK(ground.held(a("web1.berlin.example")) ==
        "held by /etc/d/muster.conf:41 (A 10.0.0.9), which is not muster's; rename the host or "
        "take it out there");
}

TEST_CASE("addresses of private networks go into the zones that Unbound has for them") {
  CHECK(zones_for(ground_of(""), ptr(), "20.10.in-addr.arpa") == Words{});
  const Words reverse{"20.10.in-addr.arpa typetransparent "};
  for (const std::string line :
       {"unblock-lan-zones: yes", "local-zone: \"10.in-addr.arpa.\" nodefault"}) {
    CHECK(zones_for(ground_of(line), ptr(), "20.10.in-addr.arpa") == reverse);
  }
  CHECK(zones_for(ground_of("local-zone: \"10.in-addr.arpa.\" transparent"), ptr(), "") ==
        Words{"17.4.20.10.in-addr.arpa typetransparent 7k2m9qx4td"});
  CHECK(ground_of("").held(a("web1.localhost")).empty());  // not a name that was asked for
}

TEST_CASE("a configuration that does not include muster's file is refused") {
  Files files;
  files.texts["/etc/unbound.conf"] = "include: /etc/other.conf\n";
  files.texts["/etc/other.conf"] = "server:\n";
  try {
    read_declared(files, "/etc/unbound.conf", own, {}, {});
    FAIL("nothing was thrown");
  } catch (const Error& error) {
    CHECK(muster::render(error) ==
          "error: /etc/unbound.conf does not include /etc/d/muster.conf, so nothing in it would be "
          "served\n"
          "  fix: add the line include: \"/etc/d/muster.conf\" to /etc/unbound.conf\n");
  }
}

TEST_CASE("a file that includes itself ends the reading") {
  Files files;
  files.texts["/etc/unbound.conf"] = "include: /etc/unbound.conf\n";
  CHECK_THROWS_WITH(read_declared(files, "/etc/unbound.conf", own, {}, {}),
                    "/etc/unbound.conf is included too often");
}

}  // namespace muster::unbound
