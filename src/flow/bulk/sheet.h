// Hosts as a table for spreadsheets, out and in again.
#pragma once
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "flow/bulk/decide.h"

namespace muster {

// A head line and a row a host. `blob` is the file as it is now, so that a row that comes back
// after somebody else changed the file is known.
std::string sheet_text(const std::vector<const HostFile*>& hosts);

struct SheetRow {
  std::string id, blob;
  Where where;
  std::map<std::string, std::string> cells;  // of decided columns that the sheet has
};

// Columns may be in any order; those that are not known are passed over. Error (exit 64) for what
// is no CSV, and for a table without `id`; mistakes of rows go to `trouble`.
std::vector<SheetRow> parse_sheet(std::string_view text, const std::string& file,
                                  Diagnostics& trouble);

// What the rows say otherwise than the host files is set. Rows of files that changed since, and of
// hosts that are no more, are left out and told.
DecisionReport import_sheet(Workspace& workspace, const std::vector<SheetRow>& rows,
                            Decision decision, Runner& runner, std::stop_token stop);

}  // namespace muster
