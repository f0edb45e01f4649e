#include "collect/sweep/netbios.h"

#include "core/text.h"
#include "wire/dns/message.h"

namespace muster {
namespace {

constexpr uint16_t type_node_status = 0x21;
constexpr size_t name_size = 15;
constexpr uint8_t workstation = 0x00;
constexpr uint16_t group = 0x8000;
constexpr uint16_t leaving = 0x1000;
constexpr uint16_t conflict = 0x0800;
constexpr uint16_t active = 0x0400;

std::string workstation_name(DnsReader& reader) {
  const std::string_view name = reader.take(name_size);
  const uint8_t suffix = reader.byte();
  const uint16_t flags = reader.word();
  if (suffix != workstation || (flags & (group | leaving | conflict | active)) != active) return {};
  if (name.starts_with("IS~")) return {};  // a web server's own name beside its host's
  return clean(name.substr(0, name.find('\0')), 63);
}

}  // namespace

std::string netbios_question(uint16_t id) {
  // "*" and 15 zero bytes, each half a byte as a letter from A (RFC 1001 §14.1)
  return render_dns_question(id, 0, "CK" + std::string(30, 'A'), type_node_status);
}

std::optional<std::string> parse_netbios_answer(std::string_view bytes, uint16_t id) {
  DnsReader reader(bytes);
  constexpr uint16_t is_answer = 0x8000;
  constexpr uint16_t code = 0x000F;
  if (reader.word() != id) return std::nullopt;
  const uint16_t flags = reader.word();
  const uint16_t questions = reader.word();
  const uint16_t answers = reader.word();
  reader.take(4);
  if ((flags & is_answer) == 0 || (flags & code) != 0 || questions != 0 || answers == 0) {
    return std::nullopt;
  }
  reader.name();
  if (reader.word() != type_node_status || reader.word() != dns_network_in) return std::nullopt;
  reader.take(6);  // time to live and size
  std::string found;
  const size_t names = reader.byte();
  for (size_t i = 0; i < names && reader.good(); ++i) {
    const std::string name = workstation_name(reader);
    if (found.empty()) found = name;
  }
  if (!reader.good()) return std::nullopt;
  return found;
}

}  // namespace muster
