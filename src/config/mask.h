// Keeps secrets that people wrote into muster.yaml by mistake out of what muster prints.
#pragma once
#include <vector>

#include "core/error.h"
#include "core/yaml.h"

namespace muster::config_file {

// From a byte of one line to the end of another.
struct Span {
  int line = 0;
  int column = 0;
  int last_line = 0;
};

// Values of keys that sound like a secret, and user names in addresses. A valid reference
// ({env: NAME} and its like) is none.
std::vector<Span> secret_spans(const yaml::Document& document);

// The same error with its source line cut before the first secret; without it when the place in
// question stands behind the secret.
Error masked(Error error, const std::vector<Span>& spans);

// For a text that could not be read as YAML: judged by the words of the line alone.
Error masked_by_words(Error error);

}  // namespace muster::config_file
