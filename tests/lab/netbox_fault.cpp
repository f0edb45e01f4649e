#include "netbox_fault.h"

#include <sstream>
#include <stdexcept>

namespace muster::lab::netbox {
namespace {

Mishap parse(const std::string& text) {
  Mishap mishap;
  std::istringstream words(text);
  for (std::string word; std::getline(words, word, ',');) {
    const size_t equals = word.find('=');
    const std::string name = word.substr(0, equals);
    const std::string value = equals == word.npos ? "" : word.substr(equals + 1);
    if (name == "at")
      mishap.at = static_cast<unsigned>(std::stoul(value));
    else if (name == "every")
      mishap.every = static_cast<unsigned>(std::stoul(value));
    else if (name == "times")
      mishap.times = static_cast<unsigned>(std::stoul(value));
    else if (name == "path")
      mishap.path = value;
    else if (name == "method")
      mishap.method = value;
    else if (name == "status")
      mishap.status = std::stoi(value);
    else if (name == "retry-after")
      mishap.retry_after = std::stoi(value);
    else if (name == "slow")
      mishap.slow = std::stoi(value);
    else if (name == "cut")
      mishap.cut = true;
    else if (name == "after-commit")
      mishap.after_commit = true;
    else
      throw std::runtime_error("unknown fault \"" + word + '"');
  }
  return mishap;
}

}  // namespace

Mishaps::Mishaps(const std::vector<std::string>& specs) {
  for (const std::string& spec : specs) mishaps_.push_back(parse(spec));
  restart();
}

void Mishaps::restart() {
  const std::lock_guard lock(mutex_);
  seen_.assign(mishaps_.size(), 0);
  struck_.assign(mishaps_.size(), 0);
}

std::vector<Mishap> Mishaps::next(const std::string& method, const std::string& path) {
  const std::lock_guard lock(mutex_);
  std::vector<Mishap> found;
  for (size_t i = 0; i < mishaps_.size(); ++i) {
    const Mishap& mishap = mishaps_[i];
    if (!mishap.method.empty() && mishap.method != method) continue;
    if (path.find(mishap.path) == path.npos) continue;
    const unsigned number = ++seen_[i];
    if ((mishap.at && number != mishap.at) || (mishap.every && number % mishap.every)) continue;
    if (mishap.times && struck_[i] >= mishap.times) continue;
    ++struck_[i];
    found.push_back(mishap);
  }
  return found;
}

}  // namespace muster::lab::netbox
