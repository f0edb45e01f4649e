// OceanStor Dorado, REST of DeviceManager: 200 to everything, the outcome in error.code, all values
// as texts, ranges half open and at most 100 long, cookie and token together.
#include "api/api.h"

namespace muster::lab {
namespace {

using nlohmann::json;

constexpr long unauthorized = -401, bad_parameter = 50331651, not_found = 1077939726,
               system_busy = 1077949006, wrong_password = 1077987870;

class OceanStor : public ReadApi {
 public:
  explicit OceanStor(const ApiTraits& traits) : ReadApi(traits), sessions_(traits.expire_after) {}

 private:
  static Answer failed(long code, const std::string& description) {
    return json_answer(
        {{"data", json::object()}, {"error", {{"code", code}, {"description", description}}}});
  }
  static Answer good(const json& data) {
    json body = {{"error", {{"code", 0}, {"description", "0"}}}};
    if (!data.is_null()) body["data"] = data;
    return json_answer(body);
  }

  Answer reply(const httplib::Request& request) override {
    const std::string base = "/deviceManager/rest";
    if (request.path == base + "/xx/sessions" && request.method == "POST") return log_in(request);
    const std::string inside = base + "/2102350ABC";
    const std::string token = request.get_header_value("iBaseToken");
    const bool cookie = request.get_header_value("Cookie") == "session=ismsession=" + token;
    if (request.path.rfind(inside + "/", 0) != 0 || !cookie || !sessions_.use(token)) {
      return failed(unauthorized, "unauthorized");
    }
    const std::string what = request.path.substr(inside.size());
    if (request.method == "DELETE" && what == "/sessions") {
      sessions_.close(token);
      return good(json::object());
    }
    if (request.method != "GET") return failed(bad_parameter, "operation not allowed");
    if (!only_params(request, {"range"})) return failed(bad_parameter, "parameter invalid");
    return objects(what, request);
  }

  Answer log_in(const httplib::Request& request) {
    const json body = json::parse(request.body, nullptr, false);
    if (body.is_discarded() || body.value("scope", "") != "0" ||
        body.value("username", "") != traits().user ||
        body.value("password", "") != traits().password) {
      return failed(wrong_password, "The User name or password is incorrect.");
    }
    const std::string token = sessions_.open();
    Answer answer = good({{"accountstate", "1"},
                          {"deviceid", "2102350ABC"},
                          {"iBaseToken", token},
                          {"userscope", "0"}});
    answer.headers.emplace("Set-Cookie", "session=ismsession=" + token + "; path=/; secure");
    return answer;
  }

  Answer objects(const std::string& what, const httplib::Request& request) {
    if (what == "/system/") return good(system());
    if (what == "/controller") return good(json::array({controller("0A"), controller("0B")}));
    const bool luns = what == "/lun";
    if (!luns && what != "/storagepool" && what != "/eth_port") {
      return failed(not_found, "The object does not exist.");
    }
    long from = 0, to = 100;
    const std::string range = request.get_param_value("range");
    if (!range.empty() && std::sscanf(range.c_str(), "[%ld-%ld]", &from, &to) != 2) {
      return failed(bad_parameter, "range invalid");
    }
    if (to - from > 100) return failed(bad_parameter, "range too long");
    if (luns && fails_now()) return failed(system_busy, "The system is busy.");
    json rows = json::array();
    if (luns) {
      const auto [begin, end] = part(from, to - from);
      for (int i = begin; i < end; ++i) rows.push_back(lun(i));
    } else if (from == 0) {
      rows = what == "/eth_port" ? ports() : json::array({pool()});
    }
    return good(rows.empty() ? json() : rows);
  }

  static json system() {
    return {{"ID", "2102350ABC"},
            {"NAME", "dorado-lab"},
            {"productModeString", "OceanStor Dorado 5000 V6"},
            {"PRODUCTMODE", "811"},
            {"PRODUCTVERSION", "V600R005C27"},
            {"pointRelease", "6.1.5"},
            {"LOCATION", "rack 7"},
            {"HEALTHSTATUS", "1"},
            {"RUNNINGSTATUS", "1"},
            {"SECTORSIZE", "512"},
            {"TOTALCAPACITY", "41943040"},
            {"USEDCAPACITY", "2097152"}};
  }
  static json controller(const std::string& id) {
    return {{"ID", id},
            {"NAME", id},
            {"SOFTVER", "6.1.5"},
            {"CPUINFO", "1 * 48 cores"},
            {"MEMORYSIZE", "131072"},
            {"RUNNINGSTATUS", "27"},
            {"HEALTHSTATUS", "1"}};
  }
  static json ports() {
    return json::array({{{"ID", "1"},
                         {"NAME", "P0"},
                         {"LOCATION", "CTE0.A.MGMT"},
                         {"PARENTID", "0A"},
                         {"MACADDRESS", "ac:75:1d:00:00:01"},
                         {"IPV4ADDR", "10.70.0.5"},
                         {"IPV4MASK", "255.255.255.0"},
                         {"RUNNINGSTATUS", "10"}},
                        {{"ID", "2"},
                         {"NAME", "P1"},
                         {"LOCATION", "CTE0.A.P1"},
                         {"PARENTID", "0A"},
                         {"MACADDRESS", "ac:75:1d:00:00:02"},
                         {"IPV4ADDR", ""},
                         {"IPV4MASK", ""},
                         {"RUNNINGSTATUS", "11"}}});
  }
  static json pool() {
    return {{"ID", "0"},
            {"NAME", "pool0"},
            {"USERTOTALCAPACITY", "20971520"},
            {"USERCONSUMEDCAPACITY", "1048576"},
            {"HEALTHSTATUS", "1"},
            {"RUNNINGSTATUS", "27"}};
  }
  static json lun(int i) {
    return {{"ID", std::to_string(i)},
            {"NAME", "lun" + std::to_string(i)},
            {"CAPACITY", "2097152"},
            {"ALLOCCAPACITY", "1024"},
            {"PARENTID", "0"},
            {"PARENTNAME", "pool0"},
            {"WWN", "6ac751d1000000" + std::to_string(100 + i)},
            {"HEALTHSTATUS", "1"}};
  }

  Sessions sessions_;
};

}  // namespace

std::unique_ptr<ReadApi> make_oceanstor(const ApiTraits& traits) {
  return std::make_unique<OceanStor>(traits);
}

}  // namespace muster::lab
