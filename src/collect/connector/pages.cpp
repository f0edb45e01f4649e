#include "collect/connector/pages.h"

#include <set>

#include "connector/coerce.h"
#include "core/hash.h"
#include "core/text.h"

namespace muster::connector {
namespace {

class Walk {
 public:
  Walk(ApiSession& api, const RequestSpec& request, const Limits& limits, const Bindings& bindings,
       const std::string& name)
      : api_(api), request_(request), limits_(limits), bindings_(bindings), name_(name) {}

  Fetched read() && {
    try {
      while (step()) {
      }
      require_all();
    } catch (const Error& error) {
      out_.error = error;
    }
    return std::move(out_);
  }

 private:
  const Paging& page() const { return request_.page; }

  // Reads a page; whether there is to be another.
  bool step() {
    if (pages_++ == limits_.pages) {
      throw Error(name_ + ": there are more than " + counted(limits_.pages, "page"))
          .mend("raise limits.pages of the connector if that can be");
    }
    const ApiAnswer answer = api_.ask(request_.exchange, bindings_, turn());
    const size_t before = out_.items.size();
    add(items_in(answer.body));
    const size_t count = out_.items.size() - before;
    read_total(answer.body);
    if (count > 0) refuse_again(before);
    switch (page().kind) {
      case Paging::none:
        return false;
      case Paging::cursor:
      case Paging::link:
        return follow(answer.body);
      default:
        return count > 0 && !(total_ && out_.items.size() >= *total_);
    }
  }

  Turn turn() const {
    Turn out;
    const Paging& how = page();
    if (how.kind == Paging::none) return out;
    if (how.kind == Paging::link) {
      out.link = next_;
      if (next_.empty()) put(out, how.size_name, std::to_string(how.size));
      return out;
    }
    put(out, how.size_name, std::to_string(how.size));
    const auto read = static_cast<long long>(out_.items.size());
    if (how.kind == Paging::page) {
      put(out, how.name, std::to_string(how.first + static_cast<long long>(pages_) - 1));
    } else if (how.kind == Paging::offset) {
      put(out, how.name, std::to_string(read));
    } else if (how.kind == Paging::range) {
      put(out, how.name,
          how.format.fill({{"a", std::to_string(read)}, {"b", std::to_string(read + how.size)}}));
    } else if (!next_.empty()) {
      put(out, how.name, next_);
    }
    return out;
  }

  void put(Turn& turn, const std::string& name, const std::string& value) const {
    if (name.empty()) return;
    auto& list = page().place == Paging::query    ? turn.query
                 : page().place == Paging::header ? turn.headers
                                                  : turn.body;
    list.emplace_back(name, value);
  }

  nlohmann::json items_in(const nlohmann::json& body) const {
    nlohmann::json items = request_.items ? request_.items->evaluate(body) : body;
    if (items.is_object()) return nlohmann::json::array({std::move(items)});
    if (!items.is_array()) throw Error(name_ + ": the answer has no list where it is looked for");
    return items;
  }

  void add(nlohmann::json items) {
    if (out_.items.size() + items.size() > limits_.items) {
      throw Error(name_ + ": there are more than " + counted(limits_.items, "item"))
          .mend("raise limits.items of the connector if that can be");
    }
    for (auto& item : items) out_.items.push_back(std::move(item));
  }

  // The same first item again: the server does not page as it is asked to.
  void refuse_again(size_t first) {
    if (page().kind == Paging::none) return;
    const std::string item =
        out_.items[first].dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    if (seen_.insert(sha256_hex(item)).second) return;
    out_.items.resize(first);
    throw Error(name_ + ": page " + std::to_string(pages_) + " is one that was there before")
        .mend("see whether the API takes the paging of the connector");
  }

  void read_total(const nlohmann::json& body) {
    if (!page().total) return;
    if (const auto total = parse_int(scalar_text(page().total->evaluate(body)))) {
      total_ = static_cast<size_t>(std::max(*total, 0LL));
    }
  }

  bool follow(const nlohmann::json& body) {
    const std::string next = scalar_text(page().next->evaluate(body));
    if (next.empty()) return false;
    if (!followed_.insert(next).second) {
      throw Error(name_ + ": the pages lead in a circle");
    }
    next_ = next;
    return true;
  }

  void require_all() const {
    if (!total_ || out_.items.size() >= *total_) return;
    throw Error(name_ + ": it says that there are " + counted(*total_, "item") + ", and gave " +
                std::to_string(out_.items.size()))
        .mend("run again; where it stays so, the user may not see all of them");
  }

  ApiSession& api_;
  const RequestSpec& request_;
  const Limits& limits_;
  const Bindings& bindings_;
  const std::string& name_;
  Fetched out_;
  size_t pages_ = 0;
  std::optional<size_t> total_;
  std::string next_;
  std::set<std::string> seen_, followed_;
};

}  // namespace

Fetched fetch(ApiSession& api, const RequestSpec& request, const Limits& limits,
              const Bindings& bindings, const std::string& name) {
  return Walk(api, request, limits, bindings, name).read();
}

}  // namespace muster::connector
