// XML from outside (pugixml): bounded, without document types, so without entities of its own.
#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace muster {

struct XmlNode {
  std::string name;                                             // without its prefix
  std::string text;                                             // of an element without children
  std::vector<std::pair<std::string, std::string>> attributes;  // by their names without prefix
  std::vector<XmlNode> children;

  // nullptr where there is none of that name.
  const XmlNode* child(std::string_view wanted) const;
  // The text of what "hardware/vendor" leads to; "" when there is no such thing.
  const std::string& at(std::string_view path) const;
  std::string_view attribute(std::string_view wanted) const;
};

struct XmlLimits {
  size_t bytes = 64 << 20;
  int depth = 64;
  size_t nodes = 2'000'000;
};

// The root. `origin` names the bytes in the error.
XmlNode parse_xml(std::string_view text, std::string_view origin, const XmlLimits& limits = {});

}  // namespace muster
