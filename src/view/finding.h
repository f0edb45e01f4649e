// A finding as the writers of view/formats.cpp give it.
#pragma once
#include <string>
#include <vector>

#include "report/validation.h"

namespace muster {

struct Finding {
  const Error* error;
  std::string kind;         // "approval-is-not-known": the message without what it names
  std::string text;         // message, why and fix, a line each
  std::string fingerprint;  // stays when lines move; each once in a list
};

std::vector<Finding> findings_of(const Validation& validation);

}  // namespace muster
