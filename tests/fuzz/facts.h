// Every text of a fact, whatever came from outside, is harmless.
#pragma once
#include <cstdlib>

#include "core/text.h"
#include "model/facts.h"

namespace muster {

inline void require_harmless(const Fact& fact) {
  const auto require = [](bool truth) {
    if (!truth) std::abort();
  };
  std::vector<std::string> texts{describe(fact), interface_of(fact), chassis_of(fact)};
  if (const Product* product = product_of(fact)) {
    for (const std::string& text : {product->vendor, product->model, product->serial}) {
      texts.push_back(text);
    }
    texts.push_back(product->platform);
  }
  if (const auto* lease = std::get_if<LeaseFact>(&fact)) {
    texts.push_back(lease->relay);
    texts.push_back(lease->duid);
  }
  if (const auto* arp = std::get_if<ArpFact>(&fact)) texts.push_back(arp->port);
  if (const auto* neighbor = std::get_if<NeighborFact>(&fact)) texts.push_back(neighbor->port);
  if (const auto* station = std::get_if<StationFact>(&fact)) texts.push_back(station->radio);
  for (const std::string& text : texts) require(visible(text) == text);
  for (const NameFact& name : names_of(fact)) require(clean(name.name) == name.name);
}

}  // namespace muster
