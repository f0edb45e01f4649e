#include "plan/key.h"

#include <algorithm>
#include <string>

namespace muster {

Key::Key(std::string_view kind, std::string_view rest) {
  std::string text;
  text.reserve(kind.size() + 1 + rest.size());
  text_ = text.append(kind).append(":").append(rest);
}

Key Key::parse(std::string_view text) {
  Key key;
  key.text_ = text;
  return key;
}

std::string_view Key::kind() const {
  const std::string_view text = text_.view();
  return text.substr(0, text.find(':'));
}

std::string_view Key::rest() const {
  const std::string_view text = text_.view();
  return text.substr(std::min(text.find(':'), text.size() - 1) + 1);
}

}  // namespace muster
