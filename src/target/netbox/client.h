// NetBox's REST API for reading: authentication, version, and lists that are complete or an Error.
#pragma once
#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "config/config.h"
#include "core/secret.h"
#include "target/netbox/row.h"
#include "target/netbox/schema.h"
#include "target/netbox/tables.h"
#include "wire/http/http.h"

namespace muster::netbox {

struct Version {
  int major = 0;
  int minor = 0;
  std::string text;  // "4.7.2"
  bool at_least(int want_major, int want_minor) const;
};
Version parse_version(const std::string& text);

// "Bearer nbt_…" or "Token …", by the token's own form.
std::vector<Header> headers_of(const Secret& token);

std::string tag_filter();  // what carries muster's tag

// The whole list of a kind, or the part that is ever needed.
Listing listing(const Kind& kind);

class Client {
 public:
  Client(const NetboxConfig& config, const Secret& token, HttpReader& http);
  // Of what was saved: nothing is asked of the network, and there is no change log.
  Client(const NetboxConfig& config, std::shared_ptr<const Tables> saved);
  // Of what `live`, which outlives this, brought up to date: it is asked how many there are.
  Client(const NetboxConfig& config, std::shared_ptr<const Tables> kept, Client& live);

  // Asked for once. Error below 4.2.
  const Version& version(std::stop_token stop);
  void assume(Version version) { version_ = std::move(version); }
  // This table is read once, and what is asked of it from then on is answered from that. Takes the
  // memory of its rows, packed.
  void keep(const Listing& whole);
  using Take = std::function<void(Json)>;
  // All rows one by one, in the order of their ids. Error when the answer was cut or the table
  // shrank, which may be told after the last of them.
  void each(const Listing& listing, const Take& take, std::stop_token stop);
  // As each(), but false where NetBox refuses the filter (400): it names nothing that exists.
  bool each_known(const Listing& listing, const Take& take, std::stop_token stop);
  // As each(), all at once.
  std::vector<Json> list(const Listing& listing, std::stop_token stop);
  // Rows for which `param` is one of `values`, by repeated parameters in short URLs, or by reading
  // the whole table where that takes fewer requests. `accept` tells what was asked for.
  std::vector<Json> look_up(const Listing& listing, std::string_view param,
                            std::span<const std::string> values,
                            const std::function<bool(const Json&)>& accept, std::stop_token stop);
  // How many there are, 0 when the filter names nothing that exists; nullopt where the token may
  // not ask.
  std::optional<size_t> counted(const Listing& listing, std::stop_token stop);
  // One page of a list as it comes, for tables of which only the newest rows matter.
  Json page(const std::string& path, std::stop_token stop);

  size_t requests() const { return requests_; }
  size_t objects() const { return objects_; }
  const Endpoint& endpoint() const { return endpoint_; }
  // Whether nobody can be asked whether that is all.
  bool saved() const { return saved_ && live_ == nullptr; }

 private:
  struct Kept {
    std::string fields;
    std::optional<std::vector<std::vector<uint8_t>>> rows;
  };
  // The table that answers the question; null where NetBox has to.
  Kept* kept(const Listing& listing);
  void each_kept(Kept& table, const Listing& listing, const Take& take, std::stop_token stop);
  bool each_asked(const Listing& listing, const Take& take, std::stop_token stop);
  Response get(const Request& request, std::stop_token stop);
  Request request_for(const std::string& path) const;

  struct Window {  // of ids
    long long after = 0, upto = 0;
  };
  struct Page {
    std::vector<Json> rows;
    long long left = -1;  // rows behind it; -1: NetBox does not count
    bool last = false;
  };
  static std::vector<Window> windows(long long below, long long rows);
  std::string page_path(const Listing& listing, const Window& window) const;
  void require(bool truth, const Listing& listing, const char* why) const;
  std::optional<Page> read_page(const Listing& listing, const std::string& path,
                                std::stop_token stop);
  std::vector<Json> read_window(const Listing& listing, Window window, std::stop_token stop);
  size_t each_older(const Listing& listing, long long before, long long left, const Take& take,
                    std::stop_token stop);
  size_t count(const Listing& listing, std::stop_token stop);

  Endpoint endpoint_;
  std::vector<Header> headers_;
  HttpReader& http_;
  std::shared_ptr<const Tables> saved_;
  Client* live_ = nullptr;
  std::optional<Version> version_;
  std::map<std::string, Kept> kept_;  // by endpoint
  std::atomic<size_t> requests_ = 0;
  std::atomic<size_t> objects_ = 0;
};

}  // namespace muster::netbox
