#include "view/page/page.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "core/hash.h"
#include "core/hex.h"
#include "report/host_scene.h"
#include "view/page/columns.h"
#include "view/page/markup.h"
#include "view/page/topology_svg.h"
#include "wire/base64.h"

using namespace muster;
using namespace muster::test;

namespace {

const std::string evil = "</script><script>alert(1)</script>\"'><img src=x onerror=alert(2)>";

PageReport page_report(const std::vector<SeenHost>& hosts) {
  PageReport report;
  report.title = "inventory";
  report.inventory = inventory_of(hosts);
  report.topology = topology_of(report.inventory);
  return report;
}

// What stands between the first `open` and the `close` behind it.
std::string piece_between(const std::string& text, const std::string& open,
                          const std::string& close) {
  const size_t from = text.find(open) + open.size();
  REQUIRE(from >= open.size());
  return text.substr(from, text.find(close, from) - from);
}

size_t times(const std::string& text, const std::string& piece) {
  size_t found = 0;
  for (size_t at = text.find(piece); at != text.npos; at = text.find(piece, at + 1)) ++found;
  return found;
}

}  // namespace

TEST_CASE("one report is the same bytes every time") {
  const auto report = page_report({{"web1", {"10.0.0.1/24"}, {{"sw1", "1"}}}});
  CHECK(page_html(report) == page_html(report));
}

TEST_CASE("texts from the network are no markup anywhere in the page") {
  PageReport report = page_report({{evil, {"10.0.0.1/24"}, {{evil, evil}}, evil}});
  report.title = evil;
  report.history.push_back({std::string(40, 'a'), evil, {evil, evil}, {}, {}});
  const std::string html = page_html(report);
  CHECK(times(html, "<img") == 0);
  CHECK(times(html, "<script") == 2);  // the data and the page's own
  CHECK(times(html, "</script>") == 2);
}

TEST_CASE("only the page's own script and style are allowed, by their digests, and no network") {
  const std::string html = page_html(page_report({}));
  const auto digest = [](const std::string& text) {
    return "'sha256-" + to_base64(parse_hex(sha256_hex(text)).value()) + "'";
  };
  const std::string script = piece_between(html, "</script>\n<script>", "</script>");
  const std::string style = piece_between(html, "<style>", "</style>");
  CHECK(piece_between(html, "Content-Security-Policy\" content=\"", "\"") ==
        "default-src 'none'; script-src " + digest(script) + "; style-src " + digest(style) +
            "; base-uri 'none'; form-action 'none'");
  CHECK(times(html, "http://") == times(html, "http://www.w3.org/2000/svg"));
  CHECK(times(html, "https://") == 0);
  CHECK(times(html, " style=\"") == 0);
  CHECK(times(script, "innerHTML") + times(script, "eval(") + times(script, "document.write") == 0);
}

TEST_CASE("a small page keeps its data as plain JSON, a large one compresses it") {
  CHECK(piece_between(page_html(page_report({{"web1"}})), "data-form=\"", "\"") == "plain");
  std::vector<SeenHost> many;
  for (int i = 0; i < 6000; ++i) many.push_back({"host-number-" + std::to_string(i)});
  const std::string html = page_html(page_report(many));
  CHECK(piece_between(html, "data-form=\"", "\"") == "deflate");
  CHECK(html.size() < 800'000);
}

TEST_CASE("who has no script sees the first hosts") {
  const std::string html = page_html(page_report({{"web1", {"10.0.0.1/24"}}}));
  const std::string plain = piece_between(html, "<noscript>", "</noscript>");
  CHECK(plain.find("<p>1 host; this page shows the first 1 without a script.</p>") != plain.npos);
  CHECK(plain.find(
            "<tr><td>web1</td><td>10.0.0.1</td><td></td><td>pending</td><td>berlin</td></tr>") !=
        plain.npos);
}

TEST_CASE("a column names each text once, where it stands first") {
  web::ColumnWriter column;
  column.add({"a"});
  column.add({});
  column.add({"b", "a"});
  column.add({"a"});
  CHECK(column.take().dump() == R"({"rows":[0,null,[0,1],1],"values":["a","b"]})");
}

TEST_CASE("a text is cut to what there is room for, on a character, at either end") {
  CHECK(web::shortened("gigabit", 7) == "gigabit");
  CHECK(web::shortened("gigabit1", 7) == "gigabi…");
  CHECK(web::shortened("üüüü", 3) == "üü…");
  CHECK(web::ending("gigabit1", 7) == "…gabit1");
  CHECK(web::ending("üüüü", 3) == "…üü");
}

TEST_CASE("a picture has a card a switch, a row a port, and links to the hosts they stand for") {
  const Inventory inventory =
      inventory_of({{"core"}, {"acc", {}, {{"core", "24"}}}, {"web1", {}, {{"acc", "1"}}}});
  const std::string svg = web::topology_figures(topology_of(inventory));
  CHECK(times(svg, "class=\"box\"") == 2);
  CHECK(times(svg, "class=\"row\"") == 2);
  CHECK(times(svg, "class=\"way\"") == 1);
  CHECK(times(svg, ">acc →</text>") == 1);
  CHECK(times(svg, ">web1</text>") == 1);
  CHECK(svg.find("href=\"#hosts?q=site%20%3D%20%22berlin%22%20and%20switch%20%3D%20%22acc%22%20and"
                 "%20port%20%3D%20%221%22\"") != svg.npos);
  CHECK(svg.find("berlin: 2 switches, 1 host on their ports, 0 elsewhere") != svg.npos);
}

TEST_CASE("a picture of more ports than people look at is folded to its switches") {
  std::vector<SeenHost> hosts{{"core"}};
  for (int i = 0; i < 50; ++i) {
    const std::string name = "acc" + std::to_string(i);
    hosts.push_back({name, {}, {{"core", std::to_string(i)}}});
    for (int j = 0; j < 10; ++j) {
      hosts.push_back({"h" + std::to_string(10 * i + j), {}, {{name, std::to_string(j)}}});
    }
  }
  const Inventory inventory = inventory_of(hosts);
  const std::string svg = web::topology_figures(topology_of(inventory));
  CHECK(times(svg, "class=\"box\"") == 51);
  CHECK(times(svg, "class=\"row\"") == 0);
  CHECK(times(svg, ">10 ports · 10 hosts</text>") == 50);
}
