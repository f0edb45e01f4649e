#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <nlohmann/json.hpp>
#include <set>
#include <string>

#include "server.h"

namespace muster::lab {

struct ApiTraits {
  int count = 3;         // of what the system has most of
  int expire_after = 0;  // requests that a session lasts; 0: for ever
  int error_at = 0;      // the data request that is answered with the system's own failure; 0: none
  bool repeat = false;   // every page is the first one
  bool hosts_last = false;   // what others refer to stands on the last page
  bool short_total = false;  // says that there is one more than there is
  std::string user = "muster";
  std::string password = "s3cret-of-the-lab";
};

// The read API of one system, as strict as its documentation: other paths, parameters and logins
// are refused in its own words.
class ReadApi {
 public:
  explicit ReadApi(ApiTraits traits) : traits_(std::move(traits)) {}
  virtual ~ReadApi() = default;
  Answer answer(const httplib::Request& request);

 protected:
  virtual Answer reply(const httplib::Request& request) = 0;
  const ApiTraits& traits() const { return traits_; }
  bool fails_now() { return ++asked_ == traits_.error_at; }
  // The part of `count` items that begins at `from`; the first one, when pages repeat.
  std::pair<int, int> part(long from, long size) const;

 private:
  std::mutex mutex_;
  ApiTraits traits_;
  int asked_ = 0;
};

// Sessions by token, each good for as many requests as the traits say.
class Sessions {
 public:
  explicit Sessions(int lasts) : lasts_(lasts) {}
  std::string open();
  bool use(const std::string& token);
  bool close(const std::string& token) { return left_.erase(token) > 0; }

 private:
  int lasts_;
  int next_ = 0;
  std::map<std::string, int> left_;
};

Answer json_answer(const nlohmann::json& body, int status = 200);
// Whether no other parameters are given.
bool only_params(const httplib::Request& request, const std::set<std::string>& known);
long number_param(const httplib::Request& request, const std::string& name, long otherwise);
bool basic_auth(const httplib::Request& request, const ApiTraits& traits);
std::string lab_mac(int host, int nic);

std::unique_ptr<ReadApi> make_commvault(const ApiTraits& traits);
std::unique_ptr<ReadApi> make_foreman(const ApiTraits& traits);
std::unique_ptr<ReadApi> make_oceanstor(const ApiTraits& traits);
std::unique_ptr<ReadApi> make_ontap(const ApiTraits& traits);
std::unique_ptr<ReadApi> make_oxidized(const ApiTraits& traits);
std::unique_ptr<ReadApi> make_puppetdb(const ApiTraits& traits);
std::unique_ptr<ReadApi> make_vsphere(const ApiTraits& traits);

int api_main(int argc, char** argv);

}  // namespace muster::lab
