#include "target/dns/unbound/owned_file.h"

#include "core/error.h"

namespace muster::unbound {

std::string beside(const std::string& path, std::string_view ending) {
  const size_t slash = path.rfind('/');
  const size_t cut = slash == std::string::npos ? 0 : slash + 1;
  const std::string dot = path.substr(cut).starts_with('.') ? "" : ".";
  return path.substr(0, cut) + dot + path.substr(cut) + std::string(ending);
}

OwnedFile::OwnedFile(const std::string& path, Machine& machine)
    : machine_(&machine), path_(path), staged_(beside(path, ".new")), old_(beside(path, ".old")) {}

std::string OwnedFile::text() {
  auto text = machine_->read(path_, most_file_bytes);
  had_file_ = text.has_value();
  return text.value_or("");
}

void OwnedFile::stage(std::string_view text) { machine_->write(staged_, text); }

void OwnedFile::discard() {
  try {
    machine_->remove(staged_);
  } catch (const Error&) {
    // What went wrong before is what people must read; the next run writes over it.
  }
}

void OwnedFile::swap() {
  if (had_file_) machine_->link(path_, old_);
  machine_->replace(staged_, path_);
}

void OwnedFile::restore() {
  try {
    had_file_ ? machine_->replace(old_, path_) : machine_->remove(path_);
  } catch (const Error& error) {
    throw Error("cannot bring the old " + path_ + " back: " + error.message)
        .because(error.why)
        .mend("the old content is " + old_);
  }
}

void OwnedFile::retire() {
  try {
    machine_->replace(path_, old_);
  } catch (const Error&) {
    // Nothing reads it any more.
  }
}

}  // namespace muster::unbound
