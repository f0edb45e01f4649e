#include "netbox_api.h"

#include <algorithm>
#include <sstream>

namespace muster::lab::netbox {
namespace {

Answer json_answer(int status, const Json& body) {
  return {.status = status, .body = body.is_null() ? "" : body.dump(), .headers = {}};
}

bool unsafe(const std::string& method) {
  return method != "GET" && method != "HEAD" && method != "OPTIONS";
}

std::set<std::string> words(const std::string& list) {
  std::set<std::string> found;
  std::stringstream stream(list);
  for (std::string word; std::getline(stream, word, ',');) found.insert(word);
  return found;
}

std::string etag_of(const Row& row) {
  return "W/\"" + row.updated.substr(0, row.updated.size() - 1) + "+00:00\"";
}

}  // namespace

Json parse_body(const std::string& body) {
  if (body.empty()) return nullptr;
  try {
    return Json::parse(body);
  } catch (const Json::parse_error& error) {
    throw Refusal{400, {{"detail", std::string("JSON parse error - ") + error.what()}}};
  }
}

Api::Api(std::string version, Access access)
    : version_(std::move(version)),
      spec_(parse_version(version_)),
      store_(spec_),
      access_(std::move(access)) {}

Answer Api::answer(const Call& call, size_t& items) {
  Answer answer;
  try {
    answer = route(call, items);
  } catch (const Refusal& refusal) {
    answer = json_answer(refusal.status, refusal.body);
    if (!refusal.etag.empty()) answer.headers.emplace("ETag", refusal.etag);
  }
  answer.headers.emplace("X-Request-ID", call.request_id);
  answer.headers.emplace("API-Version", version_.substr(0, version_.rfind('.')));
  return answer;
}

void Api::check_access(const Call& call) const {
  const size_t blank = call.authorization.find(' ');
  const std::string word = call.authorization.substr(0, blank);
  const bool known = strcasecmp(word.c_str(), "token") == 0 ||
                     (spec_.since(4005000) && strcasecmp(word.c_str(), "bearer") == 0);
  if (blank == std::string::npos || !known) {
    throw Refusal{403, {{"detail", "Authentication credentials were not provided."}}};
  }
  const std::string token = call.authorization.substr(blank + 1);
  const bool second = spec_.since(4005000) && token.starts_with("nbt_");
  if (second && token.find('.') == std::string::npos) {
    throw Refusal{403,
                  {{"detail",
                    "Invalid authorization header: Could not parse key from v2 token. Did you mean "
                    "to use 'Token' instead of 'Bearer'?"}}};
  }
  if (token != access_.token && token != access_.readonly_token) {
    throw Refusal{403,
                  {{"detail", !spec_.since(4005000) ? "Invalid token"
                              : second              ? "Invalid v2 token"
                                                    : "Invalid v1 token"}}};
  }
  if (token != access_.token && unsafe(call.method)) {
    throw Refusal{403, {{"detail", "You do not have permission to perform this action."}}};
  }
}

Answer Api::route(const Call& call, size_t& items) {
  if (!call.path.ends_with('/')) {
    if (unsafe(call.method)) return {.status = 404, .type = "text/html", .headers = {}};
    return {
        .status = 301,
        .type = "text/html",
        .headers = {{"Location", call.path + '/' + (call.query.empty() ? "" : '?' + call.query)}}};
  }
  std::string path = call.path.substr(1, call.path.size() - 2);
  if (!path.starts_with("api")) return {.status = 404, .type = "text/html", .headers = {}};
  check_access(call);
  if (path == "api") return root(call);
  path = path.substr(std::min<size_t>(4, path.size()));
  if (path == "status") return status(call);
  const Type* type = spec_.by_path(path);
  std::optional<Id> id;
  if (!type) {
    const size_t slash = path.rfind('/');
    type = slash == path.npos ? nullptr : spec_.by_path(path.substr(0, slash));
    if (!type) return {.status = 404, .type = "text/html", .headers = {}};
    const std::string last = path.substr(slash + 1);
    if (last.size() > 18 || !std::all_of(last.begin(), last.end(), ::isdigit))
      throw Refusal{404, {{"detail", "Not found."}}};
    id = std::stoll(last);
  }
  if (call.method == "OPTIONS") return json_answer(200, {{"name", type->verbose}});
  const bool allowed =
      call.method == "GET" || call.method == "HEAD" ||
      (!type->read_only && (call.method == "PATCH" || call.method == "PUT" ||
                            call.method == "DELETE" || (call.method == "POST" && !id)));
  if (!allowed) throw Refusal{405, {{"detail", "Method \"" + call.method + "\" not allowed."}}};
  if (unsafe(call.method)) return write(call, *type, id, items);
  const std::shared_lock lock(mutex_);
  items = 1;
  return id ? read(call, *type, *id) : list(call, *type, items);
}

Answer Api::status(const Call& call) const {
  if (unsafe(call.method))
    throw Refusal{405, {{"detail", "Method \"" + call.method + "\" not allowed."}}};
  return json_answer(200, {{"django-version", "6.1"},
                           {"hostname", "lab"},
                           {"installed_apps", Json::object()},
                           {"netbox-version", version_},
                           {"netbox-full-version", version_},
                           {"plugins", Json::object()},
                           {"python-version", "3.12.0"},
                           {"rq-workers-running", 0}});
}

Answer Api::root(const Call& call) const {
  Json links = Json::object();
  for (const char* app :
       {"core", "dcim", "extras", "ipam", "status", "tenancy", "virtualization"}) {
    links[app] = call.base + "/api/" + app + '/';
  }
  return json_answer(200, links);
}

Shape Api::shape(const Call& call) const {
  Shape shape;
  const auto text = [&](const char* name) {
    const auto found = call.parameters.find(name);
    return found == call.parameters.end() ? std::string() : found->second;
  };
  shape.only = words(text("fields"));
  if (spec_.since(4005002)) shape.omit = words(text("omit"));
  if (!spec_.since(4007000)) shape.omit.merge(words(text("exclude")));
  shape.brief = call.method == "GET" && shape.only.empty() && !text("brief").empty();
  return shape;
}

Answer Api::render(const Call& call, const Type& type, Id id, int status) const {
  const Row& row = *store_.find(type, id);
  Answer answer{.status = status, .body = "", .headers = {}};
  Renderer(spec_, store_, call.base).object(answer.body, type, row, shape(call));
  if (spec_.since(4006000) && !row.updated.empty()) answer.headers.emplace("ETag", etag_of(row));
  return answer;
}

Answer Api::render_all(const Call& call, const Type& type, const std::vector<Id>& ids,
                       int status) const {
  Answer answer{.status = status, .body = "[", .headers = {}};
  const Renderer renderer(spec_, store_, call.base);
  const Shape wanted = shape(call);
  for (const Id id : ids) {
    if (answer.body.size() > 1) answer.body += ',';
    renderer.object(answer.body, type, *store_.find(type, id), wanted);
  }
  answer.body += ']';
  return answer;
}

Answer Api::read(const Call& call, const Type& type, Id id) {
  if (store_.find(type, id)) return render(call, type, id, 200);
  throw Refusal{404, {{"detail", "No " + type.model + " matches the given query."}}};
}

std::string Api::link(const Call& call, const std::string& name, size_t value, size_t limit) const {
  std::string url = call.base + call.path + '?';
  for (const auto& [key, text] : call.parameters) {
    if (key != "limit" && key != "offset" && key != "start")
      url += key + '=' + httplib::detail::encode_query_param(text) + '&';
  }
  url += "limit=" + std::to_string(limit);
  return value || name == "start" ? url + '&' + name + '=' + std::to_string(value) : url;
}

Answer Api::list(const Call& call, const Type& type, size_t& items) {
  Page page = Query(spec_, store_, type).run(call.parameters);
  if (!access_.only_device.empty() && type.name == "dcim.device") {
    std::erase_if(page.ids, [&](Id id) {
      return store_.find(type, id)->values[type.at("name")] != access_.only_device;
    });
    page.count = page.ids.size();
  }
  items = page.ids.size();
  Json next, previous;
  if (page.next_start)
    next = link(call, "start", static_cast<size_t>(*page.next_start), page.limit);
  if (page.count && page.offset + page.limit < *page.count)
    next = link(call, "offset", page.offset + page.limit, page.limit);
  if (page.count && page.offset > 0)
    previous =
        link(call, "offset", page.offset > page.limit ? page.offset - page.limit : 0, page.limit);
  Answer answer = render_all(call, type, page.ids, 200);
  answer.body = "{\"count\":" + (page.count ? std::to_string(*page.count) : "null") +
                ",\"next\":" + next.dump() + ",\"previous\":" + previous.dump() +
                ",\"results\":" + answer.body + '}';
  return answer;
}

void Api::seed(const Json& objects) {
  for (const auto& [path, list] : objects.items()) {
    const Type* type = spec_.by_path(path);
    if (!type) throw std::runtime_error("the seed names an unknown type \"" + path + '"');
    for (const Json& body : list) {
      try {
        store_.begin();
        Writer(spec_, store_, "00000000-0000-4000-8000-000000000000").create(*type, body);
      } catch (const Refusal& refusal) {
        throw std::runtime_error("the seed's " + path + ' ' + body.dump() +
                                 " is refused: " + refusal.body.dump());
      }
    }
  }
}

Json Api::dump() {
  const std::shared_lock lock(mutex_);
  return store_.dump();
}

void Api::load(const Json& dump) { store_.load(dump); }

void Api::reset() {
  const std::unique_lock lock(mutex_);
  store_.clear();
  ++changes_;
}

}  // namespace muster::lab::netbox
