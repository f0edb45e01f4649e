#include "collect/mikrotik/api.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/hash.h"
#include "core/hex.h"
#include "core/text.h"

namespace muster::routeros {
namespace {

constexpr size_t kPiece = 64 << 10;
constexpr size_t kRows = 1'000'000;  // of one session

std::string valid_utf8(std::string_view bytes) {
  std::string text;
  for (size_t bad = 0; (bad = invalid_utf8(bytes)) != std::string_view::npos;) {
    text += bytes.substr(0, bad);
    const auto byte = static_cast<uint8_t>(bytes[bad]);
    text += "\\x" + to_hex({&byte, 1});
    bytes.remove_prefix(bad + 1);
  }
  return text += bytes;
}

// What is answered to a challenge: 00, and the MD5 of a zero byte, the password and the challenge.
std::string response_to(const std::string& challenge, const Secret& password) {
  return "00" + to_hex(md5(std::string(1, '\0') + password.reveal() + challenge));
}

// The value of the first word "=key=…", or "".
std::string value_of(const Sentence& sentence, std::string_view key) {
  for (const std::string& word : sentence) {
    const auto attribute = parse_attribute(word);
    if (attribute && attribute->key == key) return attribute->value;
  }
  return "";
}

nlohmann::json row_of(const Sentence& sentence) {
  nlohmann::json row = nlohmann::json::object();
  for (const std::string& word : sentence) {
    if (const auto one = parse_attribute(word)) row[valid_utf8(one->key)] = valid_utf8(one->value);
  }
  return row;
}

// The place of the command that a reply belongs to. Untagged ones belong to the first that is open.
std::optional<size_t> place_of(const Sentence& reply, const std::vector<Answer>& answers) {
  for (const std::string& word : reply) {
    if (!word.starts_with(".tag=")) continue;
    const auto tag = parse_int(std::string_view(word).substr(5));
    const bool known = tag && *tag >= 0 && static_cast<size_t>(*tag) < answers.size();
    return known ? std::optional(static_cast<size_t>(*tag)) : std::nullopt;
  }
  const auto open = std::find_if(answers.begin(), answers.end(),
                                 [](const Answer& answer) { return !answer.done; });
  return static_cast<size_t>(open - answers.begin());
}

// "!fatal" carries its reason as a bare word.
std::string reason_of(const Sentence& fatal) {
  const std::string message = value_of(fatal, "message");
  if (!message.empty()) return clean(message);
  return fatal.size() > 1 ? clean(fatal[1]) : "it gave no reason";
}

Error trap_of(const std::string& at, const Sentence& command, const Sentence& trap) {
  const std::string message = value_of(trap, "message");
  return Error(visible(command.front()) + " on " + at + " failed")
      .because(message.empty() ? "it gave no reason" : clean(message));
}

Error login_error(const std::string& at, std::string why, bool withheld) {
  Error error("logging in on " + at + " failed");
  error.why = std::move(why);
  error.fix = withheld ? "RouterOS 6.43 and later wants the password itself: use transport api-tls,"
                         " or set plain_login to send it unencrypted"
                       : "see whether the credentials are right and the group of the user has the"
                         " rights read and api";
  return error;
}

}  // namespace

Session::Session(Streams& streams, const StreamEndpoint& endpoint, const Login& login,
                 std::stop_token stop)
    : at_(render(endpoint)), stream_(streams.open(endpoint, std::move(stop))) {
  log_in(login, endpoint.tls);
}

void Session::log_in(const Login& login, bool tls) {
  const bool open = tls || login.plain;
  const std::string name = "=name=" + login.user;
  Answer first = ask_untagged(
      open ? Sentence{"/login", name, "=password=" + login.password.reveal()} : Sentence{"/login"});
  if (first.error) throw login_error(at_, first.error->why, !open);
  if (open && first.ret.empty()) return;
  const auto challenge = parse_hex(first.ret);
  if (!challenge || challenge->empty()) {
    throw login_error(at_, "it sent no challenge to answer", !open);
  }
  const Answer second =
      ask_untagged({"/login", name, "=response=" + response_to(*challenge, login.password)});
  // Before 6.43 a wrong password is "cannot log in"; since then this is said of any challenge too.
  const bool withheld = !open && second.error && second.error->why.starts_with("invalid user name");
  if (second.error) throw login_error(at_, second.error->why, withheld);
}

Sentence Session::receive() {
  while (true) {
    try {
      if (auto sentence = reader_.next()) return std::move(*sentence);
    } catch (const Error& error) {
      throw Error("reading from " + at_ + " failed: " + error.message)
          .because(error.why)
          .mend("see whether this is the port of the RouterOS API");
    }
    const std::string bytes = stream_->read(kPiece);
    if (bytes.empty()) {
      throw Error("reading from " + at_ +
                  " failed: the connection was cut before the answer was"
                  " complete");
    }
    reader_.feed(bytes);
  }
}

void Session::collect(std::vector<Answer>& answers, std::span<const Sentence> commands) {
  size_t left = answers.size();
  while (left > 0) {
    const Sentence reply = receive();
    const std::string& word = reply.front();
    if (word == "!fatal") {
      throw Error(at_ + " ended the session").because(reason_of(reply));
    }
    const auto place = place_of(reply, answers);
    if (!place) continue;
    Answer& answer = answers[*place];
    if (word == "!done") {
      answer.ret = value_of(reply, "ret");
      left -= answer.done ? 0 : 1;
      answer.done = true;
    } else if (word == "!trap") {
      if (!answer.error) answer.error = trap_of(at_, commands[*place], reply);
    } else if (word == "!re") {
      if (++rows_ > kRows) throw Error(at_ + " sends more than a million rows");
      answer.rows.push_back(row_of(reply));
    }  // "!empty" announces that there is no row; words of later releases are passed over
  }
}

Answer Session::ask_untagged(const Sentence& command) {
  std::vector<Answer> answers(1);
  stream_->write(encode(command));
  collect(answers, {&command, 1});
  return std::move(answers.front());
}

std::vector<Answer> Session::ask(std::span<const Sentence> commands) {
  std::vector<Answer> answers(commands.size());
  std::string bytes;
  for (size_t i = 0; i < commands.size(); ++i) {
    Sentence tagged = commands[i];
    tagged.push_back(".tag=" + std::to_string(i));
    bytes += encode(tagged);
  }
  try {
    stream_->write(bytes);
    collect(answers, commands);
  } catch (const Error& error) {
    for (Answer& answer : answers) {
      if (!answer.done) answer.error = error;
    }
  }
  return answers;
}

}  // namespace muster::routeros
