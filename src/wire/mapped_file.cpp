#include "wire/mapped_file.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include "wire/fd.h"

namespace muster {

std::shared_ptr<const MappedFile> MappedFile::open(const std::string& path, size_t most) {
  const Fd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
  struct stat found {};
  if (!fd || ::fstat(fd.get(), &found) != 0 || !S_ISREG(found.st_mode)) return nullptr;
  const auto size = static_cast<size_t>(found.st_size);
  if (size == 0 || size > most) return nullptr;
  void* at = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, fd.get(), 0);
  if (at == MAP_FAILED) return nullptr;
  return std::make_shared<const MappedFile>(std::string_view(static_cast<const char*>(at), size),
                                            found.st_uid, found.st_mode);
}

MappedFile::~MappedFile() { ::munmap(const_cast<char*>(text_.data()), text_.size()); }

void MappedFile::rest() const {
  ::madvise(const_cast<char*>(text_.data()), text_.size(), MADV_DONTNEED);
}

}  // namespace muster
