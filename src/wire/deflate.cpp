#include "wire/deflate.h"

#include <zlib.h>

#include "core/error.h"

namespace muster {

std::string deflated(std::string_view bytes) {
  uLongf size = compressBound(static_cast<uLong>(bytes.size()));
  std::string out(size, '\0');
  const int result = compress2(reinterpret_cast<Bytef*>(out.data()), &size,
                               reinterpret_cast<const Bytef*>(bytes.data()),
                               static_cast<uLong>(bytes.size()), Z_BEST_COMPRESSION);
  if (result != Z_OK) throw Error("out of memory while compressing");
  out.resize(size);
  return out;
}

}  // namespace muster
