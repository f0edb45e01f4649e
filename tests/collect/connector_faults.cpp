// Faults × outcome of the connectors: what fails leaves an answer that takes nothing away.
#include "api_scene.h"

using namespace muster;
using namespace muster::test;

namespace {

struct Told {
  Answer answer;
  size_t records;
  std::string first;  // line of the trouble
};

Told told(const std::string& system, const std::string& flags) {
  ApiScene scene(system, flags);
  const Observation seen = scene.collect();
  std::string text = render(seen.trouble);
  text = text.substr(0, text.find('\n'));
  if (const size_t at = text.find(scene.server.url); at != std::string::npos) {
    text.replace(at, scene.server.url.size(), "URL");
  }
  CHECK((seen.answer == Answer::whole) != (seen.trouble.has_errors()));
  CHECK(seen.complete.empty() == (seen.answer != Answer::whole));
  return {seen.answer, seen.records.size(), text};
}

}  // namespace

TEST_CASE("too many requests are asked again after as long as the server says") {
  const std::string busy =
      "--fault at=2,status=429,retry-after=1 --fault at=5,status=429,retry-after=1";
  CHECK(told("foreman", "--count 9 " + busy).records == 9);
  CHECK(told("puppetdb", "--count 500 " + busy).records == 500);
  CHECK(told("oxidized", "--count 3 --fault at=1,status=429,retry-after=1").records == 3);
  CHECK(told("ontap", "--count 700 " + busy).answer == Answer::whole);
  CHECK(told("oceanstor", "--count 300 " + busy).answer == Answer::whole);
  CHECK(told("commvault", "--count 150 " + busy).answer == Answer::whole);
  CHECK(told("vsphere", "--count 250 " + busy).answer == Answer::whole);
}

TEST_CASE("a page in the middle that fails leaves what was read, and the answer partial") {
  const Told foreman = told("foreman", "--count 250 --error-at 3");
  CHECK(foreman.answer == Answer::partial);
  CHECK(foreman.records == 200);
  CHECK(foreman.first == "error: GET URL/api/hosts failed: 500 Internal Server Error");
  const Told puppet = told("puppetdb", "--count 900 --error-at 2");
  CHECK(puppet.answer == Answer::none);  // its nodes stand in both lists
  CHECK(puppet.records == 0);
  CHECK(puppet.first == "error: GET URL/pdb/query/v4/nodes failed: 500 Internal Server Error");
  const Told ontap = told("ontap", "--count 1200 --error-at 2");
  CHECK(ontap.answer == Answer::partial);
  CHECK(ontap.records == 504);
  const Told oceanstor = told("oceanstor", "--count 300 --error-at 2");
  CHECK(oceanstor.answer == Answer::partial);
  CHECK(oceanstor.records == 104);
  CHECK(oceanstor.first == "error: GET URL/deviceManager/rest/2102350ABC/lun failed: 200 OK");
  const Told commvault = told("commvault", "--count 250 --error-at 2");
  CHECK(commvault.answer == Answer::none);
  CHECK(commvault.records == 0);
  CHECK(commvault.first == "error: POST URL/commandcenter/api/Jobs failed: 200 OK");
  const Told vsphere = told("vsphere", "--count 250 --error-at 3");
  CHECK(vsphere.answer == Answer::partial);
  CHECK(vsphere.records == 180);
  CHECK(vsphere.first ==
        "error: vsphere:vsphere: ContinueRetrievePropertiesEx failed: RuntimeFault");
}

TEST_CASE("pages that repeat end with an error, not without end") {
  CHECK(told("foreman", "--count 250 --repeat").first ==
        "error: connector:foreman: hosts: page 2 is one that was there before");
  CHECK(told("puppetdb", "--count 700 --repeat").first ==
        "error: connector:puppetdb: nodes: page 2 is one that was there before");
  CHECK(told("oceanstor", "--count 300 --repeat").first ==
        "error: connector:oceanstor: luns: page 2 is one that was there before");
  CHECK(told("vsphere", "--count 250 --repeat").first ==
        "error: vsphere:vsphere: the pages lead in a circle");
}

TEST_CASE("a list that is shorter than it says is not the whole list") {
  const Told foreman = told("foreman", "--count 5 --short-total");
  CHECK(foreman.answer == Answer::partial);
  CHECK(foreman.records == 5);
  CHECK(foreman.first ==
        "error: connector:foreman: hosts: it says that there are 6 items, and gave 5");
  CHECK(told("commvault", "--count 5 --short-total").answer == Answer::none);
}

TEST_CASE("a session that ends before anything was read is not renewed without end") {
  const Told got = told("oceanstor", "--count 3000 --expire-after 1");
  CHECK(got.answer != Answer::whole);
  CHECK(got.first == "error: connector:oceanstor: the session ends again and again");
}

TEST_CASE("cut, truncated and oversized answers are told, and none of them is an answer") {
  for (const char* fault : {"cut", "at=2,truncate=40", "at=2,oversize=80000000"}) {
    CAPTURE(fault);
    CHECK(told("foreman", std::string("--count 3 --fault ") + fault).answer != Answer::whole);
    CHECK(told("ontap", std::string("--count 3 --fault ") + fault).answer != Answer::whole);
    CHECK(told("vsphere", std::string("--count 3 --fault ") + fault).answer != Answer::whole);
  }
}
