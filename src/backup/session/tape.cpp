#include "backup/session/tape.h"

#include <nlohmann/json.hpp>

#include "core/json.h"
#include "core/text.h"

namespace muster {
namespace {

std::string redacted(const CliExchange& exchange, const Redactor& redactor) {
  const std::string& said = exchange.said;
  Redaction out = redactor.redact(said);
  // What is said before the prompt is for people, and has no form that rules know.
  const bool greeting = exchange.sent.empty() || exchange.sent == "(scrubbed)";
  if (out.suspect || (greeting && out.replaced > 0)) return "(withheld: it may hold a secret)";
  if (!said.ends_with('\n') && !out.text.empty()) out.text.pop_back();
  return out.text;
}

class CliTape : public SshTerminal {
 public:
  CliTape(std::vector<CliExchange> exchanges, std::string software)
      : exchanges_(std::move(exchanges)), banner_(std::move(software)) {}

  std::string banner() const override { return banner_; }
  void shell() override {
    exec_ = false;
    begin(0);
  }
  void run(const std::string& command) override {
    exec_ = true;
    answer(command);
  }
  void send(std::string_view bytes) override {
    while (!bytes.empty() && (bytes.back() == '\n' || bytes.back() == '\r')) bytes.remove_suffix(1);
    answer(std::string(bytes));
  }
  std::optional<std::string> hear(Milliseconds) override {
    if (said_.empty()) {
      const bool over = exec_ || at_ + 1 >= exchanges_.size();
      return over ? std::nullopt : std::optional<std::string>("");
    }
    return std::exchange(said_, "");
  }

 private:
  void begin(size_t at) {
    at_ = at;
    said_ = at < exchanges_.size() ? exchanges_[at].said : "";
  }
  // A secret is on no tape: what was sent in its place fits any word.
  void answer(const std::string& sent) {
    for (size_t i = exec_ ? 0 : at_ + 1; i < exchanges_.size(); ++i) {
      if (exchanges_[i].sent == sent || exchanges_[i].sent == "(scrubbed)") return begin(i);
    }
    throw Error("\"" + clean(sent) + "\" is not on the tape")
        .mend("record it anew: muster backup --record");
  }

  std::vector<CliExchange> exchanges_;
  std::string banner_;
  std::string said_;
  size_t at_ = 0;
  bool exec_ = false;
};

}  // namespace

std::string render_cli_tape(const std::vector<CliExchange>& exchanges, const std::string& banner,
                            const Redactor& redactor) {
  nlohmann::json list = nlohmann::json::array();
  for (const CliExchange& one : exchanges) {
    list.push_back({{"sent", one.sent}, {"said", redacted(one, redactor)}});
  }
  const nlohmann::json tape{{"banner", banner}, {"exchanges", std::move(list)}};
  return repair_json(tape.dump(2, ' ', false, nlohmann::json::error_handler_t::replace)) + "\n";
}

std::string cli_tape_path(const std::string& folder, const std::string& label) {
  std::string name = label;
  for (char& c : name) {
    if (c == '/') c = '.';
  }
  return folder + "/" + name + ".cli.json";
}

std::unique_ptr<SshTerminal> play_cli_tape(std::string_view text, const std::string& path) {
  const auto tape = parse_json(text, path, own_json(64 << 20));
  std::vector<CliExchange> exchanges;
  const auto list = tape.is_object() ? tape.find("exchanges") : tape.end();
  const auto word = [](const nlohmann::json& in, const char* key) {
    const auto found = in.is_object() ? in.find(key) : in.end();
    return found != in.end() && found->is_string() ? found->get<std::string>() : std::string();
  };
  if (!tape.is_object() || list == tape.end() || !list->is_array()) {
    throw Error(path + " is no tape of a session").mend("record it anew: muster backup --record");
  }
  for (const auto& one : *list) exchanges.push_back({word(one, "sent"), word(one, "said")});
  return std::make_unique<CliTape>(std::move(exchanges), word(tape, "banner"));
}

}  // namespace muster
