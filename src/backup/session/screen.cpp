#include "backup/session/screen.h"

#include <algorithm>

#include "core/text.h"

namespace muster {
namespace {

constexpr char escape = '\x1b';
constexpr char bell = '\x07';
constexpr size_t most_parameters = 64;
constexpr size_t most_columns = 1'000;  // that a cursor goes at once
constexpr size_t most_held = 4'096;

bool is_final(char c) { return c >= '@' && c <= '~'; }

// One past the cursor move at `at`; `at` itself when it is none; npos when more of it may follow.
size_t end_of_move(std::string_view bytes, size_t at) {
  const char c = bytes[at];
  if (c == '\b') return at + 1;
  if (c == '\r') {
    if (at + 1 == bytes.size()) return std::string_view::npos;
    return bytes[at + 1] == '\n' ? at : at + 1;
  }
  if (c != escape) return at;
  size_t end = at + 1;
  if (end < bytes.size() && bytes[end] == '[') ++end;
  while (end < bytes.size() && !is_final(bytes[end])) ++end;
  return end == bytes.size() ? std::string_view::npos : end + 1;
}

// How many bytes from the start of `bytes` are blanks and cursor moves, up to the last move; npos:
// all of them are, and more may follow.
size_t wiping_bytes(std::string_view bytes) {
  size_t moved = 0;
  for (size_t at = 0; at < bytes.size();) {
    if (bytes[at] == ' ' || bytes[at] == '\0') {
      ++at;
      continue;
    }
    const size_t end = end_of_move(bytes, at);
    if (end == std::string_view::npos) return end;
    if (end == at) return moved;
    moved = at = end;
  }
  return std::string_view::npos;
}

}  // namespace

void Screen::put(std::string_view bytes) {
  heard_ += bytes.size();
  std::string joined;
  if (wiping_) {
    joined = held_ + std::string(bytes);
    held_.clear();
    const size_t wiped = wiping_bytes(joined);
    if (wiped == std::string::npos && joined.size() < most_held) {
      held_ = std::move(joined);
      return;
    }
    wiping_ = false;
    joined.erase(0, wiped == std::string::npos ? 0 : wiped);
    bytes = joined;
  }
  for (const char c : bytes) step(c);
}

void Screen::clear() { *this = Screen(); }

std::string Screen::tail(size_t most) const {
  const size_t before = line_.size() >= most ? 0 : std::min(most - line_.size(), done_.size());
  const std::string text = done_.substr(done_.size() - before) + line_;
  return text.size() <= most ? text : text.substr(text.size() - most);
}

void Screen::take_question(size_t begin) {
  line_.resize(std::min(begin, line_.size()));
  cursor_ = line_.size();
  wiping_ = true;
}

void Screen::step(char c) {
  switch (state_) {
    case State::plain:
      return plain(c);
    case State::escape:
      state_ = c == '[' ? State::control : c == ']' ? State::title : State::plain;
      parameters_.clear();
      return;
    case State::control:
      if (is_final(c)) {
        state_ = State::plain;
        return control(c);
      }
      if (parameters_.size() < most_parameters) parameters_ += c;
      return;
    case State::title:
      if (c == bell) state_ = State::plain;
      if (c == escape) state_ = State::title_escape;
      return;
    case State::title_escape:
      state_ = c == '\\' ? State::plain : State::title;
      return;
  }
}

void Screen::plain(char c) {
  if (c == escape) {
    state_ = State::escape;
  } else if (c == '\n') {
    done_ += line_ + "\n";
    line_.clear();
    cursor_ = 0;
  } else if (c == '\r') {
    back(line_.size());
  } else if (c == '\b') {
    back(1);
  } else if (c == '\t' || static_cast<unsigned char>(c) >= 0x20) {
    if (c != '\x7f') write(c);
  }
}

void Screen::write(char c) {
  if (cursor_ < line_.size()) {
    line_[cursor_] = c;
  } else {
    line_ += c;
  }
  ++cursor_;
}

void Screen::back(size_t columns) {
  cursor_ -= std::min(columns, cursor_);
  erase_blanks();
}

// What was overwritten with blanks up to the end of the line is not there any more.
void Screen::erase_blanks() {
  const size_t last = line_.find_last_not_of(' ');
  const size_t end = last == std::string::npos ? 0 : last + 1;
  if (end <= cursor_) line_.resize(std::min(line_.size(), cursor_));
}

// ECMA-48: CUB, CUF, EL and CHA; others change nothing that is read here.
void Screen::control(char last) {
  const auto number = parse_int(parameters_);
  const size_t count = static_cast<size_t>(
      std::clamp<long long>(number.value_or(1), 0, static_cast<long long>(most_columns)));
  if (last == 'D') return back(std::max<size_t>(1, count));
  if (last == 'G') {
    cursor_ = std::min(line_.size(), std::max<size_t>(1, count) - 1);
  } else if (last == 'C') {
    for (size_t i = 0; i < std::max<size_t>(1, count) && cursor_ < line_.size(); ++i) ++cursor_;
  } else if (last == 'K' && parameters_ == "2") {
    line_.clear();
    cursor_ = 0;
  } else if (last == 'K' && (parameters_.empty() || parameters_ == "0")) {
    line_.resize(cursor_);
  }
}

}  // namespace muster
