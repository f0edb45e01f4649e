// A file of this machine, looked at where it lies instead of being read as a whole.
#pragma once
#include <sys/types.h>

#include <memory>
#include <string>
#include <string_view>

namespace muster {

// Of a file that is replaced and never written into: its bytes stay what they were.
class MappedFile {
 public:
  // nullptr where there is no regular file, or one of more than `most` bytes.
  static std::shared_ptr<const MappedFile> open(const std::string& path, size_t most);
  MappedFile(std::string_view text, uid_t owner, mode_t mode)
      : text_(text), owner_(owner), mode_(mode) {}
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;
  ~MappedFile();

  std::string_view text() const { return text_; }
  uid_t owner() const { return owner_; }
  mode_t mode() const { return mode_; }
  // Gives back the memory of what was looked at, until it is looked at again.
  void rest() const;

 private:
  std::string_view text_;
  uid_t owner_;
  mode_t mode_;
};

}  // namespace muster
