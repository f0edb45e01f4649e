#include "collect/dhcp_leases/socket.h"

#include <nlohmann/json.hpp>

#include "collect/dhcp_leases/kea.h"
#include "core/json.h"
#include "core/text.h"

namespace muster {
namespace {

constexpr int kPage = 1000;
constexpr int kMostPages = 2000;

// Result codes of the control channel (Kea Administrator Reference Manual, 18.3).
constexpr long long kSuccess = 0;
constexpr long long kUnsupported = 2;
constexpr long long kEmpty = 3;

constexpr const char* kLoadHook =
    "load the hook library libdhcp_lease_cmds.so in Kea's hooks-libraries";

struct Answer {
  long long result = 1;
  std::string text;
  nlohmann::json arguments;
};

// What reservations hold: an address, and the MAC of its client where they tell it.
using Reserved = std::map<Ip, std::optional<Mac>>;

void add_reservation(const Row& row, Reserved& reserved) {
  std::vector<std::string> addresses{row.text("ip-address")};
  for (const auto& address : row.at("ip-addresses")) {
    if (address.is_string()) addresses.push_back(address.get<std::string>());
  }
  for (const std::string& address : addresses) {
    if (const auto ip = parse_ip(address)) reserved.emplace(*ip, row.mac("hw-address"));
  }
}

// They stand at the top, in subnets, and in the subnets of shared networks.
void find_reservations(const nlohmann::json& scope, Reserved& reserved, int depth = 0) {
  if (depth > 2) return;
  const Row row(scope);
  for (const auto& reservation : row.at("reservations")) {
    add_reservation(Row(reservation), reserved);
  }
  for (const char* key : {"shared-networks", "subnet4", "subnet6"}) {
    for (const auto& inner : row.at(key)) find_reservations(inner, reserved, depth + 1);
  }
}

class Kea {
 public:
  Kea(const std::string& name, const AskKea& ask, LeaseTable& table)
      : name_(name), ask_(ask), table_(table) {}

  std::optional<std::string> read() {
    const Answer config = ask("config-get");
    if (config.result != kSuccess) throw refused("config-get", config);
    const Row daemons(config.arguments);
    v6_ = daemons.at("Dhcp6").is_object();
    const nlohmann::json& daemon = daemons.at(v6_ ? "Dhcp6" : "Dhcp4");
    if (!daemon.is_object()) throw Error(name_ + ": this is no DHCP server of Kea");
    find_reservations(daemon, reserved_);
    if (read_pages()) return std::nullopt;
    return memfile_of(Row(Row(daemon).at("lease-database")));
  }

 private:
  Error refused(const std::string& command, const Answer& answer) const {
    return Error(name_ + ": Kea refuses " + command).because(answer.text);
  }

  Answer ask(const std::string& command, const nlohmann::json& arguments = nullptr) const {
    nlohmann::json request{{"command", command}};
    if (!arguments.is_null()) request["arguments"] = arguments;
    nlohmann::json told = parse_json(ask_(request.dump() + "\n"), name_ + ": " + command);
    const Row row(told);
    Answer answer{row.number("result").value_or(1), row.text("text"), {}};
    if (row.at("arguments").is_object()) answer.arguments = std::move(told["arguments"]);
    return answer;
  }

  // false: the daemon has not loaded the hook.
  bool read_pages() {
    const std::string command = v6_ ? "lease6-get-page" : "lease4-get-page";
    std::string from = "start";
    for (int page = 0; page < kMostPages; ++page) {
      const Answer answer = ask(command, {{"from", from}, {"limit", kPage}});
      if (answer.result == kUnsupported) return false;
      if (answer.result == kEmpty) return true;
      if (answer.result != kSuccess) throw refused(command, answer);
      const Row page_told(answer.arguments);
      const nlohmann::json& leases = page_told.at("leases");
      const auto count = page_told.number("count");
      const bool counts = !count || *count == static_cast<long long>(leases.size());
      if (!leases.is_array() || !counts) {
        throw Error(name_ + ": the answer to " + command + " does not hold the leases it tells of");
      }
      for (const auto& lease : leases) read_kea_lease(Row(lease), reserved_for(lease), table_);
      if (leases.size() < kPage) return true;
      const std::string last = Row(leases.back()).text("ip-address");
      if (last == from) break;
      from = last;
    }
    throw Error(name_ + ": " + command + " does not come to an end");
  }

  bool reserved_for(const nlohmann::json& lease) const {
    const Row row(lease);
    const auto ip = parse_ip(row.text("ip-address"));
    const auto found = ip ? reserved_.find(*ip) : reserved_.end();
    if (found == reserved_.end()) return false;
    return !found->second || found->second == row.mac("hw-address");
  }

  std::string memfile_of(const Row& database) const {
    const std::string type = database.text("type");
    const bool memfile = type.empty() || type == "memfile";
    if (!memfile || database.text("persist") == "false") {
      throw Error(name_ + ": Kea does not tell its leases")
          .because("lease_cmds is not loaded, and the leases are " +
                   (memfile ? "in no file" : "in a database of type " + type))
          .mend(kLoadHook);
    }
    std::string path = database.text("name");
    if (!path.empty()) return path;
    return v6_ ? "/var/lib/kea/kea-leases6.csv" : "/var/lib/kea/kea-leases4.csv";
  }

  const std::string& name_;
  const AskKea& ask_;
  LeaseTable& table_;
  Reserved reserved_;
  bool v6_ = false;
};

}  // namespace

std::optional<std::string> read_kea_socket(const std::string& name, const AskKea& ask,
                                           LeaseTable& table) {
  return Kea(name, ask, table).read();
}

}  // namespace muster
