// The text of muster review.
//   7k2m9qx4td  pending  printer  hp-4711  paper,hall  | berlin · 10.20.4.17 · HP
#pragma once
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "config/config.h"
#include "inventory/edit/settings.h"

namespace muster {

// What one line says.
struct ReviewLine {
  int number = 0;
  const HostFile* file = nullptr;
  std::vector<Setting> settings;
};

// By the number of a line.
using LineMistakes = std::multimap<int, std::string>;

std::string review_text(const std::vector<const HostFile*>& hosts);

// What is wrong goes to `mistakes`. Lines that begin with # are passed over.
std::vector<ReviewLine> read_review(std::string_view text,
                                    const std::vector<const HostFile*>& hosts, const Config& config,
                                    LineMistakes& mistakes);

// The text with each mistake above its line, and without those that stood there before.
std::string with_mistakes(std::string_view text, const LineMistakes& mistakes);

}  // namespace muster
