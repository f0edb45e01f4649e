#include <array>
#include <vector>

#include "cli/command.h"

namespace muster::cli {
namespace {

const std::array<Flag, 9> common{{
    {"--directory", "DIR", "work in DIR instead of the current folder (also -C)"},
    {"--config", "FILE", "read FILE instead of the muster.yaml found upward (also MUSTER_CONFIG)"},
    {"--allow-commands", "", "run {command: …} secrets that stand in the repository's muster.yaml"},
    {"--json", "", "print the result as JSON"},
    {"--no-color", "", "no colours, also NO_COLOR"},
    {"--quiet", "", "no progress and no notes (also -q)"},
    {"--verbose", "", "tell on stderr how long each step took, and what SNMP was asked (also -v)"},
    {"--trace", "", "tell on stderr every HTTP exchange, connection and SNMP question"},
    {"--help", "", "this help (also -h)"},
}};

constexpr std::array known{
    &adopt_command,
    &approve_command,
    &backup_command,
    &classify_command,
    &comment_command,
    &compare_command,
    &completion_command,
    &config_diff_command,
    &config_import_command,
    &config_log_command,
    &config_restore_command,
    &config_show_command,
    &conflicts_command,
    &connector_list_command,
    &connector_record_command,
    &connector_test_command,
    &connector_try_command,
    &diff_command,
    &discover_command,
    &doctor_command,
    &drift_command,
    &explain_command,
    &help_command,
    &history_command,
    &import_netbox_command,
    &init_command,
    &jobs_command,
    &jobs_run_command,
    &ls_command,
    &merge_command,
    &mv_command,
    &name_command,
    &note_command,
    &prune_command,
    &reconcile_command,
    &reject_command,
    &release_command,
    &report_command,
    &reset_command,
    &review_command,
    &rollback_command,
    &rules_show_command,
    &rules_test_command,
    &schema_command,
    &search_command,
    &serve_command,
    &set_command,
    &sheet_export_command,
    &sheet_import_command,
    &show_command,
    &split_command,
    &status_command,
    &tag_command,
    &validate_command,
    &version_command,
    &where_command,
};

// By name.
const std::vector<Command>& table() {
  static const std::vector<Command> all = [] {
    std::vector<Command> commands;
    for (const Command* command : known) commands.push_back(*command);
    return commands;
  }();
  return all;
}

}  // namespace

std::span<const Flag> common_flags() { return common; }

std::span<const Command> commands() { return table(); }

}  // namespace muster::cli
