#pragma once

#include <map>
#include <string>
#include <vector>

#include "routeros_query.h"
#include "server.h"
#include "world_file.h"

namespace muster::lab {

// A RouterOS device's tables and its REST service, read only: whatever would change something is
// refused with 403.
class RouterOs {
 public:
  struct Login {
    std::string user;
    std::string password;
  };

  RouterOs(const World& device, Login login, bool singles_as_lists = false);
  Answer answer(const httplib::Request& request) const;

  // What the API asks for: the records of a menu, nullptr where this device lacks it.
  const std::vector<Record>* menu(const std::string& path) const;
  const Login& login() const { return login_; }
  bool says_empty() const;  // by its release

 private:
  struct Menu {
    bool single = false;
    std::vector<Record> records;
  };
  struct Target {
    const Menu* menu = nullptr;
    std::string id;
    bool print = false;
  };

  Target find(const std::string& path) const;
  Answer get(const httplib::Request& request, const Target& target) const;
  Answer print(const httplib::Request& request, const Menu& menu) const;

  std::map<std::string, Menu> menus_;
  Login login_;
  std::string authorization_;
  bool singles_as_lists_;
};

int routeros_main(int argc, char** argv);

}  // namespace muster::lab
