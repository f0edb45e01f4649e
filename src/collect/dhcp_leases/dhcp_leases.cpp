#include "collect/dhcp_leases/dhcp_leases.h"

#include <array>
#include <filesystem>

#include "collect/dhcp_leases/socket.h"
#include "collect/dhcp_leases/table.h"
#include "collect/losses.h"
#include "core/text.h"
#include "wire/files.h"

namespace muster {
namespace {

constexpr size_t kMostBytes = 64 << 20;
constexpr size_t kPart = 64 << 10;
constexpr int kTries = 3;
constexpr Milliseconds kRewrite{250};  // what a server takes to write its file anew

// Where the server is: here, or behind SSH.
class Place {
 public:
  Place(const Source& source, Wires& wires, std::stop_token stop)
      : source_(source), clock_(wires.clock), streams_(wires.streams), stop_(std::move(stop)) {
    const auto& leases = source.config.as<DhcpLeasesConfig>();
    if (leases.ssh.empty()) return;
    auto server = parse_ssh_server(leases.ssh);
    if (!server) {
      throw Error(source.config.id() + ": \"" + leases.ssh + "\" is no place to reach by SSH")
          .mend("write user@host or user@host:port");
    }
    server->identity = leases.identity;
    server->password = source.secrets["password"];
    server->known_hosts = leases.known_hosts;
    server->timeout = source.config.timeout;
    session_ = wires.ssh.log_in(*server, stop_);
    prefix_ = render(*server) + ":";
  }

  std::string shown(const std::string& path) const { return prefix_ + path; }

  // nullopt: there is no such file. dnsmasq truncates its file and writes it anew, others append:
  // a text that ends within a line is read again.
  std::optional<LeaseText> read(const std::string& path) const {
    std::optional<std::string> text;
    for (int i = 0; i < kTries; ++i) {
      if (i > 0) clock_.sleep(kRewrite, stop_);
      text = read_once(path);
      if (!text || text->ends_with('\n')) break;
    }
    if (!text) return std::nullopt;
    return LeaseText{shown(path), std::move(*text)};
  }

  std::string ask(const std::string& path, const std::string& request) const {
    if (session_) return session_->ask_socket(path, request, kMostBytes);
    StreamEndpoint endpoint;
    endpoint.path = path;
    endpoint.timeout = source_.config.timeout;
    const auto stream = streams_.open(endpoint, stop_);
    stream->write(request);
    std::string answer;
    for (std::string part = stream->read(kPart); !part.empty(); part = stream->read(kPart)) {
      answer += part;
      if (answer.size() > kMostBytes) throw Error(path + ": the answer is too large");
    }
    return answer;
  }

 private:
  std::optional<std::string> read_once(const std::string& path) const {
    if (session_) return session_->read_file(path, kMostBytes);
    std::error_code unknown;
    if (!std::filesystem::exists(path, unknown) && !unknown) return std::nullopt;
    return read_file(path, kMostBytes);
  }

  const Source& source_;
  Clock& clock_;
  Streams& streams_;
  std::stop_token stop_;
  std::unique_ptr<SshSession> session_;
  std::string prefix_;
};

LeaseText need(const Place& place, const std::string& path) {
  auto text = place.read(path);
  if (text) return std::move(*text);
  throw Error("cannot read " + place.shown(path) + ": there is no such file")
      .mend("set path to the file the DHCP server writes");
}

// Kea's clean-up moves leases from the file it appends to into older ones: <path> to <path>.1, that
// and <path>.2 to <path>.completed, which becomes <path>.2. Read against that direction nothing is
// missed, and taken from old to new the later rows win.
void read_memfile(const Place& place, const std::string& path, LeaseTable& table) {
  const LeaseText newest = need(place, path);
  std::vector<LeaseText> older;
  for (const char* end : {".1", ".completed", ".2"}) {
    if (auto text = place.read(path + end)) older.insert(older.begin(), std::move(*text));
  }
  for (const LeaseText& text : older) read_kea_leases(text, table);
  read_kea_leases(newest, table);
}

void read_socket(const Place& place, const std::string& path, LeaseTable& table) {
  const auto ask = [&](const std::string& command) { return place.ask(path, command); };
  const auto memfile = read_kea_socket(place.shown(path), ask, table);
  if (memfile) read_memfile(place, *memfile, table);
}

void read_leases(const Source& source, Wires& wires, std::stop_token stop, LeaseTable& table) {
  const auto& leases = source.config.as<DhcpLeasesConfig>();
  const Place place(source, wires, std::move(stop));
  if (leases.format == "dnsmasq") {
    read_dnsmasq_leases(need(place, leases.path), table);
  } else if (leases.format == "isc") {
    read_isc_leases(need(place, leases.path), table);
  } else if (leases.format == "kea") {
    read_memfile(place, leases.path, table);
  } else {
    read_socket(place, leases.path, table);
  }
}

}  // namespace

Observation collect_dhcp_leases(const Source& source, Wires& wires, std::stop_token stop) {
  LeaseTable table;
  try {
    read_leases(source, wires, std::move(stop), table);
  } catch (const Error& error) {
    table.trouble(error);  // what was read so far is kept
  }
  LeaseRows rows = std::move(table).finish(wires.clock.now().time_since_epoch().count());
  Observation seen;
  seen.source = source.config.id();
  seen.site = source.config.site;
  size_t all = rows.facts.size();
  for (const auto& [why, count] : rows.dropped) all += count;
  warn_of_losses(seen.source, rows.lost, all, rows.trouble);
  for (LeaseFact& fact : rows.facts) seen.facts.emplace_back(std::move(fact));
  seen.dropped = std::move(rows.dropped);
  seen.trouble = std::move(rows.trouble);
  const bool whole = !seen.trouble.has_errors();
  seen.answer = whole ? Answer::whole : seen.rows() > 0 ? Answer::partial : Answer::none;
  if (whole) seen.complete.insert(FactKind::lease);
  if (whole && seen.rows() == 0 && seen.dropped.empty()) {
    seen.doubt(Error(seen.source + ": the server tells no lease at all")
                   .mend("see whether this is the place where it writes its leases"));
  }
  return seen;
}

}  // namespace muster
