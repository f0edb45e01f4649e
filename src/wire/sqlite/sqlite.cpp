#include "wire/sqlite/sqlite.h"

#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <utility>

#include "core/error.h"
#include "core/text.h"

namespace muster {
namespace {

constexpr int patience_ms = 10'000;  // while another run writes

Error sqlite_error(sqlite3* database, const std::string& doing) {
  return Error(doing + " failed")
      .because(clean(sqlite3_errmsg(database), 300))
      .mend("delete the file below .git/muster: it is made anew");
}

// Another's file, or one that others may write, says what they want.
bool is_mine(const std::string& path) {
  struct stat file {};
  if (lstat(path.c_str(), &file) != 0) return true;  // it will be
  return S_ISREG(file.st_mode) && file.st_uid == geteuid() && (file.st_mode & 022U) == 0;
}

}  // namespace

Statement::Statement(sqlite3* database, std::string_view sql) : database_(database) {
  if (sqlite3_prepare_v2(database, sql.data(), static_cast<int>(sql.size()), &statement_,
                         nullptr) != SQLITE_OK) {
    throw sqlite_error(database, "preparing a statement of SQLite");
  }
}
Statement::~Statement() { sqlite3_finalize(statement_); }
Statement::Statement(Statement&& other) noexcept
    : database_(other.database_), statement_(std::exchange(other.statement_, nullptr)) {}

Statement& Statement::bind(int place, std::string_view text) {
  sqlite3_bind_text64(statement_, place, text.data(), text.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
  return *this;
}
Statement& Statement::bind(int place, int64_t number) {
  sqlite3_bind_int64(statement_, place, number);
  return *this;
}
bool Statement::step() {
  const int code = sqlite3_step(statement_);
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  throw sqlite_error(database_, "asking SQLite");
}
void Statement::run() {
  while (step()) {
  }
  reset();
}
void Statement::reset() { sqlite3_reset(statement_); }
std::string Statement::text(int column) const {
  const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
  const auto size = static_cast<size_t>(sqlite3_column_bytes(statement_, column));
  return text == nullptr ? "" : std::string(text, size);
}
int64_t Statement::number(int column) const { return sqlite3_column_int64(statement_, column); }
double Statement::real(int column) const { return sqlite3_column_double(statement_, column); }

Database::Database(const std::string& path, int64_t version, const std::string& schema) {
  if (open(path, version)) return;
  close();
  for (const char* part : {"", "-journal", "-wal", "-shm"}) {
    std::error_code none;
    std::filesystem::remove(path + part, none);
  }
  std::error_code none;
  std::filesystem::create_directories(std::filesystem::path(path).parent_path(), none);
  const mode_t before = umask(077);
  const int code = sqlite3_open(path.c_str(), &database_);
  umask(before);
  if (code != SQLITE_OK) throw sqlite_error(database_, "opening " + clean(path, 300));
  sqlite3_busy_timeout(database_, patience_ms);
  run(schema);
  run("PRAGMA user_version=" + std::to_string(version));
}

Database::~Database() { close(); }

Statement& Database::kept(const std::string& sql) {
  Statement& one = kept_.try_emplace(sql, database_, sql).first->second;
  one.reset();
  return one;
}

void Database::close() {
  kept_.clear();
  sqlite3_close(database_);
  database_ = nullptr;
}

bool Database::open(const std::string& path, int64_t version) {
  if (!is_mine(path) || !std::filesystem::exists(path)) return false;
  if (sqlite3_open_v2(path.c_str(), &database_, SQLITE_OPEN_READWRITE, nullptr) != SQLITE_OK) {
    return false;
  }
  sqlite3_busy_timeout(database_, patience_ms);
  try {
    Statement asked = prepare("PRAGMA user_version");
    return asked.step() && asked.number(0) == version;
  } catch (const Error&) {
    return false;
  }
}

void Database::run(const std::string& sql) {
  if (sqlite3_exec(database_, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) {
    throw sqlite_error(database_, "SQLite");
  }
}

int64_t Database::last_row() const { return sqlite3_last_insert_rowid(database_); }

Transaction::~Transaction() {
  if (!open_) return;
  try {
    database_.run("ROLLBACK");
  } catch (const Error&) {
    // The database rolls back by itself when it is closed.
  }
}

void Transaction::commit() {
  database_.run("COMMIT");
  open_ = false;
}

}  // namespace muster
