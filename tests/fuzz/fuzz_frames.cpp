// Any bytes are an ARP frame, a frame of neighbour discovery, or nothing; what muster-capture lets
// out is a question.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "collect/sweep/arp_frame.h"
#include "collect/sweep/heard.h"
#include "collect/sweep/nd_frame.h"
#include "wire/capture/gate.h"
#include "wire/capture/record.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  using namespace muster;
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  Heard heard({*parse_cidr("10.0.0.0/8")}, {}, {*parse_ip("192.0.2.1")});
  const auto arp = parse_arp(text);
  const auto nd = parse_nd(text);
  if (arp) heard.add(*arp);
  if (nd) heard.add(*nd);
  heard.facts();
  if (may_send(text, Sender{Mac(0x3c4d01020304), {}}) && arp && arp->reply) std::abort();
  if (nd && nd->kind != NdKind::solicitation && may_send(text, Sender{nd->mac, {}})) std::abort();
  RecordStream records;
  for (size_t at = 0; at < size; at += 7) {
    records.add(text.substr(at, 7));
    while (records.next()) {
    }
  }
  return 0;
}
