// Renderings of the same values: text for terminals, Markdown for merge requests. JSON forms stand
// with the values (to_json).
#pragma once
#include <span>
#include <string>
#include <vector>

#include "plan/plan.h"

namespace muster {

struct Style {
  bool colour = false;
  size_t width = 0;  // of the terminal, in columns; 0: nothing is cut
};

// Deletions first, names not ids; one line when nothing changes (reconcile.md, "What people see").
std::string plan_text(const Plan& plan, const Style& style);

// One comment within `budget` bytes: counts first, deletions never cut, "not from this merge
// request" apart. Every string from the network is escaped.
std::string plan_markdown(const Plan& plan, size_t budget = 60'000);

// Columns padded to their widest cell, a head line, no trailing blanks. Where that is wider than
// the style allows, the widest columns give way, and what is cut ends in "…".
std::string table(std::span<const std::string> head, std::span<const std::vector<std::string>> rows,
                  const Style& style);

// Makes a value safe inside a Markdown table cell (no pipes, HTML, mentions, links or newlines).
std::string markdown_cell(const std::string& text);

}  // namespace muster
