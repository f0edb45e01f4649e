// Files of the work tree and other local files, written so that a reader sees the old text or the
// new one, never half of it.
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace muster {

// Writes root/path through a temporary file and a rename, making folders as needed. Refuses to go
// through a symbolic link below `root`.
void write_below(const std::string& root, const std::string& path, std::string_view text);

// The same for a file named by the user.
void write_file(const std::string& path, std::string_view text);

// Error when there is no such file, it cannot be read, or it is larger than `limit`.
std::string read_file(const std::string& path, size_t limit);

}  // namespace muster
