#include "collect/vsphere/soap.h"

#include <algorithm>
#include <set>

#include "core/markup.h"
#include "core/text.h"

namespace muster {
namespace {

constexpr size_t kObjectsAPage = 100;
constexpr size_t kMostObjects = 500'000;
constexpr std::string_view kEnvelope =
    R"(<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope )"
    R"(xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" )"
    R"(xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><soapenv:Body>)";

std::string element(std::string_view name, std::string_view text) {
  return "<" + std::string(name) + ">" + markup_escape(text) + "</" + std::string(name) + ">";
}

std::string reference(std::string_view name, const Moref& to) {
  return "<" + std::string(name) + " type=\"" + markup_escape(to.type) + "\">" +
         markup_escape(to.id) + "</" + std::string(name) + ">";
}

Moref moref_in(const XmlNode& node, std::string_view name) {
  const XmlNode* found = node.child(name);
  if (found == nullptr) return {};
  return {std::string(found->attribute("type")), found->text};
}

// The fault of an answer, "InvalidLogin", and its sentence.
std::pair<std::string, std::string> fault_in(const XmlNode& envelope) {
  const XmlNode* body = envelope.child("Body");
  const XmlNode* fault = body == nullptr ? nullptr : body->child("Fault");
  if (fault == nullptr) return {};
  const XmlNode* detail = fault->child("detail");
  std::string kind = "fault";
  if (detail != nullptr && !detail->children.empty()) {
    kind = detail->children.front().name;
    if (kind.ends_with("Fault")) kind.resize(kind.size() - 5);
  }
  return {kind, clean(fault->at("faultstring"), 500)};
}

}  // namespace

ManagedObject object_in(const XmlNode& node) {
  ManagedObject out;
  out.ref = moref_in(node, "obj");
  for (const XmlNode& child : node.children) {
    if (child.name == "propSet") out.properties.children.push_back(child);
    if (child.name == "missingSet") out.missing.push_back(child.at("path"));
  }
  return out;
}

const XmlNode* ManagedObject::property(std::string_view name) const {
  for (const XmlNode& one : properties.children) {
    if (one.at("name") == name) return one.child("val");
  }
  return nullptr;
}

const std::string& ManagedObject::text(std::string_view name) const {
  static const std::string none;
  const XmlNode* found = property(name);
  return found == nullptr ? none : found->text;
}

VsphereSession::VsphereSession(const Source& source, Wires& wires, std::stop_token stop)
    : http_(source, source.config.as<VsphereConfig>(), wires, std::move(stop)),
      config_(source.config.as<VsphereConfig>()),
      source_(source),
      name_(source.config.id()) {}

XmlNode VsphereSession::call(const std::string& method, const std::string& content) {
  Request request;
  request.method = "POST";
  request.path = "/sdk";
  request.content_type = "text/xml; charset=utf-8";
  request.body = std::string(kEnvelope) + "<" + method + " xmlns=\"urn:vim25\">" + content + "</" +
                 method + "></soapenv:Body></soapenv:Envelope>";
  request.headers.push_back({"SOAPAction", Secret("urn:vim25/6.5")});
  request.headers.push_back({"Accept", Secret("text/xml")});
  if (!cookie_.empty()) request.headers.push_back({"Cookie", Secret(cookie_)});
  // The session is not taken out of answers: the names of views may contain it.
  const Response response = http_.exchange(request, {});
  const bool told = response.status == 200 || response.status == 500;
  if (!told) throw http_.refusal(request, response);
  // A fault of vSphere has status 500, and so has a proxy whose words are of no concern.
  if (response.status == 500 && response.body.find("Envelope") == std::string::npos) {
    throw http_.refusal(request, response);
  }
  const XmlNode envelope = parse_xml(response.body, name_ + ": " + method);
  const auto [fault, sentence] = fault_in(envelope);
  if (fault == "InvalidLogin") {
    throw Error(name_ + ": the login is refused")
        .because(sentence)
        .mend("see whether username (user@domain) and password are right");
  }
  if (!fault.empty()) {
    throw Error(name_ + ": " + method + " failed: " + clean(fault, 80)).because(sentence);
  }
  const auto cookie = response.headers.find("set-cookie");
  if (cookie != response.headers.end()) {
    for (const std::string& line : split(cookie->second, '\n')) {
      if (line.starts_with("vmware_soap_session=")) cookie_ = line.substr(0, line.find(';'));
    }
  }
  const XmlNode* body = envelope.child("Body");
  const XmlNode* answer = body == nullptr ? nullptr : body->child(method + "Response");
  if (response.status != 200 || answer == nullptr) {
    throw Error(name_ + ": the answer to " + method + " is none of vSphere")
        .mend("see whether url leads to a vCenter or an ESXi host");
  }
  return *answer;
}

