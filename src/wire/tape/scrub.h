// Takes secrets out of what is kept of an exchange.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "wire/echo.h"

namespace muster {

// Values of fields that are called like a secret (password, ticket, token, key …), or that hold
// people's notes, replaced in a JSON body; nullopt when there is none of them.
std::optional<std::string> scrub_json(std::string_view body);

// The same for "a=1&password=x": a form, or what follows the question mark of a path.
std::string scrub_form(std::string_view form);
std::string scrub_path(std::string_view path);

// JSON or form, as its content type says.
std::string scrub_body(std::string_view body, std::string_view content_type);

}  // namespace muster
