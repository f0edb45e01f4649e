#include "view/backup/keys.h"

#include <fmt/core.h>

#include "core/text.h"
#include "view/markdown.h"
#include "view/review.h"

namespace muster {
namespace {

constexpr std::string_view keys_preface =
    "These devices showed a host key for the first time. muster logs in to none of them before its "
    "key is merged. Compare each fingerprint with what the device itself says (on its console, or "
    "`ssh-keygen -lf`): who merges this vouches for all of them. A key that is wrong is taken out "
    "of "
    "`known_hosts` on this branch.\n\n";

}  // namespace

std::string keys_title(const std::vector<ProposedKey>& keys) {
  return fmt::format("muster: {} of devices to confirm", counted(keys.size(), "host key"));
}

std::string keys_body(const std::vector<ProposedKey>& keys, size_t budget) {
  MarkdownSection table{"New host keys",
                        markdown_head({"device", "address", "key", "fingerprint"}),
                        {},
                        false,
                        false,
                        "see known_hosts on the branch"};
  for (const ProposedKey& key : keys) {
    table.rows.push_back(markdown_row({key.device.empty() ? "?" : clean(key.device, 120),
                                       clean(key.host, 80), clean(key.type, 40), key.fingerprint}));
  }
  const size_t taken = marked_review(std::string(keys_preface)).size();
  return marked_review(std::string(keys_preface) + render(table, budget - taken));
}

}  // namespace muster
