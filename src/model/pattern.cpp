#include "model/pattern.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include <array>

#include "core/error.h"
#include "core/handle.h"

namespace muster {
namespace {

constexpr uint32_t most_steps = 100'000;
constexpr uint32_t most_depth = 1'000;
constexpr uint32_t most_heap_kib = 1'024;
constexpr size_t longest_subject = 1 << 16;

std::string sentence(int error) {
  std::array<PCRE2_UCHAR, 256> text{};
  pcre2_get_error_message(error, text.data(), text.size());
  return reinterpret_cast<const char*>(text.data());
}

PCRE2_SPTR units(std::string_view text) { return reinterpret_cast<PCRE2_SPTR>(text.data()); }

}  // namespace

struct Pattern::Code {
  std::string text;
  Handle<pcre2_code, pcre2_code_free> code;
  Handle<pcre2_match_context, pcre2_match_context_free> limits;
};

Pattern::Pattern(const std::string& text) {
  int error = 0;
  size_t offset = 0;
  auto made = std::make_shared<Code>();
  made->text = text;
  made->code.reset(pcre2_compile(units(text), text.size(),
                                 PCRE2_UTF | PCRE2_MATCH_INVALID_UTF | PCRE2_NEVER_BACKSLASH_C,
                                 &error, &offset, nullptr));
  if (!made->code) {
    throw Error("\"" + text + "\" is not a regular expression", Exit::usage)
        .at({"", 1, static_cast<int>(offset) + 1, ""})
        .because(sentence(error));
  }
  made->limits.reset(pcre2_match_context_create(nullptr));
  if (!made->limits) throw Error("out of memory for a regular expression");
  pcre2_set_match_limit(made->limits.get(), most_steps);
  pcre2_set_depth_limit(made->limits.get(), most_depth);
  pcre2_set_heap_limit(made->limits.get(), most_heap_kib);
  code_ = std::move(made);
}

bool Pattern::matches(std::string_view subject) const { return find(subject).has_value(); }

std::optional<Pattern::Match> Pattern::find(std::string_view subject, size_t from,
                                            const char* group) const {
  const Handle<pcre2_match_data, pcre2_match_data_free> found(
      pcre2_match_data_create_from_pattern(code_->code.get(), nullptr));
  if (!found) throw Error("out of memory for a regular expression");
  const auto cut = subject.substr(0, longest_subject);
  if (from > cut.size()) return std::nullopt;
  const int result = pcre2_match(code_->code.get(), units(cut), cut.size(), from, PCRE2_NO_JIT,
                                 found.get(), code_->limits.get());
  if (result == PCRE2_ERROR_NOMATCH) return std::nullopt;
  if (result < 0) {
    throw Error("the regular expression \"" + code_->text + "\" takes too long", Exit::usage)
        .because(sentence(result))
        .mend("write it without nested repetitions");
  }
  const size_t* ends = pcre2_get_ovector_pointer(found.get());
  const auto range = [&](size_t i) { return Range{ends[2 * i], ends[2 * i + 1]}; };
  const int named = group == nullptr ? PCRE2_ERROR_NOSUBSTRING
                                     : pcre2_substring_number_from_name(
                                           code_->code.get(), reinterpret_cast<PCRE2_SPTR>(group));
  const size_t chosen = named > 0 ? static_cast<size_t>(named) : 1;
  const bool set = chosen < static_cast<size_t>(result) && range(chosen).first != PCRE2_UNSET;
  return Match{range(0), set ? range(chosen) : range(0)};
}

}  // namespace muster
