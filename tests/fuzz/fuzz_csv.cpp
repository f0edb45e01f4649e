// Any text is a table or an Error; what is read and written comes back the same.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "core/csv.h"
#include "core/error.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  try {
    const std::string_view text(reinterpret_cast<const char*>(bytes), size);
    for (const muster::CsvRow& row : muster::parse_csv(text, "x.csv")) {
      if (row.cells.size() < 2) continue;  // one semicolon would make it a table of those
      const std::string written = "a,b,c\r\n" + muster::csv_row(row.cells);
      const auto again = muster::parse_csv(written, "x.csv");
      if (again.size() != 2 || again[1].cells != row.cells) std::abort();
    }
  } catch (const muster::Error& error) {
    muster::render(error);
  }
  return 0;
}
