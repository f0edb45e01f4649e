#include "target/netbox/client.h"

#include <algorithm>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "core/hex.h"
#include "core/json.h"
#include "core/pool.h"
#include "core/text.h"
#include "target/endpoint.h"

namespace muster::netbox {
namespace {

constexpr long long page_size = 1000;  // NetBox's MAX_PAGE_SIZE
constexpr long long most_windows = 1000;
constexpr size_t windows_at_once = 8;
constexpr size_t most_readers = 4;     // at once: more than a usual NetBox has workers
constexpr size_t query_limit = 3400;   // gunicorn refuses request lines above 4094 bytes
constexpr size_t most_pages = 20'000;  // 20 million rows

std::string with_query(const Listing& listing, const std::string& more) {
  std::string path = "/api/" + listing.endpoint + "/?";
  if (!listing.filter.empty()) path += listing.filter + "&";
  if (!listing.fields.empty()) path += "fields=" + listing.fields + "&";
  return path + more;
}

std::vector<std::string> in_chunks(std::string_view param, std::span<const std::string> values,
                                   size_t taken) {
  std::vector<std::string> chunks;
  const size_t room = query_limit > taken ? query_limit - taken : 0;
  for (const std::string& value : values) {
    std::string term = std::string(param) + "=" + percent_encode(value, "-._~:");
    if (chunks.empty() || chunks.back().size() + term.size() + 1 > room) {
      chunks.push_back(std::move(term));
    } else {
      chunks.back() += "&" + term;
    }
  }
  return chunks;
}

// Of a client that has all it is asked for.
struct NothingToAsk : HttpReader {
  Response get(const Endpoint& endpoint, const Request&, std::stop_token) override {
    throw Error("a plan from a saved state asks nothing of " + endpoint.url);
  }
};

HttpReader& nothing_to_ask() {
  static NothingToAsk nobody;
  return nobody;
}

// As the whole table has them, each once: however many requests it took, the rows are the same.
void in_order(std::vector<Json>& rows) {
  std::stable_sort(rows.begin(), rows.end(),
                   [](const Json& a, const Json& b) { return id_of(a) < id_of(b); });
  const auto same = [](const Json& a, const Json& b) { return id_of(a) == id_of(b); };
  rows.erase(std::unique(rows.begin(), rows.end(), same), rows.end());
}

std::string shown(const Endpoint& endpoint, const Listing& listing) {
  return endpoint.url + "/api/" + listing.endpoint + "/";
}

}  // namespace

bool Version::at_least(int want_major, int want_minor) const {
  return major != want_major ? major > want_major : minor >= want_minor;
}

Version parse_version(const std::string& text) {
  Version version;
  version.text = clean(text, 40);
  auto parts = split(version.text, '.');
  auto number = [&](size_t i) {
    return i < parts.size() ? static_cast<int>(parse_int(parts[i]).value_or(0)) : 0;
  };
  version.major = number(0);
  version.minor = number(1);
  return version;
}

std::string tag_filter() { return "tag=" + std::string(tag_slug); }

Listing listing(const Kind& kind) {
  return {std::string(kind.endpoint), kind.listed(), std::string(kind.filter)};
}

std::vector<Header> headers_of(const Secret& token) {
  const std::string value(trim(token.reveal()));
  const std::string scheme = value.starts_with("nbt_") ? "Bearer " : "Token ";
  return {{"Authorization", Secret(scheme + value)}, {"Accept", Secret("application/json")}};
}

Client::Client(const NetboxConfig& config, const Secret& token, HttpReader& http)
    : endpoint_(endpoint_of(config, token)), headers_(headers_of(token)), http_(http) {}

Client::Client(const NetboxConfig& config, std::shared_ptr<const Tables> saved)
    : endpoint_(endpoint_of(config, Secret())),
      http_(nothing_to_ask()),
      saved_(std::move(saved)),
      version_(parse_version(saved_->version)) {}

Client::Client(const NetboxConfig& config, std::shared_ptr<const Tables> kept, Client& live)
    : Client(config, std::move(kept)) {
  live_ = &live;
}

Request Client::request_for(const std::string& path) const {
  Request request;
  request.path = path;
  request.headers = headers_;
  return request;
}

Response Client::get(const Request& request, std::stop_token stop) {
  ++requests_;
  return http_.get(endpoint_, request, stop);
}

Json Client::page(const std::string& path, std::stop_token stop) {
  if (saved_) return {};
  const Request request = request_for(path);
  const Response response = get(request, stop);
  if (response.status != 200) throw http_error(endpoint_, request, response);
  return parse_json(response.body, "GET " + endpoint_.url + path.substr(0, path.find('?')));
}

const Version& Client::version(std::stop_token stop) {
  if (version_) return *version_;
  const std::string told = text(page("/api/status/", stop), "netbox-version");
  Version version = parse_version(told);
  if (!version.at_least(4, 2)) {
    throw Error("NetBox " + (told.empty() ? "of unknown version" : version.text) + " at " +
                endpoint_.url + " is not supported")
        .because("MAC address objects, which muster writes, came with NetBox 4.2")
        .mend("upgrade NetBox to a version from 4.2 to 4.7");
  }
  return version_.emplace(std::move(version));
}

// Not `start=` of 4.6: it counts nothing, so that a cut list would look like a complete one.
std::string Client::page_path(const Listing& listing, const Window& window) const {
  const std::string end = window.upto == 0 ? "" : "&id__lte=" + std::to_string(window.upto);
  return with_query(listing, "limit=" + std::to_string(page_size) +
                                 "&ordering=id&id__gt=" + std::to_string(window.after) + end);
}

void Client::require(bool truth, const Listing& listing, const char* why) const {
  if (truth) return;
  throw Error("reading " + shown(endpoint_, listing) + " was not complete")
      .because(why)
      .mend("run muster again");
}

// One page; nullopt where NetBox refuses the filter.
std::optional<Client::Page> Client::read_page(const Listing& listing, const std::string& path,
                                              std::stop_token stop) {
  const Request request = request_for(path);
  const Response response = get(request, stop);
  if (response.status == 400) return std::nullopt;
  if (response.status != 200) throw http_error(endpoint_, request, response);
  Json body = parse_json(response.body, "GET " + shown(endpoint_, listing));
  require(member(body, "results").is_array(), listing, "the answer has no list of results");
  Page page;
  for (Json& row : body["results"]) page.rows.push_back(std::move(row));
  if (const Json& total = member(body, "count"); total.is_number_integer())
    page.left = total.get<long long>() - static_cast<long long>(page.rows.size());
  page.last = member(body, "next").is_null();
  require(page.last || !page.rows.empty(), listing, "a page in the middle is empty");
  require(!page.last || page.left <= 0, listing, "the last page is short");
  objects_ += page.rows.size();
  return page;
}

// All pages of a window, in the order of their ids.
std::vector<Json> Client::read_window(const Listing& listing, Window window, std::stop_token stop) {
  std::vector<Json> rows;
  long long expected = -1;  // rows that were still to come, where NetBox counts
  for (size_t pages = 0; pages < most_pages; ++pages) {
    auto page = read_page(listing, page_path(listing, window), stop);
    if (!page) throw Error("NetBox refuses to list " + shown(endpoint_, listing) + " by ids");
    const auto size = static_cast<long long>(page->rows.size());
    require(page->left < 0 || page->left + size >= expected, listing,
            "objects disappeared while the list was read");
    expected = page->left;
    for (Json& row : page->rows) {
      const long long id = id_of(row);
      require(id > window.after && (window.upto == 0 || id <= window.upto), listing,
              "NetBox ignored the paging parameters");
      window.after = id;
      rows.push_back(std::move(row));
    }
    if (page->last) return rows;
  }
  throw Error("the list " + shown(endpoint_, listing) + " does not end");
}

// Ids are dense, so that windows of equal width are about a page each; what is between them was
// deleted long ago.
std::vector<Client::Window> Client::windows(long long below, long long rows) {
  const auto count = std::clamp<long long>((rows + page_size - 1) / page_size, 1, most_windows);
  const long long width = (below + count - 1) / count;
  std::vector<Window> out;
  for (long long after = 0; after < below; after += width)
    out.push_back({after, std::min(after + width, below)});
  return out;
}

void Client::keep(const Listing& whole) {
  kept_.insert_or_assign(whole.endpoint, Kept{whole.fields, std::nullopt});
}

Client::Kept* Client::kept(const Listing& listing) {
  const auto found = kept_.find(listing.endpoint);
  const bool answers = found != kept_.end() && found->second.fields == listing.fields &&
                       (listing.filter.empty() || listing.filter == tag_filter());
  return answers ? &found->second : nullptr;
}

void Client::each_kept(Kept& table, const Listing& listing, const Take& take,
                       std::stop_token stop) {
  if (!table.rows) {
    std::vector<std::vector<uint8_t>> rows;
    const auto pack = [&](const Json& row) { rows.push_back(Json::to_msgpack(row)); };
    if (!each_asked({listing.endpoint, listing.fields, ""}, pack, stop))
      throw Error("NetBox refuses to list " + shown(endpoint_, listing));
    table.rows = std::move(rows);
  }
  for (const auto& packed : *table.rows) {
    Json row = Json::from_msgpack(packed);
    if (listing.filter.empty() || has_tag(row)) take(std::move(row));
  }
}

bool Client::each_known(const Listing& listing, const Take& take, std::stop_token stop) {
  if (saved_) {
    saved_->each(listing, [&](Json row) {
      ++objects_;
      take(std::move(row));
    });
    return true;
  }
  version(stop);
  if (Kept* table = kept(listing)) {
    each_kept(*table, listing, take, stop);
    return true;
  }
  return each_asked(listing, take, stop);
}

bool Client::each_asked(const Listing& listing, const Take& take, std::stop_token stop) {
  // The newest first: what is created meanwhile does not matter, and all older ids are known to be
  // below.
  const std::string path =
      with_query(listing, "limit=" + std::to_string(page_size) + "&ordering=-id");
  auto newest = read_page(listing, path, stop);
  if (!newest) return false;
  std::vector<Json> rows = std::move(newest->rows);
  std::reverse(rows.begin(), rows.end());
  for (size_t i = 1; i < rows.size(); ++i)
    require(id_of(rows[i]) > id_of(rows[i - 1]), listing, "NetBox ignored the paging parameters");
  if (!newest->last) {
    const size_t older = each_older(listing, id_of(rows.front()), newest->left, take, stop);
    require(static_cast<long long>(older) >= newest->left, listing,
            "objects disappeared while the list was read");
  }
  for (Json& row : rows) take(std::move(row));
  return true;
}

// Some windows at a time, so that a large table is never held as a whole.
size_t Client::each_older(const Listing& listing, long long before, long long left,
                          const Take& take, std::stop_token stop) {
  const std::vector<Window> all = windows(before - 1, left);
  size_t count = 0;
  for (size_t begin = 0; begin < all.size(); begin += windows_at_once) {
    const size_t end = std::min(all.size(), begin + windows_at_once);
    auto parts = parallel_map(
        std::vector<Window>(all.begin() + static_cast<long>(begin),
                            all.begin() + static_cast<long>(end)),
        most_readers, [&](const Window& window) { return read_window(listing, window, stop); },
        stop);
    if (stop.stop_requested()) throw Error("stopped", Exit::interrupted);
    for (auto& part : parts) {
      count += part.size();
      for (Json& row : part) take(std::move(row));
    }
  }
  return count;
}

void Client::each(const Listing& listing, const Take& take, std::stop_token stop) {
  if (each_known(listing, take, stop)) return;
  throw Error("NetBox refuses to list " + shown(endpoint_, listing))
      .because("it does not accept the filter \"" + clean(listing.filter, 120) + "\"");
}

std::vector<Json> Client::list(const Listing& listing, std::stop_token stop) {
  std::vector<Json> rows;
  each(
      listing, [&](Json row) { rows.push_back(std::move(row)); }, stop);
  return rows;
}

std::optional<size_t> Client::counted(const Listing& listing, std::stop_token stop) {
  if (live_ != nullptr) return live_->counted(listing, stop);
  const Request request = request_for(with_query(listing, "limit=1"));
  const Response response = get(request, stop);
  if (response.status == 403 || response.status == 404) return std::nullopt;
  if (response.status == 400) return 0;
  if (response.status != 200) throw http_error(endpoint_, request, response);
  const Json body = parse_json(response.body, "GET " + shown(endpoint_, listing));
  const Json& total = member(body, "count");
  return total.is_number_unsigned() ? std::optional(total.get<size_t>()) : std::nullopt;
}

size_t Client::count(const Listing& listing, std::stop_token stop) {
  const Json body = page(with_query({listing.endpoint, "id", ""}, "limit=1"), stop);
  const Json& total = member(body, "count");
  return total.is_number_unsigned() ? total.get<size_t>() : std::string::npos;
}

std::vector<Json> Client::look_up(const Listing& listing, std::string_view param,
                                  std::span<const std::string> values,
                                  const std::function<bool(const Json&)>& accept,
                                  std::stop_token stop) {
  std::vector<Json> found;
  const auto accepted = [&](bool filtered) {
    return [&, filtered](Json row) {
      if (accept(row)) {
        found.push_back(std::move(row));
      } else if (filtered) {
        throw Error("NetBox ignored the filter \"" + std::string(param) + "\" on " +
                    shown(endpoint_, listing))
            .mend("check the version of NetBox; muster works with 4.2 to 4.7");
      }
    };
  };
  if (saved_ || kept({listing.endpoint, listing.fields, ""}) != nullptr) {
    each(listing, accepted(false), stop);
    return found;
  }
  const auto chunks = in_chunks(param, values, with_query(listing, "").size() + 40);
  if (chunks.size() > 2 && count(listing, stop) / static_cast<size_t>(page_size) < chunks.size()) {
    each(listing, accepted(false), stop);
    return found;
  }
  const std::string besides = listing.filter.empty() ? "" : listing.filter + "&";
  for (const std::string& chunk : chunks) {
    each({listing.endpoint, listing.fields, besides + chunk}, accepted(true), stop);
  }
  if (chunks.size() > 1) in_order(found);
  return found;
}

}  // namespace muster::netbox
