#pragma once
#include <string>
#include <string_view>

namespace muster {

// A source's name as the first part of a file name: ':' as '.', what is not plain as %XX, so that
// different names stay different.
std::string tape_stem(const std::string& name);

// The same of the tape in a file, whatever is in it.
std::string tape_stem_of_file(std::string_view file, std::string_view suffix);

}  // namespace muster
