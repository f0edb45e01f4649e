// muster serve: the report of the work tree in a browser of the same machine; what is decided there
// becomes commits of the person who started it.
#include <fmt/core.h>

#include <array>
#include <nlohmann/json.hpp>
#include <ostream>

#include "cli/options.h"
#include "core/json.h"
#include "core/text.h"
#include "flow/bulk/decide.h"
#include "flow/page/page.h"
#include "flow/validate.h"
#include "view/errors.h"
#include "view/page/page.h"
#include "wire/serve/loopback.h"

namespace muster::cli {
namespace {

WebAnswer as_json(const nlohmann::json& form) {
  return {200, "application/json", render_json(form)};
}

// Each request looks at the work tree as it is then.
class Desk {
 public:
  Desk(const Call& call, Workspace workspace) : call_(call), workspace_(std::move(workspace)) {}

  WebAnswer answer(const WebRequest& request) {
    try {
      if (request.method == "POST" && request.path == "decisions") return decided(request.body);
      if (request.method == "GET" && request.path.empty()) return page();
      if (request.method == "GET" && request.path == "state") return state();
      return {404, "text/plain; charset=utf-8", "not found\n"};
    } catch (const Error& error) {
      return failure(error);
    }
  }

  std::string who() const {
    const auto person = workspace_.repo.identity();
    return person ? person->name : "";
  }

 private:
  static WebAnswer failure(const Error& error) {
    Diagnostics all;
    if (const auto* invalid = dynamic_cast<const Invalid*>(&error)) all.add(invalid->all);
    all.add(error);
    return {409, "application/json", failure_json(all, error.exit)};
  }

  WebAnswer page() const {
    Diagnostics trouble;
    const View view = load_view(workspace_, {}, trouble);
    PageReport report = page_of(workspace_, view);
    report.served = Served{who(), version_of(view.inventory)};
    return {200, "text/html; charset=utf-8", page_html(report)};
  }

  WebAnswer state() const {
    Diagnostics ignored;  // told among the findings
    const auto hosts = load_hosts(workspace_, {}, ignored);
    const Validation found = validate(workspace_, {});
    return as_json({{"format_version", 1},
                    {"branch", workspace_.repo.head_branch()},
                    {"version", version_of(*hosts)},
                    {"findings", errors_list(found.findings)}});
  }

  // What is posted has the form of decisions.json, and why, for the commit.
  WebAnswer decided(const std::string& body) {
    const nlohmann::json form = parse_json(body, "decisions.json", own_json(body.size(), 8));
    Decision decision;
    decision.choice.listed.emplace();
    std::map<std::string, std::vector<Setting>> settings;
    for (HostDecision& one : parse_decisions(body, "decisions.json")) {
      decision.choice.listed->push_back(one.id);
      decision.seen[one.id] = one.blob;
      settings[one.id] = std::move(one.settings);
    }
    decision.settings = [&](const HostFile& file) { return settings[file.host.id]; };
    decision.subject = "decide";
    decision.checked = true;
    decision.yes = true;
    decision.commit = true;
    if (form.contains("reason") && form["reason"].is_string()) {
      decision.reason = form["reason"].get<std::string>();
    }
    const DecisionReport report =
        decide(workspace_, decision, call_.app.wires.runner, call_.app.stop);
    return as_json({{"format_version", 1},
                    {"commit", report.commit.value_or("")},
                    {"changed", report.changed},
                    {"nameless", report.nameless},
                    {"stale", report.stale}});
  }

  const Call& call_;
  Workspace workspace_;
};

int port_of(const Args& args) {
  if (!args.has("--port")) return 0;
  const auto port = parse_int(args.value("--port"));
  if (port && *port > 0 && *port < 65'536) return static_cast<int>(*port);
  throw Error("--port wants a number from 1 to 65535", Exit::usage).mend("for example --port 8080");
}

Exit serve(const Call& call) {
  const int port = port_of(call.args);
  Desk desk(call, open_workspace(call.directory(), call.config_file(), call.app.wires.runner));
  if (desk.who().empty()) {
    throw Error("who decides is not known: Git has no user.name and user.email", Exit::invalid)
        .mend("git config --global user.name NAME && git config --global user.email ADDRESS");
  }
  LoopbackServer server(port);
  if (call.json()) {
    call.app.out << render_json({{"format_version", 1}, {"url", server.url()}});
  } else {
    call.app.out << fmt::format("{}\n", server.url());
  }
  call.app.out.flush();
  if (!call.args.has("--quiet")) {
    call.app.err << fmt::format(
        "muster: open that in a browser of this machine; commits are by {}; Ctrl-C ends\n",
        visible(desk.who()));
  }
  server.run([&](const WebRequest& request) { return desk.answer(request); }, call.app.stop);
  return Exit::ok;
}

constexpr std::array<Flag, 1> flags{{{"--port", "PORT", "listen there; without it any free one"}}};
constexpr std::array<std::string_view, 2> examples{"muster serve", "muster serve --port 8080"};
constexpr std::string_view details =
    "The page of muster report from the work tree, with what muster validate finds. It is served\n"
    "on 127.0.0.1 alone, at an address that nobody can guess. Decisions are the only thing that\n"
    "it writes: they become a commit on the current branch by your user.name, as those of\n"
    "muster approve --commit do. A host that somebody else changed meanwhile is left alone, and\n"
    "told.";

}  // namespace

const Command serve_command{"serve", "",    "the report in a browser; decisions become commits",
                            details, flags, examples,
                            serve};

}  // namespace muster::cli
