#include "view/page/topology_svg.h"

#include <fmt/core.h>

#include <algorithm>

#include "core/text.h"
#include "view/page/markup.h"

namespace muster::web {
namespace {

constexpr size_t most_rows = 400;  // ports of a site that are drawn one by one
constexpr int head_height = 46;
constexpr int row_height = 22;
constexpr int gap = 18;
constexpr int between = 84;  // levels
constexpr int wide = 268, narrow = 184;
constexpr int folded_columns = 5;

// What a host without a name is known by to people.
std::string called(const Host& host) {
  if (!effective_name(host).empty()) return effective_name(host);
  for (const Interface& interface : effective_interfaces(host)) {
    if (!interface.addresses.empty()) return render(interface.addresses.front().ip);
  }
  return host.id;
}

struct Card {
  int x = 0, y = 0;
  bool drawn = false;
};

class Picture {
 public:
  explicit Picture(const SiteTopology& site) : site_(site), cards_(site.switches.size()) {
    size_t rows = 0;
    for (const TopologySwitch& one : site.switches) rows += one.ports.size();
    folded_ = rows > most_rows;
    int y = 0;
    for (size_t i = 0; i < cards_.size(); ++i) {
      if (site.switches[i].top) y = place(i, 0, y) + gap;
    }
    height_ = std::max(0, y - gap);
  }

  std::string markup() const {
    std::string ways, cards;
    for (size_t i = 0; i < cards_.size(); ++i) {
      draw_ways(i, ways);
      draw_card(i, cards);
    }
    return fmt::format(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0}\" height=\"{1}\" viewBox=\"-1 -1 "
        "{0} {1}\" role=\"group\" aria-label=\"switches of {2}\">{3}{4}</svg>",
        width_ + 2, height_ + 2, escaped(site_.site), ways, cards);
  }

 private:
  int card_width() const { return folded_ ? narrow : wide; }

  int card_height(size_t i) const {
    const auto rows = static_cast<int>(site_.switches[i].ports.size());
    return folded_ || rows == 0 ? head_height : head_height + rows * row_height + 6;
  }

  std::vector<size_t> behind(size_t i) const {
    std::vector<size_t> all;
    for (const TopologyPort& port : site_.switches[i].ports) {
      all.insert(all.end(), port.switches.begin(), port.switches.end());
    }
    return all;
  }

  // The card, and to its right all that is behind it. Returns where its part of the picture ends.
  int place(size_t i, int x, int y) {
    cards_[i] = {x, y, true};
    width_ = std::max(width_, x + card_width());
    const int right = x + card_width() + between;
    std::vector<size_t> leaves;
    int below = y;
    for (const size_t next : behind(i)) {
      if (folded_ && behind(next).empty()) {
        leaves.push_back(next);
      } else {
        below = place(next, right, below) + gap;
      }
    }
    below = place_leaves(leaves, right, below);
    return std::max(y + card_height(i), below - gap);
  }

  // In rows of a few.
  int place_leaves(const std::vector<size_t>& leaves, int x, int y) {
    for (size_t at = 0; at < leaves.size(); ++at) {
      const int column = static_cast<int>(at) % folded_columns;
      const int row = static_cast<int>(at) / folded_columns;
      cards_[leaves[at]] = {x + column * (narrow + gap), y + row * (head_height + gap), true};
      width_ = std::max(width_, cards_[leaves[at]].x + narrow);
    }
    const int rows = (static_cast<int>(leaves.size()) + folded_columns - 1) / folded_columns;
    return y + rows * (head_height + gap);
  }

  std::string selector_of(const TopologySwitch& one) const {
    std::vector<std::string> told;
    for (const std::string& name : one.told) told.push_back(selector_value(name));
    const std::string names =
        told.size() == 1 ? "= " + told.front() : "in (" + join(told, ", ") + ")";
    return fmt::format("site = {} and switch {}", selector_value(site_.site), names);
  }

