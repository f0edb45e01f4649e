#include <filesystem>
#include <map>
#include <mutex>
#include <nlohmann/json.hpp>
#include <optional>

#include "core/json.h"
#include "core/text.h"
#include "wire/files.h"
#include "wire/snmp/words.h"
#include "wire/tape/snmprec.h"
#include "wire/tape/stem.h"
#include "wire/tape/tape.h"

namespace muster {
namespace {

constexpr size_t most_recording_bytes = 256 << 20;  // of one file
constexpr std::string_view rows_suffix = ".snmprec";
constexpr std::string_view errors_suffix = ".snmp-errors.json";

// One agent in one VLAN or context.
struct Tape {
  SnmpRecording rows;
  std::map<std::string, Error> errors;  // by the OID asked for
  std::optional<Error> unread;          // why the tape cannot be read
};

std::string stem_of(const SnmpAgent& agent, const SnmpQuestion& question) {
  std::string stem = tape_stem(agent.name);
  if (question.vlan != 0) return stem + "@" + std::to_string(question.vlan);
  return question.context.empty() ? stem : stem + "@" + tape_stem(question.context);
}

Oid joined(Oid prefix, const Oid& index) {
  prefix.insert(prefix.end(), index.begin(), index.end());
  return prefix;
}

class SnmpRecorder : public SnmpTapeRecorder {
 public:
  SnmpRecorder(Snmp& real, std::string dir) : real_(real), dir_(std::move(dir)) {}

  void talk(std::span<SnmpTalk* const> talks, std::stop_token stop) override {
    std::vector<Listener> listeners;
    std::vector<SnmpTalk*> wrapped;
    listeners.reserve(talks.size());
    for (SnmpTalk* talk : talks) wrapped.push_back(&listeners.emplace_back(*talk, *this));
    real_.talk(wrapped, std::move(stop));
  }

  void write() override {
    const std::lock_guard guard(mutex_);
    std::error_code failed;  // shows when a file is written
    std::filesystem::create_directories(dir_, failed);
    for (const auto& [stem, tape] : tapes_) {
      const std::string path = dir_ + "/" + stem;
      write_private_file(path + std::string(rows_suffix), render_snmprec(tape.rows));
      if (tape.errors.empty()) continue;
      nlohmann::json errors = nlohmann::json::object();
      for (const auto& [oid, error] : tape.errors) errors[oid] = to_json(error);
      write_private_file(path + std::string(errors_suffix), errors.dump(2) + "\n");
    }
  }

 private:
  // Hears what one talk is told.
  class Listener : public SnmpTalk {
   public:
    Listener(SnmpTalk& talk, SnmpRecorder& recorder) : talk_(talk), recorder_(recorder) {}
    const SnmpAgent& agent() const override { return talk_.agent(); }
    std::vector<SnmpQuestion> next(std::span<const SnmpAnswer> answers) override {
      for (size_t i = 0; i < std::min(answers.size(), asked_.size()); ++i) {
        recorder_.keep(agent(), asked_[i], answers[i]);
      }
      return asked_ = talk_.next(answers);
    }

   private:
    SnmpTalk& talk_;
    SnmpRecorder& recorder_;
    std::vector<SnmpQuestion> asked_;
  };

  void keep(const SnmpAgent& agent, const SnmpQuestion& question, const SnmpAnswer& answer) {
    const std::lock_guard guard(mutex_);
    Tape& tape = tapes_[stem_of(agent, question)];
    for (const SnmpRow& row : answer.rows) {
      tape.rows.insert_or_assign(joined(question.oid, row.index), row.value);
    }
    if (answer.error) tape.errors.insert_or_assign(render(question.oid), *answer.error);
  }

  Snmp& real_;
  std::string dir_;
  std::mutex mutex_;
  std::map<std::string, Tape> tapes_;
};

// Holds the tapes of one talk at a time: those of all agents need not fit the memory.
class SnmpPlayer : public Snmp {
 public:
  explicit SnmpPlayer(std::string dir) : dir_(std::move(dir)) {}

