#include "collect/proxmox/proxmox.h"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "collect/http_session.h"
#include "collect/proxmox/guest.h"
#include "collect/row.h"
#include "core/hex.h"
#include "core/list.h"
#include "core/pool.h"
#include "core/text.h"

namespace muster {
namespace {

constexpr size_t kThreads = 8;
constexpr const char* kNoNic = "guest without network interface";
constexpr Milliseconds kAgentTimeout{5'000};
constexpr size_t kListed = 10;  // guests named in one warning
constexpr long long kVersionOfAgentRights = 9;

struct Guest {
  bool container = false;
  long long id = 0;
  std::string node, name, status;

  bool running() const { return status == "running"; }
  std::string path() const {
    return "/nodes/" + percent_encode(node) + "/" + type() + "/" + std::to_string(id);
  }
  std::string type() const { return container ? "lxc" : "qemu"; }
};

// What was asked about one guest.
struct GuestReplies {
  bool asked = false;
  Reply config;
  Reply addresses;
};

// Guests with the same trouble, reported together.
struct Complaint {
  Error error{""};
  std::vector<long long> guests;
};

// Why a running guest told no addresses, and what to do.
Error agent_complaint(const Error& error, int status, bool container, const std::string& right) {
  const std::string told = lower(error.message + " " + error.why);
  const auto says = [&](const char* words) { return told.find(words) != std::string::npos; };
  if (status == 403) {
    return Error("addresses may not be asked for")
        .mend("grant the role of the user, and of its token, " +
              std::string(container ? "VM.Audit" : right) + " on /vms");
  }
  if (says("no qemu guest agent configured")) {
    return Error("no guest agent configured").mend("enable the QEMU guest agent option");
  }
  if (says("not running")) {
    return Error("the guest agent is not running")
        .mend("install and start qemu-guest-agent in them");
  }
  if (status == 0 || says("timeout") || says("timed out")) {
    return Error("the guest agent does not answer").mend("restart qemu-guest-agent there");
  }
  return Error("addresses could not be asked for")
      .because(error.why.empty() ? error.message : error.why);
}

// An agent that cannot answer is a result with an `error` in it, sent as 200 OK.
Error no_list(const nlohmann::json& told) {
  const std::string why = Row(Row(told).at("error")).text("desc");
  return Error("addresses could not be asked for")
      .because(why.empty() ? "the answer has no list of interfaces" : why);
}

class Cluster {
 public:
  Cluster(const Source& source, Wires& wires, std::stop_token stop)
      : source_(source),
        config_(source.config.as<ProxmoxConfig>()),
        session_(source, config_, wires, stop),
        stop_(std::move(stop)) {
    seen_.source = source.config.id();
    seen_.site = source.config.site;
  }

  Observation read() && {
    try {
      log_in();
      const Row version(get("/version"));
      const std::string release = version.text("version");
      version_ = parse_int(release.substr(0, release.find('.'))).value_or(kVersionOfAgentRights);
      name_ = cluster_name();
      read_guests();
    } catch (const Error& error) {
      seen_.trouble.add(error);
    }
    seen_.answer = answer();
    if (bare_) {
      seen_.doubt(Error(seen_.source + ": no guest has a network interface")
                      .mend("see whether the user may read the guests' configurations: VM.Audit"));
    }
    report();
    return std::move(seen_);
  }

 private:
  Answer answer() const {
    if (listed_none_) return Answer::doubtful;
    if (whole_) return Answer::whole;
    return seen_.rows() > 0 ? Answer::partial : Answer::none;
  }

  static std::string api(const std::string& path) { return "/api2/json" + path; }

  // Every answer is wrapped in `data`.
  static nlohmann::json unwrap(Reply reply) {
    if (reply.error) throw std::move(*reply.error);
    const auto data = reply.body.is_object() ? reply.body.find("data") : reply.body.end();
    return data == reply.body.end() ? nlohmann::json() : std::move(*data);
  }

  const nlohmann::json& get(const std::string& path) {
    answer_ = unwrap(session_.get(api(path)));
    return answer_;
  }

  void log_in() {
    if (!config_.token_id.empty()) {
      session_.set_login({"Authorization", Secret("PVEAPIToken=" + config_.token_id + "=" +
                                                  source_.secrets["token"].reveal())});
      return;
    }
    const nlohmann::json granted = unwrap(session_.post_form(
        api("/access/ticket"), "username=" + percent_encode(config_.username) + "&password=" +
                                   percent_encode(source_.secrets["password"].reveal())));
    const Row answer(granted);
    if (answer.on("NeedTFA")) {
      throw Error(seen_.source + ": user " + config_.username + " needs a second factor to log in")
          .mend("use an API token: set token_id and token");
    }
    const nlohmann::json& ticket = answer.at("ticket");
    if (!ticket.is_string()) throw Error(seen_.source + ": the login gave no ticket");
    session_.set_login(
        {"Cookie", Secret("PVEAuthCookie=" + percent_encode(ticket.get<std::string>()))});
  }

  // A guest's number is unique only within its cluster, so the cluster must have a name that
  // stays: its own, else the configured one, else that of the only node.
  std::string cluster_name() {
    const Reply reply = session_.get(api("/cluster/status"));
    // A failure that may pass must not change what guests are known by.
    if (reply.error && reply.status != 403) throw *reply.error;
    std::vector<std::string> nodes;
    if (!reply.error) {
      for (const auto& record : records_of(unwrap(reply))) {
        const Row row(record);
        if (row.text("type") == "cluster" && !row.text("name").empty()) return row.text("name");
        if (row.text("type") == "node") nodes.push_back(row.text("name"));
      }
    }
    if (!config_.cluster.empty()) return config_.cluster;
    if (nodes.size() == 1) return nodes.front();
    seen_.trouble.add(Error(seen_.source + ": the name of the cluster is not known, so that of "
                                           "the source stands in for it")
                          .because(reply.error ? reply.error->message : "the server tells none")
                          .mend("grant Sys.Audit on /, or set cluster for the source")
                          .as(Severity::warning));
    return source_.config.name;
  }

  void read_guests() {
    const auto& list = get("/cluster/resources?type=vm");
    if (!list.is_array() || !is_table(list, "vmid")) {
      throw Error(seen_.source + ": the list of guests is none");
    }
    const auto records = records_of(list);
    if (records.empty()) return warn_of_nothing();
    std::vector<Guest> guests;
    for (const auto& record : records) add_guest(guests, Row(record));
    std::sort(guests.begin(), guests.end(),
              [](const Guest& a, const Guest& b) { return a.id < b.id; });
    const auto replies = parallel_map(
        guests, kThreads, [&](const Guest& guest) { return ask(guest); }, stop_);
    whole_ = true;
    for (size_t i = 0; i < guests.size(); ++i) keep(guests[i], replies[i]);
    if (whole_) seen_.complete.insert(FactKind::guest);
    const auto bare = seen_.dropped.find(kNoNic);
    bare_ = whole_ && bare != seen_.dropped.end() && bare->second == guests.size();
  }

  void warn_of_nothing() {
    listed_none_ = true;
    const bool token = !config_.token_id.empty();
    seen_.trouble.add(
        Error(seen_.source + ": the server lists no guest at all")
            .because(token ? "a token with privilege separation has only the rights that both the "
                             "token and its user have"
                           : "the list leaves out guests that the user has no right to see")
            .mend(token ? "grant PVEAuditor on / to the token as well as to the user"
                        : "grant PVEAuditor on / to the user")
            .as(Severity::warning));
  }

  void add_guest(std::vector<Guest>& guests, const Row& row) {
    Guest guest;
    const std::string type = row.text("type");
    guest.container = type == "lxc";
    guest.id = row.number("vmid").value_or(0);
    guest.node = row.text("node");
    guest.name = row.text("name");
    guest.status = row.text("status");
    if (type != "qemu" && type != "lxc") return drop("unknown kind of guest");
    if (guest.id <= 0 || guest.node.empty()) return drop("guest without number or node");
    if (row.on("template")) return drop("template");
    guests.push_back(std::move(guest));
  }

  GuestReplies ask(const Guest& guest) const {
    GuestReplies replies;
    replies.asked = true;
    replies.config = session_.get(api(guest.path() + "/config?current=1"));
    if (replies.config.error || !guest.running()) return replies;
    const char* what = guest.container ? "/interfaces" : "/agent/network-get-interfaces";
    replies.addresses =
        session_.get(api(guest.path() + what), std::min(kAgentTimeout, source_.config.timeout));
    return replies;
  }

  void drop(const std::string& why) { ++seen_.dropped[why]; }

  // Guests with the same complaint and cause are reported in one, the first speaking for all.
  void complain(const Guest& guest, Error error, const std::string& cause = "") {
    const auto [at, first] = complaints_.try_emplace(error.message + "\n" + cause);
    if (first) at->second.error = std::move(error);
    at->second.guests.push_back(guest.id);
  }

  void keep(const Guest& guest, const GuestReplies& replies) {
    if (!replies.asked || replies.config.error) return keep_unread(guest, replies);
    std::vector<GuestAddress> addresses;
    const Reply& reply = replies.addresses;
    if (reply.error) {
      const bool newer = version_ >= kVersionOfAgentRights;
      complain(guest, agent_complaint(*reply.error, reply.status, guest.container,
                                      newer ? "VM.GuestAgent.Audit" : "VM.Monitor")
                          .as(Severity::warning));
    } else if (guest.running()) {
      const nlohmann::json told = unwrap(reply);
      const nlohmann::json& list = guest.container ? told : Row(told).at("result");
      if (!list.is_array()) complain(guest, no_list(list).as(Severity::warning));
      if (list.is_array()) addresses = parse_guest_addresses(list);
    }
    const nlohmann::json config = unwrap(replies.config);
    if (!config.is_object() || config.empty()) {
      whole_ = false;
      drop("configuration not read");
      return complain(guest, Error("the answer for the configuration is none"));
    }
    const auto nics = parse_nics(config);
    if (nics.empty()) drop(kNoNic);
    const GuestSize size = parse_size(config, guest.container);
    for (const GuestNic& nic : nics) {
      if (!nic.dropped.empty()) {
        drop(nic.dropped);
      } else {
        seen_.facts.emplace_back(fact_of(guest, size, nic, addresses, Row(config)));
      }
    }
  }

  void keep_unread(const Guest& guest, const GuestReplies& replies) {
    whole_ = false;
    drop("configuration not read");
    if (!replies.asked) return complain(guest, Error("not asked, because the run was stopped"));
    const Reply& reply = replies.config;
    if (reply.status == 403) {
      return complain(guest,
                      Error("configuration may not be read")
                          .mend("grant the role of the user, and of its token, VM.Audit on /vms")
                          .as(Severity::warning));
    }
    const std::string& sentence = reply.error->why;
    std::string why = reply.error->message;
    if (why.find(sentence) == std::string::npos) why += ": " + sentence;
    complain(guest, Error("configuration cannot be read").because(why),
             std::to_string(reply.status) + sentence);
  }

  NicFact fact_of(const Guest& guest, const GuestSize& size, const GuestNic& nic,
                  const std::vector<GuestAddress>& addresses, const Row& config) const {
    NicFact fact;
    const GuestKind kind = guest.container ? GuestKind::container : GuestKind::vm;
    fact.guest = {"proxmox",    name_,      guest.node,  guest.id, kind,
                  guest.status, size.vcpus, size.memory, size.disk};
    fact.identity = "proxmox:" + name_ + "/" + guest.type() + "/" + std::to_string(guest.id);
    fact.interface = nic.name.empty() ? nic.key : nic.name;
    fact.mac = nic.mac;
    for (const GuestAddress& found : addresses) {
      if (found.mac == nic.mac) fact.addresses.push_back(found.address);
    }
    if (fact.addresses.empty()) fact.addresses = nic.addresses;
    sort_unique(fact.addresses);
    if (!guest.name.empty()) fact.names.push_back({guest.name, NameSource::hypervisor});
    if (guest.container) fact.product.platform = config.text("ostype");
    fact.bridge = nic.bridge;
    fact.vlans = nic.vlans;
    fact.mtu = nic.mtu;
    fact.running = guest.running();
    return fact;
  }

  void report() {
    for (auto& [key, complaint] : complaints_) {
      std::vector<std::string> ids;
      for (const long long id : complaint.guests) ids.push_back(std::to_string(id));
      const size_t more = ids.size() > kListed ? ids.size() - kListed : 0;
      ids.resize(ids.size() - more);
      const std::string list =
          join(ids, ", ") + (more > 0 ? " and " + std::to_string(more) + " more" : "");
      complaint.error.message = seen_.source + ": " + counted(complaint.guests.size(), "guest") +
                                ": " + complaint.error.message + " (" + list + ")";
      seen_.trouble.add(std::move(complaint.error));
    }
  }

  const Source& source_;
  const ProxmoxConfig& config_;
  HttpSession session_;
  std::stop_token stop_;
  Observation seen_;
  nlohmann::json answer_;
  std::string name_;
  long long version_ = 0;
  bool whole_ = false;        // every guest's configuration was read
  bool bare_ = false;         // and none of them has a network interface
  bool listed_none_ = false;  // no guest is listed
  std::map<std::string, Complaint> complaints_;
};

}  // namespace

Observation collect_proxmox(const Source& source, Wires& wires, std::stop_token stop) {
  return Cluster(source, wires, std::move(stop)).read();
}

}  // namespace muster
