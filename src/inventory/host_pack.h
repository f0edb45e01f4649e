// One host file as bytes for the cache: what its text says, then the text itself.
#pragma once
#include <memory>
#include <string>
#include <string_view>

#include "inventory/host_file.h"

namespace muster {

// Names the shape of what pack() writes and what the reader accepts. Its last number counts changes
// of what the reader accepts that leave all else alone.
std::string pack_shape();

std::string pack(const HostFile& file);  // all but the path
// `bytes` is a piece of `whole`, and its text stays one. nullptr when it does not read; bytes that
// pack() did not write may read as anything.
std::shared_ptr<const HostFile> unpack(std::string path, std::string_view bytes,
                                       std::shared_ptr<const void> whole);

}  // namespace muster
