#include "target/netbox/read/follow.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>
#include <unordered_map>

#include "core/hash.h"
#include "core/json.h"
#include "core/text.h"
#include "target/netbox/read/change_log.h"
#include "target/netbox/read/take.h"
#include "target/netbox/read/time_text.h"
#include "target/netbox/schema.h"
#include "wire/files.h"

namespace muster::netbox {
namespace {

constexpr int kept_version = 1;
constexpr size_t most_kept_bytes = size_t{1} << 30;
constexpr size_t most_head_bytes = 4096;
constexpr size_t always_followed = 2000;  // rows; of more at most a quarter of all
constexpr long long newest_rows = 50;

// Reading everything is the answer; `what` is why.
struct Unfit {
  std::string what;
};

struct State {
  LogMark mark;
  Tables tables;
};

std::string render_state(const State& state) {
  const std::string text = render_tables(state.tables);
  return Json{{"muster_kept", kept_version}, {"digest", sha256_hex(text)},
              {"id", state.mark.id},         {"first", state.mark.first},
              {"count", state.mark.count},   {"time", state.mark.time}}
             .dump() +
         "\n" + text;
}

State load_state(const std::string& file) {
  BoundedFile kept;
  try {
    kept = read_bounded(file, most_kept_bytes);
  } catch (const Error&) {
    throw Unfit{"nothing was kept"};
  }
  if (kept.owner != ::geteuid() || (kept.mode & (S_IWGRP | S_IWOTH)) != 0)
    throw Unfit{"what was kept is not this user's alone"};
  const size_t end = std::min(kept.text.find('\n'), kept.text.size());
  const Json head =
      Json::parse(kept.text.substr(0, std::min(end, most_head_bytes)), nullptr, false);
  const std::string_view text =
      std::string_view(kept.text).substr(std::min(end + 1, kept.text.size()));
  const auto number = [&](const char* name) {
    const Json& value = member(head, name);
    return value.is_number_integer() ? value.get<long long>() : -1;
  };
  if (number("muster_kept") != kept_version ||
      muster::netbox::text(head, "digest") != sha256_hex(text))
    throw Unfit{"what was kept is damaged, or of another version"};
  return {{number("id"), number("first"), number("count"), muster::netbox::text(head, "time")},
          parse_tables(text)};
}

// Brings what was kept up to date.
class Following {
 public:
  Following(Client& client, State& state, std::stop_token stop)
      : client_(client), state_(state), stop_(std::move(stop)) {
    for (const Kind& each : kinds()) {
      if (!each.endpoint.empty()) models_.emplace(each.endpoint, each.model);
    }
  }

  void run() {
    require_same_shape();
    if (same_mark(state_.mark, client_, stop_) != state_.mark)
      throw Unfit{"NetBox's change log is not what it was"};
    const auto changes = changes_behind(state_.mark, client_, stop_);
    if (!changes) throw Unfit{"too much has changed"};
    Places defining;
    for (const LoggedChange& change : *changes) {
      if (change.model == "extras.customfield") {
        defining["extras/custom-fields"].insert(change.id);
      } else if (change.model == "extras.tag") {
        defining["extras/tags"].insert(change.id);
      } else {
        touch(change.model, change.id);
      }
    }
    for (const auto& [endpoint, ids] : defining) require_as_kept(endpoint, ids);
    while (fetch_stale()) {
    }
    verify();
  }

 private:
  using Places = std::map<std::string, std::set<long long>, std::less<>>;  // by endpoint

  void require_same_shape() {
    if (state_.tables.version != client_.version(stop_).text)
      throw Unfit{"NetBox is of another version"};
    const auto wanted = whole_tables();
    const auto& kept = state_.tables.by_endpoint;
    const bool same = wanted.size() == kept.size() &&
                      std::all_of(wanted.begin(), wanted.end(), [&](const Listing& each) {
                        const auto table = kept.find(each.endpoint);
                        return table != kept.end() && table->second.fields == each.fields;
                      });
    if (!same) throw Unfit{"what was kept is of another muster"};
  }

  // Tags and custom fields stand on most objects. New ones do on none yet.
  void require_as_kept(const std::string& endpoint, const std::set<long long>& ids) {
    Table& table = state_.tables.by_endpoint.at(endpoint);
    std::map<long long, std::string> before;
    for (const long long id : ids) {
      if (const auto kept = table.rows.find(id); kept != table.rows.end()) before.insert(*kept);
    }
    fetch(endpoint, ids);
    for (const auto& [id, row] : before) {
      const auto now = table.rows.find(id);
      if (now == table.rows.end() || now->second != row)
        throw Unfit{"tags or custom fields have changed"};
    }
  }

  void touch(const std::string& model, long long id) {
    auto& models = touched_[id];
    if (std::find(models.begin(), models.end(), model) != models.end()) return;
    models.push_back(model);
    const auto at = std::find_if(models_.begin(), models_.end(),
                                 [&](const auto& each) { return each.second == model; });
    if (at != models_.end()) want(at->first, id);
    grown_ = true;
  }

  void want(std::string_view endpoint, long long id) {
    const auto table = state_.tables.by_endpoint.find(endpoint);
    if (table == state_.tables.by_endpoint.end()) return;
    if (!fetched_[table->first].contains(id)) stale_[table->first].insert(id);
  }