  void draw_ways(size_t i, std::string& into) const {
    const Card& from = cards_[i];
    const auto& ports = site_.switches[i].ports;
    for (size_t row = 0; row < ports.size(); ++row) {
      for (const size_t next : ports[row].switches) {
        const Card& to = cards_[next];
        const int x1 = from.x + card_width();
        // Those in a grid hang on one line before its first column.
        const int x2 = std::min(to.x, x1 + between);
        if (x2 != to.x) continue;
        const int y1 =
            from.y + (folded_ ? head_height / 2
                              : head_height + static_cast<int>(row) * row_height + row_height / 2);
        const int y2 = to.y + head_height / 2;
        const int middle = x1 + between / 2;
        into += fmt::format("<path class=\"way\" d=\"M{} {}C{} {} {} {} {} {}\"/>", x1, y1, middle,
                            y1, middle, y2, x2, y2);
      }
    }
  }

  void draw_card(size_t i, std::string& into) const {
    const Card& card = cards_[i];
    const TopologySwitch& one = site_.switches[i];
    const std::string chosen = selector_of(one);
    const std::string counts =
        fmt::format("{} · {}", counted(one.ports.size(), "port"), counted(one.hosts(), "host"));
    into += fmt::format(
        "<g transform=\"translate({} {})\"><a href=\"{}\"><title>{}</title><rect class=\"box\" "
        "width=\"{}\" height=\"{}\" rx=\"8\"/><text class=\"n\" x=\"12\" y=\"19\">{}</text><text "
        "class=\"s\" x=\"12\" y=\"36\">{}</text></a>",
        card.x, card.y, escaped(hosts_link(chosen)), escaped(one.name), card_width(),
        card_height(i), escaped(shortened(visible(one.name), folded_ ? 22 : 32)), counts);
    for (size_t row = 0; !folded_ && row < one.ports.size(); ++row) {
      draw_port(one.ports[row], chosen, head_height + static_cast<int>(row) * row_height, into);
    }
    into += "</g>";
  }

  void draw_port(const TopologyPort& port, const std::string& chosen, int y,
                 std::string& into) const {
    const std::string link = hosts_link(chosen + " and port = " + selector_value(port.name));
    const std::string what = shortened(told(port), 22);
    into += fmt::format(
        "<path class=\"row\" d=\"M12 {}h{}\"/><a href=\"{}\"><text class=\"p\" x=\"12\" "
        "y=\"{}\">{}</text><text x=\"128\" y=\"{}\">{}</text></a>",
        y, wide - 24, escaped(link), y + 15,
        escaped(ending(visible(port.name.empty() ? "no port told" : port.name), 16)), y + 15,
        escaped(what));
  }

  // "web1", "3 hosts", "sw-b1-04".
  std::string told(const TopologyPort& port) const {
    if (!port.switches.empty()) return visible(site_.switches[port.switches.front()].name) + " →";
    if (port.hosts.size() != 1) return counted(port.hosts.size(), "host");
    const Host& host = port.hosts.front()->host;
    return visible(called(host));
  }

  const SiteTopology& site_;
  std::vector<Card> cards_;
  bool folded_ = false;
  int width_ = 0, height_ = 0;
};

}  // namespace

std::string topology_figures(std::span<const SiteTopology> sites) {
  std::string out;
  for (const SiteTopology& site : sites) {
    out += fmt::format(
        "<figure data-site=\"{0}\"><figcaption>{0}: {1}, {2} on their ports, {3} "
        "elsewhere</figcaption><div class=\"picture\" tabindex=\"0\" role=\"group\" "
        "aria-label=\"picture of {0}\">{4}</div></figure>\n",
        escaped(site.site), counted(site.switches.size(), "switch", "switches"),
        counted(site.placed, "host"), site.unplaced, Picture(site).markup());
  }
  return out;
}

}  // namespace muster::web
