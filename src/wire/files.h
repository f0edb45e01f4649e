// Files of the work tree and other local files, written so that a reader sees the old text or the
// new one, never half of it.
#pragma once
#include <sys/types.h>

#include <functional>
#include <string>
#include <string_view>

namespace muster {

// Writes root/path through a temporary file and a rename, making folders as needed. Refuses to go
// through a symbolic link below `root`. What was written is on the disk after flush_below().
void write_below(const std::string& root, const std::string& path, std::string_view text);

void flush_below(const std::string& root);

// The same for a file named by the user: behind a symbolic link what it leads to; a device or pipe
// is written into, never replaced.
void write_file(const std::string& path, std::string_view text);
// The same for its owner's eyes alone, whatever mode an old file of that name had.
void write_private_file(const std::string& path, std::string_view text);
// The same in pieces, until one is empty.
void write_file(const std::string& path, const std::function<std::string()>& next);

// A whole regular file, with who may write it, read through one descriptor.
struct BoundedFile {
  std::string text;
  uid_t owner = 0;
  mode_t mode = 0;
};

// Error when it cannot be opened, is no regular file or is larger than `most` bytes.
BoundedFile read_bounded(const std::string& path, size_t most);
std::string read_file(const std::string& path, size_t most);

}  // namespace muster
