// Edits of lists, mappings and blocks of people's part of a host file, by their byte ranges. What
// they give is to be read again: require_reads_as.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/host.h"

namespace muster {

// The list under `key` becomes [one, two]; a missing one is put in front of the second banner.
std::string with_list(std::string_view text, const std::string& path, std::string_view key,
                      std::span<const std::string> items);

// The value under overrides.`key`; "" takes the line out.
std::string with_override(std::string_view text, const std::string& path, std::string_view key,
                          std::string_view value);

// A line more in notes that stand as a block of text; nullopt: they do not.
std::optional<std::string> with_note(std::string_view text, const std::string& path,
                                     std::string_view line);

// Error when the text does not say exactly what is wanted.
void require_reads_as(std::string_view text, const std::string& path, const Host& wanted);

}  // namespace muster