  // "dcim/devices", 5 of each object that a row mentions.
  template <class Take>
  static void each_mention(std::string_view row, const Take& take) {
    constexpr std::string_view mark = "\"url\":\"";
    for (size_t at = row.find(mark); at != std::string_view::npos; at = row.find(mark, at)) {
      at += mark.size();
      const std::string_view url = row.substr(at, row.find('"', at) - at);
      const size_t slash = url.rfind('/');
      if (slash == std::string_view::npos) continue;
      take(url.substr(0, slash), parse_int(url.substr(slash + 1)).value_or(0));
    }
  }

  // Endpoints are the plural of models: too many are found rather than too few.
  bool is_touched(std::string_view endpoint, long long id) const {
    const auto found = touched_.find(id);
    if (found == touched_.end()) return false;
    std::string plural(endpoint);
    std::erase(plural, '-');
    std::replace(plural.begin(), plural.end(), '/', '.');
    return std::any_of(found->second.begin(), found->second.end(), [&](const std::string& model) {
      return plural.starts_with(model.substr(0, model.size() - 1));
    });
  }

  void find_mentions() {
    for (const auto& [endpoint, table] : state_.tables.by_endpoint) {
      for (const auto& [id, row] : table.rows) {
        const bool itself = is_touched(endpoint, id);
        each_mention(row, [&, on = endpoint, own = id](std::string_view at, long long to) {
          if (is_touched(at, to)) want(on, own);
          if (itself) want(at, to);
        });
      }
    }
  }

  // Reads what may have changed; false when there is nothing left of it.
  bool fetch_stale() {
    if (std::exchange(grown_, false)) find_mentions();
    const Places stale = std::exchange(stale_, {});
    for (const auto& [endpoint, ids] : stale) fetch(endpoint, ids);
    return !stale.empty();
  }

  void fetch(const std::string& endpoint, const std::set<long long>& ids) {
    followed_ += ids.size();
    if (followed_ > always_followed && followed_ > rows_kept() / 4)
      throw Unfit{"too much has changed"};
    Table& table = state_.tables.by_endpoint.at(endpoint);
    std::vector<std::string> words;
    for (const long long id : ids) words.push_back(std::to_string(id));
    const auto rows = client_.look_up(
        {endpoint, table.fields, ""}, "id", words,
        [&](const Json& row) { return ids.contains(id_of(row)); }, stop_);
    fetched_[endpoint].insert(ids.begin(), ids.end());
    std::set<long long> gone = ids;
    for (const Json& row : rows) {
      gone.erase(id_of(row));
      state_.tables.put(endpoint, row);
      if (!is_touched(endpoint, id_of(row))) continue;
      each_mention(table.rows.at(id_of(row)),
                   [&](std::string_view at, long long id) { want(at, id); });
    }
    for (const long long id : gone) {
      // What is gone without a word may have been mentioned, too.
      if (table.rows.erase(id) == 1) touch(std::string(models_.find(endpoint)->second), id);
    }
  }

  size_t rows_kept() const {
    size_t count = 0;
    for (const auto& [endpoint, table] : state_.tables.by_endpoint) count += table.rows.size();
    return count;
  }

  void verify() {
    for (const auto& [endpoint, table] : state_.tables.by_endpoint) {
      const auto fetched = static_cast<long long>(fetched_[endpoint].size());
      const Json page = client_.page("/api/" + endpoint +
                                         "/?fields=id,last_updated&ordering=-last_updated&limit=" +
                                         std::to_string(std::min(fetched + newest_rows, 1000LL)),
                                     stop_);
      const Json& rows = member(page, "results");
      if (member(page, "count") != table.rows.size() || !rows.is_array())
        throw Unfit{"the log does not tell all that changed in " + endpoint};
      for (const Json& row : rows) {
        const auto kept = table.rows.find(id_of(row));
        const std::string time = "\"last_updated\":" + member(row, "last_updated").dump();
        if (kept == table.rows.end() || kept->second.find(time) == std::string::npos)
          throw Unfit{"the log does not tell all that changed in " + endpoint};
      }
    }
  }

  Client& client_;
  State& state_;
  std::stop_token stop_;
  std::map<std::string_view, std::string_view> models_;              // by endpoint
  std::unordered_map<long long, std::vector<std::string>> touched_;  // models, by id
  bool grown_ = false;                                               // since they were looked for
  Places stale_, fetched_;
  size_t followed_ = 0;
};

State read_all(Client& client, Progress& progress, std::stop_token stop) {
  State state;
  state.mark = mark_of_log(client, stop);
  state.tables = take_tables(client, progress, stop);
  return state;
}

// Quiet where it cannot be written, because it is only there to save time.
void keep(const std::string& file, const State& state) {
  const std::string text = render_state(state);
  if (text.size() > most_kept_bytes) return;
  try {
    ::mkdir(file.substr(0, file.rfind('/')).c_str(), 0700);
    write_private_file(file, text);
  } catch (const Error&) {  // the next run reads everything
  }
}

}  // namespace

std::string kept_file(const std::string& folder, const std::string& url, const Secret& token) {
  return folder + "/netbox-" + hmac_sha256_hex(token.reveal(), url).substr(0, 32) + ".kept";
}

Kept follow(Client& client, const std::string& file, Progress& progress, std::stop_token stop) {
  Kept kept;
  State state;
  try {
    state = load_state(file);
    // Of now, before anything is read: what changes meanwhile is read again the next time.
    const LogMark mark = mark_of_log(client, stop);
    Following(client, state, stop).run();
    state.mark = mark;
  } catch (const Unfit& unfit) {
    kept.why = unfit.what;
    state = read_all(client, progress, stop);
  }
  keep(file, state);
  kept.tables = std::make_shared<Tables>(std::move(state.tables));
  return kept;
}

}  // namespace muster::netbox
