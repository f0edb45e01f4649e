#include "flags.h"

#include <stdexcept>

namespace muster::lab {

Flags::Flags(int argc, char** argv, int first) {
  std::vector<std::string>* words = &bare_;
  for (int i = first; i < argc; ++i) {
    const std::string word = argv[i];
    if (word.starts_with("--")) {
      const auto equals = word.find('=');
      words = &words_[word.substr(0, equals)];
      if (equals != std::string::npos) words->push_back(word.substr(equals + 1));
    } else {
      words->push_back(word);
    }
  }
}

bool Flags::on(const std::string& name) {
  asked_.insert(name);
  return words_.contains(name);
}

std::vector<std::string> Flags::all(const std::string& name) {
  asked_.insert(name);
  const auto found = words_.find(name);
  return found == words_.end() ? std::vector<std::string>{} : found->second;
}

std::string Flags::text(const std::string& name, const std::string& otherwise) {
  const auto words = all(name);
  return words.empty() ? otherwise : words.back();
}

std::string Flags::required(const std::string& name) {
  const auto words = all(name);
  if (words.empty()) throw std::runtime_error(name + " is required");
  return words.back();
}

int Flags::number(const std::string& name, int otherwise) {
  const auto word = text(name);
  if (word.empty()) return otherwise;
  std::size_t used = 0;
  const int value = std::stoi(word, &used);
  if (used != word.size()) throw std::runtime_error(name + ": \"" + word + "\" is not a number");
  return value;
}

void Flags::finish() const {
  for (const auto& [name, words] : words_) {
    if (!asked_.contains(name)) throw std::runtime_error("unknown flag " + name);
  }
}

}  // namespace muster::lab
