// What muster validate found, as a page.
#include "view/validation/page.h"

#include <catch2/catch.hpp>

using namespace muster;

TEST_CASE("findings stand on a page with their place and what settles them, hostile text inert") {
  Validation found;
  found.hosts = 2;
  found.config = "muster.yaml";
  found.findings.add(Error("name \"<script>\" is no DNS label")
                         .at({"hosts/b/a--x.yaml", 3, 1, ""})
                         .mend("write name: a"));
  found.findings.add(Error("serial SN1 is also in hosts/b/c--y.yaml").as(Severity::warning));
  const std::string page = validation_page(found);
  CHECK(page.find("<h1>Not valid</h1>\n<p>2 host files and muster.yaml checked: 1 error, "
                  "1 warning.</p>") != std::string::npos);
  CHECK(page.find("<td class=\"error\">error</td><td><code>hosts/b/a--x.yaml:3</code></td>"
                  "<td>name &quot;&lt;script&gt;&quot; is no DNS label</td>"
                  "<td>write name: a</td>") != std::string::npos);
  CHECK(page.find("<td class=\"warning\">") != std::string::npos);
  CHECK(page.find("<script") == std::string::npos);
  CHECK(validation_page({2, "muster.yaml", {}}).find("<h1>Valid</h1>") != std::string::npos);
}
