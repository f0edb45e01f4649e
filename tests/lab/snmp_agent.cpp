#include "snmp_agent.h"

#include <algorithm>
#include <map>
#include <stdexcept>

namespace muster::lab {
namespace {

constexpr uint8_t get_request = 0xa0, get_next = 0xa1, response = 0xa2, get_bulk = 0xa5;
constexpr uint8_t no_such_object = 0x80, end_of_view = 0x82;
constexpr int64_t too_big = 1, no_such_name = 2;
constexpr size_t largest = 1400;                  // bytes of the variables of one answer
constexpr size_t loop_after = 30, loop_back = 5;  // rows

std::string variable(const Oid& oid, std::string_view value) {
  return element(0x30, element(6, oid_content(oid)).append(value));
}

bool siblings(const Row& a, const Row& b) {
  return a.oid.size() == b.oid.size() && std::equal(a.oid.begin(), a.oid.end() - 1, b.oid.begin());
}

}  // namespace

struct SnmpAgent::Pdu {
  int64_t version = 0;
  std::string community;
  uint8_t kind = 0;
  int64_t id = 0, first = 0, second = 0;  // non-repeaters and repetitions of GETBULK
  std::vector<Oid> oids;
};

Manners parse_manners(const std::vector<std::string>& words) {
  const std::map<std::string, int Manners::*> numbers{{"delay", &Manners::delay},
                                                      {"loss", &Manners::loss},
                                                      {"too-big", &Manners::too_big},
                                                      {"bulk-lost", &Manners::bulk_lost}};
  const std::map<std::string, bool Manners::*> switches{{"dead", &Manners::dead},
                                                        {"v1-only", &Manners::v1_only},
                                                        {"disorder", &Manners::disorder},
                                                        {"loop", &Manners::loop},
                                                        {"garbage", &Manners::garbage},
                                                        {"wrong-id", &Manners::wrong_id},
                                                        {"no-context", &Manners::no_context},
                                                        {"empty-bulk", &Manners::empty_bulk}};
  Manners manners;
  for (const std::string& word : words) {
    const size_t equals = word.find('=');
    const auto number = numbers.find(word.substr(0, equals));
    const auto on = switches.find(word);
    if (number != numbers.end() && equals != std::string::npos) {
      manners.*number->second = std::stoi(word.substr(equals + 1));
    } else if (on != switches.end()) {
      manners.*on->second = true;
    } else {
      throw std::runtime_error("there are no manners \"" + word + "\"");
    }
  }
  return manners;
}

SnmpAgent::SnmpAgent(Views views, std::string community, Manners manners)
    : views_(std::move(views)), community_(std::move(community)), manners_(manners) {
  views_[""];
}

std::vector<std::string> SnmpAgent::answer(std::string_view request) {
  const auto pdu = parse(request);
  if (!pdu || manners_.dead || lost()) return {};
  if (manners_.v1_only && pdu->version != 0) return {};
  const Rows* rows = view_of(pdu->community);
  if (rows == nullptr) return {};
  const std::string good = respond(*pdu, *rows);
  if (good.empty()) return {};
  if (!manners_.garbage) return {good};
  std::string other = good;
  other[4] = 9;  // a version there is not
  return {std::string("\x30\x82\xff\xff\x02\x01", 6), good.substr(0, good.size() / 2), other,
          std::string(64, '\xff'), good};
}

std::optional<SnmpAgent::Pdu> SnmpAgent::parse(std::string_view request) const {
  BerReader outer(request);
  const auto message = outer.next(0x30);
  if (!message || !outer.done()) return std::nullopt;
  BerReader reader(*message);
  Pdu pdu;
  const auto version = reader.integer();
  const auto community = reader.next(4);
  const auto body = reader.next();
  if (!version || (*version != 0 && *version != 1) || !community || !body) return std::nullopt;
  pdu.version = *version;
  pdu.community = std::string(*community);
  pdu.kind = body->tag;
  BerReader fields(body->content);
  const auto id = fields.integer(), first = fields.integer(), second = fields.integer();
  const auto list = fields.next(0x30);
  if (!id || !first || !second || !list || !fields.done()) return std::nullopt;
  pdu.id = *id;
  pdu.first = *first;
  pdu.second = *second;
  for (BerReader variables(*list); !variables.done();) {
    const auto pair = variables.next(0x30);
    BerReader parts(pair.value_or(""));
    const auto oid = parse_oid_content(parts.next(6).value_or(""));
    if (!oid || !parts.next(5) || !parts.done()) return std::nullopt;
    pdu.oids.push_back(*oid);
  }
  const bool known =
      pdu.kind == get_request || pdu.kind == get_next || (pdu.kind == get_bulk && pdu.version == 1);
  if (!known) return std::nullopt;
  return pdu;
}

const Rows* SnmpAgent::view_of(std::string_view community) const {
  const size_t at = std::min(community.find('@'), community.size());
  if (community.substr(0, at) != community_) return nullptr;
  const std::string context(at < community.size() ? community.substr(at + 1) : "");
  const auto found = views_.find(manners_.no_context ? "" : context);
  return found == views_.end() ? nullptr : &found->second;
}

std::string SnmpAgent::respond(const Pdu& pdu, const Rows& rows) const {
  Answer answer;
  if (pdu.kind == get_bulk) {
    if (manners_.bulk_lost > 0 && pdu.second > manners_.bulk_lost) return "";
    answer = bulk(pdu, rows);
  } else {
    answer = one_each(pdu, rows);
  }
  const int64_t id = manners_.wrong_id ? pdu.id ^ 1 : pdu.id;
  const std::string body = integer(id) + integer(answer.status) + integer(answer.place) +
                           element(0x30, answer.variables);
  return element(0x30, integer(pdu.version) + element(4, pdu.community) + element(response, body));
}

// GET and GETNEXT; what is not there is an exception in v2c and an error in v1.
SnmpAgent::Answer SnmpAgent::one_each(const Pdu& pdu, const Rows& rows) const {
  Answer answer;
  std::string asked;
  for (size_t i = 0; i < pdu.oids.size(); ++i) {
    const Oid& oid = pdu.oids[i];
    const bool is_next = pdu.kind == get_next;
    const Row* row = is_next ? next(rows, oid) : find(rows, oid);
    asked += variable(oid, element(5, ""));
    answer.variables += row != nullptr
                            ? variable(row->oid, row->value)
                            : variable(oid, element(is_next ? end_of_view : no_such_object, ""));
    if (row != nullptr || pdu.version != 0 || answer.status != 0) continue;
    answer.status = no_such_name;
    answer.place = static_cast<int64_t>(i) + 1;
  }
  if (answer.status != 0) answer.variables = asked;
  return answer;
}

const Row* SnmpAgent::find(const Rows& rows, const Oid& oid) {
  const auto found = std::lower_bound(rows.begin(), rows.end(), oid,
                                      [](const Row& row, const Oid& key) { return row.oid < key; });
  return found == rows.end() || found->oid != oid ? nullptr : &*found;
}

const Row* SnmpAgent::next(const Rows& rows, const Oid& oid) const {
  const auto after = std::upper_bound(rows.begin(), rows.end(), oid,
                                      [](const Oid& key, const Row& row) { return key < row.oid; });
  auto place = static_cast<size_t>(after - rows.begin());
  const bool is_row = place > 0 && rows[place - 1].oid == oid;
  // Where the row at `i` of the sorted order stands, and the other way round.
  const auto swapped = [&](size_t i) {
    const size_t other = i ^ 1;
    return manners_.disorder && other < rows.size() && siblings(rows[i], rows[other]) ? other : i;
  };
  if (is_row) place = swapped(place - 1) + 1;
  if (manners_.loop && is_row && place % loop_after == 0) place -= loop_back;
  return place < rows.size() ? &rows[swapped(place)] : nullptr;
}

SnmpAgent::Answer SnmpAgent::bulk(const Pdu& pdu, const Rows& rows) const {
  Answer answer;
  if (manners_.too_big > 0 && pdu.second > manners_.too_big) answer.status = too_big;
  if (manners_.empty_bulk || answer.status != 0 || pdu.oids.empty()) return answer;
  Oid oid = pdu.oids.back();
  for (int64_t i = 0; i < pdu.second && answer.variables.size() < largest - 40; ++i) {
    const Row* row = next(rows, oid);
    answer.variables +=
        row == nullptr ? variable(oid, element(end_of_view, "")) : variable(row->oid, row->value);
    if (row == nullptr) break;
    oid = row->oid;
  }
  return answer;
}

bool SnmpAgent::lost() {
  return manners_.loss > 0 && static_cast<int>(random_() % 100) < manners_.loss;
}

}  // namespace muster::lab
