#include "wire/ssh/ssh.h"

#include <fcntl.h>
#include <libssh/sftp.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <deque>

#include "core/text.h"
#include "wire/ssh/login.h"
#include "wire/ssh/terminal.h"

namespace muster {
namespace {

constexpr uint32_t chunk_bytes = 32'768;  // what every server must be able to send at once
constexpr size_t in_flight = 16;
constexpr size_t most_names = 100'000;  // in a folder
constexpr size_t most_output = 512 << 20;
constexpr mode_t mode = 0644;  // the daemon reads it as a user of its own

using Channel = Handle<ssh_channel_struct, ssh_channel_free>;
using Sftp = Handle<sftp_session_struct, sftp_free>;
using File = Handle<sftp_file_struct, sftp_close>;
using Folder = Handle<sftp_dir_struct, sftp_closedir>;
using Attributes = Handle<sftp_attributes_struct, sftp_attributes_free>;
using SftpText = Handle<char, ssh_string_free_char>;

// What every shell takes as itself, so that there is nothing to quote.
bool is_plain(std::string_view word) {
  return !word.empty() && std::all_of(word.begin(), word.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("_@%+=:,./-").find(c) != std::string_view::npos;
  });
}

std::string command_line(const std::vector<std::string>& argv, const std::string& input) {
  std::string line = join(argv, " ");
  for (const std::string& word : argv) {
    if (is_plain(word)) continue;
    throw Error("\"" + clean(word) + "\" is not sent to a shell")
        .mend("use names of letters, digits and ._@%+=:,/- there");
  }
  if (input.empty()) return line;
  if (!is_plain(input)) return command_line({input}, "");
  return line + " < " + input;
}

class Connection : public SshShell {
 public:
  Connection(const SshServer& server, Clock& clock, std::stop_token stop)
      : login_(server, clock, std::move(stop)) {}

  std::optional<std::string> read_file(const std::string& path, size_t most) override {
    std::optional<std::string> text;
    login_.guarded("reading " + path, login_.server().deadline,
                   [&] { text = read_by_sftp(path, most); });
    if (text) login_.echoes().take_out(*text);
    return text;
  }

  std::string ask_socket(const std::string& path, const std::string& request,
                         size_t most) override {
    std::string answer;
    login_.guarded("asking " + path, login_.server().timeout,
                   [&] { answer = exchange(path, request, most); });
    login_.echoes().take_out(answer);
    return answer;
  }

  std::vector<std::string> list(const std::string& folder) override {
    std::vector<std::string> names;
    login_.guarded("listing " + folder, login_.server().timeout, [&] { names = names_in(folder); });
    for (std::string& name : names) login_.echoes().take_out(name);
    return names;
  }

  std::string canonical(const std::string& path) override {
    std::string real = path;
    login_.guarded("looking for " + path, login_.server().timeout, [&] {
      const SftpText found(sftp_canonicalize_path(sftp(), path.c_str()));
      if (found) real = found.get();
    });
    return real;
  }

  void write_file(const std::string& path, std::string_view text) override {
    login_.guarded("writing " + path, login_.server().deadline, [&] { write_by_sftp(path, text); });
  }

  void remove(const std::string& path) override {
    login_.guarded("removing " + path, login_.server().timeout,
                   [&] { sftp_unlink(sftp(), path.c_str()); });
  }

  Output run(const std::vector<std::string>& argv, const std::string& input) override {
    const std::string line = command_line(argv, input);
    Output output;
    login_.guarded("running " + argv.front(), login_.server().deadline,
                   [&] { output = execute(line); });
    login_.echoes().take_out(output.out);
    login_.echoes().take_out(output.err);
    return output;
  }

 private:
  sftp_session_struct* sftp() {
    if (!sftp_) {
      sftp_.reset(sftp_new(login_.session()));
      if (!sftp_ || sftp_init(sftp_.get()) != SSH_OK) {
        throw login_.failure("cannot start SFTP", login_.reason())
            .mend("let the server offer the sftp subsystem to this user");
      }
    }
    return sftp_.get();
  }

  std::string sftp_reason() {
    switch (sftp_get_error(sftp())) {
      case SSH_FX_PERMISSION_DENIED:
        return "the user may not do that there";
      case SSH_FX_NO_SUCH_FILE:
      case SSH_FX_NO_SUCH_PATH:
        return "there is no such folder";
      default:
        return login_.reason().empty() ? "the server gives no reason" : login_.reason();
    }
  }

