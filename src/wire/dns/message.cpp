#include "wire/dns/message.h"

#include <algorithm>

#include "core/error.h"
#include "core/text.h"
#include "model/ip.h"
#include "wire/dns/dns.h"

namespace muster {
namespace {

constexpr size_t header_size = 12;
constexpr size_t most_questions = 64;
constexpr size_t most_answers = 256;
constexpr uint16_t type_cname = 5;

std::string address_text(std::string_view bytes, bool v6) {
  Ip ip;
  ip.v6 = v6;
  std::copy(bytes.begin(), bytes.end(), ip.bytes.begin() + (v6 ? 0 : 12));
  return render(ip);
}

std::string value_of(DnsReader& reader, uint16_t type, size_t size) {
  if (type == static_cast<uint16_t>(DnsType::ptr) || type == type_cname) return reader.name();
  if (type == static_cast<uint16_t>(DnsType::soa)) {
    std::string server = reader.name();
    return std::move(server) + " " + reader.name();
  }
  if (type == static_cast<uint16_t>(DnsType::a) && size == 4) {
    return address_text(reader.take(4), false);
  }
  if (type == static_cast<uint16_t>(DnsType::aaaa) && size == 16) {
    return address_text(reader.take(16), true);
  }
  return {};
}

DnsRecord question(DnsReader& reader) {
  DnsRecord out;
  out.name = lower(reader.name());
  out.type = reader.word();
  out.network = reader.word();
  return out;
}

DnsRecord answer(DnsReader& reader) {
  DnsRecord out = question(reader);
  reader.take(4);  // time to live
  const size_t size = reader.word();
  const size_t end = reader.offset() + size;
  out.value = value_of(reader, out.type, size);
  if (reader.offset() > end) reader.spoil();
  if (reader.good()) reader.take(end - reader.offset());
  return out;
}

}  // namespace

void put16(std::string& out, uint16_t value) {
  out += static_cast<char>(value >> 8);
  out += static_cast<char>(value & 0xFF);
}

uint8_t DnsReader::byte() {
  if (at_ >= bytes_.size()) return good_ = false, uint8_t{0};
  return static_cast<uint8_t>(bytes_[at_++]);
}

uint16_t DnsReader::word() {
  const int high = byte();
  return static_cast<uint16_t>(high << 8 | byte());
}

std::string_view DnsReader::take(size_t count) {
  if (!good_ || count > bytes_.size() - at_) return good_ = false, std::string_view{};
  at_ += count;
  return bytes_.substr(at_ - count, count);
}

std::string DnsReader::name() {
  std::string out;
  size_t resume = 0;
  size_t before = at_;
  while (good_) {
    const uint8_t size = byte();
    if (size == 0) break;
    if ((size & 0xC0) == 0xC0) {
      const size_t target = static_cast<size_t>(size & 0x3F) << 8 | byte();
      if (resume == 0) resume = at_;
      if (target >= before) good_ = false;
      at_ = before = target;
      continue;
    }
    if (size > 63 || out.size() + size > 255) good_ = false;
    const std::string_view label = take(size);
    if (label.find('.') != std::string_view::npos) good_ = false;
    out += (out.empty() ? "" : ".") + std::string(label);
  }
  if (resume != 0) at_ = resume;
  return out;
}

std::optional<DnsMessage> parse_dns_message(std::string_view bytes) {
  if (bytes.size() < header_size) return std::nullopt;
  DnsReader reader(bytes);
  DnsMessage message;
  message.id = reader.word();
  message.flags = reader.word();
  const size_t questions = reader.word();
  const size_t answers = reader.word();
  reader.take(4);
  if (questions > most_questions || answers > most_answers) return std::nullopt;
  for (size_t i = 0; i < questions && reader.good(); ++i) {
    message.questions.push_back(question(reader));
  }
  for (size_t i = 0; i < answers && reader.good(); ++i) message.answers.push_back(answer(reader));
  if (!reader.good()) return std::nullopt;
  return message;
}

std::string render_dns_question(uint16_t id, uint16_t flags, std::string_view name, uint16_t type,
                                uint16_t additional) {
  std::string out;
  for (const uint16_t value : {id, flags, uint16_t{1}, uint16_t{0}, uint16_t{0}, additional}) {
    put16(out, value);
  }
  for (const std::string& label : split(name, '.')) {
    if (label.empty() || label.size() > 63) throw Error("\"" + clean(name) + "\" is no DNS name");
    out += static_cast<char>(label.size());
    out += label;
  }
  out += '\0';
  put16(out, type);
  put16(out, dns_network_in);
  return out;
}

}  // namespace muster
