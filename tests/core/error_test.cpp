#include "core/error.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace muster;

TEST_CASE("an error renders the way compilers write it") {
  const Error error = Error("approval \"aproved\" is not known", Exit::invalid)
                          .at({"hosts/lab/web1.yaml", 14, 11, "approval: aproved"})
                          .because("people decide")
                          .mend("did you mean \"approved\"?");
  CHECK(render(error) ==
        "hosts/lab/web1.yaml:14:11: error: approval \"aproved\" is not known\n"
        "   14 | approval: aproved\n"
        "      |           ^\n"
        "  why: people decide\n"
        "  fix: did you mean \"approved\"?\n");
  CHECK(to_json(error) == nlohmann::json{{"severity", "error"},
                                         {"message", "approval \"aproved\" is not known"},
                                         {"file", "hosts/lab/web1.yaml"},
                                         {"line", 14},
                                         {"column", 11},
                                         {"source", "approval: aproved"},
                                         {"why", "people decide"},
                                         {"fix", "did you mean \"approved\"?"}});
  CHECK(std::string(error.what()) == error.message);
}

TEST_CASE("an error without a place has none") {
  CHECK(render(Error("no")) == "error: no\n");
  CHECK(render(Error("no").at({"f", 0, 0, ""})) == "f: error: no\n");
  CHECK(render(Error("no").at({"f", 3, 0, "x"})) == "f:3: error: no\n    3 | x\n");
  CHECK(to_json(Error("no").as(Severity::warning)) ==
        nlohmann::json{{"severity", "warning"}, {"message", "no"}});
}

TEST_CASE("the caret stands under its character whatever stands before it") {
  CHECK(render(Error("x").at({"f", 1, 8, "\tk\xc3\xb6ln: y"})) ==
        "f:1:8: error: x\n"
        "    1 |  k\xc3\xb6ln: y\n"
        "      |       ^\n");
  CHECK(render(Error("x").at({"f", 1, 2, "\x1b[31m"})) ==
        "f:1:2: error: x\n"
        "    1 | \\u001b[31m\n"
        "      |       ^\n");
  CHECK(render(Error("x").at({"f", 123456, 99, "ab"})) ==
        "f:123456:99: error: x\n"
        "123456 | ab\n"
        "       |   ^\n");
}

TEST_CASE("diagnostics sort by place and know errors from warnings") {
  Diagnostics all;
  all.add(Error("c").at({"b", 1, 1, ""}).as(Severity::warning));
  CHECK_FALSE(all.has_errors());
  Diagnostics more;
  more.add(Error("b").at({"a", 10, 1, ""}));
  more.add(Error("a").at({"a", 9, 3, ""}));
  all.add(std::move(more));
  all.sort();
  CHECK(all.has_errors());
  CHECK(render(all) == "a:9:3: error: a\na:10:1: error: b\nb:1:1: warning: c\n");
}
