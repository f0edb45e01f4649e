// A whole regular file, with who may write it, read through one descriptor.
#pragma once
#include <sys/types.h>

#include <string>

namespace muster {

struct BoundedFile {
  std::string text;
  uid_t owner = 0;
  mode_t mode = 0;
};

// Error when it cannot be opened, is no regular file or is larger than `most` bytes.
BoundedFile read_bounded(const std::string& path, size_t most);

}  // namespace muster