  std::optional<std::string> read_by_sftp(const std::string& path, size_t most) {
    const File file(sftp_open(sftp(), path.c_str(), O_RDONLY, 0));
    if (!file) {
      const int why = sftp_get_error(sftp());
      if (why == SSH_FX_NO_SUCH_FILE || why == SSH_FX_NO_SUCH_PATH) return std::nullopt;
      throw login_
          .failure("cannot read " + path, why == SSH_FX_PERMISSION_DENIED
                                              ? "the user may not read it there"
                                              : login_.reason())
          .mend("let " + login_.server().user + " read that file there");
    }
    const Attributes attributes(sftp_fstat(file.get()));
    if (attributes && attributes->type != SSH_FILEXFER_TYPE_REGULAR) {
      throw login_.failure("cannot read " + path, "it is not a regular file");
    }
    return read_chunks(*file, path, most);
  }

  // Several requests stay in flight, so that a distant server is not asked chunk by chunk. After a
  // short answer the ones behind it lie beyond a gap: they are left, and asked for again.
  std::string read_chunks(sftp_file_struct& file, const std::string& path, size_t most) {
    std::string text;
    std::string chunk(chunk_bytes, '\0');
    std::deque<uint32_t> open;
    for (bool end = false, gap = false; !end || !open.empty();) {
      while (!end && !gap && open.size() < in_flight) open.push_back(begin_chunk(file, path));
      const int got = sftp_async_read(&file, chunk.data(), chunk_bytes, open.front());
      open.pop_front();
      if (got < 0) throw login_.failure("cannot read " + path, login_.reason());
      if (!gap) text.append(chunk, 0, static_cast<size_t>(got));
      end = end || (!gap && got == 0) || text.size() > most;
      gap = gap || static_cast<uint32_t>(got) < chunk_bytes;
      if (gap && !end && open.empty()) {
        sftp_seek64(&file, text.size());
        gap = false;
      }
    }
    if (text.size() <= most) return text;
    throw login_.failure("cannot read " + path, "it is larger than " + counted(most, "byte"));
  }

  uint32_t begin_chunk(sftp_file_struct& file, const std::string& path) {
    const int id = sftp_async_read_begin(&file, chunk_bytes);
    if (id < 0) throw login_.failure("cannot read " + path, login_.reason());
    return static_cast<uint32_t>(id);
  }

  std::vector<std::string> names_in(const std::string& path) {
    std::vector<std::string> names;
    const Folder folder(sftp_opendir(sftp(), path.c_str()));
    if (!folder) {
      if (sftp_get_error(sftp()) == SSH_FX_NO_SUCH_FILE) return names;
      throw login_.failure("cannot list " + path, sftp_reason())
          .mend("let " + login_.server().user + " read that folder there");
    }
    while (const Attributes entry{sftp_readdir(sftp(), folder.get())}) {
      names.emplace_back(entry->name);
      if (names.size() > most_names) {
        throw login_.failure("cannot list " + path,
                             "it has more than " + counted(most_names, "entry", "entries"));
      }
    }
    return names;
  }

  void write_by_sftp(const std::string& path, std::string_view text) {
    sftp_unlink(sftp(), path.c_str());  // left by a run that was killed
    const File file(sftp_open(sftp(), path.c_str(), O_WRONLY | O_CREAT | O_EXCL, mode));
    const auto fail = [&] {
      throw login_.failure("cannot write " + path, sftp_reason())
          .mend("let " + login_.server().user + " write that folder there");
    };
    if (!file) fail();
    while (!text.empty()) {
      const size_t size = std::min<size_t>(text.size(), chunk_bytes);
      const ssize_t wrote = sftp_write(file.get(), text.data(), size);
      if (wrote <= 0) fail();
      text.remove_prefix(static_cast<size_t>(wrote));
    }
    sftp_chmod(sftp(), path.c_str(), mode);
    if (sftp_extension_supported(sftp(), "fsync@openssh.com", "1") != 0 &&
        sftp_fsync(file.get()) != SSH_OK) {
      fail();
    }
  }

