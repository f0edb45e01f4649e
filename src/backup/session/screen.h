// What a device writes, as a person would see it on a terminal without a right edge: echo is
// overwritten, lines that were erased are gone, colours and cursor games leave nothing.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace muster {

class Screen {
 public:
  void put(std::string_view bytes);
  void clear();

  // All that stands there: whole lines end in \n, the last one may be under way.
  std::string text() const { return done_ + line_; }
  const std::string& last_line() const { return line_; }
  // The end of text(), at most `most` bytes.
  std::string tail(size_t most) const;
  size_t bytes() const { return heard_; }  // since clear()

  // Takes the question of a pager from the end of the last line; what the device then does to wipe
  // it out is passed over.
  void take_question(size_t begin);

 private:
  enum class State { plain, escape, control, title, title_escape };

  void step(char c);
  void plain(char c);
  void control(char last);
  void write(char c);
  void back(size_t columns);
  void erase_blanks();
  std::string_view without_wiping(std::string_view bytes);

  std::string done_;
  std::string line_;
  size_t cursor_ = 0;
  State state_ = State::plain;
  std::string parameters_;  // of a control sequence under way
  bool wiping_ = false;     // a question was taken; `held_` may be how it is wiped out
  std::string held_;
  size_t heard_ = 0;
};

}  // namespace muster
