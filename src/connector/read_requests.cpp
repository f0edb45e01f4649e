#include <algorithm>

#include "connector/reader.h"
#include "core/text.h"

namespace muster::connector {
namespace {

// Texts as templates that are known to fill, other plain values as what they are.
nlohmann::json json_of(Reader& in, const yaml::Node& node) {
  if (node.kind == yaml::Kind::sequence) {
    nlohmann::json list = nlohmann::json::array();
    for (const yaml::Node& item : node.items) list.push_back(json_of(in, item));
    return list;
  }
  if (node.kind == yaml::Kind::mapping) {
    nlohmann::json object = nlohmann::json::object();
    for (const yaml::Entry& entry : node.entries) object[entry.key] = json_of(in, entry.value);
    return object;
  }
  if (node.null()) return nullptr;
  if (const auto flag = yaml::as_bool(node)) return *flag;
  if (const auto number = yaml::as_int(node)) return *number;
  in.filled(node);
  return node.text;
}

void read_place(Reader& in, const yaml::Node& node, Paging& page) {
  size_t place = 0;
  in.word(node, {"query", "header", "body"}, place);
  page.place = static_cast<Paging::Place>(place);
}

void read_page(Reader& in, const yaml::Node& node, Paging& page) {
  if (!in.mapping(
          node, "page",
          {"kind", "in", "name", "size_name", "size", "format", "first", "next", "total"})) {
    return;
  }
  size_t kind = Paging::none;
  if (const auto* value = node.find("kind")) {
    in.word(*value, {"none", "page", "offset", "range", "cursor", "link"}, kind);
  }
  page.kind = static_cast<Paging::Kind>(kind);
  if (const auto* value = node.find("in")) read_place(in, *value, page);
  if (const auto* value = node.find("name")) in.text(*value, page.name);
  if (const auto* value = node.find("size_name")) in.text(*value, page.size_name);
  if (const auto* value = node.find("size")) in.number(*value, 1, 100'000, page.size);
  if (const auto* value = node.find("first")) in.number(*value, 0, 1, page.first);
  if (const auto* value = node.find("next")) page.next = in.expression(*value);
  if (const auto* value = node.find("total")) page.total = in.expression(*value);
  if (const auto* value = node.find("format")) {
    in.know("a");
    in.know("b");
    page.format = in.filled(*value);
    in.forget("a");
    in.forget("b");
  }
  const bool wants_next = kind == Paging::cursor || kind == Paging::link;
  if (wants_next && !node.find("next")) {
    in.fault(node, "paging by cursor or link needs next", "add next: an expression of the answer");
  }
  if (kind == Paging::range && page.format.empty()) {
    in.fault(node, "paging by range needs format", "add format: \"[$a-$b]\"");
  }
  if (kind != Paging::none && kind != Paging::link && page.name.empty()) {
    in.fault(node, "the parameter of paging has no name", "add name: page, or as the API calls it");
  }
}

void read_with(Reader& in, const yaml::Node& node, RequestSpec& request) {
  in.each(node, "with", [&](const yaml::Entry& entry) {
    if (const auto one = in.expression(entry.value)) request.with.emplace(entry.key, *one);
    in.know(entry.key);
  });
}

void read_request(Reader& in, const yaml::Entry& entry, Definition& out) {
  const yaml::Node& node = entry.value;
  if (!in.mapping(
          node, "the request",
          {"get", "post", "query", "headers", "json", "form", "page", "items", "each", "with"})) {
    return;
  }
  RequestSpec request;
  request.name = entry.key;
  if (const auto* each = node.find("each")) {
    in.text(*each, request.each);
    const auto& known = out.requests;
    if (std::none_of(known.begin(), known.end(),
                     [&](const RequestSpec& one) { return one.name == request.each; })) {
      in.fault(*each, "no request \"" + request.each + "\" stands above this one",
               "name one, or move it up");
    }
  }
  if (const auto* with = node.find("with")) read_with(in, *with, request);
  read_exchange(in, node, "the request", {"get", "post"}, request.exchange);
  if (const auto* page = node.find("page")) read_page(in, *page, request.page);
  if (const auto* items = node.find("items")) request.items = in.expression(*items);
  if (request.page.place == Paging::body && request.exchange.json.is_null()) {
    request.exchange.json = nlohmann::json::object();
  }
  for (const auto& [name, expression] : request.with) in.forget(name);
  out.requests.push_back(std::move(request));
}

}  // namespace

void read_exchange(Reader& in, const yaml::Node& block, const std::string& what,
                   std::initializer_list<std::string_view> methods, Exchange& out) {
  size_t found = 0;
  for (const std::string_view method : methods) {
    const yaml::Node* path = block.find(method);
    if (path == nullptr) continue;
    ++found;
    out.method = method == "get" ? "GET" : method == "post" ? "POST" : "DELETE";
    out.path = in.filled(*path, Reader::Shown::yes);
    if (!path->text.starts_with('/') || path->text.find_first_of("?# ") != std::string::npos) {
      in.fault(*path, "a path begins with / and has no ?, # or blank", "put parameters into query");
    }
  }
  if (found != 1) {
    in.fault(block,
             what + " needs one of " +
                 join(std::vector<std::string>(methods.begin(), methods.end()), ", "),
             "add get: /path");
  }
  if (const auto* query = block.find("query")) out.query = in.pairs(*query, "query");
  if (const auto* headers = block.find("headers")) out.headers = in.pairs(*headers, "headers");
  if (const auto* form = block.find("form")) out.form = in.pairs(*form, "form");
  if (const auto* json = block.find("json")) out.json = json_of(in, *json);
  const bool body = !out.form.empty() || !out.json.is_null();
  if (body && out.method != "POST") {
    in.fault(block, what + " has a body, and is no post", "use post:, or query: in place of it");
  }
}

void read_requests(Reader& in, const yaml::Node& node, Definition& out) {
  in.each(node, "requests", [&](const yaml::Entry& entry) { read_request(in, entry, out); });
  if (out.requests.empty()) in.fault(node, "there is no request", "add one: hosts: {get: /hosts}");
}

}  // namespace muster::connector
