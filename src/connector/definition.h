// A connector: how one kind of system with a JSON API is asked, as a file says it. Shape:
// schema/connector.v1.json; those that come with muster are in share/connectors.
#pragma once
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "connector/template.h"
#include "core/clock.h"
#include "core/error.h"
#include "jmespath/expression.h"
#include "model/record.h"

namespace muster::connector {

using jmespath::Expression;

using Pairs = std::vector<std::pair<std::string, Template>>;

// One exchange, its $names still to be filled in.
struct Exchange {
  std::string method = "GET";
  Template path;
  Pairs query, headers, form;
  nlohmann::json json;  // texts in it are templates
};

// How the answers of a long list follow each other.
struct Paging {
  enum Kind { none, page, offset, range, cursor, link } kind = none;
  enum Place { query, header, body } place = query;
  std::string name;       // of the parameter
  std::string size_name;  // of the one that says how many; "" none
  Template format;        // of a range: $a to $b
  long long size = 100;
  long long first = 1;              // of the first page
  std::optional<Expression> next;   // of a cursor or link
  std::optional<Expression> total;  // how many there are in all
};

// What an answer must be to count.
struct Success {
  std::set<int> status;  // empty: 200 to 299
  std::optional<Expression> when;
  std::optional<Expression> message;
};

struct Login {
  Exchange exchange;
  // "header:NAME" or an expression of the answer. What is taken is secret; what is learned may
  // stand in a path.
  std::map<std::string, std::string> take, learn;
  std::map<std::string, Expression> expressions;  // of those that are
  bool cookies = false;                           // are sent back
  std::set<int> expired_status;
  std::optional<Expression> expired_when;
  std::optional<Exchange> logout;
};

enum class AuthKind { none, basic, bearer, header, session, mtls };

struct Auth {
  AuthKind kind = AuthKind::none;
  Pairs headers;  // of every request
  Pairs query;    // so too
  Template base;  // before every path, once logged in; "" none
  Login login;
};

struct RequestSpec {
  std::string name;
  Exchange exchange;
  Paging page;
  std::optional<Expression> items;         // the answer itself, without
  std::string each;                        // the request whose items it is made for; "" once
  std::map<std::string, Expression> with;  // $names from each of those
};

enum class Coercion {
  as_is,
  text,
  lower,
  label,
  number,
  bytes,
  mib,
  epoch,
  epoch_ms,
  time,
  mac,
  address,
  flag,
  choice
};

// How a value of a record is told.
struct FieldSpec {
  Expression expression;
  Coercion as = Coercion::as_is;
  long long unit = 1;                             // bytes
  std::map<std::string, std::string> words = {};  // of a choice
  std::string otherwise = {};                     // of a word that is not among them
  bool passing = false;
};

struct Joined {
  std::string name, from;
  Expression mine, theirs;
};

struct RelationSpec {
  std::string kind;
  Expression id;
};

struct RecordSpec {
  std::string kind, from;
  Expression id;
  std::optional<Expression> where = {};
  std::vector<Joined> joins = {};
  std::map<std::string, FieldSpec> set = {};
  std::optional<Expression> interfaces = {};  // a list of {name, mac, addresses, vlans}
  std::map<std::string, RelationSpec> relations = {};
  std::optional<FieldSpec> heard = {};
  std::chrono::seconds fresh{0};  // heard longer ago: stale; 0: never
  Template link = {};
};

struct Limits {
  size_t concurrency = 4;
  int per_minute = 0;  // 0: as fast as it answers
  int retries = 3;
  size_t pages = 10'000;
  size_t items = 200'000;  // of one request
  size_t logins = 20;
};

struct Variable {
  std::string about;
  std::optional<std::string> otherwise;
};

struct Definition {
  std::string name, about;
  std::map<std::string, Variable> vars;
  std::string base;  // before every path
  Pairs headers;     // of every request
  Auth auth;
  Success ok;
  Limits limits;
  std::vector<RequestSpec> requests;  // as they follow from each other
  std::vector<RecordSpec> records;
};

// Every mistake goes to `trouble` with its line and column; nullopt when there is one.
std::optional<Definition> read_definition(std::string_view text, const std::string& file,
                                          Diagnostics& trouble);

// The text of one that comes with muster; "" when there is none of that name.
std::string_view shipped_connector(std::string_view name);
std::vector<std::string> shipped_connectors();  // their names, sorted
inline constexpr std::string_view connector_folder = "connectors/";

}  // namespace muster::connector
