#include "snmp_rows.h"

#include <arpa/inet.h>

#include <algorithm>
#include <fstream>
#include <stdexcept>

namespace muster::lab {
namespace {

Oid parse_oid(const std::string& text) {
  Oid oid;
  size_t begin = 0;
  while (begin <= text.size()) {
    const size_t end = std::min(text.find('.', begin), text.size());
    oid.push_back(static_cast<uint32_t>(std::stoul(text.substr(begin, end - begin))));
    begin = end + 1;
  }
  return oid;
}

std::string unhex(const std::string& text) {
  std::string bytes;
  for (size_t i = 0; i + 1 < text.size(); i += 2) {
    bytes += static_cast<char>(std::stoi(text.substr(i, 2), nullptr, 16));
  }
  return bytes;
}

std::string address_bytes(const std::string& text) {
  in_addr address{};
  if (inet_pton(AF_INET, text.c_str(), &address) != 1) throw std::runtime_error(text);
  return {reinterpret_cast<const char*>(&address.s_addr), 4};
}

std::string value_of(const std::string& type, const std::string& text) {
  const auto tag = static_cast<uint8_t>(std::stoi(type));
  if (type.ends_with('x')) return element(tag, unhex(text));
  switch (tag) {
    case 2:
      return integer(std::stoll(text));
    case 5:
      return element(tag, "");
    case 6:
      return element(tag, oid_content(parse_oid(text)));
    case 64:
      return element(tag, address_bytes(text));
    case 65:
    case 66:
    case 67:
    case 70:
      return unsigned_integer(std::stoull(text), tag);
    default:
      return element(tag, text);
  }
}

void sort(Rows& rows) {
  std::stable_sort(rows.begin(), rows.end(),
                   [](const Row& a, const Row& b) { return a.oid < b.oid; });
  const auto same = [](const Row& a, const Row& b) { return a.oid == b.oid; };
  rows.erase(std::unique(rows.begin(), rows.end(), same), rows.end());
}

}  // namespace

Rows read_snmprec(const std::filesystem::path& file) {
  std::ifstream in(file);
  Rows rows;
  for (std::string line; std::getline(in, line);) {
    if (line.ends_with('\r')) line.pop_back();
    const size_t first = line.find('|');
    const size_t second = line.find('|', first + 1);
    if (second == std::string::npos) throw std::runtime_error(file.string() + ": " + line);
    rows.push_back({parse_oid(line.substr(0, first)),
                    value_of(line.substr(first + 1, second - first - 1), line.substr(second + 1))});
  }
  sort(rows);
  return rows;
}

std::map<std::string, Views> read_agents(const std::filesystem::path& folder) {
  std::map<std::string, Views> agents;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() != ".snmprec") continue;
    const std::string stem = entry.path().stem().string();
    const size_t at = std::min(stem.find('@'), stem.size());
    const std::string context = at < stem.size() ? stem.substr(at + 1) : "";
    agents[stem.substr(0, at)][context] = read_snmprec(entry.path());
  }
  return agents;
}

Rows generate_switch(int number, int macs) {
  constexpr uint32_t ports = 49;
  const Oid mib2{1, 3, 6, 1, 2, 1};
  Rows rows;
  const auto add = [&](const Oid& tail, std::string value) {
    Oid oid = mib2;
    oid.insert(oid.end(), tail.begin(), tail.end());
    rows.push_back({std::move(oid), std::move(value)});
  };
  add({1, 1, 0}, element(4, "muster-lab switch"));
  add({1, 5, 0}, element(4, "lab-sw" + std::to_string(number)));
  for (uint32_t port = 1; port <= ports; ++port) {
    add({17, 1, 4, 1, 2, port}, integer(port + 100));
    add({31, 1, 1, 1, 1, port + 100}, element(4, "Gi1/0/" + std::to_string(port)));
  }
  for (int i = 0; i < macs; ++i) {
    const auto low = static_cast<uint32_t>(i), sw = static_cast<uint32_t>(number);
    const Oid mac{0x02, sw >> 8, sw & 0xff, low >> 16, low >> 8 & 0xff, low & 0xff};
    Oid port{17, 7, 1, 2, 2, 1, 2, 10}, status{17, 7, 1, 2, 2, 1, 3, 10};
    port.insert(port.end(), mac.begin(), mac.end());
    status.insert(status.end(), mac.begin(), mac.end());
    add(port, integer(1 + i % static_cast<int>(ports)));
    add(status, integer(3));
  }
  sort(rows);
  return rows;
}

}  // namespace muster::lab
