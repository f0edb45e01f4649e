#include "collect/sweep/reverse.h"

#include <algorithm>

#include "core/list.h"
#include "core/text.h"
#include "wire/dns/dns.h"
#include "wire/dns/message.h"

namespace muster {
namespace {

constexpr uint16_t type_ptr = static_cast<uint16_t>(DnsType::ptr);
constexpr size_t most_names = 4;
constexpr size_t longest_name = 253;
constexpr uint16_t truncated = 0x0200;
constexpr int no_such_name = 3;

// A one-shot question is answered with its number; some responders answer as to a group, with 0.
bool has_number(ReverseBy by, const DnsMessage& message, uint16_t id) {
  return message.id == id || (by == ReverseBy::mdns && message.id == 0);
}

bool repeats(const DnsMessage& message, const std::string& asked) {
  return message.questions.size() == 1 && message.questions[0].name == asked &&
         message.questions[0].type == type_ptr;
}

bool answers(ReverseBy by, const DnsMessage& message, uint16_t id, const std::string& asked) {
  if (!message.is_answer() || !has_number(by, message, id)) return false;
  if (message.code() != 0 && message.code() != no_such_name) return false;
  if (by == ReverseBy::llmnr && (message.flags & truncated) != 0) return false;
  const bool may_leave_out = by == ReverseBy::mdns && message.questions.empty();
  return may_leave_out || repeats(message, asked);
}

// Name servers may lead from the name asked to another one (RFC 2317); a host may not.
bool is_told(ReverseBy by, const DnsRecord& record, const std::string& asked) {
  constexpr uint16_t cache_flush = 0x8000;  // RFC 6762 §10.2
  const int network = by == ReverseBy::mdns ? record.network & ~cache_flush : record.network;
  return record.type == type_ptr && network == dns_network_in &&
         (by == ReverseBy::dns || record.name == asked);
}

std::string name_of(ReverseBy by, const DnsRecord& record) {
  constexpr std::string_view local = ".local";
  std::string_view name = record.value;
  if (name.size() > longest_name || lower(name).ends_with(".arpa")) return {};
  if (by != ReverseBy::dns && lower(name).ends_with(local)) name.remove_suffix(local.size());
  return clean(by == ReverseBy::dns ? lower(name) : name, longest_name);
}

}  // namespace

std::string reverse_question(ReverseBy by, uint16_t id, const Ip& ip) {
  if (by == ReverseBy::dns) return dns_question(id, reverse_name(ip), DnsType::ptr, true);
  return render_dns_question(id, 0, reverse_name(ip), type_ptr);
}

std::optional<std::vector<std::string>> parse_reverse_answer(ReverseBy by, std::string_view bytes,
                                                             uint16_t id, const Ip& ip) {
  const auto message = parse_dns_message(bytes);
  const std::string asked = reverse_name(ip);
  if (!message || !answers(by, *message, id, asked)) return std::nullopt;
  std::vector<std::string> names;
  for (const DnsRecord& record : message->answers) {
    if (!is_told(by, record, asked)) continue;
    if (std::string name = name_of(by, record); !name.empty()) names.push_back(std::move(name));
  }
  // A host that answers without the record asked for has not answered.
  if (names.empty() && by != ReverseBy::dns && message->code() == 0) return std::nullopt;
  sort_unique(names);
  if (names.size() > most_names) names.resize(most_names);
  return names;
}

}  // namespace muster
