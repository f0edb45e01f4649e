#include "faults.h"

#include <functional>
#include <map>
#include <sstream>
#include <stdexcept>

namespace muster::lab {
namespace {

using Setter = std::function<void(Fault&, const std::string&)>;

const std::map<std::string, Setter>& setters() {
  static const std::map<std::string, Setter> table = {
      {"at", [](Fault& f, const std::string& v) { f.at = unsigned(std::stoul(v)); }},
      {"every", [](Fault& f, const std::string& v) { f.every = unsigned(std::stoul(v)); }},
      {"path", [](Fault& f, const std::string& v) { f.path = v; }},
      {"device", [](Fault& f, const std::string& v) { f.device = v; }},
      {"status", [](Fault& f, const std::string& v) { f.status = std::stoi(v); }},
      {"retry-after", [](Fault& f, const std::string& v) { f.retry_after = std::stoi(v); }},
      {"cut", [](Fault& f, const std::string&) { f.cut = true; }},
      {"slow",
       [](Fault& f, const std::string& v) { f.slow = std::chrono::milliseconds(std::stol(v)); }},
      {"truncate", [](Fault& f, const std::string& v) { f.truncate = std::stoull(v); }},
      {"oversize", [](Fault& f, const std::string& v) { f.oversize = std::stoull(v); }},
      {"page", [](Fault& f, const std::string&) { f.page = true; }},
      {"redirect", [](Fault& f, const std::string& v) { f.redirect = v; }},
  };
  return table;
}

}  // namespace

bool Fault::strikes(unsigned request, const std::string& request_path) const {
  if (at != 0 && request != at) return false;
  if (every != 0 && request % every != 0) return false;
  return path.empty() || request_path.find(path) != std::string::npos;
}

Fault parse_fault(const std::string& text) {
  Fault fault;
  std::istringstream words(text);
  for (std::string word; std::getline(words, word, ',');) {
    const auto equals = word.find('=');
    const auto setter = setters().find(word.substr(0, equals));
    if (setter == setters().end()) throw std::runtime_error("unknown fault \"" + word + "\"");
    setter->second(fault, equals == std::string::npos ? "" : word.substr(equals + 1));
  }
  return fault;
}

std::vector<Fault> parse_faults(const std::vector<std::string>& texts) {
  std::vector<Fault> faults;
  for (const auto& text : texts) faults.push_back(parse_fault(text));
  return faults;
}

std::vector<Fault> faults_of(const std::vector<Fault>& faults, const std::string& device) {
  std::vector<Fault> found;
  for (const auto& fault : faults) {
    if (fault.device.empty() || fault.device == device) found.push_back(fault);
  }
  return found;
}

}  // namespace muster::lab