  Output execute(const std::string& line) {
    const Channel channel(ssh_channel_new(login_.session()));
    if (!channel || ssh_channel_open_session(channel.get()) != SSH_OK ||
        ssh_channel_request_exec(channel.get(), line.c_str()) != SSH_OK) {
      throw login_.failure("cannot run " + line, login_.reason())
          .mend("let the user run commands there");
    }
    ssh_channel_send_eof(channel.get());
    Output output;
    while (ssh_channel_is_eof(channel.get()) == 0) {
      take(*channel, 0, output.out);
      take(*channel, 1, output.err);
      if (output.out.size() + output.err.size() > most_output) {
        throw login_.failure("cannot run " + line, "it writes too much");
      }
    }
    output.code = ssh_channel_get_exit_status(channel.get());
    if (output.code < 0) {
      throw login_.failure("cannot run " + line, "the connection ended before it did");
    }
    return output;
  }

  static void take(ssh_channel_struct& channel, int stream, std::string& into) {
    constexpr int turn_ms = 5;
    std::array<char, chunk_bytes> chunk{};
    int got = ssh_channel_read_timeout(&channel, chunk.data(), chunk_bytes, stream, turn_ms);
    for (; got > 0;
         got = ssh_channel_read_nonblocking(&channel, chunk.data(), chunk_bytes, stream)) {
      into.append(chunk.data(), static_cast<size_t>(got));
    }
  }

  std::string exchange(const std::string& path, const std::string& request, size_t most) {
    const Channel channel(ssh_channel_new(login_.session()));
    if (!channel ||
        ssh_channel_open_forward_unix(channel.get(), path.c_str(), "localhost", 0) != SSH_OK) {
      throw login_.failure("cannot open the socket " + path, login_.reason())
          .mend("check that it is there, that " + login_.server().user +
                " may use it, and that the server has AllowStreamLocalForwarding");
    }
    const auto size = static_cast<uint32_t>(request.size());
    if (ssh_channel_write(channel.get(), request.data(), size) != static_cast<int>(size)) {
      throw login_.failure("cannot write to the socket " + path, login_.reason());
    }
    std::string answer;
    std::array<char, chunk_bytes> chunk{};
    while (ssh_channel_is_eof(channel.get()) == 0) {
      const int got = ssh_channel_read(channel.get(), chunk.data(), chunk_bytes, 0);
      if (got < 0) throw login_.failure("cannot read from the socket " + path, login_.reason());
      answer.append(chunk.data(), static_cast<size_t>(got));
      if (answer.size() > most) {
        throw login_.failure("cannot read from the socket " + path,
                             "its answer is larger than " + counted(most, "byte"));
      }
    }
    return answer;
  }

  SshLogin login_;
  Sftp sftp_;
};

class RealSsh : public Ssh {
 public:
  explicit RealSsh(Clock& clock) : clock_(clock) {}
  std::unique_ptr<SshSession> log_in(const SshServer& server, std::stop_token stop) override {
    return log_in_to_write(server, std::move(stop));
  }
  std::unique_ptr<SshTerminal> open_terminal(const SshServer& server,
                                             std::stop_token stop) override {
    return open_ssh_terminal(server, clock_, std::move(stop));
  }
  std::unique_ptr<SshShell> log_in_to_write(const SshServer& server,
                                            std::stop_token stop) override {
    for (int attempt = 1;; ++attempt) {
      try {
        return std::make_unique<Connection>(server, clock_, stop);
      } catch (const NoConnection& error) {
        if (attempt >= server.attempts || stop.stop_requested()) throw Error(error);
      }
      clock_.sleep(Milliseconds(500) * attempt, stop);
    }
  }

 private:
  Clock& clock_;
};

class NoSsh : public Ssh {
 public:
  std::unique_ptr<SshSession> log_in(const SshServer& server, std::stop_token) override {
    throw Error("ssh " + render(server) + ": SSH is not to be had here");
  }
  std::unique_ptr<SshShell> log_in_to_write(const SshServer& server, std::stop_token) override {
    throw Error("ssh " + render(server) + ": SSH is not to be had here");
  }
};

}  // namespace

std::unique_ptr<SshTerminal> Ssh::open_terminal(const SshServer& server, std::stop_token) {
  throw Error("ssh " + render(server) + ": a terminal is not to be had here");
}

std::unique_ptr<Ssh> make_ssh(Clock& clock) { return std::make_unique<RealSsh>(clock); }

Ssh& no_ssh() {
  static NoSsh none;
  return none;
}

}  // namespace muster
