#pragma once
#include <string>

namespace muster {

// A source's name as the first part of a file name: ':' as '.', what is not plain as %XX, so that
// different names stay different.
std::string tape_stem(const std::string& name);

}  // namespace muster
