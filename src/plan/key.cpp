#include "plan/key.h"

#include <algorithm>

namespace muster {

Key::Key(std::string_view kind, std::string_view rest) : cut_(kind.size()) {
  text_.reserve(kind.size() + 1 + rest.size());
  text_.append(kind).append(":").append(rest);
}

Key Key::parse(std::string text) {
  Key key;
  key.cut_ = std::min(text.find(':'), text.size());
  key.text_ = std::move(text);
  return key;
}

std::string_view Key::rest() const {
  return std::string_view(text_).substr(std::min(cut_ + 1, text_.size()));
}

}  // namespace muster
