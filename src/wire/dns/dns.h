// Asks one DNS server a question over UDP: enough to see that a record is served.
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.h"
#include "core/error.h"
#include "model/ip.h"
#include "wire/wait.h"

namespace muster {

enum class DnsType : uint16_t { a = 1, cname = 5, soa = 6, ptr = 12, aaaa = 28 };
std::optional<DnsType> parse_dns_type(std::string_view text);  // "A", "AAAA", "CNAME", "PTR"

struct DnsAnswer {
  int code = 0;  // 0 no error, 3 no such name (RFC 1035 §4.1.1)
  // Of the type asked for: addresses, names without final dot, of SOA two of them and a blank.
  std::vector<std::string> values;
  bool own = false;  // the server's own data (AA, RFC 1035 §4.1.1), not its cache
};

// The bytes of a question (RFC 1035 §4.1) with an EDNS size of 1232 bytes (RFC 6891). Not
// `recursive`: what the server holds itself is answered, for anything else it refuses at once
// instead of asking others.
std::string dns_question(uint16_t id, std::string_view name, DnsType type, bool recursive = false);
// nullopt when `bytes` are no answer to question `id`, or are malformed.
std::optional<DnsAnswer> parse_dns_answer(std::string_view bytes, uint16_t id, DnsType type);

// The name servers of a resolv.conf(5), in its order, at most three.
std::vector<Ip> parse_name_servers(std::string_view text);

struct DnsQuestion {
  std::string name;
  DnsType type{};
};

class DnsClient {
 public:
  // `address` may be a host's name.
  DnsClient(const std::string& address, int port, Clock& clock);

  // nullopt when nothing came back in time. `recursive` as for dns_question().
  std::optional<DnsAnswer> ask(std::string_view name, DnsType type, Milliseconds timeout,
                               bool recursive = false);
  // Many at a time, each up to three times with `timeout`; nullopt where nothing came back.
  std::vector<std::optional<DnsAnswer>> ask_all(std::span<const DnsQuestion> questions,
                                                Milliseconds timeout, std::stop_token stop);

 private:
  void ask_round(std::span<const DnsQuestion> questions, const std::vector<size_t>& open,
                 Milliseconds timeout, std::vector<std::optional<DnsAnswer>>& answers);
  void take_answers(std::span<const DnsQuestion> questions, std::span<const size_t> asked,
                    uint16_t first, Instant deadline,
                    std::vector<std::optional<DnsAnswer>>& answers);

  Waiting waiting_;
  Fd socket_;
  uint16_t next_id_ = 0;
};

}  // namespace muster
