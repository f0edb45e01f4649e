#include <openssl/evp.h>
#include <openssl/rand.h>

#include <array>
#include <stdexcept>

#include "routeros_api.h"

namespace muster::lab {
namespace {

std::string hex_of(const unsigned char* bytes, std::size_t size) {
  constexpr const char* digits = "0123456789abcdef";
  std::string text;
  for (std::size_t i = 0; i < size; ++i) {
    text += digits[bytes[i] >> 4];
    text += digits[bytes[i] & 15];
  }
  return text;
}

std::string random_bytes() {
  std::array<unsigned char, 16> bytes{};
  RAND_bytes(bytes.data(), int(bytes.size()));
  return {bytes.begin(), bytes.end()};
}

std::string md5_hex(const std::string& text) {
  std::array<unsigned char, 16> digest{};
  EVP_Digest(text.data(), text.size(), digest.data(), nullptr, EVP_md5(), nullptr);
  return hex_of(digest.data(), digest.size());
}

// Words go out in the shortest form of their length.
void put_word(std::string& bytes, const std::string& word) {
  const auto size = word.size();
  const auto byte = [&](std::size_t value) { bytes += char(value & 0xFF); };
  if (size >= 0x200000) byte(0xE0 | size >> 24);
  if (size >= 0x4000) byte((size >= 0x200000 ? 0 : 0xC0) | size >> 16);
  if (size >= 0x80) byte((size >= 0x4000 ? 0 : 0x80) | size >> 8);
  byte(size);
  bytes += word;
}

// Takes one whole sentence from the front of `input`; false when there is none yet.
bool take_sentence(std::string& input, Sentence& sentence) {
  std::size_t at = 0;
  sentence.clear();
  while (at < input.size()) {
    const auto first = static_cast<unsigned char>(input[at]);
    if (first >= 0xF8) throw std::runtime_error("reserved control byte");
    const std::size_t more = first < 0x80   ? 0
                             : first < 0xC0 ? 1
                             : first < 0xE0 ? 2
                             : first < 0xF0 ? 3
                                            : 4;
    if (input.size() < at + 1 + more) return false;
    std::size_t size = more == 4 ? 0 : first & (0x7F >> more);
    for (std::size_t i = 1; i <= more; ++i)
      size = size << 8 | static_cast<unsigned char>(input[at + i]);
    at += 1 + more;
    if (input.size() < at + size) return false;
    if (size > 0) {
      sentence.push_back(input.substr(at, size));
      at += size;
      continue;
    }
    input.erase(0, at);
    if (!sentence.empty()) return true;
    at = 0;
  }
  return false;
}

std::string value_of(const Sentence& sentence, const std::string& key) {
  const auto wanted = "=" + key + "=";
  for (const auto& word : sentence) {
    if (word.starts_with(wanted)) return word.substr(wanted.size());
  }
  return "";
}

Sentence trap(const std::string& message) { return {"!trap", "=message=" + message}; }

std::vector<Sentence> refused(const std::string& message) { return {trap(message), {"!done"}}; }

std::string tag_of(const Sentence& command) {
  for (const auto& word : command) {
    if (word.starts_with(".tag=")) return word;
  }
  return "";
}

}  // namespace

ApiTraits parse_api_traits(const std::vector<std::string>& words) {
  ApiTraits traits;
  for (const auto& word : words) {
    if (word == "anonymous") {
      traits.anonymous = true;
    } else if (word == "empty") {
      traits.empty = true;
    } else if (word == "fatal") {
      traits.fatal = true;
    } else if (word.starts_with("cut=")) {
      traits.cut = std::stoul(word.substr(4));
    } else if (word == "login=challenge") {
      traits.login = ApiLogin::challenge;
    } else if (word == "login=both") {
      traits.login = ApiLogin::both;
    } else if (word != "login=password") {
      throw std::runtime_error("unknown word of the API: " + word);
    }
  }
  return traits;
}

ApiTalk::ApiTalk(const RouterOs& router, const ApiTraits& traits)
    : router_(router), traits_(traits) {}

// Commands that came together are answered in turns, one sentence each.
std::string ApiTalk::answer(const std::string& bytes) {
  input_ += bytes;
  std::vector<std::vector<Sentence>> replies;
  for (Sentence command; !ended_ && take_sentence(input_, command);) {
    auto& list = replies.emplace_back(replies_to(command));
    const auto tag = tag_of(command);
    for (auto& reply : list) {
      if (!tag.empty()) reply.push_back(tag);
    }
  }
  std::string out;
  std::size_t left = 0;
  for (const auto& list : replies) left = std::max(left, list.size());
  for (std::size_t turn = 0; turn < left; ++turn) {
    for (const auto& list : replies) {
      if (turn >= list.size()) continue;
      for (const auto& word : list[turn]) put_word(out, word);
      out += '\0';
    }
  }
  return out;
}

std::vector<Sentence> ApiTalk::replies_to(const Sentence& command) {
  const auto& name = command.front();
  if (name == "/login") return log_in(command);
  if (name == "/quit" || !logged_in_) {
    ended_ = true;
    return {{"!fatal", name == "/quit" ? "session terminated on request" : "not logged in"}};
  }
  if (name.ends_with("/print") || name.ends_with("/getall")) {
    ended_ = traits_.fatal;
    return traits_.fatal ? std::vector<Sentence>{{"!fatal", "too many sessions"}} : print(command);
  }
  return refused(router_.menu(name.substr(0, name.rfind('/'))) == nullptr
                     ? "no such command prefix"
                     : "not enough permissions (9)");
}

std::vector<Sentence> ApiTalk::log_in(const Sentence& command) {
  const bool old = traits_.login == ApiLogin::challenge;
  const std::string sorry = old ? "cannot log in" : "invalid user name or password (6)";
  const bool known = value_of(command, "name") == router_.login().user;
  const auto response = value_of(command, "response");
  const auto password = value_of(command, "password");
  if (!response.empty()) {
    const auto wanted =
        "00" + md5_hex(std::string(1, '\0') + router_.login().password + challenge_);
    const bool right = known && !challenge_.empty() && response == wanted;
    challenge_.clear();
    logged_in_ = right && traits_.login != ApiLogin::password;
    return logged_in_ ? std::vector<Sentence>{{"!done"}} : refused(sorry);
  }
  if (old || password.empty()) {
    challenge_ = random_bytes();
    const auto* bytes = reinterpret_cast<const unsigned char*>(challenge_.data());
    return {{"!done", "=ret=" + hex_of(bytes, challenge_.size())}};
  }
  logged_in_ = known && password == router_.login().password;
  return logged_in_ ? std::vector<Sentence>{{"!done"}} : refused(sorry);
}

std::vector<Sentence> ApiTalk::print(const Sentence& command) const try {
  const auto* records = router_.menu(command.front().substr(0, command.front().rfind('/')));
  if (records == nullptr) return refused("no such command prefix");
  std::vector<std::string> query;
  for (const auto& word : command) {
    if (word.starts_with('?')) query.push_back(word.substr(word.starts_with("?=") ? 2 : 1));
  }
  const auto wanted = split_words(value_of(command, ".proplist"));
  std::vector<Sentence> replies;
  for (const auto& record : *records) {
    if (!matches(record, query)) continue;
    Sentence reply{"!re"};
    for (const auto& [key, value] : project(record, wanted)) {
      reply.push_back("=" + key + "=" + value);
    }
    replies.push_back(std::move(reply));
  }
  if (replies.empty() && (traits_.empty || router_.says_empty())) replies.push_back({"!empty"});
  replies.push_back({"!done"});
  return replies;
} catch (const std::invalid_argument& error) {
  return refused(error.what());
}

}  // namespace muster::lab
