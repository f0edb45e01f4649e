// The included file on disk: written beside the old one, put in its place in one step, and taken
// back when what follows fails. Both neighbours have names that begin with a dot, so that an
// `include: *.conf` or `*` never reads them.
#pragma once
#include <string>
#include <string_view>

namespace muster::unbound {

class OwnedFile {
 public:
  explicit OwnedFile(const std::string& path);

  const std::string& path() const { return path_; }
  const std::string& staged() const { return staged_; }

  std::string text() const;                 // empty when there is no file
  void stage(std::string_view text) const;  // to staged(), on disk
  void discard() const;                     // staged()
  void swap();                              // staged() becomes the file, the old one is kept
  void restore();                           // what swap() replaced is the file again

 private:
  void sync_folder() const;

  std::string path_, folder_, staged_, old_;
  bool had_file_ = false;
};

}  // namespace muster::unbound