  void talk(std::span<SnmpTalk* const> talks, std::stop_token stop) override {
    for (SnmpTalk* talk : talks) {
      Tapes tapes;
      std::vector<SnmpAnswer> answers;
      for (auto asked = talk->next({}); !asked.empty(); asked = talk->next(answers)) {
        answers.clear();
        for (const SnmpQuestion& question : asked) {
          answers.push_back(stop.stop_requested() ? failed(interrupted(talk->agent()))
                                                  : answer(tapes, talk->agent(), question));
        }
      }
    }
  }

 private:
  using Tapes = std::map<std::string, Tape>;

  Tape load(const SnmpAgent& agent, const std::string& stem) const {
    const std::string rows = dir_ + "/" + stem + std::string(rows_suffix);
    const std::string errors = dir_ + "/" + stem + std::string(errors_suffix);
    const bool has_rows = std::filesystem::exists(rows);
    const bool has_errors = std::filesystem::exists(errors);
    Tape tape;
    try {
      if (has_rows) tape.rows = parse_snmprec(read_file(rows, most_recording_bytes), rows);
      if (has_errors) tape.errors = load_errors(errors);
    } catch (const Error& error) {
      tape.unread = error;
    }
    if (!has_rows && !has_errors) {
      tape.unread =
          Error("there is no tape of " + visible(agent.name) + " in \"" + visible(dir_) + "\"")
              .because(stem + std::string(rows_suffix) + " is not there");
    }
    return tape;
  }

  static std::map<std::string, Error> load_errors(const std::string& path) try {
    const nlohmann::json told =
        parse_json(read_file(path, most_recording_bytes), path, own_json(most_recording_bytes));
    std::map<std::string, Error> errors;
    for (const auto& [oid, error] : told.items()) {
      errors.insert_or_assign(oid, Error(error.at("message").get<std::string>())
                                       .because(error.value("why", ""))
                                       .mend(error.value("fix", "")));
    }
    return errors;
  } catch (const nlohmann::json::exception& error) {
    throw Error(visible(path) + " is no list of errors").because(error.what());
  }

  static SnmpAnswer failed(Error error) {
    SnmpAnswer answer;
    answer.error = std::move(error);
    return answer;
  }

  SnmpAnswer answer(Tapes& tapes, const SnmpAgent& agent, const SnmpQuestion& question) const {
    const std::string stem = stem_of(agent, question);
    auto tape = tapes.find(stem);
    if (tape == tapes.end()) tape = tapes.emplace(stem, load(agent, stem)).first;
    if (tape->second.unread) return failed(*tape->second.unread);
    SnmpAnswer answer = rows_of(tape->second.rows, agent, question);
    const auto error = tape->second.errors.find(render(question.oid));
    if (error != tape->second.errors.end()) answer.error = error->second;
    answer.complete = !answer.error;
    return answer;
  }

  static SnmpAnswer rows_of(const SnmpRecording& rows, const SnmpAgent& agent,
                            const SnmpQuestion& question) {
    SnmpAnswer answer;
    if (question.get) {
      const auto row = rows.find(question.oid);
      if (row != rows.end()) answer.rows.push_back({{}, row->second});
      return answer;
    }
    const auto prefix = static_cast<std::ptrdiff_t>(question.oid.size());
    for (auto row = rows.upper_bound(question.oid);
         row != rows.end() && starts_with(row->first, question.oid); ++row) {
      if (answer.rows.size() == question.max_rows) {
        answer.error = too_many_rows(agent, question);
        break;
      }
      answer.rows.push_back({Oid(row->first.begin() + prefix, row->first.end()), row->second});
    }
    return answer;
  }

  std::string dir_;
};

}  // namespace

std::unique_ptr<SnmpTapeRecorder> record_snmp_tapes(Snmp& real, std::string dir) {
  return std::make_unique<SnmpRecorder>(real, std::move(dir));
}

std::unique_ptr<Snmp> replay_snmp_tapes(std::string dir) {
  return std::make_unique<SnmpPlayer>(std::move(dir));
}

}  // namespace muster
