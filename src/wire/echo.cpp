#include "wire/echo.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/hex.h"
#include "wire/base64.h"

namespace muster {
namespace {

constexpr size_t least_length = 8;
constexpr size_t least_alone = 4;

// What everybody knows is no secret, and the name of many a port.
bool well_known(std::string_view secret) { return secret == "public" || secret == "private"; }

}  // namespace

Echoes::Echoes(std::span<const Secret> secrets) {
  for (const Secret& secret : secrets) add(secret.reveal());
}

void Echoes::add(const std::string& secret) {
  if (secret.size() < least_alone || well_known(secret)) return;
  if (secret.size() < least_length) {
    short_.insert(secret);
    return;
  }
  const std::string json =
      nlohmann::json(secret).dump(-1, ' ', true, nlohmann::json::error_handler_t::replace);
  forms_.insert(
      {secret, json.substr(1, json.size() - 2), percent_encode(secret), to_base64(secret)});
}

void Echoes::take_out(std::string& text) const {
  if (short_.contains(text)) text = scrubbed;
  for (const std::string& form : forms_) {
    for (size_t at = 0; (at = text.find(form, at)) != std::string::npos; at += scrubbed.size()) {
      text.replace(at, form.size(), scrubbed);
    }
  }
}

void Echoes::take_out(Error& error) const {
  take_out(error.message);
  take_out(error.why);
}

void Echoes::mask(std::string& bytes) const {
  for (const std::string& form : forms_) {
    for (size_t at = 0; (at = bytes.find(form, at)) != std::string::npos;) {
      bytes.replace(at, form.size(), form.size(), '*');
    }
  }
}

size_t Echoes::begun(std::string_view bytes) const {
  size_t most = 0;
  for (const std::string& form : forms_) {
    for (size_t size = std::min(form.size() - 1, bytes.size()); size > most; --size) {
      if (bytes.ends_with(std::string_view(form).substr(0, size))) most = size;
    }
  }
  return most;
}

}  // namespace muster
