#include "connector/coerce.h"

#include <bit>
#include <cmath>

#include "core/text.h"
#include "model/fqdn.h"

namespace muster::connector {
namespace {

constexpr double most_counted = 9.0e18;

std::optional<double> number_in(const nlohmann::json& value) {
  if (value.is_number()) return value.get<double>();
  if (!value.is_string()) return std::nullopt;
  const std::string text(trim(value.get_ref<const std::string&>()));
  if (text.empty() || text.find_first_not_of("0123456789.eE+-") != std::string::npos) {
    return std::nullopt;
  }
  char* end = nullptr;
  const double number = std::strtod(text.c_str(), &end);
  return end == text.c_str() + text.size() && std::isfinite(number) ? std::optional(number)
                                                                    : std::nullopt;
}

std::string whole(double number) { return std::to_string(std::llround(number)); }

std::string decimal(const nlohmann::json& value, double number) {
  if (value.is_number_integer()) return value.dump();
  if (std::trunc(number) == number && std::abs(number) < most_counted) return whole(number);
  return nlohmann::json(number).dump();
}

// Of texts, numbers and truth values.
std::string list_text(const nlohmann::json& list) {
  std::vector<std::string> parts;
  for (const auto& part : list) {
    const std::string text = scalar_text(part);
    if (!text.empty()) parts.push_back(text);
  }
  return clean(join(parts, ", "), 1'000);
}

std::optional<RecordValue> as_it_is(const nlohmann::json& value, bool& misfit) {
  if (value.is_boolean()) return RecordValue{ValueType::flag, value.dump()};
  if (value.is_number()) {
    return RecordValue{ValueType::number, decimal(value, value.get<double>())};
  }
  misfit = value.is_object();
  return RecordValue{ValueType::text, value.is_array() ? list_text(value) : scalar_text(value)};
}

std::optional<RecordValue> as_number(const FieldSpec& field, const nlohmann::json& value,
                                     bool& misfit) {
  const auto number = number_in(value);
  const double size = number.value_or(0) * static_cast<double>(field.unit);
  misfit = !number || std::abs(size) > most_counted;
  if (misfit) return std::nullopt;
  if (field.as == Coercion::bytes) return RecordValue{ValueType::bytes, whole(size)};
  if (field.as == Coercion::mib) {
    return RecordValue{ValueType::number, whole(size / static_cast<double>(1 << 20))};
  }
  return RecordValue{ValueType::number, decimal(value, *number)};
}

std::optional<RecordValue> as_time(const FieldSpec& field, const nlohmann::json& value,
                                   bool& misfit) {
  constexpr double latest = 253'402'300'799.0;  // of the year 9999
  if (field.as == Coercion::time) {
    const auto time = parse_time(scalar_text(value));
    misfit = !time;
    return time ? std::optional(RecordValue{ValueType::time, render_time(*time)}) : std::nullopt;
  }
  const auto number = number_in(value);
  const double seconds = number.value_or(-1) / (field.as == Coercion::epoch_ms ? 1000 : 1);
  misfit = !number || seconds < 0 || seconds > latest;
  if (misfit || seconds == 0) return std::nullopt;  // 0 stands for never
  return RecordValue{ValueType::time, render_time(Time(Seconds(std::llround(seconds))))};
}

std::optional<RecordValue> as_flag(const nlohmann::json& value, bool& misfit) {
  const std::string text = lower(scalar_text(value));
  for (const char* yes : {"true", "yes", "on", "1"}) {
    if (text == yes) return RecordValue{ValueType::flag, "true"};
  }
  for (const char* no : {"false", "no", "off", "0"}) {
    if (text == no) return RecordValue{ValueType::flag, "false"};
  }
  misfit = true;
  return std::nullopt;
}

std::optional<RecordValue> as_text(const FieldSpec& field, const nlohmann::json& value,
                                   bool& misfit) {
  const std::string text = value.is_array() ? list_text(value) : scalar_text(value);
  const auto told = [](std::string said) { return RecordValue{ValueType::text, std::move(said)}; };
  if (field.as == Coercion::choice) {
    const auto found = field.words.find(text);
    if (found != field.words.end()) return told(found->second);
    return told(field.otherwise.empty() ? text : field.otherwise);
  }
  if (field.as == Coercion::lower) return told(lower(text));
  if (field.as == Coercion::label) return told(dns_label(text));
  if (field.as == Coercion::mac) {
    const auto mac = parse_mac(text);
    misfit = !mac;
    return mac ? std::optional(told(render(*mac))) : std::nullopt;
  }
  if (field.as == Coercion::address) {
    const auto address = parse_address(text);
    misfit = !address;
    return address ? std::optional(told(render(*address))) : std::nullopt;
  }
  misfit = value.is_object();
  return told(text);
}

// Digits of a fixed place; -1: they are none.
int digits(std::string_view text, size_t at, size_t count) {
  if (text.size() < at + count) return -1;
  const auto part = text.substr(at, count);
  if (part.find_first_not_of("0123456789") != std::string_view::npos) return -1;
  return static_cast<int>(*parse_int(part));
}

// "Z", "UTC", "+02:00" or "-0330", in seconds; nullopt: it is none.
std::optional<int> zone(std::string_view text) {
  text = trim(text);
  if (text.empty() || text == "Z" || text == "z" || text == "UTC") return 0;
  if (text[0] != '+' && text[0] != '-') return std::nullopt;
  const bool colon = text.size() == 6 && text[3] == ':';
  const int hours = digits(text, 1, 2);
  const int minutes = digits(text, colon ? 4 : 3, 2);
  if (hours < 0 || hours > 14 || minutes < 0 || minutes > 59 || text.size() != (colon ? 6U : 5U)) {
    return std::nullopt;
  }
  return (text[0] == '-' ? -1 : 1) * (hours * 3600 + minutes * 60);
}

std::optional<RecordValue> coerced(const FieldSpec& field, const nlohmann::json& value,
                                   bool& misfit) {
  switch (field.as) {
    case Coercion::as_is:
      return as_it_is(value, misfit);
    case Coercion::number:
    case Coercion::bytes:
    case Coercion::mib:
      return as_number(field, value, misfit);
    case Coercion::epoch:
    case Coercion::epoch_ms:
    case Coercion::time:
      return as_time(field, value, misfit);
    case Coercion::flag:
      return as_flag(value, misfit);
    default:
      return as_text(field, value, misfit);
  }
}

}  // namespace

std::string scalar_text(const nlohmann::json& value) {
  if (value.is_string()) return clean(value.get_ref<const std::string&>(), 1'000);
  return value.is_number() || value.is_boolean() ? value.dump() : "";
}

std::optional<RecordValue> coerce(const FieldSpec& field, const nlohmann::json& value,
                                  bool& misfit) {
  misfit = false;
  if (value.is_null() || (value.is_string() && trim(scalar_text(value)).empty())) {
    return std::nullopt;
  }
  auto out = coerced(field, value, misfit);
  if (misfit || (out && out->text.empty())) return std::nullopt;
  if (out) out->passing = field.passing;
  return out;
}

std::optional<Time> parse_time(std::string_view text) {
  text = trim(text);
  const std::string day_text(text.substr(0, 10));
  Day day;
  if (!parse_day(day_text, day)) return std::nullopt;
  if (text.size() == 10) return Time(day);
  const int hours = digits(text, 11, 2), minutes = digits(text, 14, 2);
  const int seconds = digits(text, 17, 2);
  const bool shaped = text.size() >= 19 && (text[10] == 'T' || text[10] == ' ') &&
                      text[13] == ':' && text[16] == ':';
  if (!shaped || hours < 0 || hours > 23 || minutes < 0 || minutes > 59 || seconds < 0 ||
      seconds > 60) {
    return std::nullopt;
  }
  std::string_view rest = text.substr(19);
  if (rest.starts_with('.')) {
    rest.remove_prefix(std::min(rest.find_first_not_of("0123456789", 1), rest.size()));
  }
  const auto offset = zone(rest);
  if (!offset) return std::nullopt;
  return Time(day) + Seconds(hours * 3600 + minutes * 60 + seconds - *offset);
}

std::optional<Cidr> parse_address(std::string_view text) {
  text = trim(text);
  const size_t slash = text.find('/');
  const auto mask =
      slash == std::string_view::npos ? std::nullopt : parse_ip(text.substr(slash + 1));
  std::optional<Cidr> out = parse_cidr(text);
  if (mask && !mask->v6) {
    uint32_t bits = 0;
    for (size_t i = 12; i < 16; ++i) bits = bits << 8U | mask->bytes.at(i);
    const int length = std::countl_one(bits);
    const auto ip = parse_ip(text.substr(0, slash));
    const bool straight = length == 32 || bits << static_cast<unsigned>(length) == 0;
    out = ip && straight ? std::optional(Cidr{*ip, length}) : std::nullopt;
  } else if (slash == std::string_view::npos) {
    if (const auto ip = parse_ip(text)) out = Cidr{*ip, ip->width()};
  }
  return out && is_host_address(out->ip) ? out : std::nullopt;
}

}  // namespace muster::connector
