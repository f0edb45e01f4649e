#include "model/fqdn.h"

#include <algorithm>

#include "core/text.h"

namespace muster {

bool is_dns_label(std::string_view text) {
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  };
  return !text.empty() && text.size() <= 63 && text.front() != '-' && text.back() != '-' &&
         std::all_of(text.begin(), text.end(), fits);
}

bool is_fqdn(std::string_view text) {
  if (text.empty() || text.size() > 253) return false;
  const auto labels = split(text, '.');
  return std::all_of(labels.begin(), labels.end(), [](const auto& l) { return is_dns_label(l); });
}

std::string dns_label(std::string_view name) { return slugify(name.substr(0, name.find('.')), 63); }

}  // namespace muster
