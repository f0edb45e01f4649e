// Builds the real world and hands it to the command line; nothing else.
#include <malloc.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "cli/command.h"
#include "cli/keys.h"
#include "cli/terminal.h"
#include "core/interrupt.h"
#include "wire/capture/capture.h"
#include "wire/http/http.h"
#include "wire/program/run.h"
#include "wire/snmp/snmp.h"
#include "wire/ssh/ssh.h"
#include "wire/stream/stream.h"
#include "wire/stream/trace.h"

namespace {

bool set(const char* variable) {
  const char* value = std::getenv(variable);
  return value != nullptr && *value != '\0';
}

bool dumb_terminal() {
  const char* term = std::getenv("TERM");
  return term == nullptr || std::string_view(term) == "dumb";
}

bool has(const std::vector<std::string>& words, std::string_view a, std::string_view b) {
  for (const std::string& word : words) {
    if (word == a || word == b) return true;
  }
  return false;
}

// Threads that read host files and answers fill pools of memory of their own, which stay when they
// end: a fifth of all. They wait less for one that they share.
void prepare_process() {
  mallopt(M_ARENA_MAX, 1);
  muster::cli::hold_standard_descriptors();
}

// A line a question, by -v and --trace.
muster::SnmpTrace snmp_trace(const std::vector<std::string>& words,
                             muster::cli::TerminalProgress& shown) {
  if (!has(words, "-v", "--verbose") && !has(words, "--trace", "--trace")) return {};
  return [&shown](const std::string& line) {
    shown.clear();
    std::cerr << "trace: SNMP " + line + "\n" << std::flush;
  };
}

// What standard output is.
void show_on(muster::cli::App& app) {
  app.left = muster::cli::reader_left;
  if (isatty(STDOUT_FILENO) == 0) return;
  app.width = muster::cli::terminal_width();
  if (!dumb_terminal()) app.page = static_cast<decltype(app.page)>(muster::cli::page);
}

// Somebody is there who answers.
void let_ask(muster::cli::App& app, muster::Replies& keys) {
  app.in = &std::cin;
  app.keys = &keys;
}

}  // namespace

int main(int argc, char** argv) {
  prepare_process();
  const std::vector<std::string> words(argv + 1, argv + argc);
  const muster::Interrupt interrupt;
  const bool terminal = isatty(STDERR_FILENO) != 0 && !set("CI") && !dumb_terminal();
  muster::SystemClock clock;
  muster::SystemRunner runner(clock);
  const auto real = muster::make_http(clock);
  muster::TracingHttp traced(*real, clock, std::cerr);
  muster::Http& http = has(words, "--trace", "--trace") ? traced : *real;
  muster::NoProgress silent;
  muster::cli::TerminalProgress shown(std::cerr, terminal, has(words, "-v", "--verbose"));
  muster::Progress& progress =
      has(words, "-q", "--quiet") ? static_cast<muster::Progress&>(silent) : shown;
  const auto snmp = muster::make_snmp(clock, snmp_trace(words, shown));
  const auto real_streams = muster::make_streams(clock);
  muster::TracingStreams traced_streams(*real_streams, clock, std::cerr);
  muster::Streams& streams = has(words, "--trace", "--trace") ? traced_streams : *real_streams;
  const auto ssh = muster::make_ssh(clock);
  const auto capture = muster::make_capture(clock);
  const auto prober = muster::make_prober(clock);
  muster::Wires wires{.clock = clock,
                      .http = http,
                      .runner = runner,
                      .progress = progress,
                      .snmp = *snmp,
                      .streams = streams,
                      .ssh = *ssh,
                      .capture = *capture,
                      .prober = *prober};
  muster::cli::AfterProgress out_buffer(*std::cout.rdbuf(), shown);
  muster::cli::AfterProgress err_buffer(*std::cerr.rdbuf(), shown);
  std::ostream out(&out_buffer);
  std::ostream err(&err_buffer);
  err << std::unitbuf;
  muster::cli::App app{wires, out, err, interrupt.token()};
  app.colour = !set("NO_COLOR") && (set("CLICOLOR_FORCE") || set("FORCE_COLOR") ||
                                    (isatty(STDOUT_FILENO) != 0 && !dumb_terminal()));
  app.input = &std::cin;
  show_on(app);
  muster::cli::TerminalReplies keys(STDIN_FILENO, interrupt.token());
  if (terminal && isatty(STDIN_FILENO) != 0) let_ask(app, keys);
  const int code = muster::cli::run_command_line(words, app);
  out.flush();
  return interrupt.signal() == 0 ? code : 128 + interrupt.signal();
}
