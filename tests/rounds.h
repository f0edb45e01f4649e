// How often a property is tried: all of `full`, or a part of it where a sanitizer makes each try
// some thirty times slower.
#pragma once

constexpr int rounds(int full) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  return full / 25 + 1;
#else
  return full;
#endif
}
