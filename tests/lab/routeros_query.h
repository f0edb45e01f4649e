#pragma once

#include <map>
#include <string>
#include <vector>

namespace muster::lab {

using Record = std::map<std::string, std::string>;  // values are bytes, not necessarily UTF-8

// The words of a RouterOS query, without the leading question mark: `key`, `-key`, `key=value`,
// `<key=value`, `>key=value`, and the stack operations `#!`, `#&`, `#|`, `#INDEX`, `#.`.
// Throws std::invalid_argument for a word that is none of these.
bool matches(const Record& record, const std::vector<std::string>& query);

// Only the wanted keys, absent ones left out; all when `wanted` is empty.
Record project(const Record& record, const std::vector<std::string>& wanted);

std::vector<std::string> split_words(const std::string& list);  // "a,b"

// Bytes below 0x20 and bytes that are no UTF-8 go out as they are, which is what devices do.
std::string render(const Record& record);
std::string render(const std::vector<Record>& records);

}  // namespace muster::lab
