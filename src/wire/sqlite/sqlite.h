// SQLite, for what is derived and may be deleted at any time.
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace muster {

// One prepared statement. Texts are bound as they are, never made part of SQL.
class Statement {
 public:
  Statement(sqlite3* database, std::string_view sql);
  ~Statement();
  Statement(Statement&& other) noexcept;
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;

  Statement& bind(int place, std::string_view text);  // places count from 1
  Statement& bind(int place, int64_t number);
  bool step();  // whether there is a row
  void run();   // to its end, and ready to be bound again
  void reset();
  std::string text(int column) const;  // columns count from 0
  int64_t number(int column) const;
  double real(int column) const;

 private:
  sqlite3* database_;
  sqlite3_stmt* statement_ = nullptr;
};

class Database {
 public:
  // For this user only. One that is damaged, of another version or that others may write is
  // deleted and made anew with `schema`.
  Database(const std::string& path, int64_t version, const std::string& schema);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  Statement prepare(std::string_view sql) { return {database_, sql}; }
  // The same, prepared once and ready to be bound again.
  Statement& kept(const std::string& sql);
  void run(const std::string& sql);
  int64_t last_row() const;

 private:
  bool open(const std::string& path, int64_t version);
  void close();

  sqlite3* database_ = nullptr;
  std::map<std::string, Statement> kept_;
};

// All of it or nothing: what is not committed is rolled back.
class Transaction {
 public:
  explicit Transaction(Database& database) : database_(database) {
    database_.run("BEGIN IMMEDIATE");
  }
  ~Transaction();
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  void commit();

 private:
  Database& database_;
  bool open_ = true;
};

}  // namespace muster
