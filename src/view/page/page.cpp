#include "view/page/page.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <map>
#include <nlohmann/json.hpp>

#include "core/error.h"
#include "core/hash.h"
#include "core/hex.h"
#include "core/json.h"
#include "core/shipped.h"
#include "core/text.h"
#include "view/page/data.h"
#include "view/page/markup.h"
#include "view/page/topology_svg.h"
#include "wire/base64.h"
#include "wire/deflate.h"

namespace muster {
namespace {

using nlohmann::json;
using Parts = std::map<std::string, std::string, std::less<>>;

constexpr size_t most_plain = 512 << 10;  // bytes of data that stand as they are
constexpr size_t most_rows = 200;         // for who has no script

std::string script() {
  constexpr std::array files{"address.js",   "selector.js", "columns.js", "element.js",
                             "decisions.js", "hosts.js",    "drawer.js",  "tabs.js",
                             "desk.js",      "start.js"};
  std::string text = "\"use strict\";\n";
  for (const char* file : files) text += shipped_text(file);
  return text;
}

// As a Content-Security-Policy names what may stand inline.
std::string digest_of(const std::string& text) {
  return fmt::format("'sha256-{}'", to_base64(parse_hex(sha256_hex(text)).value()));
}

// JSON that ends no element, whatever its texts are.
std::string inline_json(const json& data) {
  std::string out;
  for (const char c : data.dump(-1, ' ', false, json::error_handler_t::replace)) {
    if (c == '<') {
      out += "\\u003c";
    } else {
      out += c;
    }
  }
  return out;
}

std::string first_address(const Host& host) {
  for (const Interface& interface : effective_interfaces(host)) {
    if (!interface.addresses.empty()) return render(interface.addresses.front().ip);
  }
  return "";
}

std::string row(const Host& host) {
  std::string text = "<tr>";
  for (const std::string& cell : {effective_name(host), first_address(host), host.classification,
                                  std::string(word(host.approval)), effective_site(host)}) {
    text += fmt::format("<td>{}</td>", web::escaped(cell));
  }
  return text + "</tr>\n";
}

// What stands there without a script.
std::string plain(const PageReport& report) {
  const auto& files = report.inventory.files;
  const size_t shown = std::min(most_rows, files.size());
  std::string text = fmt::format(
      "<section><p>{}; this page shows the first {} without a script.</p><table "
      "class=\"listing\"><thead><tr><th>Name</th><th>Address</th><th>Classification</th>"
      "<th>Approval</th><th>Site</th></tr></thead><tbody>\n",
      counted(files.size(), "host"), shown);
  for (size_t i = 0; i < shown; ++i) text += row(files[i]->host);
  return text + "</tbody></table></section>";
}

// `{{name}}` of the frame becomes the part of that name.
std::string filled(std::string_view frame, const Parts& parts) {
  std::string out;
  while (true) {
    const size_t open = frame.find("{{");
    out += frame.substr(0, open);
    if (open == frame.npos) return out;
    const size_t close = frame.find("}}", open);
    out += parts.at(std::string(frame.substr(open + 2, close - open - 2)));
    frame.remove_prefix(close + 2);
  }
}

}  // namespace

std::string page_html(const PageReport& report) {
  std::string data = inline_json(web::page_form(report));
  const bool packed = data.size() > most_plain;
  if (packed) data = to_base64(deflated(data));
  const std::string code = script();
  const std::string style(shipped_text("page.css"));
  return filled(
      shipped_text("page.html"),
      {{"policy", fmt::format("default-src 'none'; script-src {}; style-src {};{} base-uri 'none'; "
                              "form-action 'none'",
                              digest_of(code), digest_of(style),
                              report.served ? " connect-src 'self';" : "")},
       {"title", web::escaped(report.title)},
       {"style", style},
       {"plain", plain(report)},
       {"topology", web::topology_figures(report.topology)},
       {"form", packed ? "deflate" : "plain"},
       {"data", std::move(data)},
       {"script", code}});
}

std::string page_json(const PageReport& report) { return render_json(web::page_form(report)); }

}  // namespace muster