void VsphereSession::log_in() {
  const XmlNode answer =
      call("RetrieveServiceContent", reference("_this", {"ServiceInstance", "ServiceInstance"}));
  const XmlNode* content = answer.child("returnval");
  if (content == nullptr) throw Error(name_ + ": the server does not tell what it offers");
  root_ = moref_in(*content, "rootFolder");
  collector_ = moref_in(*content, "propertyCollector");
  views_ = moref_in(*content, "viewManager");
  sessions_ = moref_in(*content, "sessionManager");
  instance_ = clean(content->at("about/instanceUuid"));
  call("Login", reference("_this", sessions_) + element("userName", config_.username) +
                    element("password", source_.secrets["password"].reveal()));
  logged_in_ = true;
}

std::string VsphereSession::retrieve_text(const std::vector<Wanted>& wanted,
                                          const Moref& view) const {
  std::string text = reference("_this", collector_) + "<specSet>";
  for (const Wanted& one : wanted) {
    text += "<propSet>" + element("type", one.type);
    for (const std::string_view property : one.properties) text += element("pathSet", property);
    text += "</propSet>";
  }
  return text + "<objectSet>" + reference("obj", view) +
         "<skip>true</skip><selectSet xsi:type=\"TraversalSpec\"><name>view</name>"
         "<type>ContainerView</type><path>view</path><skip>false</skip></selectSet></objectSet>"
         "</specSet><options><maxObjects>" +
         std::to_string(kObjectsAPage) + "</maxObjects></options>";
}

// The token of the next page, "" when there is none.
std::string VsphereSession::keep_page(const XmlNode& answer, Objects& out) const {
  const XmlNode* page = answer.child("returnval");
  if (page == nullptr) return "";
  for (const XmlNode& child : page->children) {
    if (child.name != "objects") continue;
    if (out.list.size() == kMostObjects) {
      throw Error(name_ + ": it lists more than " + std::to_string(kMostObjects) + " objects");
    }
    out.list.push_back(object_in(child));
  }
  return page->at("token");
}

Objects VsphereSession::read(const std::vector<Wanted>& wanted) {
  std::string types;
  for (const Wanted& one : wanted) types += element("type", one.type);
  const XmlNode made =
      call("CreateContainerView", reference("_this", views_) + reference("container", root_) +
                                      types + "<recursive>true</recursive>");
  const Moref view = moref_in(made, "returnval");
  Objects out;
  std::set<std::string> tokens;
  try {
    std::string token = keep_page(call("RetrievePropertiesEx", retrieve_text(wanted, view)), out);
    while (!token.empty()) {
      if (!tokens.insert(token).second) throw Error(name_ + ": the pages lead in a circle");
      token = keep_page(call("ContinueRetrievePropertiesEx",
                             reference("_this", collector_) + element("token", token)),
                        out);
    }
  } catch (const Error& error) {
    out.error = error;
  }
  return out;
}

void VsphereSession::log_out() {
  if (!logged_in_) return;
  logged_in_ = false;
  try {
    call("Logout", reference("_this", sessions_));
  } catch (const Error&) {
    // It ends by itself, after 120 minutes.
  }
}

}  // namespace muster
