// The included file: written beside the old one, put in its place in one step, and taken back when
// what follows fails. Its neighbours have names that begin with a dot, so that an `include: *.conf`
// or `*` never reads them.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "target/dns/unbound/machine.h"

namespace muster::unbound {

class OwnedFile {
 public:
  OwnedFile(const std::string& path, Machine& machine);

  const std::string& path() const { return path_; }
  const std::string& staged() const { return staged_; }

  std::string text();                 // "" when there is no file
  void stage(std::string_view text);  // to staged(), on disk
  void discard();                     // staged(), or what there is of it, where that can be done
  void swap();                        // staged() becomes the file, the old one is kept
  void restore();                     // what swap() replaced is the file again
  void retire();                      // the file goes, and what it was is kept, if that can be done

 private:
  Machine* machine_;
  std::string path_, staged_, old_;
  bool had_file_ = false;
};

// Of the file that muster owns: read whole, up to 256 MiB.
constexpr size_t most_file_bytes = 256 << 20;
// "/etc/unbound/muster.conf" and ".new" → "/etc/unbound/.muster.conf.new", as of .muster.conf
std::string beside(const std::string& path, std::string_view ending);

}  // namespace muster::unbound
