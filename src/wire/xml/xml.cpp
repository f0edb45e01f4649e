#include "wire/xml/xml.h"

#include <algorithm>
#include <pugixml.hpp>

#include "core/error.h"
#include "core/text.h"

namespace muster {
namespace {

std::string local(std::string_view name) {
  return std::string(name.substr(name.find(':') + 1));  // npos + 1 is 0
}

class XmlCopy {
 public:
  XmlCopy(std::string_view origin, const XmlLimits& limits) : origin_(origin), limits_(limits) {}

  XmlNode copy(const pugi::xml_node& node, int depth) {
    if (depth > limits_.depth) fail("is nested too deep");
    if (++nodes_ > limits_.nodes) fail("has too many elements");
    XmlNode out;
    out.name = local(node.name());
    for (const pugi::xml_attribute& one : node.attributes()) {
      out.attributes.emplace_back(local(one.name()), one.value());
    }
    for (const pugi::xml_node& child : node.children()) {
      if (child.type() == pugi::node_element) out.children.push_back(copy(child, depth + 1));
    }
    if (out.children.empty()) out.text = node.text().get();
    return out;
  }

  [[noreturn]] void fail(const std::string& what) const {
    throw Error(clean(origin_, 300) + ": the answer " + what);
  }

 private:
  std::string_view origin_;
  const XmlLimits& limits_;
  size_t nodes_ = 0;
};

}  // namespace

const XmlNode* XmlNode::child(std::string_view wanted) const {
  const auto found = std::find_if(children.begin(), children.end(),
                                  [&](const XmlNode& one) { return one.name == wanted; });
  return found == children.end() ? nullptr : &*found;
}

const std::string& XmlNode::at(std::string_view path) const {
  static const std::string none;
  const XmlNode* node = this;
  while (node != nullptr && !path.empty()) {
    const size_t slash = std::min(path.find('/'), path.size());
    node = node->child(path.substr(0, slash));
    path.remove_prefix(std::min(slash + 1, path.size()));
  }
  return node == nullptr ? none : node->text;
}

std::string_view XmlNode::attribute(std::string_view wanted) const {
  const auto found = std::find_if(attributes.begin(), attributes.end(),
                                  [&](const auto& one) { return one.first == wanted; });
  return found == attributes.end() ? std::string_view() : std::string_view(found->second);
}

XmlNode parse_xml(std::string_view text, std::string_view origin, const XmlLimits& limits) {
  XmlCopy work(origin, limits);
  if (text.size() > limits.bytes) work.fail("is too large");
  if (invalid_utf8(text) != std::string_view::npos) work.fail("is not UTF-8");
  pugi::xml_document document;
  const auto parsed = document.load_buffer(
      text.data(), text.size(), pugi::parse_default | pugi::parse_doctype, pugi::encoding_utf8);
  if (!parsed) work.fail(std::string("is no XML: ") + parsed.description());
  for (const pugi::xml_node& node : document.children()) {
    if (node.type() == pugi::node_doctype) work.fail("has a document type, which is not read");
  }
  if (!document.document_element()) work.fail("has no element");
  return work.copy(document.document_element(), 1);
}

}  // namespace muster
