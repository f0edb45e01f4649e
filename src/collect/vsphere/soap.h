// The six calls of the vSphere API that muster needs, over one session.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "collect/http_session.h"
#include "wire/xml/xml.h"

namespace muster {

// A managed object: "VirtualMachine" "vm-57".
struct Moref {
  std::string type, id;
};

// What is wanted of all objects of a type.
struct Wanted {
  std::string_view type;
  std::vector<std::string_view> properties;
};

struct ManagedObject {
  Moref ref;
  XmlNode properties;                // a child `propSet` with `name` and `val` for each
  std::vector<std::string> missing;  // may not be read
  // nullptr when it was not told.
  const XmlNode* property(std::string_view name) const;
  const std::string& text(std::string_view name) const;
};

ManagedObject object_in(const XmlNode& node);  // an element `objects`

struct Objects {
  std::vector<ManagedObject> list;
  std::optional<Error> error;  // why the rest was not read
};

class VsphereSession {
 public:
  VsphereSession(const Source& source, Wires& wires, std::stop_token stop);

  // Error when the login is refused.
  void log_in();
  Objects read(const std::vector<Wanted>& wanted);
  // As good as it goes: a session that stays counts against what the server allows.
  void log_out();

  const std::string& instance() const { return instance_; }  // UUID of the vCenter, "" of a host

 private:
  XmlNode call(const std::string& method, const std::string& content);
  std::string retrieve_text(const std::vector<Wanted>& wanted, const Moref& view) const;
  std::string keep_page(const XmlNode& answer, Objects& out) const;

  HttpSession http_;
  const VsphereConfig& config_;
  const Source& source_;
  std::string name_;
  std::string cookie_;
  Moref root_, collector_, views_, sessions_;
  std::string instance_;
  bool logged_in_ = false;
};

}  // namespace muster
