#include "wire/mapped_file.h"

#include <stdlib.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <stdexcept>

#include "wire/files.h"

using namespace muster;
namespace fs = std::filesystem;

TEST_CASE("a mapped file reads as it was when it was opened, though it is replaced meanwhile") {
  std::string folder = (fs::temp_directory_path() / "muster-mapped-XXXXXX").string();
  if (mkdtemp(folder.data()) == nullptr) throw std::runtime_error("mkdtemp");
  const std::string path = folder + "/file";
  const std::string text(100'000, 'a');
  write_file(path, text);
  const auto mapped = MappedFile::open(path, 1 << 20);
  REQUIRE(mapped);
  CHECK(mapped->text() == text);
  write_file(path, "another");
  mapped->rest();
  CHECK(mapped->text() == text);
  CHECK(MappedFile::open(path, 1 << 20)->text() == "another");

  CHECK_FALSE(MappedFile::open(path, 6));  // larger than that
  CHECK_FALSE(MappedFile::open(folder + "/none", 1 << 20));
  CHECK_FALSE(MappedFile::open(folder, 1 << 20));
  fs::create_symlink(path, folder + "/link");
  CHECK_FALSE(MappedFile::open(folder + "/link", 1 << 20));
  fs::remove_all(folder);
}
