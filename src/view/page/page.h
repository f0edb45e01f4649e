// The report as one self-contained HTML file that asks nothing of a network. Equal reports are
// equal bytes. Its parts are src/view/page/assets; every text from outside is inert: in the data it
// is JSON that the script shows as text nodes, elsewhere it is escaped, and no script runs but the
// page's own, by its digest.
#pragma once
#include <string>

#include "report/page/page.h"

namespace muster {

std::string page_html(const PageReport& report);

// What muster report --json prints: what the page shows.
std::string page_json(const PageReport& report);

}  // namespace muster
