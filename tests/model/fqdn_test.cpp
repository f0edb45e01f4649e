#include "model/fqdn.h"

#include <catch2/catch.hpp>

using namespace muster;

TEST_CASE("labels are those of RFC 1123, in lower case") {
  for (const std::string text : {"a", "web-1", "1a", "0", "xn--kln-sna"}) {
    INFO(text);
    CHECK(is_dns_label(text));
  }
  for (const std::string text : {"", "-a", "a-", "A", "a_b", "a.b", "a b", "k\xc3\xb6ln", "*"}) {
    INFO(text);
    CHECK_FALSE(is_dns_label(text));
  }
  CHECK(is_dns_label(std::string(63, 'a')));
  CHECK_FALSE(is_dns_label(std::string(64, 'a')));
}

TEST_CASE("names are labels joined by dots") {
  CHECK(is_fqdn("berlin.example"));
  CHECK(is_fqdn("localhost"));
  for (const std::string text : {"", ".", "a.", ".a", "a..b", "a.-b", "A.b"}) {
    INFO(text);
    CHECK_FALSE(is_fqdn(text));
  }
  std::string longest = std::string(63, 'a') + "." + std::string(63, 'b') + "." +
                        std::string(63, 'c') + "." + std::string(61, 'd');
  CHECK(longest.size() == 253);
  CHECK(is_fqdn(longest));
  CHECK_FALSE(is_fqdn(longest + "d"));
}

TEST_CASE("the label of any name is fit for DNS") {
  CHECK(dns_label("Web1.berlin.example") == "web1");
  CHECK(dns_label("John's iPhone") == "john-s-iphone");
  CHECK(dns_label("b\xc3\xbcro-pc") == "buero-pc");
  CHECK(dns_label("bu\xcc\x88ro") == "buero");  // the same, decomposed
  CHECK(dns_label("Stra\xc3\x9f\x65 \xc3\x85\xc3\xa9\xc5\x82\xc3\x97") == "strasse-ael");
  CHECK(dns_label("\xe6\xb8\xac\xe8\xa9\xa6").empty());
  CHECK(dns_label("a\\x00b\\u000dc\\x0") == "a-b-c-x0");
  CHECK(dns_label("---").empty());
  CHECK(dns_label(".example").empty());
  CHECK(dns_label("").empty());
  for (const std::string& name :
       {std::string(300, 'x'), std::string("a\nb"), std::string("\xff_-x-_")}) {
    CHECK(is_dns_label(dns_label(name)));
  }
}
